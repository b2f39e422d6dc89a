"""`simulate`: a synthetic country of many years."""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import time
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from samaki.cli import running, standing
from samaki.database.folder import Folder, current, secret

if TYPE_CHECKING:
    from samaki.cli.areas import Standing
    from samaki.simulation.country import Plan

KILLED = (
    "An earlier simulate in this folder was killed before it could note where it stood. What it wrote is whole, but its "
    "years cannot go on. Take a new folder: ./samaki --data NEW_FOLDER simulate."
)
WRITTEN = (
    "The years of this folder are written. Take a new folder for others: ./samaki --data NEW_FOLDER simulate; or look at "
    "these: ./samaki --data THIS_FOLDER up."
)
OTHER_WAY = (
    "The years of this folder were begun the other way: go on with --way {}, or take a new folder: "
    "./samaki --data NEW_FOLDER simulate."
)
NOT_EMPTY = (
    "There are members in this database already. Write the synthetic country into a folder of its own: "
    "./samaki --data NEW_FOLDER simulate, then ./samaki --data NEW_FOLDER up."
)


BULK_FROM = 5000
"""So many matters take the operations of real work more than an hour."""


FOR_BULK = {
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "1h",
    "autovacuum": "off",
}
"""For the one command of our own server: indexes that are made in the transaction that fills their tables need no log of their own."""


def add(commands: Any) -> None:
    """Put the command of this group on the parser."""
    simulate = commands.add_parser(
        "simulate", help="write a synthetic country of many years into an empty database (for figures and trials)"
    )
    simulate.add_argument(
        "--cases", type=int, default=2400, metavar="N",
        help="reports and cases that begin; in bulk cases, and reports that come to nothing beside them (default 2400)",
    )  # fmt: skip
    simulate.add_argument("--years", type=float, default=12, metavar="Y", help="years before today (default 12)")
    simulate.add_argument("--seed", type=int, default=2015, metavar="S", help="the same seed gives the same acts")
    simulate.add_argument("--until", type=_day, default=None, metavar="DATE", help="the last day (default: now)")
    simulate.add_argument(
        "--processes", type=int, default=min(os.cpu_count() or 1, 3), metavar="P",
        help="areas (in bulk: portions) that are made side by side, 1 to 3 (default: as many as there are processors); "
        "the acts are the same",
    )  # fmt: skip
    simulate.add_argument(
        "--way", choices=("acts", "bulk"), default=None,
        help=f"acts: by the operations of real work, one after another; bulk: whole histories at once, all or nothing "
        f"(default: bulk from {BULK_FROM} cases on)",
    )  # fmt: skip
    simulate.set_defaults(run=run)


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def run(options: argparse.Namespace) -> int:
    """Every case is marked synthetic. Prints what was written on stdout, progress on stderr.

    Stopped by Ctrl-C, the same command goes on from where it stood.
    """
    if not 1 <= options.cases <= 100_000 or not 0.1 <= options.years <= 50 or not 1 <= options.processes <= 3:
        raise running.Problem(
            "Choose between 1 and 100000 cases, between 0.1 and 50 years, and between 1 and 3 processes."
        )
    server = FOR_BULK if _way(options) == "bulk" else None
    with running.system("simulate", new=True, begins=standing.DEMO, server=server) as folder:
        standing.refuse_demo(folder)
        running.migrate()
        standing.decide(folder, standing.DEMO, datetime.now(UTC))
        from samaki.cli.areas import side_by_side

        plan, since = _begun(folder, options)
        running.close_connections()
        if _way(options) == "bulk":
            return _in_bulk(plan, folder, options.processes)
        bar = Bar(plan.matters)
        done, reached = side_by_side(plan, since, options.processes, bar)
        bar.end()
        ended = len(reached) == AREAS and all(at >= plan.end for at in reached.values())
        _note(folder, plan, reached, "written" if ended else "stopped")
    print(
        f"{done.matters} matters, {done.cases} cases, {done.acts} acts ({done.refused} refused), {done.calls} calls of the clock"
    )
    if not ended:
        running.say("stopped before the end; everything that was written is whole. The same command goes on from here.")
    return 0 if ended else 130


AREAS = 3


def _way(options: argparse.Namespace) -> str:
    return options.way or ("bulk" if options.cases >= BULK_FROM else "acts")


