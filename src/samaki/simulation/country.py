"""A synthetic country over many years, written by the same operations as real work. For figures, trials and benchmarks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connections

from samaki.agencies.models import Member, Unit
from samaki.database import session
from samaki.simulation import cast
from samaki.simulation.matters import Matters, when_areas_join
from samaki.simulation.units_at_work import UnitsAtWork
from samaki.simulation.world import World
from samaki.simulation.years import arrivals

YEAR = timedelta(days=365.25)


@dataclass(frozen=True)
class Simulated:
    """What was written: matters begun, cases opened, members' acts, acts refused, calls of the clock."""

    matters: int
    cases: int
    acts: int
    refused: int
    calls: int


class NotEmpty(Exception):
    """There is work in this database; the years of a synthetic country cannot be put before it."""


def simulate(
    *,
    now: datetime,
    matters: int,
    years: float,
    seed: int,
    password: str,
    heartbeat: Callable[[datetime], int],
    progress: Callable[[World, Matters], None] = lambda world, matters: None,
) -> Simulated:
    """Write `matters` reports and cases that begin within the `years` before `now`.

    The same arguments give the same acts at the same times, except for keys and codes, which nobody may guess. Raises
    NotEmpty unless the database has no members yet.
    """
    with session("worker", now):
        if Member.objects.exists():
            raise NotEmpty
    cast.assemble(now - years * YEAR - timedelta(days=30), password)
    return play(now=now, matters=matters, years=years, seed=seed, heartbeat=heartbeat, progress=progress)


def play(
    *, now: datetime, matters: int, years: float, seed: int, heartbeat: Callable[[datetime], int],
    progress: Callable[[World, Matters], None] = lambda world, matters: None,
) -> Simulated:  # fmt: skip
    """The years themselves, on a cast that is there."""
    start = now - years * YEAR
    _write_fast()
    with session("worker", now):
        world = World(start, now, seed, heartbeat)
        desks = {
            area: Unit.objects.get(code=f"police-{names[0].lower()}").principal for area, names in cast.AREAS.items()
        }
    coming = Matters(world, UnitsAtWork(world), desks)
    joined = when_areas_join(start, now, list(desks))
    for share in arrivals(matters):
        when = start + (now - start) * share
        areas = [area for area, since in joined.items() if since <= when]
        world.at(when + timedelta(hours=world.rng.uniform(-60, 60)), coming.begin, world.rng.choice(areas))
    world.run(lambda _when: progress(world, coming))
    return Simulated(coming.begun, coming.opened, world.acts, world.refused, world.calls)


def _write_fast() -> None:
    """Not to wait for the disk after each act: a power cut loses the last acts of a synthetic country, no more."""
    for role in ("app", "worker", "intake"):
        with connections[settings.ROLE_ALIASES[role]].cursor() as cursor:
            cursor.execute("set synchronous_commit = off")
