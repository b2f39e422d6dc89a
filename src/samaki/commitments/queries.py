"""Reading gaps and commitments, as far as the session may see them: each list in a constant number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q

from samaki.commitments.models import Commitment, CommitmentMove, Gap
from samaki.commitments.states import RUNNING

MOST = 200
"""Rows of one list."""


def gaps(area: str = "") -> list[Gap]:
    """Open ones first, the oldest first; then those that are closed, the latest first; those written by mistake left out. 1 query."""
    rows = Gap.objects.select_related("unit").exclude(state="mistake").filter(area__startswith=area)
    return list(rows.order_by(F("closed_on").desc(nulls_first=True), "known_since", "id")[: 5 * MOST])


def commitments(*, gap: Gap | None = None, owners: Iterable[int] = ()) -> list[Commitment]:
    """Those of a gap, or of some units, or all that the session sees: what runs first, by its day; then what ended last. 1 query."""
    rows = Commitment.objects.select_related("owner", "unit", "gap")
    chosen = Q(gap=gap) if gap is not None else Q(owner__in=list(owners)) if owners else Q()
    running_first = F("ended_at").desc(nulls_first=True)
    return list(rows.filter(chosen).order_by(running_first, "due_at", "id")[:MOST])


def counted(of: Sequence[Gap]) -> dict[UUID, int]:
    """Gap -> how many promises about it run, as far as the session sees them. 1 query."""
    rows = Commitment.objects.filter(gap__in=list(of), state__in=RUNNING).values_list("gap", flat=True)
    return dict(Counter(rows))


def open_links(whats: Iterable[str]) -> list[Gap]:
    """Open gaps that are about these links (`asks>asked`), of whatever area. 1 query."""
    return list(Gap.objects.filter(state="open", kind="link", what__in=list(whats)).order_by("known_since", "id"))


def next_due(of: Sequence[Gap]) -> dict[UUID, Commitment]:
    """Gap -> the promise about it that runs and is due first, as far as the session sees them. 1 query, or none."""
    if not of:
        return {}
    rows = (
        Commitment.objects.select_related("owner")
        .filter(gap__in=list(of), state__in=RUNNING)
        .order_by("-due_at", "-id")
    )
    return {row.gap_id: row for row in rows if row.gap_id}


def history(row: Commitment) -> list[CommitmentMove]:
    """Its moves, the first one first. 1 query."""
    return list(CommitmentMove.objects.filter(commitment=row).select_related("unit").order_by("at", "id"))


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
