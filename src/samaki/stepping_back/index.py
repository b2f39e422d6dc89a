"""The independence index of a chain, from kept sums: every family of critical steps with its verdict, the weakest first.

Windows are whole months, the running one counted in: the last 12, and the last 24 beside them. Simple and complex cases are never added
up. An area has the verdict of its weakest family; areas of the same family borrow from each other in the column `pooled`, which decides
nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import connections

from samaki.agencies.country import calendar, pack
from samaki.database import current_alias
from samaki.figures.independence import Area, Counted, Index, Stratum, area_of
from samaki.figures.pooling import Pooled, pool
from samaki.figures.shortfall import REASONS, Counts, Kind, Short
from samaki.insights.facts import minute
from samaki.insights.models import MeasureCell
from samaki.insights.queries import by_area

MEASURES = ("IX1", "IX2")
SHORT, LONG = 12, 24
"""Months of the two windows."""

FEW = "few"
"""The mark that the database gives where it does not tell."""


@dataclass(frozen=True)
class Key:
    """What a sum is of. `recent`: of the shorter window."""

    measure: str
    area: str
    family: str
    stratum: str
    recent: bool


Sums = dict[Key, Counter[str]]


@dataclass(frozen=True)
class Months:
    """First days: of the longer window, of the shorter one, of the running month; `now` judges what is open."""

    first: date
    middle: date
    last: date
    now: datetime


@dataclass(frozen=True)
class Row:
    """A family of critical steps in one area. `index`: of 12 months, whoever paid; `own_money`: without the mentor's money; `longer`: of
    24 months. `few`, `longer_few`: fewer than five, which others than the unit itself do not see; the index is then empty. `pooled`:
    with what it borrows from other areas; None where there is nobody to borrow from. `short`: of 12 months, why steps were not
    independent."""

    family: str
    index: Index
    own_money: Index
    longer: Index
    few: bool = False
    longer_few: bool = False
    pooled: Pooled | None = None
    short: Counts = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        """Its counts of 12 months, with what was missing."""
        return Kind(self.index.due, self.index.independent, self.short)


@dataclass(frozen=True)
class Chain:
    """An area (or a unit, named by the empty text): its families, weakest first, with the verdict of the weakest."""

    area: str
    stratum: Stratum
    rows: tuple[Row, ...]
    whole: Area

    @property
    def weakest(self) -> Row:
        """The family that decides."""
        return self.rows[0]

    @property
    def seen(self) -> bool:
        """Whether anything was due at all."""
        return any(row.index.due or row.longer.due or row.few for row in self.rows)


def months(now: datetime, first: date | None = None, last: date | None = None) -> Months:
    """The windows that end with the running month, or with the month of `last`; the shorter one begins with that of `first` if given."""
    last = (last or calendar().local(now).date()).replace(day=1)
    middle = min(first.replace(day=1), last) if first else before(last, SHORT - 1)
    return Months(min(before(last, LONG - 1), middle), middle, last, now)


def before(month: date, number: int) -> date:
    """The first day of the month so many months earlier."""
    year, index = divmod(month.year * 12 + month.month - 1 - number, 12)
    return date(year, index + 1, 1)


def families() -> dict[str, str]:
    """Each critical kind of step, without the one that a report has done already -> its family, in the order of the pathway."""
    kinds = [kind for kind in pack().step_kinds.values() if kind.critical and kind.code != pack().opening.report]
    return {kind.code: pack().measuring.family_of(kind.code) for kind in kinds}


def provinces() -> str:
    """Place -> its province, for the database."""
    return json.dumps({code: pack().places.province(code).code for code in pack().places.by_code})


# ---------------------------------------------------------------- reading
def of_all(window: Months) -> Sums:
    """By province, of all units, for who oversees and for the mentor; what is small the database does not give. 1 query."""
    given: list[Any] = [window.first, window.middle, window.last, provinces(), json.dumps(families())]
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select * from app.independence_of_all(%s, %s, %s, %s::jsonb, %s::jsonb)", given)
        found: Sums = {}
        for measure, area, family, stratum, recent, mark, number in cursor.fetchall():
            found.setdefault(Key(measure, area, family, stratum, recent), Counter())[mark] = number
    return found


def of_cells(window: Months, *, unit: int | None = None, area: str = "") -> Sums:
    """From the cells that the session sees: of one `unit`, all areas together; else by province, of this `area` only. 1 query."""
    rows = MeasureCell.objects.filter(
        measure__in=MEASURES, month__gte=window.first, month__lte=window.last, area__startswith=area
    )
    return sums(rows if unit is None else rows.filter(unit=unit), window, whole=unit is not None)


def sums(cells: Iterable[MeasureCell], window: Months, *, whole: bool = False) -> Sums:
    """`whole`: all areas together, under the empty name."""
    found: Sums = {}
    known = families()
    for cell in cells:
        for mark, number in cell.tally.items():
            stratum, _colon, rest = mark.partition(":")
            if stratum not in set(Stratum):
                continue
            for recent in (False, True) if cell.month >= window.middle else (False,):
                key = Key(
                    cell.measure, "" if whole else by_area(cell), known.get(cell.kind, cell.kind), stratum, recent
                )
                found.setdefault(key, Counter())[rest] += number
    return found


# ---------------------------------------------------------------- figures
def chains(found: Sums, now: datetime, stratum: Stratum = Stratum.SIMPLE) -> list[Chain]:
    """Every area that anything is known of, in the order of their names' codes."""
    areas = sorted({key.area for key in found})
    told = [_chain(area, found, now, stratum) for area in areas]
    return [one for one in _borrowing(told)]


