"""How well critical steps of an area went so far, whoever led: what a step-back test is measured against is proposed from it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from samaki.figures.proportions import Interval, wilson
from samaki.insights.guarding import few
from samaki.journeys.guarding.words import ask
from samaki.stepping_back import index

YEAR = 12


@dataclass(frozen=True)
class SoFar:
    """Of the steps that a test would have looked at in the last 12 months `due` were due, `good` on time and well; of these `helped` were
    led by the mentor, or nobody knows by whom."""

    good: int
    helped: int
    due: int

    @property
    def share(self) -> float:
        return self.good / self.due

    @property
    def of_few(self) -> bool:
        """Whether fewer than five were on time and well, or were not: then how many were due is told, and no share."""
        return few(self.good) or few(self.due - self.good)

    @property
    def interval(self) -> Interval:
        """Wilson's."""
        return wilson(self.good, self.due)


def expected(was: SoFar | None, months: int) -> int:
    """How many steps will be due within so many months at the pace of the last 12; 0 where fewer than five were due."""
    return was.due * months // YEAR if was else 0


def so_far(area: str, now: datetime) -> dict[str, SoFar]:
    """Family -> what was, for who oversees; without families of which fewer than five were due. 1 query."""
    window = index.months(now)
    rows = ask("well_of_all", window.middle, window.last, index.provinces(), json.dumps(index.families()))
    return {family: SoFar(good, helped, due) for place, family, good, helped, due in rows if place == area}
