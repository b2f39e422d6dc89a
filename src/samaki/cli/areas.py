"""The areas of a synthetic country side by side: one process for each, that ends where it is told to stop."""

from __future__ import annotations

import multiprocessing
import queue
import signal
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from samaki.cli.running import say, set_up_django

if TYPE_CHECKING:
    from samaki.simulation.country import Plan, Simulated
    from samaki.simulation.matters import Matters
    from samaki.simulation.world import World

SPAWN = multiprocessing.get_context("spawn")  # a fork would share connections to the database
OFTEN = 0.25  # seconds


@dataclass(frozen=True)
class Standing:
    """Where the writing of an area stands: its day, matters begun by an earlier run and by this one, acts and calls."""

    area: str
    day: datetime
    earlier: int
    begun: int
    acts: int


def side_by_side(
    plan: Plan, since: dict[str, datetime], processes: int, told: Callable[[Standing], None]
) -> tuple[Simulated, dict[str, datetime]]:
    """Write every area from where it stands. Returns what was written and where each area stands now.

    Ctrl-C, or a request to end, lets every process finish its act; then the areas stand before their end.
    """
    from samaki.simulation.cast import AREAS
    from samaki.simulation.country import Simulated

    stop, standing = SPAWN.Event(), SPAWN.Queue()
    numbers = (plan.end, plan.matters, plan.years, plan.seed)
    asks = (signal.SIGINT, signal.SIGTERM)  # a shell that starts us in the background has Ctrl-C ignored
    before = [signal.signal(one, signal.default_int_handler) for one in asks]
    try:
        with ProcessPoolExecutor(processes, SPAWN, _set_up, (stop, standing)) as pool:
            works = {area: pool.submit(write, numbers, area, since.get(area)) for area in AREAS}
            try:
                _watch(list(works.values()), standing, told)
            except KeyboardInterrupt:
                say("stopping after the acts that run now ...")
            finally:
                stop.set()
            found = {area: work.result() for area, work in works.items()}
    finally:
        for one, was in zip(asks, before, strict=True):
            signal.signal(one, was)
    reached = {area: at for area, (_done, at) in found.items() if at is not None}
    return sum((done for done, _at in found.values()), Simulated()), reached


def _watch(works: list[Future[Any]], standing: Any, told: Callable[[Standing], None]) -> None:
    while not all(work.done() for work in works):
        try:
            told(standing.get(timeout=OFTEN))
        except queue.Empty:
            continue
        if any(work.done() and work.exception() for work in works):
            return


_stop: Any = None
_standing: Any = None


def _set_up(stop: Any, standing: Any) -> None:
    """In the process of an area: Ctrl-C on the terminal reaches it too, and must not break off its act."""
    global _stop, _standing
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _stop, _standing = stop, standing
    set_up_django()


def write(
    numbers: tuple[datetime, int, float, int], area: str, since: datetime | None
) -> tuple[Simulated, datetime | None]:
    """One area, in its process; (what was written, where it stands: None where it never began)."""
    from samaki.simulation.country import Plan, Simulated, play_area

    if _stop.is_set():
        return Simulated(), since
    plan = Plan(*numbers)
    earlier = sum(since is not None and when <= since for when in plan.begins()[area])
    return play_area(plan, area, heartbeat, since=since, watch=_Teller(area, earlier))


def heartbeat(now: datetime, area: str) -> int:
    """What time makes happen, as the worker does it; an error there ends the simulation."""
    from samaki.jobs.tick import tick

    report = tick(now, area)
    if report.errors:
        raise RuntimeError(report.errors[0])
    return sum(report.acted.values())


class _Teller:
    """Says now and then where the area stands, and whether to go on: not when told to stop, nor when nobody listens."""

    def __init__(self, area: str, earlier: int) -> None:
        self.area, self.earlier, self.told = area, earlier, 0.0

    def __call__(self, world: World, matters: Matters) -> bool:
        if time.monotonic() - self.told < OFTEN:
            return True
        self.told = time.monotonic()
        _standing.put(Standing(self.area, world.now, self.earlier, matters.begun, world.acts + world.calls))
        parent = multiprocessing.parent_process()
        return not _stop.is_set() and (parent is None or parent.is_alive())
