"""The clock of one matter: acts in the order of time, and its rows when the years are over."""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable
from functools import cache
from typing import Any

from samaki.handoffs.states import LIVE
from samaki.simulation.nation import fading, turns
from samaki.simulation.nation.ground import HOUR, MINUTE, Worker
from samaki.simulation.nation.names import Names
from samaki.simulation.nation.pathway import Pathway
from samaki.simulation.years import Habits, habits

STEPS = 600
"""Habits are asked for so many moments of the years."""


@cache
def _habits(step: int) -> Habits:
    return habits(step / STEPS)


class Living(Pathway):
    """What begins and ends with the years; `number` is its place in the country, from which its code follows."""

    def __init__(
        self, *given: Any, number: int, seed: int, area: str, start: int, end: int, names: Names, **named: Any
    ) -> None:
        super().__init__(*given, **named)
        self.number, self.seed, self.area, self.start, self.end, self.names = number, seed, area, start, end, names
        self._coming: list[tuple[int, int, Callable[..., None], tuple[Any, ...]]] = []
        self._count = 0
        self._slow = fading.SLOWER.get(area, 1.0)

    @property
    def passed(self) -> float:
        return (self.now - self.start) / (self.end - self.start)

    def habits(self) -> Habits:
        """Those of now, a step of some days at a time."""
        return _habits(int(self.passed * STEPS))

    def live(self, begins: int) -> None:
        """Everything, until the end of the years; then its rows are put away."""
        self.draws.begin()
        self.now = begins
        self.begin()
        while self._coming:
            self.now, _number, what, about = heapq.heappop(self._coming)
            what(*about)
        self.now = self.end
        self._put_away()

    def begin(self) -> None:
        """The first act."""
        raise NotImplementedError

    # ------------------------------------------------------------ time
    def at(self, when: float, what: Callable[..., None], *about: Any) -> None:
        """Let something happen; what lies after the end never does."""
        if when < self.end:
            self._count += 1
            heapq.heappush(self._coming, (max(int(when), self.now), self._count, what, about))

    def soon(self, median: float, what: Callable[..., None], *about: Any, limit: float | None = None) -> None:
        """After about so long; whoever is called about what is late (`limit`) acts within a day or two."""
        wait = self.draws.wait(max(median * self._slow, 2 * MINUTE))
        if limit is not None:
            wait = min(wait, max(limit, 0) + self.draws.wait(14 * HOUR))
        self.at(self.now + wait, what, *about)

    def somebody(self, unit: int, heads: bool = False) -> Worker | None:
        """A member of the unit."""
        desk = self.ground.desks[unit]
        able = desk.heads if heads else desk.workers
        return self.draws.pick(able) if able else None

    # ------------------------------------------------------------ the end of the years
    def _put_away(self) -> None:
        """Clocks that have run out by then call next after it; what nobody has seen has its notice; the rows are written."""
        if self.report is not None:
            self._put_report()
        if self.case is None:
            return
        self.case.conditions = json.dumps(sorted(self.conditions)).encode()
        for step in self.open_steps():
            if step.call_at <= self.end:
                late = step.hold_until if step.state == "on_hold" and step.hold_until else step.due_at
                step.level, step.call_at = self.ground.next_call(step.urgency, late, self.end)
        for handoff in self.handoffs:
            if handoff.state in LIVE and handoff.call_at is not None and handoff.call_at <= self.end:
                handoff.call_at = max(self.later(handoff, self.end), self.end + MINUTE)
                handoff.level = max(handoff.level, min(handoff.climbed, 2 if handoff.clock == "confirm" else 4))
                handoff.escalated = handoff.escalated or handoff.level >= 2
            turns.tell(self, handoff)
        for row in (self.case, *self.strands, *self.children, *self.steps, *self.handoffs, *self.relations):
            self.paper.put(row)

    def _put_report(self) -> None:
        report = self.report
        if report.call_at is not None:
            if report.call_at <= self.end:
                report.level, report.call_at = self.ground.next_call(report.urgency, report.due_at, self.end)
            if report.state == "new":
                self.call("report.new", report, report.holder_id, facts={}, made=report.received_at)
        self.paper.put(report)
