"""Where a child is not safe: read by who works in care or justice for that child, or opened it in an emergency, while it lasts.

A place of safety stays sealed. Who works in the part "placement" reads what is written there, and each reading is recorded.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connections
from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.cases import queries
from samaki.cases.models import Arrival, Case
from samaki.cases.operations import sees
from samaki.cases.queries import latest_arrival, open_relations
from samaki.cases.records import TABLES, SealedRecord
from samaki.cases.rules import check_works_cases
from samaki.cases.signs import signs
from samaki.database import current_alias, story
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.ledger.operations import record
from samaki.vault import sealing as vault

PURPOSES = ("step", "safety", "court")
"""What a sealed name or place is looked at for."""

ACTING = ("care", "justice")
"""Whoever works in one of these for the child makes safe, or goes there."""


@story
def look_at_danger(*, arrival: Arrival, purpose: str, by: Member, now: datetime) -> str:
    """Where the child is not safe, in the words of who wrote it; recorded first, with what for (PURPOSES). Raises NotAllowed, Invalid,
    CannotMove (not there any more)."""
    check_looks_at_danger(arrival, by, now)
    if purpose not in PURPOSES:
        raise Invalid(_("Choose what you need it for."), field="purpose")
    # in no part of the file: who works for the child, and wrote it down, sees in "Who has seen this?" who came to read it
    record("placement.look", by=by, now=now, subject=arrival, case_id=arrival.case_id, child_id=arrival.child_id,
           facts={"safe": False, "why": purpose})  # fmt: skip
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select id, sealed from app.place_of_danger(%s)", [arrival.id])
        found = cursor.fetchone()
    if found is None:
        raise CannotMove(_("Nobody wrote down where it is. Ask who recorded the arrival."))
    return vault.unseal(vault.key_of(case_id=arrival.case_id), bytes(found[1]), f"placement_record.sealed.{found[0]}")


@story
def read_places(*, case: Case, by: Member, now: datetime) -> list[tuple[SealedRecord, str]]:
    """What is written in the part "placement" of the file, newest first; for each child that it is about, that it was read is recorded
    first. Where nothing is open to the session nothing was read, and nothing is recorded."""
    rows = TABLES["placement"]._default_manager.filter(case=case)
    for child in sorted(set(rows.values_list("child_id", flat=True)), key=str):
        record("placement.look", by=by, now=now, subject=case, case_id=case.id, child_id=child, compartment="placement",
               facts={"why": "notes"})  # fmt: skip
    return queries.notes_of(case, "placement")


def kept_children() -> set[UUID]:
    """Children of whom pressure is hidden from the session: for it, nobody wrote down where they are; 1 query."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select unnest(app.kept_children())")
        return {child for (child,) in cursor.fetchall()}


def check_looks_at_danger(arrival: Arrival, by: Member, now: datetime) -> None:
    """The last arrival, where the child is not safe by the last word, for a unit that acts on it or opened it in an emergency."""
    check_works_cases(by, now)
    acts = any(sees(arrival.case_id, part, arrival.child_id, by, works=True) for part in ACTING)
    if not acts and not opened_in_emergency(arrival, by):
        raise NotAllowed(_("Your unit does not work for this child's care, nor for justice in this case."))
    if is_danger(arrival):
        return
    if arrival.safe is False:
        raise NotAllowed(
            _("By the last word the child is safe, or is not there any more: what was written of this place is sealed again. If your "
              "work needs it, ask to open it: a reason and a second person."))  # fmt: skip
    raise NotAllowed(
        _("Where a child is safe is sealed. If your work needs it, ask to open it: a reason and a second person.")
    )


def opened_in_emergency(arrival: Arrival, by: Member) -> bool:
    """Whether an emergency, confirmed by a second person, holds the place of this child open for the member's unit."""
    return any(
        one.ground == "emergency" and one.compartment == "placement" and one.child_id in (None, arrival.child_id)
        for one in open_relations(arrival.case_id)
        if one.unit_id == by.unit_id
    )


def is_danger(arrival: Arrival) -> bool:
    """Recorded as not safe, and since then nobody whose word counts has said that the child is safe, or at another place of danger.

    An arrival of which it is not known whether the child is safe there ends no danger, and seals no place.
    """
    newest = latest_arrival(arrival.case, arrival.child_id, said=True)
    return (
        arrival.safe is False
        and newest is not None
        and newest.id == arrival.id
        and arrival.child_id in signs(arrival.case_id).danger
    )