def _in_bulk(plan: Plan, folder: Folder, processes: int) -> int:
    """Stopped, nothing of it is there, and the same command begins anew."""
    from samaki.cli import nation

    bar = nation.Bar(nation.count(plan))
    try:
        done = nation.write(plan, folder, processes, bar)
    except BaseException as stop:
        _note(folder, plan, {}, "stopped", "bulk")
        bar.end()
        if not isinstance(stop, KeyboardInterrupt):
            raise
        running.say("stopped: nothing of the country was kept. The same command begins it anew.")
        return 130
    bar.end()
    nation.put_up(plan)
    _note(folder, plan, {}, "written", "bulk")
    print(f"{done.matters} matters, {done.cases} cases, {sum(done.rows.values())} rows")
    print(json.dumps(done.rows))
    return 0


def _begun(folder: Folder, options: argparse.Namespace) -> tuple[Plan, dict[str, datetime]]:
    """The plan and where each area stands: a new one, or the one that was stopped. Raises Problem."""
    from samaki.simulation.country import NotEmpty, Plan, prepare

    found = _noted(folder)
    if found and found["state"] != "written" and found.get("way", "acts") != _way(options):
        raise running.Problem(OTHER_WAY.format(found.get("way", "acts")))
    if found.get("state") == "stopped" or (found.get("way") == "bulk" and found["state"] == "runs"):
        plan = Plan(datetime.fromisoformat(found["end"]), found["matters"], found["years"], found["seed"])
        running.say(f"going on with the {plan.matters} matters of seed {plan.seed} that were begun in this folder ...")
        since = {area: datetime.fromisoformat(at) for area, at in found["reached"].items()}
    elif found:
        raise running.Problem(KILLED if found["state"] == "runs" else WRITTEN)
    else:
        plan, since = Plan(options.until or datetime.now(UTC), options.cases, options.years, options.seed), {}
        try:
            prepare(plan, secret(current().demo_password, 9))
        except NotEmpty as empty:
            raise running.Problem(NOT_EMPTY) from empty
    _note(folder, plan, since, "runs", _way(options))
    return plan, since


def _noted(folder: Folder) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((folder.path / "simulation.json").read_text())
    except FileNotFoundError:
        return {}
    return found


def _note(folder: Folder, plan: Plan, reached: dict[str, datetime], state: str, way: str = "acts") -> None:
    noted = asdict(plan) | {"reached": reached, "state": state, "way": way}
    draft = folder.path / "simulation.json.new"
    draft.write_text(json.dumps(noted, default=datetime.isoformat, indent=1) + "\n")
    draft.replace(folder.path / "simulation.json")


class Bar:
    """One line on stderr that moves on a terminal; a line for each tenth elsewhere."""

    def __init__(self, matters: int) -> None:
        self.matters, self.moves, self.tenth, self.began = matters, sys.stderr.isatty(), -1, time.monotonic()
        self.found: dict[str, Standing] = {}

    def __call__(self, standing: Standing) -> None:
        """Told now and then by each area."""
        self.found[standing.area] = standing
        tenth = 10 * (self.sum("begun") + self.sum("earlier")) // self.matters
        if self.moves or tenth > self.tenth:
            self.tenth = tenth
            line = self.line(time.monotonic() - self.began)
            print(
                f"\r{line}\x1b[K" if self.moves else line, end="" if self.moves else "\n", file=sys.stderr, flush=True
            )

    def sum(self, name: str) -> int:
        """Of all areas that have said where they stand."""
        return sum(getattr(one, name) for one in self.found.values())

    def line(self, seconds: float) -> str:
        """What is shown after so many seconds. Work goes with the matters that have begun, not with the years."""
        begun, earlier = self.sum("begun"), self.sum("earlier")
        days = " ".join(f"{one.day:%Y-%m}" for _area, one in sorted(self.found.items()))
        share = (begun + earlier) / self.matters
        words = f"{share:4.0%}  {days}  {begun + earlier} of {self.matters} begun, {self.sum('acts')} acts and calls"
        if begun < 20:
            return words
        left = timedelta(minutes=math.ceil(seconds * (self.matters - begun - earlier) / begun / 60))
        return f"{words}, about {str(left)[:-3]} h left"

    def end(self) -> None:
        """Leave the line."""
        if self.moves and self.found:
            print(file=sys.stderr)
