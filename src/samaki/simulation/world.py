"""The clock of a synthetic country: acts in the order of time, and the heartbeat in between."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Min

from samaki.agencies.models import Member, Unit
from samaki.cases.models import Step
from samaki.database import session
from samaki.database.refusals import Refusal
from samaki.handoffs.models import Handoff
from samaki.intake.models import Report

NEVER = timedelta(days=10)
"""How long the clock may be left without a look at what is due."""


class World:
    """What is to happen, by time. `now` is the time of the act that runs; nothing happens after `end`."""

    def __init__(self, start: datetime, end: datetime, seed: int, heartbeat: Callable[[datetime], int]) -> None:
        """`heartbeat` acts on all that is due at a time and returns how many calls that were."""
        self._heartbeat = heartbeat
        self.start, self.end, self.now = start, end, start
        self.rng = random.Random(seed)  # noqa: S311 - a story, not a secret
        self.acts = self.refused = self.calls = 0
        self._coming: list[tuple[datetime, int, Callable[..., None], tuple[Any, ...]]] = []
        self._number = 0
        self._call_at = start + NEVER
        self.units = {unit.principal: unit for unit in Unit.objects.order_by("code")}
        self.members: dict[int, list[Member]] = {}
        self._roles: dict[UUID, set[str]] = {}
        for member in Member.objects.select_related("unit").order_by("username"):
            self.members.setdefault(member.unit_id, []).append(member)
            self._roles[member.id] = set(member.roles(start))

    @property
    def passed(self) -> float:
        """The share of the years that have gone by."""
        return (self.now - self.start) / (self.end - self.start)

    def at(self, when: datetime, what: Callable[..., None], *args: Any) -> None:
        """Let something happen at a time; what lies after the end never does."""
        if when < self.end:
            self._number += 1
            heapq.heappush(self._coming, (max(when, self.now), self._number, what, args))

    def soon(self, median: timedelta, what: Callable[..., None], *args: Any, limit: timedelta | None = None) -> None:
        """Let something happen after about this long: half of the times sooner, now and then much later.

        `limit`: when it is due. Whoever is called about a late matter acts within a day or two.
        """
        wait = max(median, timedelta(minutes=2)) * min(self.rng.lognormvariate(0, 0.7), 12)
        if limit is not None:
            wait = min(wait, limit + timedelta(hours=self.rng.expovariate(1 / 20)))
        self.at(self.now + wait, what, *args)

    def chance(self, share: float) -> bool:
        """True in this share of the times."""
        return self.rng.random() < share

    def run(self, progress: Callable[[datetime], None]) -> None:
        """Everything, to the end; `progress` is told the time after each act."""
        while self._coming:
            when, _number, what, args = heapq.heappop(self._coming)
            self._tick_until(when)
            self.now = when
            what(*args)
            progress(when)
        self._tick_until(self.end)
        self.now = self.end

    def act(self, member: Member, operation: Callable[..., Any], **given: Any) -> Any:
        """One story of one member, now; None where it is refused, as it may be in life."""
        self.acts += 1
        try:
            with session("app", self.now, member.id):
                return operation(by=member, now=self.now, **given)
        except Refusal:
            self.refused += 1
            return None

    def somebody(self, unit: int, roles: frozenset[str] = frozenset({"worker", "desk"})) -> Member | None:
        """A member of the unit who does such work; None where nobody does."""
        able = [one for one in self.members.get(unit, ()) if self._roles[one.id] & roles]
        return self.rng.choice(able) if able else None

    def waits_until(self, call_at: datetime) -> None:
        """A row calls at this time: the heartbeat may not sleep beyond it."""
        self._call_at = min(self._call_at, call_at)

    def _tick_until(self, when: datetime) -> None:
        while self._call_at <= when:
            self.now = max(self._call_at, self.now)  # what came to its holder late already is called at once
            self.calls += self._heartbeat(self.now)
            self._call_at = self._next_call()

    def _next_call(self) -> datetime:
        with session("worker", self.now):
            calls = [table.objects.aggregate(soonest=Min("call_at"))["soonest"] for table in (Report, Handoff, Step)]
        return min((call for call in calls if call is not None), default=self.now + NEVER)
