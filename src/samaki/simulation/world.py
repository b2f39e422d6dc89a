"""The clock of a synthetic country: acts in the order of time, and the heartbeat in between."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connections

from samaki.agencies.models import Member, Unit
from samaki.database import current_alias, glance, session
from samaki.database.refusals import Refusal

NEVER = timedelta(days=10)
"""How long the clock may be left without a look at what is due."""


SOONEST = """
select min(call_at) from (
  (select call_at from report where call_at is not null and area like %(area)s order by call_at limit 1)
  union all
  (select call_at from handoff h where call_at is not null
   and (select c.area from "case" c where c.id = h.case_id) like %(area)s order by call_at limit 1)
  union all
  (select call_at from step s where call_at is not null
   and (select c.area from "case" c where c.id = s.case_id) like %(area)s order by call_at limit 1)
) waits
"""


class World:
    """One area. What is to happen, by time. `now` is the time of the act that runs; nothing happens after `end`."""

    def __init__(
        self, start: datetime, end: datetime, now: datetime, seed: str, area: str,
        heartbeat: Callable[[datetime, str], int],
    ) -> None:  # fmt: skip
        """From `now`, which lies in the years from `start` to `end`.

        `heartbeat` acts on all that is due at a time in an area, and returns how many calls that were.
        """
        self.area, self._heartbeat = area, heartbeat
        self.start, self.end, self.now = start, end, now
        self.rng = random.Random(seed)  # noqa: S311 - a story, not a secret
        self.acts = self.refused = self.calls = 0
        self._coming: list[tuple[datetime, int, Callable[..., None], tuple[Any, ...]]] = []
        self._number = 0
        self._call_at = now
        self.units = {unit.principal: unit for unit in Unit.objects.order_by("code")}
        self.members: dict[int, list[Member]] = {}
        self._roles: dict[UUID, set[str]] = {}
        for member in Member.objects.select_related("unit").order_by("username"):
            self.members.setdefault(member.unit_id, []).append(member)
            self._roles[member.id] = set(member.roles(now))

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

    def run(self, goes_on: Callable[[], bool]) -> None:
        """Everything, to the end, or until `goes_on`, which is asked after each act, says no."""
        while self._coming:
            when, _number, what, args = heapq.heappop(self._coming)
            self._tick_until(when)
            self.now = when
            what(*args)
            if not goes_on():
                return
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
        if self._call_at > when:
            return
        while (call_at := self._next_call()) <= when:
            self.now = max(call_at, self.now)  # what came to its holder late already is called at once
            self.calls += self._heartbeat(self.now, self.area)
        self._call_at = call_at

    def _next_call(self) -> datetime:
        with glance(self.now), connections[current_alias()].cursor() as cursor:
            cursor.execute(SOONEST, {"area": f"{self.area}%"})
            soonest: datetime | None = cursor.fetchone()[0]
        return soonest or self.now + NEVER
