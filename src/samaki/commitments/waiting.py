"""When somebody is called about a commitment, and who: it never falls silent. Pure.

| moment | who is called |
|---|---|
| 7 days before the day | the desk of its owner |
| on the day | the desk |
| 2 days after | whoever leads the unit |
| 7 days after that, then every 30 days | whoever leads it, and the oversight committee |

What was written down for a unit and that it has not answered: its desk at once, its head after 7 days, then head and committee.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

AHEAD = timedelta(days=7)
HEAD_AFTER = timedelta(days=2)
COMMITTEE_AFTER = timedelta(days=7)
AGAIN = timedelta(days=30)

NOBODY, DESK, HEAD, COMMITTEE = 0, 1, 2, 3
"""Levels: who was called last."""

SOON, LATE, UNANSWERED = "soon", "late", "unanswered"


@dataclass(frozen=True)
class Call:
    """What is said, at which level, and when somebody is called next."""

    what: str
    level: int
    call_at: datetime


def first(state: str, due_at: datetime, now: datetime) -> datetime:
    """When the clock looks at it first, after it was written down, taken, or given another day."""
    if state == "asked":
        return now + AHEAD
    return due_at - AHEAD if due_at - AHEAD > now else max(due_at, now)


def call(state: str, level: int, due_at: datetime, now: datetime) -> Call:
    """What the clock does at `now`, with a commitment whose time to be called about has come."""
    if state == "open" and due_at > now:
        return Call(SOON, NOBODY, due_at)
    what = UNANSWERED if state == "asked" else LATE
    before = max(level, DESK) if state == "asked" else level
    if before == NOBODY:
        return Call(what, DESK, now + HEAD_AFTER)
    if before == DESK:
        return Call(what, HEAD, now + COMMITTEE_AFTER)
    return Call(what, COMMITTEE, now + AGAIN)
