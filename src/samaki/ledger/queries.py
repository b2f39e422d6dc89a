"""Reading the ledger's entries of one case: only those that row security lets the session see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber, TruncDate

from samaki.ledger.models import LedgerEntry


@dataclass(frozen=True)
class Wanted:
    """What a reader asks for. Empty: everything. `acts`: whole acts, or beginnings that end in a dot; `who`: an actor such
    as the clock; `units`: principals; `person_id`: entries about this person or this child; `since` to before `until`:
    when it happened."""

    acts: tuple[str, ...] = ()
    who: str = ""
    units: tuple[int, ...] | None = None
    person_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    silent: Iterable[str] = field(default=())


LOOKS = ("document.look",)
"""Looks at a document: part of how it was kept."""

REPEATED = (*LOOKS, "identity.look", "people.search", "placement.look")
"""Acts that only look, of which a member does many in a day: acts that change something must not be buried among them."""


def once_a_day(rows: QuerySet[LedgerEntry], acts: tuple[str, ...] = REPEATED) -> QuerySet[LedgerEntry]:
    """Without the entries of these acts that the same member repeated later on the same day about the same subject."""
    turn = Window(
        RowNumber(),
        partition_by=[F("act"), F("subject_id"), F("who"), F("unit"), TruncDate("recorded_at")],
        order_by=[F("recorded_at").desc(), F("id").desc()],
    )
    latest = rows.filter(act__in=acts).annotate(turn=turn).filter(turn=1)
    return rows.filter(~Q(act__in=acts) | Q(id__in=latest.values("id")))


def page_of_entries(
    case_id: UUID, wanted: Wanted, *, before: UUID | None = None, limit: int
) -> tuple[list[LedgerEntry], UUID | None]:
    """Up to `limit` entries, the latest to happen first, and the cursor of the next page (None at the end).

    `before`: the last entry of the page before; a key that the session cannot see gives the first page.
    """
    rows = once_a_day(_matching(case_id, wanted))
    last = LedgerEntry.objects.filter(id=before, case_id=case_id).first() if before else None
    if last is not None:
        rows = rows.filter(Q(occurred_at__lt=last.occurred_at) | Q(occurred_at=last.occurred_at, id__lt=last.id))
    found = list(rows.order_by("-occurred_at", "-id")[: limit + 1])
    return found[:limit], (found[limit - 1].id if len(found) > limit else None)


def units_of_case(case_id: UUID) -> set[int]:
    """Principals of the units that acted in entries which the session sees."""
    rows = LedgerEntry.objects.filter(case_id=case_id, unit__isnull=False)
    return {unit for unit in rows.order_by().values_list("unit", flat=True).distinct() if unit is not None}


def _matching(case_id: UUID, wanted: Wanted) -> QuerySet[LedgerEntry]:
    rows = LedgerEntry.objects.filter(case_id=case_id).exclude(act__in=list(wanted.silent))
    if wanted.acts:
        beginnings = Q()
        for act in wanted.acts:
            beginnings |= Q(act__startswith=act) if act.endswith(".") else Q(act=act)
        rows = rows.filter(beginnings)
    if wanted.who:
        rows = rows.filter(who=wanted.who)
    if wanted.units is not None:
        rows = rows.filter(unit__in=wanted.units)
    if wanted.person_id:
        rows = rows.filter(Q(child_id=wanted.person_id) | Q(subject_id=wanted.person_id))
    if wanted.since:
        rows = rows.filter(occurred_at__gte=wanted.since)
    return rows.filter(occurred_at__lt=wanted.until) if wanted.until else rows
