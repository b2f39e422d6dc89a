"""A synthetic country over many years, written by the same operations as real work. For figures, trials and benchmarks.

Each area is a world of its own: its own clock, its own chance, its own heartbeat. Areas share units of the whole country
and no case, so they may be written one after another or side by side, with the same acts.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connections

from samaki.agencies.models import Member, Unit
from samaki.database import session
from samaki.simulation import cast
from samaki.simulation.matters import Matters, when_areas_join
from samaki.simulation.mentor import gives
from samaki.simulation.units_at_work import UnitsAtWork
from samaki.simulation.world import World
from samaki.simulation.years import arrivals

YEAR = timedelta(days=365.25)


@dataclass(frozen=True)
class Plan:
    """What is to be written: `matters` reports and cases that begin within the `years` before `end`."""

    end: datetime
    matters: int
    years: float
    seed: int

    @property
    def start(self) -> datetime:
        """The beginning of the years."""
        return self.end - self.years * YEAR

    def begins(self) -> dict[str, list[datetime]]:
        """Area -> when its matters begin; the same however the work is shared out."""
        rng = random.Random(self.seed)  # noqa: S311 - a story, not a secret
        joined = when_areas_join(self.start, self.end, list(cast.AREAS))
        found: dict[str, list[datetime]] = {area: [] for area in joined}
        for share in arrivals(self.matters):
            when = self.start + (self.end - self.start) * share
            area = rng.choice([area for area, since in joined.items() if since <= when])
            found[area].append(max(when + timedelta(hours=rng.uniform(-60, 60)), self.start))
        return found


@dataclass(frozen=True)
class Simulated:
    """What was written: matters begun, cases opened, members' acts, acts refused, calls of the clock."""

    matters: int = 0
    cases: int = 0
    acts: int = 0
    refused: int = 0
    calls: int = 0

    def __add__(self, other: Simulated) -> Simulated:
        return Simulated(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


Heartbeat = Callable[[datetime, str], int]
"""Acts on all that is due at a time in an area; returns how many calls that were."""

Watch = Callable[[World, Matters], bool]
"""Told after each act; False stops the world there."""


def go_on(world: World, matters: Matters) -> bool:
    """Watches nothing."""
    return True


class NotEmpty(Exception):
    """There is work in this database; the years of a synthetic country cannot be put before it."""


def prepare(plan: Plan, password: str) -> None:
    """The cast, in an empty database. Raises NotEmpty where there are members already."""
    with session("worker", plan.end):
        if Member.objects.exists():
            raise NotEmpty
    cast.assemble(plan.start - timedelta(days=30), password)
    gives(plan.start, plan.end)


def play(plan: Plan, heartbeat: Heartbeat, *, since: datetime | None = None) -> Simulated:
    """The years of all areas, one after another, on a cast that is there."""
    return sum((play_area(plan, area, heartbeat, since=since)[0] for area in cast.AREAS), Simulated())


def play_area(
    plan: Plan, area: str, heartbeat: Heartbeat, *, since: datetime | None = None, watch: Watch = go_on
) -> tuple[Simulated, datetime]:
    """The years of one area; what was written, and the time that was reached (the end, unless `watch` stopped it).

    The same plan gives the same acts at the same times, except for keys and codes, which nobody may guess. `since`: where
    an earlier run was stopped (what waits there goes on, by the chance of a new throw), or only the years from then on.
    """
    _write_fast()
    with session("worker", plan.end):
        chance = f"{plan.seed}/{area}/{since or ''}"
        world = World(plan.start, plan.end, since or plan.start, chance, area, heartbeat)
        desk = Unit.objects.get(code=f"police-{cast.AREAS[area][0].lower()}").principal
    coming = Matters(world, UnitsAtWork(world), desk)
    if since is not None:
        coming.take_up_again()
    for when in plan.begins()[area]:
        if since is None or when > since:
            world.at(when, coming.begin)
    world.run(lambda: watch(world, coming))
    return Simulated(coming.begun, coming.opened, world.acts, world.refused, world.calls), world.now


def _write_fast() -> None:
    """Not to wait for the disk after each act: a power cut loses the last acts of a synthetic country, no more."""
    for role in ("app", "worker", "intake"):
        with connections[settings.ROLE_ALIASES[role]].cursor() as cursor:
            cursor.execute("set synchronous_commit = off")
