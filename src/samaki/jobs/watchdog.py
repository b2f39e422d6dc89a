"""The watchdog, outside the worker: when the clock stands still nobody is called, so the operator is.

It asks `/readyz` (the web process answers, the database answers, the worker has ticked within a minute) from a process of its
own, with no database of its own: what it watches cannot take it along. It may run on another machine.
"""

from __future__ import annotations

import json
import logging
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from samaki.channels.sms.gateways import sender
from samaki.channels.sms.giving import give
from samaki.notices.letters import Letter
from samaki.notices.smtp import Server, deliver

log = logging.getLogger("samaki.watchdog")

EVERY = 15.0
"""Seconds between two looks."""
AFTER = timedelta(seconds=90)
"""How long something must stand still. With the minute after which `/readyz` calls a worker late, the answer's ten
seconds and two looks, the alarm leaves within four minutes; the promise is five."""
AGAIN = timedelta(minutes=15)
PATIENCE = 10.0  # seconds for an answer


@dataclass
class Watch:
    """What was seen so far. `since`: nothing was well from here on; `told`: when the alarm went out last."""

    after: timedelta = AFTER
    since: datetime | None = None
    told: datetime | None = None

    def see(self, well: bool, now: datetime) -> str:
        """What one look makes of it: `alarm` (again every quarter of an hour), `back` once after an alarm, or nothing."""
        if well:
            was, self.since, self.told = self.told, None, None
            return "back" if was is not None else ""
        self.since = self.since or now
        if now - self.since < self.after or (self.told is not None and now - self.told < AGAIN):
            return ""
        self.told = now
        return "alarm"


def look(url: str, patience: float = PATIENCE) -> tuple[bool, str]:
    """(all is well, what is not, in a few words) of one answer; never raises for what a server or a network can do.

    Without encryption it can only be this machine, which answers under the name `localhost` whatever its own names are.
    """
    headers = {"Host": "localhost"} if url.startswith("http:") else {}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - http or https, as the command checks
    try:
        with urllib.request.urlopen(request, timeout=patience) as answer:  # noqa: S310  # nosec B310
            return answer.status == 200, f"status {answer.status}"
    except urllib.error.HTTPError as error:
        return False, _said(error)
    except (OSError, ValueError) as error:
        return False, f"no answer ({type(error).__name__})"


def _said(error: urllib.error.HTTPError) -> str:
    try:
        found = json.loads(error.read(2000))
        database, age = bool(found["database"]), found["worker_age_seconds"]
    except (OSError, ValueError, KeyError, TypeError):
        return f"status {error.code}"
    if not database:
        return "the database does not answer"
    return "the worker has never ticked" if age is None else f"the worker ticked {float(age):.0f} s ago"


SHORT = {"alarm": "Samaki: the clock stands still. Nobody is called. On the machine: ./samaki doctor",
         "back": "Samaki: the clock runs again."}  # fmt: skip
"""One part each."""


@dataclass(frozen=True)
class Operators:
    """Who is alarmed, and how: `mail` through `server`, `texts` (whole numbers) through the gateway for texts."""

    server: Server | None = None
    mail: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


Way = Callable[[Operators, str, str], bool]
"""(operators, `alarm` or `back`, the words for it) -> whether somebody was reached, or nobody is to be."""


def run(stop: threading.Event, url: str, to: Operators, *, every: float, after: timedelta) -> None:
    """Look until `stop` is set. What reached nobody is tried again at the next look; the log has it in any case."""
    watch, words, about = Watch(after), "", ""
    left: tuple[Way, ...] = ()
    while not stop.is_set():
        well, what = look(url)
        now = datetime.now(UTC)
        if found := watch.see(well, now):
            words = _words(found, what, watch, now)
            (log.error if found == "alarm" else log.warning)(words)
            about, left = found, WAYS
        left = tuple(way for way in left if not way(to, about, words))
        stop.wait(every)


def _words(found: str, what: str, watch: Watch, now: datetime) -> str:
    if found == "back":
        return f"The clock of Samaki runs again since {now:%H:%M} UTC."
    since = f"{watch.since:%Y-%m-%d %H:%M}" if watch.since else "now"
    return f"The clock of Samaki has stood still since {since} UTC: {what}. Nobody is called until it runs again."


def _texted(to: Operators, found: str, _words: str) -> bool:
    """To every telephone that can be reached; only where none was, it has to be tried again."""
    gateway = sender() if to.texts else None
    if gateway is None:
        return True
    answers = [give(gateway, uuid4(), one, SHORT[found], PATIENCE) for one in to.texts]
    for answer in answers:
        if answer.outcome != "sent":
            log.error("The alarm could not be texted: %s, code %s", answer.outcome, answer.code)
    return any(answer.outcome == "sent" for answer in answers)


def _mailed(to: Operators, found: str, words: str) -> bool:
    """To every address that can be reached; only where none was, it has to be tried again."""
    server = to.server
    if server is None:
        return True
    subject = "Samaki: the clock stands still" if found == "alarm" else "Samaki: the clock runs again"
    khmer = "នាឡិកា Samaki បានឈប់៖ គ្មានអ្នកណាត្រូវបានហៅទេ។" if found == "alarm" else "នាឡិកា Samaki ដើរឡើងវិញហើយ។"
    mend = "On the machine: ./samaki doctor says what is wrong and how it is mended." if found == "alarm" else ""
    body = "\n\n".join(part for part in (words, khmer, mend) if part) + "\n"
    answers = [deliver(server, Letter(one, subject, body, "en", f"<{uuid4()}@{server.domain}>")) for one in to.mail]
    for answer in answers:
        if answer.outcome != "sent":
            log.error("The alarm could not be mailed: %s, code %s", answer.outcome, answer.code)
    return not answers or any(answer.outcome == "sent" for answer in answers)


WAYS: tuple[Way, ...] = (_mailed, _texted)
