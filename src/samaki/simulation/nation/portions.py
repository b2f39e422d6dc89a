"""A country in portions: when and where each matter begins, and the rows of some hundred of them at a time.

A portion follows from the plan and its own number, so portions are drawn in any order, side by side, with the same histories; only
data keys, and what is sealed and digested under them, differ, as they must.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np

from samaki.agencies.country import calendar
from samaki.countries.pack import PACKS
from samaki.database import session
from samaki.simulation.cast import AREAS
from samaki.simulation.country import Plan
from samaki.simulation.matters import when_areas_join
from samaki.simulation.nation import fading
from samaki.simulation.nation.draws import Draws
from samaki.simulation.nation.ground import DAY, HOUR, Ground, whole
from samaki.simulation.nation.matter import OF_NOTHING, Matter
from samaki.simulation.nation.names import Names
from samaki.simulation.nation.pen import NEW, Paper, Told
from samaki.simulation.years import arrivals

SIZE = 200
"""Matters of a portion: some ten megabytes of rows."""

BEGINS = 1 << 41
"""The stream of chance from which beginnings are drawn."""


@dataclass(frozen=True)
class Portion:
    """Encoded rows by table, and 48 bytes for each ledger entry in its order: its key and its leaf."""

    matters: int
    cases: int
    rows: dict[str, bytes]
    counts: dict[str, int]
    leaves: bytes


class Nation:
    """One plan, ready to be drawn in this process. Reads units and members once, in a session of its own."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.seed = plan, plan.seed % (1 << 63)
        with session("worker", plan.end):
            self.ground = Ground(plan.start, plan.end)
        self.names = Names(self.seed, PACKS / self.ground.pack.code)
        self.start, self.end = whole(plan.start), whole(plan.end)

    @cached_property
    def beginnings(self) -> tuple[list[int], list[str]]:
        """When each matter begins, in order, and in which area."""
        return beginnings(self.plan, self.seed)

    def portion(self, number: int) -> Portion:
        """The rows of the `number`-th portion."""
        paper = Paper()
        lived = sum(1 for _matter in self.matters(number, paper))
        return packed(paper, lived)

    def matters(self, number: int, paper: Paper, told: Told | None = None) -> Iterator[Matter]:
        """Each matter of a portion when its years are over and its rows lie in the paper; `told` hears every move."""
        draws = Draws(self.seed, number)
        begins, areas = self.beginnings
        for at in range(number * SIZE, min((number + 1) * SIZE, len(begins))):
            matter = Matter(self.ground, draws, paper, told, number=at, seed=self.seed, area=areas[at], start=self.start,
                            end=self.end, names=self.names)  # fmt: skip
            matter.live(begins[at])
            yield matter


def matters(plan: Plan) -> int:
    """How many matters begin: as many cases as the plan asks for, and a fourth of that in reports that come to nothing."""
    return plan.matters + plan.matters // (OF_NOTHING - 1)


def portions(plan: Plan) -> int:
    """How many portions a country has."""
    return -(-matters(plan) // SIZE)


def packed(paper: Paper, matters: int) -> Portion:
    """What lies in the paper, of so many matters."""
    counts = {table: len(rows) for table, rows in paper.rows.items() if rows}
    rows = {table: b"".join(paper.rows[table]) for table in counts}
    return Portion(matters, counts.get(NEW["Case"].shape.table, 0), rows, counts, b"".join(paper.leaves))


def beginnings(plan: Plan, seed: int) -> tuple[list[int], list[str]]:
    """Moments in microseconds, in order, and areas: more of them in the end, by the seasons, the days of the week and the hours."""
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, BEGINS])))
    start, end, count = whole(plan.start), whole(plan.end), matters(plan)
    days = np.arange(start // DAY, end // DAY + 1)
    weights = _rising(len(days)) * np.array([_of_day(int(day)) for day in days])
    reached = np.cumsum(weights) / weights.sum()
    drawn = (np.arange(count) + rng.random(count)) / count
    day = days[np.minimum(np.searchsorted(reached, drawn), len(days) - 1)]
    hours = np.array(fading.HOURS) / sum(fading.HOURS)
    hour = rng.choice(24, count, p=hours) - int(calendar().local(plan.end).utcoffset().total_seconds() // 3600)  # type: ignore[union-attr]
    begin = np.sort(np.clip(day * DAY + hour * HOUR + (rng.random(count) * HOUR).astype(np.int64), start, end - HOUR))
    return begin.tolist(), _areas(plan, begin, rng)


def _rising(count: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The same growth as `simulation.years.arrivals`: about three times as many at the end."""
    shares = np.array(arrivals(2000))
    return np.interp(np.linspace(0, 1, count), shares, 1 / np.gradient(shares))


def _of_day(day: int) -> float:
    moment = datetime.fromordinal(datetime(1970, 1, 1).toordinal() + day)
    return fading.MONTHS[moment.month - 1] * fading.WEEK[moment.weekday()]


def _areas(plan: Plan, begin: np.ndarray[tuple[int], np.dtype[np.int64]], rng: np.random.Generator) -> list[str]:
    joined = {area: whole(since) for area, since in when_areas_join(plan.start, plan.end, list(AREAS)).items()}
    codes, since = list(joined), np.array(list(joined.values()))
    there = (begin[:, None] >= since[None, :]).sum(axis=1)  # areas join one after another
    return [codes[int(place)] for place in np.floor(rng.random(len(begin)) * there)]
