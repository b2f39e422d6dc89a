"""Reading of a child's safety; each a constant number of queries."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery, Value

from samaki.agencies.country import pack
from samaki.agencies.entries import UnitService
from samaki.agencies.models import Unit
from samaki.cases.models import OPEN_STATES, Arrival, Case, Person, Step
from samaki.cases.signs import Signs, signs_of
from samaki.conferences.queries import parts_of
from samaki.journeys.safeguarding.models import ChildPlacement, MissingChild, SafeContact, SafetyPlan, SafetyRow
from samaki.vault import sealing as vault

MOST = 200

Row = TypeVar("Row", bound=SafetyRow)


@dataclass
class Safety:
    """One child as the session sees it; rows the newest first, struck ones among them."""

    plans: list[SafetyPlan] = field(default_factory=list)
    contacts: list[SafeContact] = field(default_factory=list)
    places: list[ChildPlacement] = field(default_factory=list)
    missing: list[MissingChild] = field(default_factory=list)
    words: dict[UUID, dict[str, str]] = field(default_factory=dict)

    @property
    def rows(self) -> list[SafetyRow]:
        return [*self.plans, *self.contacts, *self.places, *self.missing]

    @property
    def stays(self) -> list[ChildPlacement]:
        """Where the child stays now."""
        return [row for row in self.places if row.state == "stays"]

    @property
    def looked_at(self) -> list[ChildPlacement]:
        """Families that were looked at, or in which the child was."""
        family = pack().caring.safety.family
        return [row for row in self.places if row.sort in family and row.state != "in_error"]


def safety_of(child: Person) -> Safety:
    """Plans, ways to reach it, places, times when it was missing (4 queries), and their words (1)."""
    found = Safety(
        plans=list(_of(SafetyPlan, child).order_by("-number")[:MOST]),
        contacts=list(_of(SafeContact, child).order_by("-occurred_at", "-id")[:MOST]),
        places=list(_of(ChildPlacement, child).order_by("-occurred_at", "-id")[:MOST]),
        missing=list(_of(MissingChild, child).order_by("-occurred_at", "-id")[:MOST]),
    )
    found.words = words_of(found.rows)
    return found


def _of(table: type[Row], child: Person) -> QuerySet[Row]:
    return table._default_manager.filter(case_id=child.case_id, child_id=child.id)


def words_of(rows: Collection[SafetyRow]) -> dict[UUID, dict[str, str]]:
    """What is sealed on each; empty where its key was destroyed (1 query)."""
    keys = vault.keys_of_cases(sorted({row.case_id for row in rows})) if rows else {}
    return {
        row.id: json.loads(vault.unseal(keys[row.case_id], row.sealed, row.place)) if row.case_id in keys else {}
        for row in rows
    }


def warnings_of(stay: ChildPlacement, safety: Safety, free: dict[int, Free]) -> list[str]:
    """What is not as it should be about a stay; nothing of it is refused. Codes: no_ground, no_family, full, several."""
    known = pack().caring.safety
    told = ["no_ground"] if stay.basis in known.no_basis else []
    told += ["no_family"] if stay.sort in known.residential and not safety.looked_at else []
    told += ["full"] if stay.keeper in free and free[stay.keeper].full else []
    return told + (["several"] if len(safety.stays) > 1 else [])


# ---------------------------------------------------------------- how a child is reached
def contacts_of(children: Iterable[UUID]) -> dict[UUID, tuple[SafeContact, dict[str, str]]]:
    """Child -> how it is reached safely by the newest word, and its words; children of whom the session reads none left out (2 queries)."""
    rows = SafeContact.objects.filter(child_id__in=set(children), in_error_at=None).order_by("occurred_at", "id")
    newest = {row.child_id: row for row in rows}
    words = words_of(list(newest.values()))
    return {child: (row, words[row.id]) for child, row in newest.items()}


# ---------------------------------------------------------------- places to sleep
@dataclass(frozen=True)
class Free:
    """What the directory says of a unit's places: how many, None where nobody said; when that was said."""

    full: bool
    places: int | None
    said_at: datetime | None


def keepers(now: datetime) -> list[tuple[Unit, Free]]:
    """Units that offer a place to sleep, with what the directory says of it, by name (1 query)."""
    services = UnitService.objects.filter(service__in=pack().caring.safety.services).live(now).select_related("unit")
    found: dict[int, tuple[Unit, Free]] = {}
    for row in services.filter(unit__until__isnull=True).order_by("unit__code", "service"):
        one = Free(row.full or row.places == 0, row.places, row.places_at)
        before = found.get(row.unit_id)
        if before is None or (before[1].full and not one.full):
            found[row.unit_id] = (row.unit, one)
    return list(found.values())


# ---------------------------------------------------------------- what waits on a unit
@dataclass(frozen=True)
class Matter:
    """Something about a child's safety that waits on a unit. `sort`: plan, basis or missing."""

    sort: str
    id: UUID
    child_id: UUID
    due_at: datetime
    level: int
    case_code: str
    state: str


AHEAD = timedelta(days=30)
"""So long before its day a plan or a ground of custody stands on the desk."""


