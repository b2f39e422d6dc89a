"""How the children of a case are, by the last word on each: read from the ledger, by every unit with a part in the case.

Arrivals say it, outcomes of steps and observations that the pathway marks. What was seen stays in its compartment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connections

from samaki.agencies.country import pack
from samaki.cases.models import Strand
from samaki.database import current_alias
from samaki.ledger.models import LedgerEntry


@dataclass
class Signs:
    """What acts say about children. `danger`: since when the last word is that a child is not safe; `unplaced`: children
    of whose last arrival somebody said in so many words that the place is not known; `words`: the newest word on where
    a child is, where that is an observation (its entry) and not an arrival; `why`: the newest entry that
    says danger, the observation itself where the session may read it; `pressed`: children of whom pressure or a threat was
    recorded, until what comes out of the step that opened then: no other word that the child is safe ends that."""

    danger: dict[UUID, datetime] = field(default_factory=dict)
    unplaced: set[UUID] = field(default_factory=set)
    words: dict[UUID, LedgerEntry] = field(default_factory=dict)
    why: dict[UUID, LedgerEntry] = field(default_factory=dict)
    pressed: set[UUID] = field(default_factory=set)


UNDOING = ("child.undo", "note.mistake")
TELLING = (
    "child.arrive", "child.danger", "child.safe", "pressure.over", "observation.write", "observation.settle", *UNDOING,
)  # fmt: skip
"""Acts that say how a child is, or where."""


def signs(case_id: UUID) -> Signs:
    """What is known of the children of one case, as far as the session may know."""
    return signs_of([case_id])[case_id]


def signs_of(case_ids: Collection[UUID]) -> dict[UUID, Signs]:
    """The same of several cases, by when it happened (2 queries).

    What was said by mistake does not count: an entry of UNDOING says which one that was. Of a child whose care has ended for a
    reason that ends the danger as well (the work goes on in another file, or the child died), none is told.
    """
    told: dict[UUID | None, list[LedgerEntry]] = defaultdict(list)
    for entry in LedgerEntry.objects.filter(case_id__in=case_ids, act__in=TELLING).order_by("occurred_at", "id"):
        told[entry.case_id].append(entry)
    found = {key: _read(told[key]) for key in case_ids}
    ended = [reason.code for reason in pack().reasons["close"].values() if reason.even_in_danger]
    for strand in Strand.objects.filter(case_id__in=case_ids, kind="care", state="closed", close_reason__in=ended):
        if strand.child_id:
            found[strand.case_id].danger.pop(strand.child_id, None)
            found[strand.case_id].pressed.discard(strand.child_id)
    return found


_SAID = """select distinct e.case_id from ledger_entry e where e.act in ('child.danger', 'child.arrive')
and (e.act = 'child.danger' or e.facts -> 'safe' = 'false') and e.case_id """

_OF_THESE = _SAID + "= any(%s)"
_OF_UNIT = _SAID + "in (select l.case_id from case_in_list l where l.unit = %s and l.state = 'open')"  # noqa: S608 - of constants


def unsafe_in(case_ids: Iterable[UUID]) -> dict[UUID, Signs]:
    """Those of these cases in which a child is not safe by the last word (1 query where nobody ever said so, else 3)."""
    return _unsafe(_OF_THESE, list(case_ids))


def unsafe_of(unit: int) -> dict[UUID, Signs]:
    """The open cases in which a unit has a part and a child is not safe; as many queries."""
    return _unsafe(_OF_UNIT, unit)


def _unsafe(question: str, about: int | list[UUID]) -> dict[UUID, Signs]:
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(question, [about])
        candidates = [key for (key,) in cursor.fetchall()]
    found = signs_of(candidates) if candidates else {}
    return {key: one for key, one in found.items() if one.danger}


def _read(told: list[LedgerEntry]) -> Signs:
    """Entries of one case, by when they happened."""
    found = Signs()
    observations = {str(entry.subject_id): entry for entry in told if entry.act == "observation.write"}
    undone = {entry.facts.get("undoes") for entry in told if entry.act in UNDOING}
    for entry in told:
        if entry.child_id is None or entry.act in UNDOING or str(entry.id) in undone:
            continue
        if entry.act == "pressure.over" or entry.facts.get("pressure"):
            continue
        if entry.act == "observation.settle":
            _settle(entry, told, found)
            continue
        if entry.act == "observation.write":
            if entry.facts.get("fact") == "whereabouts":
                found.words[entry.child_id] = entry
                found.unplaced.discard(entry.child_id)
            continue
        arrived = entry.act == "child.arrive"
        safe = entry.facts.get("safe") if arrived else entry.act == "child.safe"
        if safe is False:
            found.danger.setdefault(entry.child_id, entry.occurred_at)
            found.why[entry.child_id] = observations.get(entry.facts.get("observation", ""), entry)
        elif safe:
            found.danger.pop(entry.child_id, None)
        if arrived:
            found.words.pop(entry.child_id, None)
            unknown = entry.facts.get("place_known") is False
            (found.unplaced.add if unknown else found.unplaced.discard)(entry.child_id)
    _press(told, undone, found)
    return found


def _press(told: list[LedgerEntry], undone: set[str | None], found: Signs) -> None:
    """Pressure stands until its step has an outcome, whatever else is said, and whenever that was."""
    counted = [entry for entry in told if str(entry.id) not in undone]
    over = {entry.facts["pressure"] for entry in counted if entry.act == "pressure.over"}
    for entry in counted:
        if entry.act != "child.danger" or entry.child_id is None or entry.facts.get("pressure", "") in {"", *over}:
            continue
        before = found.why.get(entry.child_id) if entry.child_id in found.danger else None
        found.danger.setdefault(entry.child_id, entry.occurred_at)
        found.pressed.add(entry.child_id)
        if before is None or before.occurred_at <= entry.occurred_at:
            found.why[entry.child_id] = entry


def _settle(entry: LedgerEntry, told: list[LedgerEntry], found: Signs) -> None:
    """Where the newest word is one of those that differed, it is the one that holds; the newest where none was named."""
    among = {
        key: one
        for one in told
        if (key := str(one.subject_id)) in entry.facts["among"] and one.act == "observation.write"
    }
    word = found.words.get(entry.child_id) if entry.child_id else None
    if entry.child_id and word is not None and str(word.subject_id) in among:
        found.words[entry.child_id] = among.get(entry.facts["holds"] or "", list(among.values())[-1])
