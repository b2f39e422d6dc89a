"""`simulate`: a synthetic country of many years."""

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from samaki.cli import running
from samaki.database.folder import current, secret

if TYPE_CHECKING:
    from samaki.simulation.matters import Matters
    from samaki.simulation.world import World


def add(commands: Any) -> None:
    """Put the command of this group on the parser."""
    simulate = commands.add_parser(
        "simulate", help="write a synthetic country of many years into an empty database (for figures and trials)"
    )
    simulate.add_argument(
        "--cases", type=int, default=2400, metavar="N", help="reports and cases that begin (default 2400)"
    )
    simulate.add_argument("--years", type=float, default=12, metavar="Y", help="years before today (default 12)")
    simulate.add_argument("--seed", type=int, default=2015, metavar="S", help="the same seed gives the same acts")
    simulate.add_argument("--until", type=_day, default=None, metavar="DATE", help="the last day (default: now)")
    simulate.set_defaults(run=run)


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def run(options: argparse.Namespace) -> int:
    """Every case is marked synthetic. Prints what was written on stdout, progress on stderr."""
    if not 1 <= options.cases <= 100_000 or not 0.1 <= options.years <= 50:
        raise running.Problem("Choose between 1 and 100000 cases and between 0.1 and 50 years.")
    with running.system("simulate", new=True):
        running.migrate()
        from samaki.simulation.country import NotEmpty, simulate

        bar = Bar(options.cases)
        now = options.until or datetime.now(UTC)
        try:
            done = simulate(now=now, matters=options.cases, years=options.years, seed=options.seed,
                            password=secret(current().demo_password, 9), heartbeat=heartbeat, progress=bar)  # fmt: skip
        except NotEmpty as empty:
            raise running.Problem(
                "There are members in this database already. Write the synthetic country into a folder of its own: "
                "./samaki --data NEW_FOLDER simulate, then ./samaki --data NEW_FOLDER up."
            ) from empty
        finally:
            bar.end()
    print(
        f"{done.matters} matters, {done.cases} cases, {done.acts} acts ({done.refused} refused), {done.calls} calls of the clock"
    )
    return 0


def heartbeat(now: datetime) -> int:
    """What time makes happen, as the worker does it; an error there ends the simulation."""
    from samaki.jobs.tick import tick

    report = tick(now)
    if report.errors:
        raise RuntimeError(report.errors[0])
    return sum(report.acted.values())


class Bar:
    """One line on stderr that moves on a terminal; a line for each tenth elsewhere."""

    def __init__(self, matters: int) -> None:
        self.matters, self.shown, self.moves = matters, 0.0, sys.stderr.isatty()
        self.tenth = -1

    def __call__(self, world: World, matters: Matters) -> None:
        """Told after each act; writes at most four times a second."""
        tenth = int(world.passed * 10)
        if (self.moves and time.monotonic() - self.shown > 0.25) or (not self.moves and tenth > self.tenth):
            self.shown, self.tenth = time.monotonic(), tenth
            line = (
                f"{world.now:%Y-%m-%d}  {world.passed:4.0%}  {matters.begun} of {self.matters} begun, {world.acts} acts"
            )
            print(f"\r{line}  " if self.moves else line, end="" if self.moves else "\n", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the line."""
        if self.moves and self.shown:
            print(file=sys.stderr)