def waiting_on(unit: int, now: datetime) -> list[Matter]:
    """Plans to look at again, grounds of custody that are missing or end, children that are missing; the soonest due first (1 query)."""
    soon = now + AHEAD
    found = _waiting(MissingChild, "missing", "occurred_at", unit, state="missing").union(
        _waiting(SafetyPlan, "plan", "review_at", unit, state="stands", review_at__lte=soon),
        _waiting(ChildPlacement, "basis", "due_at", unit, state="stays", due_at__lte=soon),
        all=True,
    )
    return sorted((Matter(*row) for row in found), key=lambda one: (one.due_at, one.id))


def _waiting(table: type[SafetyRow], sort: str, due: str, unit: int, **those: object) -> QuerySet[Any, Any]:
    code = Subquery(Case.objects.filter(id=OuterRef("case_id")).values("code")[:1])
    kept: Any = table._default_manager  # each of the three has a holder, the class above them none
    rows = kept.filter(holder__in=parts_of(unit), **those)
    told = rows.annotate(sort_=Value(sort, output_field=CharField()), due_=F(due), code_=code).order_by()
    return told.values_list("sort_", "id", "child_id", "due_", "level", "code_", "state")[:MOST]


def missing_since(children: Iterable[UUID]) -> dict[UUID, datetime]:
    """Children of these that are missing -> since when (1 query)."""
    rows = MissingChild.objects.filter(child_id__in=set(children), state="missing")
    return dict(rows.values_list("child_id", "occurred_at"))


def alarms_of(children: Iterable[UUID]) -> dict[UUID, UUID]:
    """Children of these that are missing -> the row that says so (1 query)."""
    rows = MissingChild.objects.filter(child_id__in=set(children), state="missing")
    return dict(rows.values_list("child_id", "id"))


def missing_child(missing_id: UUID) -> UUID | None:
    """Whom an alarm of a missing child is about, as far as the session may know (1 query)."""
    return MissingChild.objects.filter(id=missing_id).values_list("child_id", flat=True).first()


def is_found(missing_id: str | UUID) -> bool:
    """Whether the session reads of this time when a child was missing that it was found (1 query)."""
    return MissingChild.objects.filter(id=missing_id, state="found").exists()


def _looked_for() -> dict[UUID, tuple[datetime, UUID, str]]:
    """Children that are missing and for whom the session's unit works -> since when, case, its code (1 query).

    Row security shows a missing child to whoever works for it: they were told to look for it.
    """
    code = Subquery(Case.objects.filter(id=OuterRef("case_id")).values("code")[:1])
    rows = MissingChild.objects.filter(state="missing").order_by("-occurred_at", "-id").annotate(code_=code)
    found = rows.values_list("child_id", "occurred_at", "case_id", "code_")[:MOST]
    return {child: (since, case, case_code or "") for child, since, case, case_code in found}


# ---------------------------------------------------------------- where the children of a unit are tonight
@dataclass(frozen=True)
class Whereabouts:
    """One child for whose care a unit works: the last arrival, since when it is missing, and what signs say of its case."""

    child_id: UUID
    case_code: str
    arrival: Arrival | None
    missing: datetime | None
    signs: Signs

    @property
    def answered(self) -> bool:
        """Whether it is known where the child is tonight: a place that is known, and by the last word safe."""
        word = self.signs.words.get(self.child_id)
        says = pack().reasons["whereabouts"].get(word.facts.get("answer", "")) if word else None
        known = says.says == "safe" if says else self.arrival is not None and self.arrival.safe is not None
        unsafe = self.child_id in self.signs.danger or self.child_id in self.signs.unplaced
        return known and not self.missing and not unsafe

    @property
    def rank(self) -> int:
        """What is looked at first: missing, not safe, without an answer, answered."""
        if self.missing is not None:
            return 0
        return 1 if self.child_id in self.signs.danger else 3 if self.answered else 2


def whereabouts_of(child: Person) -> Whereabouts:
    """The same of one child (4 queries)."""
    arrived = Arrival.objects.filter(case_id=child.case_id, child_id=child.id, in_error_at=None).select_related(
        "received_by"
    )
    last = arrived.order_by("-occurred_at", "-id").first()
    missing = missing_since([child.id]).get(child.id)
    return Whereabouts(child.id, child.case.code, last, missing, signs_of([child.case_id])[child.case_id])


def tonight_of(unit: int) -> list[Whereabouts]:
    """Children of whose care the unit holds an open step, and every missing child for whom it works: the missing first, then who is
    not safe, then who is without an answer (5 queries, 2 where there are none)."""
    held = Step.objects.filter(
        holder__in=parts_of(unit), state__in=OPEN_STATES, strand__kind="care", case__state="open"
    )
    rows = (
        held.filter(child_id__isnull=False).order_by("-id").values_list("child_id", "case_id", "case__code")[: MOST * 5]
    )
    missing = _looked_for()
    children = {child: (case, code) for child, (_since, case, code) in missing.items()}
    children |= {child: (case, code) for child, case, code in rows if child}
    if not children:
        return []
    signs = signs_of({case for case, _code in children.values()})
    arrived = Arrival.objects.filter(child_id__in=children, in_error_at=None).select_related("received_by")
    last = {row.child_id: row for row in arrived.order_by("occurred_at", "id")}
    found = [
        Whereabouts(child, code, last.get(child), missing[child][0] if child in missing else None, signs[case])
        for child, (case, code) in children.items()
    ]
    return sorted(found, key=lambda one: (one.rank, one.case_code, one.child_id))
