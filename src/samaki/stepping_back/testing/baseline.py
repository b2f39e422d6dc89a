"""How well critical steps of an area went so far, whoever led: what a step-back test is measured against is proposed from it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from samaki.agencies.country import calendar
from samaki.figures.proportions import Interval, wilson
from samaki.insights.guarding import few
from samaki.journeys.guarding.words import ask
from samaki.stepping_back import index
from samaki.stepping_back.testing.models import StepBackTest
from samaki.stepping_back.testing.states import LIVE

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


def so_far(area: str, now: datetime, last: date | None = None) -> dict[str, SoFar]:
    """Family -> what was in the 12 months that end with this one, or with the month of `last`, for who oversees; without families of which
    fewer than five were due. 1 query."""
    window = index.months(now, last=last)
    rows = ask("well_of_all", window.middle, window.last, index.provinces(), json.dumps(index.families()))
    return {family: SoFar(good, helped, due) for place, family, good, helped, due in rows if place == area}


def live_state(area: str) -> str:
    """Whether a plan of the area is `fixed` or `running` now; empty where none is. 1 query."""
    return StepBackTest.objects.filter(area=area, state__in=LIVE).values_list("state", flat=True).first() or ""


def without_mentor_since(area: str, now: datetime) -> date | None:
    """The first day of a test whose time lies in the 12 months before now, or in those before such a test: while one runs the mentor stays
    away from its steps, and what was reached then is no baseline of work with the mentor. None where no such test was."""
    began: date | None = None
    tests = StepBackTest.objects.filter(area=area, begun_at__isnull=False).order_by("-begun_at")
    for test in tests.only("begun_at", "ended_at"):
        looked_at = index.months(now, last=index.before(began, 1) if began else None)
        if test.ended_at is not None and calendar().local(test.ended_at).date() < looked_at.middle:
            break
        assert test.begun_at is not None
        began = calendar().local(test.begun_at).date()
    return began
