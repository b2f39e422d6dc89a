"""Reading kept figures, as far as the session sees them: sums of a few cells, whatever the size of the country.

A session of a member sees the cells in which their unit has a side; that of the clock sees all, for the command.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connections
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Sum

from samaki.agencies.country import calendar, pack
from samaki.database import current_alias
from samaki.insights.definitions import AGES, FLOW, HOURS, MEASURES, Definition
from samaki.insights.figures import Figure, Marks, Window, figure, protect
from samaki.insights.models import MeasureCell, MeasurePosition, MeasureSum

WHOLE = "*"
"""Name of the group of all together."""

STOCK = ("in", "out", "in_at", "out_at", "free", "free_at", "held", "held_at")
"""Marks of flows that are carried on from one month to the next."""


@dataclass(frozen=True)
class Months:
    """From the month `first` to the month `last`, both included (their first days), looked at as it stands at `now`."""

    first: date
    last: date
    now: datetime

    @property
    def window(self) -> Window:
        """The same as moments, in the country's time."""
        zone = calendar().timezone
        since, until = (datetime(day.year, day.month, 1, tzinfo=zone) for day in (self.first, following(self.last)))
        return Window(since, until, self.now)

    @property
    def last_day(self) -> date:
        """The last day that is counted, in the country's time: today, or the end of the last month."""
        return min(following(self.last) - timedelta(days=1), calendar().local(self.now).date())


def following(month: date) -> date:
    """The first day of the next month."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def quarter(now: datetime) -> Months:
    """The running month and the two before it."""
    return latest(3, now)


def latest(number: int, now: datetime) -> Months:
    """So many months, the running one the last."""
    last = first = calendar().local(now).date().replace(day=1)
    for _earlier in range(number - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    return Months(first, last, now)


def whole_year(year: int, now: datetime) -> Months:
    """From January to December, or to the running month."""
    return Months(date(year, 1, 1), min(date(year, 12, 1), quarter(now).last), now)


@dataclass(frozen=True)
class Table:
    """Figures of one measure by group, and all together (`WHOLE`). `hidden`: groups that are not shown to who is not of them."""

    definition: Definition
    months: Months
    figures: Mapping[str, Figure]
    hidden: Collection[str] = field(default_factory=set)


Group = Callable[[MeasureCell], str]


def by_area(cell: MeasureCell) -> str:
    """The province of a cell; empty where its place is not known."""
    return pack().places.province(cell.area).code if cell.area in pack().places.by_code else cell.area


def by_unit(cell: MeasureCell) -> str:
    """The unit that it is of."""
    return str(cell.unit)


def by_pair(cell: MeasureCell) -> str:
    """Sender and receiver of a hand-off: `FROM>TO`."""
    return f"{cell.other}>{cell.unit}"


def by_other(cell: MeasureCell) -> str:
    """The unit on the other side."""
    return str(cell.other)


def by_kind(cell: MeasureCell) -> str:
    """What sort of matter it is: a step, an urgency."""
    return cell.kind


def table(
    definition: Definition, months: Months, group: Group = by_area, *, area: str = "", unit: int | None = None
) -> Table:
    """The figures of a measure. `area`: only of this place and those in it; `unit`: only of this unit's own side. 1 or 2 queries."""
    rows = MeasureCell.objects.filter(measure=definition.id, area__startswith=area)
    rows = rows.filter(unit=unit) if unit is not None else rows
    marks = sums(_within(rows, definition, months), group)
    before = _before(rows, months, group) if definition.shape in (FLOW, HOURS) else {}
    rules, window = pack().measuring, months.window
    figures = {
        name: figure(definition, marks.get(name, Counter()), window, rules, before.get(name))
        for name in {*marks, *before, WHOLE}
    }
    groups = {name: one for name, one in figures.items() if name != WHOLE}
    return Table(definition, months, figures, protect(groups) | ({WHOLE} if figures[WHOLE].small else set()))


def of_unit(unit: int, months: Months, area: str = "", only: Collection[str] = ()) -> dict[str, Figure]:
    """Measure -> its figure for this unit, of its own side of everything; `area`: only of this province; `only`: these measures.
    2 queries of sums."""
    names = [one for one in MEASURES.values() if not only or one.id in only]
    carried, windowed = ([one.id for one in names if (one.shape in CARRIED) is kept] for kept in (True, False))
    marks: dict[str, Marks] = {}
    before: dict[str, Marks] = {}
    for measures, first in ((windowed, months.first), (carried, None)):
        for measure, _kind, earlier, mark, number in _of_unit(unit, months, measures, first, area):
            into = before if earlier and MEASURES[measure].shape == FLOW else marks
            into.setdefault(measure, Counter())[mark] += number
    rules, window = pack().measuring, months.window
    return {
        name: figure(MEASURES[name], marks.get(name, Counter()), window, rules, before.get(name))
        for name in {*marks, *before}
    }


CARRIED = (FLOW, AGES)
"""What was before counts too."""


def pending_of_unit(unit: int, months: Months) -> dict[str, Marks]:
    """What sort of matter -> marks of those that wait at this unit (I7). 1 query of sums."""
    found: dict[str, Marks] = {}
    for _measure, kind, _earlier, mark, number in _of_unit(unit, months, ["I7"], None, ""):
        found.setdefault(kind, Counter())[mark] += number
    return found


