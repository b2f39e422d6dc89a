"""`tick`: one heartbeat by hand."""

from __future__ import annotations

import argparse
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from samaki.cli import running
from samaki.database.folder import current

AHEAD = timedelta(minutes=5)
"""How far clocks of machines may differ."""

AHEAD_IN_TRIALS = timedelta(days=731)


def add(commands: Any) -> None:
    """Put the command on the parser."""
    tick = commands.add_parser("tick", help="one heartbeat: everything that is due")
    tick.add_argument("--now", type=moment, default=None, metavar="ISO", help="as if it were this time (RFC 3339)")
    tick.set_defaults(run=run_tick)


def moment(text: str) -> datetime:
    """An RFC 3339 time; without an offset it is UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time such as 2026-01-31T08:00:00Z") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def check_ahead(asked: datetime, real: datetime, demo: bool) -> None:
    """A heartbeat ahead of the time calls everybody and cannot be taken back. Raises Problem (exit 2).

    A demonstration may be moved on as a trial; years written in the Buddhist era lie 543 years ahead.
    """
    most = AHEAD_IN_TRIALS if demo else AHEAD
    if asked - real <= most:
        return
    words = f"{asked:%Y-%m-%d %H:%M} UTC lies ahead, and nothing was done: every clock would ring, and that cannot be undone. "
    if demo:
        raise running.Problem(words + f"A demonstration can be moved on by {most.days} days at most.", 2)
    raise running.Problem(
        words + "Leave --now out; the clock of the machine is mended with timedatectl set-ntp true.", 2
    )


def run_tick(options: argparse.Namespace) -> int:
    """Exit 1 when a row could not be acted on; every kind of row is counted."""
    real = datetime.now(UTC)
    check_ahead(options.now or real, real, running.is_demo(current()))
    with running.system("tick") as folder:
        check_ahead(options.now or real, real, running.is_demo(folder))  # as the database tells, now that it is there
        from samaki.jobs.tick import tick

        report = tick(options.now or real)
    found: dict[str, Any] = asdict(report) if is_dataclass(report) else {"report": report}
    for table, count in found.get("acted", {}).items():
        print(f"{table}: {count}")
    errors = found.get("errors", [])
    for error in errors:
        running.say(error)
    return 1 if errors else 0
