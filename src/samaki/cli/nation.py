"""`simulate` in bulk: portions drawn by some processes, brought in by this one in a single transaction (decision 58)."""

from __future__ import annotations

import math
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from samaki.cli.areas import SPAWN
from samaki.cli.running import Problem, close_connections, set_up_django
from samaki.database import roles
from samaki.database.folder import Folder

if TYPE_CHECKING:
    from samaki.simulation.country import Plan
    from samaki.simulation.nation.portions import Nation, Portion

AHEAD = 3
"""Portions of each process that are drawn before they are brought in: what lies between them takes memory."""

WORK_THERE = "There is work in this database already ({}). Take a new folder: ./samaki --data NEW_FOLDER simulate."


@dataclass
class Written:
    """What was brought in."""

    matters: int = 0
    cases: int = 0
    rows: dict[str, int] = field(default_factory=dict)


def write(plan: Plan, folder: Folder, processes: int, told: Callable[[int], None]) -> Written:
    """The whole country, or nothing: raises KeyboardInterrupt and Problem with the database as it was. `told`: matters so far."""
    from samaki.ledger import sealing
    from samaki.simulation.nation.copying import NotEmpty, bringing
    from samaki.simulation.nation.ground import whole

    now, done = datetime.now(UTC), Written()
    sealing.seal_all(now)
    close_connections()
    with _asked_to_end(), drawing(plan, processes) as portions:
        try:
            with bringing(roles.parameters(folder, "owner"), whole(now)) as copying:
                for portion in portions:
                    copying.bring(portion)
                    done.matters, done.cases = done.matters + portion.matters, done.cases + portion.cases
                    told(done.matters)
        except NotEmpty as found:
            raise Problem(WORK_THERE.format(found)) from found
    done.rows = copying.counts
    return done


def put_up(plan: Plan) -> None:
    """What stands between the units on paper when the years are over."""
    from samaki.simulation.nation import paper

    paper.put_up(plan)


def count(plan: Plan) -> int:
    """How many matters a plan has: its cases, and reports that come to nothing."""
    from samaki.simulation.nation.portions import matters

    return matters(plan)


@contextmanager
def drawing(plan: Plan, processes: int) -> Iterator[Iterator[Portion]]:
    """Every portion in its order, so that the log has one order however many processes draw.

    Entered when every process has read what it draws from: afterwards the tables are locked.
    """
    from samaki.simulation.nation.portions import portions

    whole = portions(plan)
    processes, ready = min(processes, whole), SPAWN.Semaphore(0)
    numbers = (plan.end, plan.matters, plan.years, plan.seed)
    with ProcessPoolExecutor(processes, SPAWN, _set_up, (numbers, ready)) as pool:
        try:
            coming = [pool.submit(draw, number) for number in range(min(whole, AHEAD * processes))]
            _all_ready(ready, processes, coming[0])
            yield _in_order(pool, coming, whole)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _all_ready(ready: Any, processes: int, first: Future[Portion]) -> None:
    for _process in range(processes):
        while not ready.acquire(timeout=0.2):
            if first.done():
                first.result()  # raises what broke them off


def _in_order(pool: ProcessPoolExecutor, coming: list[Future[Portion]], whole: int) -> Iterator[Portion]:
    for number in range(len(coming), whole):
        yield coming.pop(0).result()
        coming.append(pool.submit(draw, number))
    while coming:
        yield coming.pop(0).result()


_nation: Nation | None = None


def _set_up(numbers: tuple[datetime, int, float, int], ready: Any) -> None:
    """In a process that draws: Ctrl-C on the terminal reaches it too; the one that brings in decides."""
    global _nation
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    set_up_django()
    from samaki.simulation.country import Plan
    from samaki.simulation.nation.portions import Nation

    _nation = Nation(Plan(*numbers))
    close_connections()
    ready.release()


def draw(number: int) -> Portion:
    """One portion, in its process."""
    if _nation is None:
        raise RuntimeError("this process was not set up to draw")
    return _nation.portion(number)


@contextmanager
def _asked_to_end() -> Iterator[None]:
    """A request to end is as good as Ctrl-C; a shell that starts us in the background has that ignored."""
    asks = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(one, signal.default_int_handler) for one in asks]
    try:
        yield
    finally:
        for one, was in zip(asks, before, strict=True):
            signal.signal(one, was)


class Bar:
    """One line on stderr that moves on a terminal; a line for each tenth elsewhere."""

    def __init__(self, matters: int) -> None:
        self.matters, self.moves, self.tenth, self.began = matters, sys.stderr.isatty(), -1, time.monotonic()

    def __call__(self, done: int) -> None:
        """Told after each portion."""
        tenth = 10 * done // self.matters
        if self.moves or tenth > self.tenth:
            self.tenth = tenth
            line = self.line(done, time.monotonic() - self.began)
            print(
                f"\r{line}\x1b[K" if self.moves else line, end="" if self.moves else "\n", file=sys.stderr, flush=True
            )

    def line(self, done: int, seconds: float) -> str:
        """What is shown after so many seconds."""
        words = f"{done / self.matters:4.0%}  {done} of {self.matters} matters"
        if done == self.matters:
            return f"{words}; making indexes, proving keys, lists of cases ..."
        left = timedelta(seconds=math.ceil(seconds * (self.matters - done) / done))
        return f"{words}, about {left} left"

    def end(self) -> None:
        """Leave the line."""
        if self.moves:
            print(file=sys.stderr)
