"""The clock counts a release that was drafted: from kept cells (sums of marks), never from rows of cases. No raw count is kept.

A year that was published before is carried as it was published, cell by cell, so that nobody learns of one late entry by comparing two
releases; only a correction counts a year anew. Then what was hidden stays hidden, and what was ever shown is not counted upon to hide
anything, whether it has changed or not.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.database import lock, session
from samaki.figures.disclosure import CannotProtect, Key, crossed
from samaki.figures.suppression import Pattern, exposed, shown, suppressed
from samaki.insights import queries
from samaki.insights.definitions import MEASURES
from samaki.insights.models import MeasureCell
from samaki.ledger.operations import CLOCK, record
from samaki.publicstats.models import FigureRelease
from samaki.publicstats.shapes import ELSEWHERE, NOT, YES, Content, as_table, cells, digest, found, key_of

PUBLIC = ("I1", "I2", "I3", "I5", "I10", "I11", "I11b", "I12")
"""Measures of which shares are published. Nothing is counted by two of them (`without`), so that no table bounds another one; that is why
`SRC`, of which I2 and I11b are parts, is not among them."""

BASE = 5
"""To this counts are rounded, in every release: the same count rounded in two ways would tell more."""

THE_RELEASES = UUID("019d0000-0000-7000-8000-000000000139")
"""What every story of releases locks: they follow one another."""


def count_drafts(now: datetime) -> int:
    """Count what was drafted and is not counted yet; returns how many. In a session of the clock of its own."""
    with session("worker", now):
        waiting = list(
            FigureRelease.objects.filter(state="draft", content__isnull=True, problem="").values_list("id", flat=True)
        )
        for key in waiting:
            count_release(release_id=key, now=now)
    return len(waiting)


def count_release(*, release_id: UUID, now: datetime) -> FigureRelease:
    """Fill a draft with its tables, or say that they cannot be made safe: `problem`."""
    lock(THE_RELEASES)
    row = FigureRelease.objects.get(id=release_id)
    counted = queries.counted()
    row.counted_at = counted.counted_at if counted else now
    try:
        row.content = _content(row, _earlier(row), now)
        row.sha256, row.owners = digest(row.content), sorted(_owners(row.years))
    except CannotProtect:
        row.problem = "tells_too_much"
    row.save(update_fields=["content", "sha256", "owners", "counted_at", "problem"])
    facts = {"number": row.number, "state": row.state, "sha256": row.sha256, "agencies": len(row.owners)}
    record("publication.count", by=CLOCK, now=now, unit=row.unit_id, subject=row, facts=facts)
    return row


def _earlier(row: FigureRelease) -> list[FigureRelease]:
    """Everything that the public has ever read, the newest first: what was withdrawn is not forgotten by who kept it."""
    return list(FigureRelease.objects.filter(published_at__isnull=False, number__lt=row.number).order_by("-number"))


def _content(row: FigureRelease, earlier: list[FigureRelease], now: datetime) -> dict[str, Any]:
    """What stands is carried; years that are asked for and do not stand, or are corrected, are counted."""
    known = [one.content for one in earlier if one.content is not None]
    stands: Content = next((one.content for one in earlier if one.state == "published" and one.content), {"tables": []})
    counts = counted_cells(row.years)
    tables = []
    anew = set(
        itertools.product(PUBLIC, row.years)
    )  # with nothing counted too: a table that is missing would tell that
    for measure, year in sorted(anew | {key_of(table) for table in stands["tables"]}):
        standing = found(stands, measure, year)
        if standing and (row.corrects is None or year not in row.years):
            tables.append(dict(standing))
        else:
            before = [one for one in (found(content, measure, year) for content in known) if one]
            kept = protected(counts.get((measure, year), {}), row, before)
            tables.append(as_table(measure, MEASURES[measure].code, year, row.number, kept, without(measure)))
    return {
        "fewest": row.fewest, "base": row.base, "counted_at": (row.counted_at or now).isoformat(), "tables": tables,
    }  # fmt: skip


def protected(inner: Mapping[Key, int], row: FigureRelease, before: list[Mapping[str, Any]]) -> dict[Key, int | None]:
    """One table as it is published. `before`: the same table of earlier releases. Raises CannotProtect, BadTable."""
    counts = crossed({(area, outcome): 0 for area in areas() for outcome in (YES, NOT)} | dict(inner))
    if max(counts.cells.values()) < row.fewest:
        return dict.fromkeys(counts.cells)  # a table that shows nothing tells nothing
    told = [cells(table) for table in before]
    small = {key for key, count in counts.cells.items() if count < row.fewest}
    known = {key for was in told for key, count in was.items() if count is not None} & counts.cells.keys() - small
    secret = {key for was in told for key, count in was.items() if count is None}
    pattern: Pattern = suppressed(counts, fewest=row.fewest, known=known - secret, secret=secret)
    kept = shown(counts, pattern, row.base)
    if left := exposed(kept, counts.sums, pattern.primary, base=row.base, fewest=row.fewest):
        raise CannotProtect(left)
    return kept


def areas() -> list[str]:
    """The project areas of the pack, and all others together."""
    return [*sorted(place.code for place in pack().places.provinces if place.project_area), ELSEWHERE]


def without(measure: str) -> frozenset[str]:
    """Step kinds that are not counted, because another public measure counts them: of steps on time (I5), first contacts (I2) and the
    visits long after (I12)."""
    rules = pack().measuring
    return frozenset({rules.seen.step, *(way.step for way in rules.after)} - {""}) if measure == "I5" else frozenset()


def counted_cells(years: Collection[int]) -> dict[tuple[str, int], dict[Key, int]]:
    """(measure, year) -> (area, outcome) -> how many; nothing of what is not known in that year."""
    known = set(areas())
    left_out = {measure: without(measure) for measure in PUBLIC}
    sums: dict[tuple[str, int], Counter[Key]] = {}
    for cell in _cells(years):
        if cell.kind in left_out[cell.measure]:
            continue
        area = queries.by_area(cell)
        into = sums.setdefault((cell.measure, cell.month.year), Counter())
        yes, rest = judged(cell.tally)
        place = area if area in known else ELSEWHERE
        into.update({(place, YES): yes, (place, NOT): rest})
    return {key: dict(counts) for key, counts in sums.items()}


def judged(tally: Mapping[str, int]) -> tuple[int, int]:
    """How many did, and all others that count: those that did not, and those that still wait, whether late or not."""
    waiting = sum(number for mark, number in tally.items() if mark.split(":")[0] == "open")
    return tally.get("yes", 0), tally.get("no", 0) + waiting


def _cells(years: Collection[int]) -> Iterable[MeasureCell]:
    if not years:
        return []
    rows = MeasureCell.objects.filter(
        measure__in=PUBLIC, month__gte=date(min(years), 1, 1), month__lt=date(max(years) + 1, 1, 1)
    )
    return (row for row in rows.iterator() if row.month.year in years)


def _owners(years: Collection[int]) -> set[UUID]:
    """The agencies of all units that have a side in what is counted."""
    units = {unit for cell in _cells(years) for unit in (cell.unit, cell.other) if unit}
    return set(Unit.objects.filter(principal__in=units).values_list("agency_id", flat=True))
