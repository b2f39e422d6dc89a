"""Reading gaps and commitments, as far as the session may see them: each list in a constant number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from samaki.agencies.models import Unit
from samaki.commitments.models import Commitment, CommitmentMove, Gap
from samaki.commitments.states import RUNNING

MOST = 200
"""Rows of one list."""


def gaps(area: str = "") -> list[Gap]:
    """Open ones first, the oldest first; then those that are closed, the latest first; those written by mistake left out. 1 query."""
    rows = Gap.objects.select_related("unit").exclude(state="mistake").filter(area__startswith=area)
    found = list(rows.order_by("known_since", "id")[: 5 * MOST])
    closed = [row for row in found if row.state == "closed"]
    return [row for row in found if row.state == "open"] + sorted(closed, key=_closed, reverse=True)


def _closed(row: Gap) -> tuple[date, UUID]:
    return row.closed_on or date.min, row.id


def commitments(
    *, gap: Gap | None = None, owners: Iterable[int] = (), running: bool | None = None
) -> list[Commitment]:
    """Those of a gap, or of some units, or all that the session sees: what runs first, by its day. 1 query."""
    rows = Commitment.objects.select_related("owner", "unit", "gap")
    chosen = Q(gap=gap) if gap is not None else Q(owner__in=list(owners)) if owners else Q()
    if running is not None:
        chosen &= Q(state__in=RUNNING) if running else ~Q(state__in=RUNNING)
    found = list(rows.filter(chosen).order_by("due_at", "id")[:MOST])
    return sorted(found, key=lambda row: (row.state not in RUNNING, row.due_at, row.id))


def counted(of: Sequence[Gap]) -> dict[UUID, int]:
    """Gap -> how many promises about it run, as far as the session sees them. 1 query."""
    rows = Commitment.objects.filter(gap__in=list(of), state__in=RUNNING).values_list("gap", flat=True)
    return dict(Counter(rows))


def history(row: Commitment) -> list[CommitmentMove]:
    """Its moves, the first one first. 1 query."""
    return list(CommitmentMove.objects.filter(commitment=row).select_related("unit").order_by("at", "id"))


def parts_of(unit: int) -> list[int]:
    """The unit, and those that became part of it. 1 query."""
    ours = Q(principal=unit) | Q(merged_into=unit) | Q(merged_into__merged_into=unit)
    return list(Unit.objects.filter(ours).values_list("principal", flat=True))


def is_late(row: Commitment, now: datetime) -> bool:
    """Its day is over, and nobody has said what became of it."""
    return row.state == "open" and row.due_at < now


@dataclass(frozen=True)
class Year:
    """Of one year: gaps that were open at its beginning, that came up in it and were closed in it, and that were open at its end (or
    are now, of the running year)."""

    year: int
    before: int
    raised: int
    closed: int
    after: int


def since_baseline(of: Iterable[Gap], baseline: int, now: date) -> list[Year]:
    """Year by year from the baseline year to this one. Pure: by the days on which they were known and closed."""
    spans = [(one.known_since, one.closed_on) for one in of if one.state != "mistake"]
    told = []
    for year in range(baseline, now.year + 1):
        first, last = date(year, 1, 1), date(year, 12, 31)
        before = sum(begun < first and (ended is None or ended >= first) for begun, ended in spans)
        raised = sum(first <= begun <= last for begun, _ended in spans)
        closed = sum(ended is not None and first <= ended <= last for _begun, ended in spans)
        told.append(Year(year, before, raised, closed, before + raised - closed))
    return told
