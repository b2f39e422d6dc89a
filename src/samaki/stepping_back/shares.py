"""Where cases come from, and how much of them the mentor brought, year by year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connections

from samaki.agencies.country import pack
from samaki.database import current_alias
from samaki.figures.proportions import Interval, wilson
from samaki.insights.figures import Figure
from samaki.insights.guarding import few, silent
from samaki.insights.models import MeasureCell
from samaki.insights.queries import WHOLE, by_area
from samaki.stepping_back.index import FEW, provinces

YEARS = 12
"""So long a view as there is."""


@dataclass(frozen=True)
class Share:
    """The mentor's share of the cases of a year; `few`: fewer than five cases, which is not shown. An interval of nothing is none."""

    year: int
    mentor: int
    n: int
    few: bool = False

    @property
    def share(self) -> float | None:
        return self.mentor / self.n if self.n else None

    @property
    def interval(self) -> Interval:
        return wilson(self.mentor, self.n)


@dataclass(frozen=True)
class Sources:
    """`by_area`: area (`WHOLE`: all together) -> its years in order. `came`: source of a case -> how many, most first; the empty source is
    those that are few."""

    by_area: dict[str, list[Share]]
    came: list[tuple[str, int]]


def bounded(by_area: Mapping[str, Sequence[Share]]) -> set[tuple[str, int]]:
    """(area, year) of which others than the units are told a bound alone: fewer than five were the mentor's, or were not; and where the sum
    of a year would tell the only such area, the next one."""
    kept: set[tuple[str, int]] = set()
    for year in {one.year for told in by_area.values() for one in told}:
        areas = [(area, one) for area, told in by_area.items() if area != WHOLE for one in told if one.year == year]
        figures, hidden = [Figure(one.n, value=one.share) for _area, one in areas], [one.few for _area, one in areas]
        kept |= {(areas[at][0], year) for at in silent(figures, hidden)}
    of_sum = {
        (WHOLE, one.year) for one in by_area.get(WHOLE, ())
        if not one.few and (few(one.mentor) or few(one.n - one.mentor))
    }  # fmt: skip
    return kept | of_sum


def of_all(last: date) -> Sources:
    """For who oversees and for the mentor, without what is small. 1 query."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select * from app.sources_of_all(%s, %s, %s::jsonb)", [_first(last), last, provinces()])
        return _told(cursor.fetchall())


def of_cells(last: date, *, area: str = "") -> Sources:
    """From the cells that the session sees. 1 query."""
    rows: Counter[tuple[str, int, str]] = Counter()
    for cell in MeasureCell.objects.filter(
        measure="SRC", month__gte=_first(last), month__lte=last, area__startswith=area
    ):
        for mark, number in cell.tally.items():
            where = (
                [(WHOLE, 0)]
                if mark.startswith("from:")
                else [(by_area(cell), cell.month.year), (WHOLE, cell.month.year)]
            )
            for name, year in where:
                rows[name, year, mark] += number
    return _told((*key, number) for key, number in rows.items())


def _first(last: date) -> date:
    return date(last.year - YEARS + 1, 1, 1)


def _told(rows: Iterable[tuple[str, int, str, int]]) -> Sources:
    years: dict[tuple[str, int], Counter[str]] = {}
    came: Counter[str] = Counter()
    for area, year, mark, number in rows:
        if mark.startswith("from:"):
            found = pack().report_sources.get(mark[5:])
            came[found.counts_as if found else mark[5:]] += number
        else:
            years.setdefault((area, year), Counter())[mark] += number
    by_area: dict[str, list[Share]] = {}
    for (area, year), marks in sorted(years.items()):
        by_area.setdefault(area, []).append(Share(year, marks["yes"], marks["yes"] + marks["no"], bool(marks[FEW])))
    return Sources(by_area, came.most_common())
