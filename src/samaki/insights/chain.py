"""The map of the chain, read: every link that there should be or that carried something, weakest first. A few sums of kept figures,
whatever the size of the country.

Who oversees gets sums of all units from a function that gives nothing small; a unit the links in which it has a side, with its own
figures; the command, in the session of the clock, everything, less what is small.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import connections

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Unit
from samaki.database import current_alias
from samaki.insights import standing
from samaki.insights.figures import FEWEST, Marks
from samaki.insights.guarding import silent
from samaki.insights.links import (
    HOLDS_BY,
    MEASURED,
    NOTHING,
    QUARTERS,
    Ends,
    Link,
    link_of,
    of_pathway,
    quarter_of,
    quarters,
    weakest_first,
)
from samaki.insights.models import MeasureCell
from samaki.insights.queries import FEW, Months, provinces

Told = dict[Ends, dict[date | None, dict[str, Marks]]]
"""Ends -> quarter (None: all that is looked at together) -> measure -> marks. `few` among the marks: not for this reader."""


@dataclass
class Map:
    """`links`: weakest first. `nobody`: area -> codes of steps of the pathway for which no unit serves it. `trend`: of one link, its
    quarters, the oldest first."""

    months: Months
    links: list[Link]
    stands: standing.Standing
    nobody: dict[str, list[str]] = field(default_factory=dict)
    trend: list[tuple[date, Link]] = field(default_factory=list)

    def of(self, area: str) -> list[Link]:
        """Those of an area, weakest first."""
        return [one for one in self.links if one.ends.area == area]


def looked_at(now: datetime) -> Months:
    """The running quarter and those before it that are looked at together."""
    month = calendar().local(now).date().replace(day=1)
    return Months(quarters(month, QUARTERS)[0], month, now)


def for_overseers(months: Months, only: Ends | None = None) -> Map:
    """Of all units together; with the quarters of one link where one is named. 7 queries."""
    return _guarded(_drawn(months, _of_all(months, only), standing.read(months.now, whole=False), only=only))


def carried_of_all(months: Months) -> list[Link]:
    """Links that carried something, of all units together, by area and kinds; without what stands on paper, and in no order of weakness.
    What is told of each is what the map tells. 1 query."""
    told, window = _of_all(months, None), months.window
    links = [
        link_of(ends, NOTHING, marks, window, pack().measuring, hidden=bool(marks.get(HOLDS_BY.id, Counter())[FEW]))
        for ends in sorted(told) for marks in [told[ends].get(None, {})]
    ]  # fmt: skip
    return _bounded_in_areas(links)


def for_unit(unit: Unit, months: Months, only: Ends | None = None) -> Map:
    """The links of this unit's kind in the areas that it serves, with the figures in which it has a side itself. 8 queries."""
    stands = standing.read(months.now, whole=False)
    areas = {area for (kind, area), units in stands.serving.items() if kind == unit.kind and unit in units}
    return _drawn(months, _of_cells(months, only), stands, only=only, kind=unit.kind, areas=areas)


def for_command(months: Months) -> Map:
    """Everything, in the session of the clock; links of fewer than five are not shown, nor what would tell them."""
    told = _of_cells(months, None)
    for ends in _small(told):
        told[ends] = {None: {HOLDS_BY.id: Counter({FEW: 1})}}
    return _drawn(months, told, standing.read(months.now, whole=True))


def areas_of_map() -> list[str]:
    """Provinces that the country pack works in."""
    return [one.code for one in pack().places.provinces if one.project_area]


# ---------------------------------------------------------------- from marks to links
def _drawn(
    months: Months, told: Told, stands: standing.Standing, *, only: Ends | None = None, kind: str = "", areas: Iterable[str] | None = None,
) -> Map:  # fmt: skip
    found = Map(months, [], stands)
    ends = {one for one in told if kind in ("", one.asks, one.asked)}
    for area in areas_of_map():
        if areas is not None and not {area, ""} & set(areas):
            continue
        pairs, nobody = of_pathway(list(pack().step_kinds.values()), stands.serves(area))
        ends |= {Ends(area, *pair) for pair in pairs if kind in ("", *pair)}
        if not kind and nobody:
            found.nobody[area] = [code for code in pack().step_kinds if code in nobody]
    rules, window = pack().measuring, months.window
    exists = {one: stands.exists(one) for one in ends}
    found.links = weakest_first(
        link_of(one, exists[one], marks, window, rules, hidden=bool(marks.get(HOLDS_BY.id, Counter())[FEW]))
        for one in ends for marks in [told.get(one, {}).get(None, {})]
    )  # fmt: skip
    if only is not None:
        found.trend = _trend(months, told.get(only, {}), only)
    return found


