"""Reading a court file, as far as the session sees it; each a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db.models import QuerySet, Sum

from samaki.agencies.country import calendar
from samaki.agencies.models import Member
from samaki.cases.models import Case, Person
from samaki.cases.operations import sees
from samaki.court.clocks import standing_of, waiting
from samaki.court.doubts import doubts_about
from samaki.court.models import CourtFact
from samaki.court.standing import Standing
from samaki.court.states import STANDS
from samaki.court.telling import PARTS

PAGE = 25
"""Accused on one page."""

FROM_ABSENCE = frozenset({
    "judged_uncharged", "sentenced_unjudged", "final_unjudged", "appeal_unjudged", "extended_unheld", "ended_unheld", "not_notified",
    "paid_more",
})  # fmt: skip
"""Warnings that rest on what does not stand there: of another child it may stand where the reader does not see it."""


@dataclass
class Accused:
    """One accused, or person named. `person`: None where the reader may not know of them."""

    key: UUID
    person: Person | None
    facts: list[CourtFact] = field(default_factory=list)
    standing: Standing = field(default_factory=Standing)


def facts_of(case: Case) -> QuerySet[CourtFact]:
    """All that the session may know of, the corrected and the mistaken too; the first first."""
    return CourtFact.objects.filter(case_id=case.id).order_by("at", "id")


def keys_of(case: Case, *, pressing_first: bool = False) -> list[UUID]:
    """Everybody of whom the file tells: accused and persons named by their number, then who is not open to the reader.

    `pressing_first`: before them whoever is held, by the limit that is reached first.
    """
    seen = case.people.filter(part__in=PARTS, in_error_at=None).order_by("part", "number").values_list("id", flat=True)
    known = list(seen)
    told = list(CourtFact.objects.filter(case_id=case.id, person_id__isnull=False).only("person_id", "clocks", "state"))
    found = known + sorted({row.person_id for row in told if row.person_id} - set(known))
    if not pressing_first:
        return found
    first = {row.person_id: min(one.at for one in waiting(row) if one.is_held) for row in told
             if row.state == STANDS and any(one.is_held for one in waiting(row))}  # fmt: skip
    return sorted(found, key=lambda key: (key not in first, first.get(key, case.opened_at)))


def accused_of(case: Case, keys: Collection[UUID], by: Member | None = None) -> list[Accused]:
    """These, with all facts about them and how they stand: two queries for any number. `by`: for whom; who reads a part of the court file
    alone is not told that something is missing from it (one query more)."""
    people = {one.id: one for one in Person.objects.filter(id__in=keys, case=case)}
    found = {key: Accused(key, people.get(key)) for key in keys}
    for row in facts_of(case).filter(person_id__in=keys):
        found[row.person_id].facts.append(row)  # type: ignore[index]
    for one in found.values():
        one.standing = standing_of(one.facts, one.person)
    if by is not None and not sees(case.id, "justice", None, by):
        for one in found.values():
            one.standing.warnings -= FROM_ABSENCE
    return list(found.values())


def of_the_case(case: Case) -> list[CourtFact]:
    """What is told of nobody in particular: a complaint, the police file, a settlement."""
    return list(facts_of(case).filter(person_id=None))


def odd_with(new: CourtFact, person: Person | None, *, instead_of: UUID | None = None) -> dict[str, CourtFact | None]:
    """What is odd about a fact that is about to be written down, as `court.doubts` says. `instead_of`: the one that it corrects."""
    same = CourtFact.objects.filter(case_id=new.case_id, person_id=new.person_id, state=STANDS).exclude(
        id=instead_of or new.id
    )
    rows = list(same.order_by("at", "id"))
    if new.person_id is None:
        return doubts_about(new, rows, Standing(), Standing(), calendar())
    return doubts_about(new, rows, standing_of(rows, person), standing_of([*rows, new], person), calendar())


def sums_of(case: Case) -> dict[str, tuple[Decimal, Decimal]]:
    """Currency -> (ordered, paid) of the whole file, as far as it is seen."""
    rows = CourtFact.objects.filter(
        case_id=case.id, state=STANDS, kind__in=("compensation_ordered", "compensation_paid")
    )
    found: dict[str, list[Decimal]] = {}
    for kind, currency, amount in rows.values_list("kind", "currency").annotate(all=Sum("amount")).order_by("currency"):
        found.setdefault(currency, [Decimal(0), Decimal(0)])[kind == "compensation_paid"] += amount
    return {currency: (ordered, paid) for currency, (ordered, paid) in found.items()}


def accused_named(case: Case) -> list[tuple[UUID, Person | None]]:
    """Everybody of whom something can be told, with the person where the reader may know of them; two queries."""
    keys = keys_of(case)
    people = {one.id: one for one in Person.objects.filter(id__in=keys, case=case)}
    return [(key, people.get(key)) for key in keys]


def person_for(case: Case, key: UUID) -> Person | None:
    """Somebody of the case who is no child; also an accused whom the reader knows from the court file alone."""
    found = Person.objects.select_related("case").filter(id=key, case=case).first()
    if found is not None:
        return found if found.in_error_at is None else None
    if CourtFact.objects.filter(case_id=case.id, person_id=key).exists():
        return Person(id=key, case=case, part="accused", number=0, compartment="justice")
    return None
