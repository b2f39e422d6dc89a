"""`tick`: one heartbeat by hand."""

from __future__ import annotations

import argparse
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from typing import Any

from samaki.cli import running


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


def run_tick(options: argparse.Namespace) -> int:
    """Exit 1 when a row could not be acted on; every kind of row is counted."""
    with running.system("tick"):
        from samaki.jobs.tick import tick

        report = tick(options.now or datetime.now(UTC))
    found: dict[str, Any] = asdict(report) if is_dataclass(report) else {"report": report}
    for table, count in found.get("acted", {}).items():
        print(f"{table}: {count}")
    errors = found.get("errors", [])
    for error in errors:
        running.say(error)
    return 1 if errors else 0