def _chain(area: str, found: Sums, now: datetime, stratum: Stratum) -> Chain:
    kinds = tuple(dict.fromkeys(families().values()))

    def marks(measure: str, family: str, recent: bool) -> Counter[str]:
        return found.get(Key(measure, area, family, stratum, recent), Counter())

    def whole(measure: str, recent: bool) -> Area:
        return area_of(
            [counted(family, marks(measure, family, recent), now) for family in kinds], area=area, stratum=stratum
        )

    own, money, longer = whole("IX1", True), whole("IX2", True), whole("IX1", False)
    by_family = {name: {one.kind: one for one in each.kinds} for name, each in (("money", money), ("longer", longer))}
    rows = tuple(
        Row(
            family=index.kind, index=index, own_money=by_family["money"][index.kind], longer=by_family["longer"][index.kind],
            few=bool(marks("IX1", index.kind, True)[FEW]), longer_few=bool(marks("IX1", index.kind, False)[FEW]),
            short=missing(marks("IX1", index.kind, True), now),
        )
        for index in own.kinds
    )  # fmt: skip
    return Chain(area, stratum, rows, own)


def counted(family: str, marks: Mapping[str, int], now: datetime) -> Counted:
    """What is open and past its time is due and not done; what is not due yet is not judged."""
    late = _late(marks, now)
    good, due = marks.get("yes", 0), marks.get("yes", 0) + marks.get("no", 0) + late
    cases = min(max(marks.get("case", 0), 1), due)
    return Counted(family, good, due, cases)


def _late(marks: Mapping[str, int], now: datetime) -> int:
    moment = minute(now)
    return sum(
        number for mark, number in marks.items()
        if mark.startswith("open:") and mark[5:] and int(mark[5:]) < moment
    )  # fmt: skip


def missing(marks: Mapping[str, int], now: datetime) -> Counts:
    """Why steps were not independent; what is open and past its time is late."""
    found: Counter[Short] = Counter()
    for mark, number in marks.items():
        if mark.startswith("why:") and mark[4:] in REASONS:
            found[REASONS[mark[4:]]] += number
    found[Short.LATE] += _late(marks, now)
    return {why: count for why, count in found.items() if count}


def _borrowing(told: list[Chain]) -> list[Chain]:
    """Partial pooling within each family, over the areas of which it is shown; a case counts once."""
    pooled: dict[tuple[str, str], Pooled] = {}
    for family in dict.fromkeys(families().values()):
        own = [(one.area, row.index) for one in told for row in one.rows if row.family == family and not row.few]
        if len(own) > 1:
            counts = [
                (round(index.independent * index.cases / index.due) if index.due else 0, index.cases)
                for _area, index in own
            ]
            for (area, _index), one in zip(own, pool(counts), strict=True):
                pooled[area, family] = one
    return [
        Chain(
            one.area, one.stratum, tuple(_with(row, pooled.get((one.area, row.family))) for row in one.rows), one.whole
        )
        for one in told
    ]


def _with(row: Row, borrowed: Pooled | None) -> Row:
    return replace(row, pooled=borrowed)
