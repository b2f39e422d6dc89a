"""`watchdog`: calls the operator when the clock stands still. `up` runs one; another machine may run its own with --url."""

from __future__ import annotations

import argparse
import os
import signal
import threading
from datetime import timedelta
from types import FrameType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from samaki.cli import processes, running
from samaki.cli.running import Problem, say

if TYPE_CHECKING:
    from samaki.jobs.watchdog import Operators

LEAST, MOST = 1.0, 180.0
"""Seconds that something may stand still before the alarm: more would break the promise of five minutes."""


def add(commands: Any) -> None:
    """Put the command on the parser."""
    watchdog = commands.add_parser("watchdog", help="alarm the operator when the clock stands still")
    watchdog.add_argument("--url", default="http://127.0.0.1:8000", help="of the web server (another machine: https)")
    watchdog.add_argument("--every", type=processes.seconds, default=15.0, metavar="SECONDS", help="default: 15")
    watchdog.add_argument("--after", type=patience, default=90.0, metavar="SECONDS", help="from 1 to 180 (default: 90)")
    watchdog.set_defaults(run=run_watchdog)


def patience(text: str) -> float:
    """How long something must stand still."""
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not LEAST <= found <= MOST:
        raise argparse.ArgumentTypeError(f"{text} is no such time: choose from {LEAST:.0f} to {MOST:.0f} seconds")
    return found


def addresses() -> list[str]:
    """Who is mailed: SAMAKI_ALARM_MAIL, with blanks between. Raises Problem."""
    from samaki.database.refusals import Invalid
    from samaki.notices.addresses import clean_address

    try:
        return [clean_address(one) for one in os.environ.get("SAMAKI_ALARM_MAIL", "").split()]
    except Invalid:
        raise Problem("SAMAKI_ALARM_MAIL holds e-mail addresses with blanks between.") from None


def run_watchdog(options: argparse.Namespace) -> int:
    """Looks until it is told to stop; never opens the database or the data folder."""
    processes.end_with_parent()
    url = ready_url(options.url)
    running.set_up_django()
    from samaki.jobs import watchdog

    to = operators()
    stop = threading.Event()

    def told(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
    watchdog.run(stop, url, to, every=options.every, after=timedelta(seconds=options.after))
    return 0


def telephones() -> tuple[str, ...]:
    """Who is texted: SAMAKI_ALARM_TEXT, with commas between; nobody without a gateway for texts. Raises Problem."""
    from samaki.channels.sms import gateways, numbers

    given = [one.strip() for one in os.environ.get("SAMAKI_ALARM_TEXT", "").split(",") if one.strip()]
    found = tuple(whole for one in given if (whole := numbers.whole(one)))
    if len(found) != len(given):
        raise Problem("SAMAKI_ALARM_TEXT holds mobile numbers with commas between.")
    return found if gateways.sender() else ()


def operators() -> Operators:
    """Who is alarmed. A wrong setting is told and reaches nobody: a watchdog that only logs is better than none."""
    from samaki.jobs.watchdog import Operators
    from samaki.notices.smtp import MailProblem, server

    try:
        mail, texts = tuple(addresses()), telephones()
        found = Operators(server() if mail else None, mail, texts)
        if found.server is not None or texts:
            return found
        say("the watchdog tells its alarms to this log only; mail: SAMAKI_ALARM_MAIL (docs/how-to/operate.md)")
    except (Problem, MailProblem) as problem:
        say(f"the watchdog tells its alarms to this log only: {problem}")
    return Operators()


def ready_url(text: str) -> str:
    """The address that is asked. Raises Problem."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Problem(f"--url must be like https://samaki.example.org; {text!r} is not.", 2)
    return f"{parts.scheme}://{parts.netloc}/readyz"