def _of_unit(unit: int, months: Months, measures: Collection[str], first: date | None, area: str) -> Iterable[Any]:
    rows = MeasureSum.objects.filter(sort="unit", unit=unit, measure__in=measures, month__lte=months.last)
    rows = rows.filter(month__gte=first) if first else rows
    rows = rows.filter(area__startswith=area) if area else rows
    earlier = ExpressionWrapper(Q(month__lt=months.first), output_field=BooleanField())
    told = (
        rows.order_by()
        .annotate(earlier=earlier)
        .values("measure", "kind", "earlier", "mark")
        .annotate(many=Sum("number"))
    )
    return told.values_list("measure", "kind", "earlier", "mark", "many")


def _within(rows: QuerySet[MeasureCell], definition: Definition, months: Months) -> QuerySet[MeasureCell]:
    """Of ages, whatever waits, since whenever."""
    until = Q(month__lte=months.last)
    return rows.filter(until if definition.shape == AGES else until & Q(month__gte=months.first))


def _before(rows: QuerySet[MeasureCell], months: Months, group: Group) -> dict[str, Marks]:
    found = sums(rows.filter(month__lt=months.first), group)
    return {name: Counter({mark: marks[mark] for mark in STOCK}) for name, marks in found.items()}


def sums(rows: QuerySet[MeasureCell], group: Group) -> dict[str, Marks]:
    """Marks by group, and all together (`WHOLE`). 1 query."""
    found: dict[str, Marks] = {}
    for cell in rows:
        for name in (group(cell), WHOLE):
            found.setdefault(name, Counter()).update(cell.tally)
    return found


FEW = "few"
"""The only mark that the database gives of a province of which fewer than five are counted."""


def provinces() -> str:
    """Place -> its province, as functions of the database take it."""
    return json.dumps({code: pack().places.province(code).code for code in pack().places.by_code})


def table_of_all(definition: Definition, months: Months) -> Table:
    """See `tables_of_all`."""
    return tables_of_all([definition], months)[definition.id]


def tables_of_all(
    definitions: Sequence[Definition], months: Months, together: Collection[str] = ()
) -> dict[str, Table]:
    """Measure -> its figures by province, of all units together, for who oversees; what is small the database does not give. `together`:
    of these no province is reckoned. 1 query."""
    found: dict[str, dict[str, dict[bool, Marks]]] = {one.id: {} for one in definitions}
    with connections[current_alias()].cursor() as cursor:
        given: list[Any] = [
            list(found),
            [MODES.get(one.shape, "window") for one in definitions],
            months.first,
            months.last,
            provinces(),
        ]
        cursor.execute("select * from app.measured_of_each(%s, %s, %s, %s, %s::jsonb)", given)
        for measure, area, earlier, mark, number in cursor.fetchall():
            found[measure].setdefault(area, {}).setdefault(earlier, Counter())[mark] = number
    return {one.id: _of_marks(one, found[one.id], months, one.id in together) for one in definitions}


def of_units_led(definitions: Sequence[Definition], months: Months) -> dict[int, dict[str, Figure]]:
    """Unit -> measure -> its figure, of every unit of agencies that the session's member leads a unit of. 1 query."""
    found: dict[int, dict[str, dict[bool, Marks]]] = {}
    with connections[current_alias()].cursor() as cursor:
        modes = [MODES.get(one.shape, "window") for one in definitions]
        given: list[Any] = [[one.id for one in definitions], modes, months.first, months.last]
        cursor.execute("select * from app.measured_of_units(%s, %s, %s, %s)", given)
        for unit, measure, earlier, mark, number in cursor.fetchall():
            found.setdefault(unit, {}).setdefault(measure, {}).setdefault(earlier, Counter())[mark] = number
    rules, window = pack().measuring, months.window
    return {
        unit: {name: figure(MEASURES[name], of_it.get(False, Counter()), window, rules, of_it.get(True)) for name, of_it in told.items()}
        for unit, told in found.items()
    }  # fmt: skip


MODES = {AGES: "ages", FLOW: "flow", HOURS: "flow"}
"""Of which months marks are asked for."""


def _of_marks(
    definition: Definition, found: Mapping[str, Mapping[bool, Marks]], months: Months, together: bool
) -> Table:
    figures = {
        area: figure(definition, marks.get(False, Counter()), months.window, pack().measuring, marks.get(True))
        for area, marks in found.items() if area == WHOLE or not together
    }  # fmt: skip
    hidden = {area for area, marks in found.items() if marks.get(False, Counter())[FEW]}
    return Table(definition, months, {WHOLE: Figure(0)} | figures, hidden)


def counted() -> MeasurePosition | None:
    """How far the ledger is counted, and when that was."""
    return MeasurePosition.objects.filter(name="all").first()


def measured_years(first: int, last: int) -> list[int]:
    """Years from `first` to `last` of which the ledger tells enough hand-offs. 1 query."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.measured_years(%s, %s)", [first, last])
        (found,) = cursor.fetchone() or ([],)
    return list(found)