def _trend(months: Months, told: dict[date | None, dict[str, Marks]], ends: Ends) -> list[tuple[date, Link]]:
    """Twice as many quarters as are looked at together."""
    found = []
    for quarter in quarters(months.last, 2 * QUARTERS):
        until = min(date(quarter.year, quarter.month + 2, 1), months.last)
        marks = told.get(quarter, {})
        hidden = bool(marks.get(HOLDS_BY.id, Counter())[FEW])
        window = Months(quarter, until, months.now).window
        found.append((quarter, link_of(ends, NOTHING, marks, window, pack().measuring, hidden=hidden)))
    return found


def _guarded(found: Map) -> Map:
    """For who is of no link: of what few did, or did not, a bound alone; and so that the sum of an area, or of the quarters of a link, does
    not tell the one that is not told. What was drawn keeps its order."""
    found.links = _bounded_in_areas(found.links)
    quarters_told = _bounded([one for _quarter, one in found.trend])
    found.trend = [
        (quarter, one) for (quarter, _as_it_was), (_ends, one) in zip(found.trend, quarters_told, strict=True)
    ]
    return found


def _bounded_in_areas(links: Sequence[Link]) -> list[Link]:
    of_area: dict[str, list[Link]] = {}
    for one in links:
        of_area.setdefault(one.ends.area, []).append(one)
    told = dict(pair for some in of_area.values() for pair in _bounded(some))
    return [told[one.ends] for one in links]


def _bounded(links: Sequence[Link]) -> list[tuple[Ends, Link]]:
    hidden = [one.hidden for one in links]
    holds, closes = silent([one.holds for one in links], hidden), silent([one.closes for one in links], hidden)
    told = {"holds": holds, "closes": closes}
    return [
        (one.ends, replace(one, guarded=True, bounded=frozenset(name for name, of_it in told.items() if at in of_it)))
        for at, one in enumerate(links)
    ]


# ---------------------------------------------------------------- kept figures
def _of_all(months: Months, only: Ends | None) -> Told:
    first = quarters(months.last, 2 * QUARTERS)[0] if only else months.first
    found: Told = {}
    with connections[current_alias()].cursor() as cursor:
        given: list[Any] = [first, months.first, months.last, provinces(), *(only or ("", "", ""))]
        cursor.execute("select * from app.measured_links(%s, %s, %s, %s::jsonb, %s, %s, %s)", given)
        for area, asks, asked, quarter, measure, mark, number in cursor.fetchall():
            _add(found, Ends(area, asks, asked), quarter, measure, {mark: number})
    return found


def _of_cells(months: Months, only: Ends | None) -> Told:
    """As far as the session sees cells: of a unit, those in which it has a side. 2 queries."""
    first = quarters(months.last, 2 * QUARTERS)[0] if only else months.first
    kinds = dict(Unit.objects.values_list("principal", "kind"))
    found: Told = {}
    rows = MeasureCell.objects.filter(measure__in=MEASURED, month__gte=first, month__lte=months.last)
    for measure, area, unit, other, month, tally in rows.values_list(
        "measure", "area", "unit", "other", "month", "tally"
    ):
        ends = Ends(standing.province_of(area), kinds.get(other, ""), kinds.get(unit, ""))
        if month >= months.first:
            _add(found, ends, None, measure, tally)
        if ends == only:
            _add(found, ends, quarter_of(month), measure, tally)
    return found


def _add(found: Told, ends: Ends, quarter: date | None, measure: str, tally: dict[str, int]) -> None:
    found.setdefault(ends, {}).setdefault(quarter, {}).setdefault(measure, Counter()).update(tally)


def _small(told: Told) -> set[Ends]:
    """As the function of the database hides: those of fewer than five, and the next smallest where those are fewer than five together."""
    sizes = {ends: _size(marks.get(None, {}).get(HOLDS_BY.id, Counter())) for ends, marks in told.items()}
    hidden: set[Ends] = set()
    of_area: Counter[str] = Counter()
    of_all = 0
    for size, ends in sorted((size, ends) for ends, size in sizes.items()):
        if size < FEWEST or 0 < of_area[ends.area] < FEWEST or 0 < of_all < FEWEST:
            hidden.add(ends)
        of_area[ends.area] += size
        of_all += size
    return hidden


def _size(marks: Marks) -> int:
    return sum(number for mark, number in marks.items() if mark.split(":")[0] in ("yes", "no", "open"))
