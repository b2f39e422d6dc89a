"""Whose word ends the alarm for a child: who keeps the child safe, or works in the child's care. That of others must be confirmed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connections
from django.db.models import Q
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.agencies.queries import now_of
from samaki.cases.models import OPEN_STATES, Arrival, Person, Step
from samaki.cases.queries import latest_arrival
from samaki.cases.rules import check_works_cases
from samaki.cases.safety import brings_to_safety
from samaki.cases.signs import signs
from samaki.database import current_alias, lock, story
from samaki.database.refusals import CannotMove, NotAllowed
from samaki.ledger.models import LedgerEntry
from samaki.ledger.operations import record


@story
def confirm_safe(*, arrival: Arrival, by: Member, now: datetime) -> Arrival:
    """Another unit said that the child is safe at this arrival, and it is so: the alarm ends, for everybody.

    Raises NotAllowed (not who keeps the child safe), CannotMove (nothing waits for it any more).
    """
    lock(arrival.case_id)
    arrival = Arrival.objects.select_related("case").get(id=arrival.id)
    check_confirms(arrival, by, now)
    arrival.safe = True
    arrival.save(update_fields=["safe"])
    child = Person(id=arrival.child_id, case=arrival.case, child_id=arrival.child_id)  # its row need not be ours to see
    record("child.safe", by=by, now=now, subject=child, case_id=arrival.case_id, child_id=arrival.child_id,
           facts={"observation": arrival.id})  # fmt: skip
    return arrival


def check_confirms(arrival: Arrival, by: Member, now: datetime) -> None:
    """The last arrival, of which the word waits, for a unit that keeps the child safe or works in the child's care."""
    check_works_cases(by, now)
    if not counts(arrival.case_id, arrival.child_id, by):
        raise NotAllowed(_("Only a unit that keeps this child safe, or works in the child's care, confirms it."))
    newest = latest_arrival(arrival.case, arrival.child_id)
    if newest is None or newest.id != arrival.id or not waits(arrival):
        raise CannotMove(_("Nothing waits here to be confirmed. Record where the child is as you know it."))


def waits(arrival: Arrival) -> bool:
    """It was said with this arrival that the child is safe, nobody has confirmed it, and by the last word the child is not."""
    if arrival.safe is not None or arrival.child_id not in signs(arrival.case_id).danger:
        return False
    return LedgerEntry.objects.filter(subject_id=arrival.id, act="child.arrive", facts__answer="safe").exists()


def must_wait(case_id: UUID, child_id: UUID, by: Member, at: datetime) -> bool:
    """Whether this unit's word that the child is safe, as of then, would end an alarm that is not its own to end."""
    said = signs(case_id).why.get(child_id) if child_id in signs(case_id).danger else None
    return said is not None and at >= said.occurred_at and not counts(case_id, child_id, by)


def counts(case_id: UUID, child_id: UUID, by: Member) -> bool:
    """Whether the unit holds, or did, a step of this child's care, or one that brings a child to safety (the safety plan, a rescue)."""
    held = Step.objects.filter(Q(child_id=None) | Q(child_id=child_id), case_id=case_id, holder=by.own_principal,
                               state__in=(*OPEN_STATES, "done"))  # fmt: skip
    return held.filter(Q(strand__kind="care", strand__child_id=child_id) | Q(kind__in=_kinds())).exists()


def keepers(case_id: UUID, child_id: UUID) -> set[int]:
    """The units that hold such a step now, also for who may not know of that step."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select unit from app.keeps_safe(%s, %s, %s) unit", [case_id, child_id, _kinds()])
        return set(now_of([unit for (unit,) in cursor.fetchall()]).values())


def _kinds() -> list[str]:
    return sorted(code for code in pack().step_kinds if brings_to_safety(code))
