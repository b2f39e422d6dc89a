"""Where figures are to be doubted: units in which more is hard to believe than elsewhere. A reason to ask, and no proof; of no person."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db import connections

from samaki.agencies.models import Unit
from samaki.database import current_alias
from samaki.figures.proportions import Interval, wilson
from samaki.insights.definitions import MEASURES, Definition
from samaki.stepping_back.index import FEW, Months

GAMING = ("G1", "G4", "G2", "G3")
"""In the order in which they are shown."""


@dataclass(frozen=True)
class Odd:
    """A unit: `some` of `n` are hard to believe. `stands_out`: the whole interval lies above the share of all units together."""

    unit: str
    some: int
    n: int
    interval: Interval
    stands_out: bool


@dataclass(frozen=True)
class Doubt:
    """One measure: units with anything to show, those that stand out first; how many units are too small to be shown; all together."""

    definition: Definition
    units: list[Odd]
    hidden: int
    some: int
    n: int


def of_all(window: Months) -> list[Doubt]:
    """Of the last 12 months, for who oversees; units with fewer than five are only counted. 2 queries."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select * from app.oddities_of_all(%s, %s)", [window.middle, window.last])
        rows = cursor.fetchall()
    found: dict[str, dict[int, Counter[str]]] = {name: {} for name in GAMING}
    for measure, unit, mark, number in rows:
        found[measure].setdefault(unit, Counter())[mark] += number
    names = {
        one.principal: one.name
        for one in Unit.objects.filter(principal__in={unit for one in found.values() for unit in one})
    }
    return [_doubt(MEASURES[name], units, names) for name, units in found.items()]


def _doubt(definition: Definition, units: dict[int, Counter[str]], names: dict[int, str]) -> Doubt:
    shown = {unit: marks for unit, marks in units.items() if not marks[FEW]}
    some, n = (sum(marks[mark] for marks in shown.values()) for mark in ("yes", "no"))
    n += some
    told = [
        _odd(names.get(unit, ""), marks["yes"], marks["yes"] + marks["no"], some / n) for unit, marks in shown.items()
    ]
    told = sorted((one for one in told if one.some), key=lambda one: (not one.stands_out, -one.interval.low, one.unit))
    return Doubt(definition, told, len(units) - len(shown), some, n)


def _odd(unit: str, some: int, n: int, usual: float) -> Odd:
    interval = wilson(some, n)
    return Odd(unit, some, n, interval, interval.low > usual)
