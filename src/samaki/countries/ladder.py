"""The escalation ladder, pure: from a missed due time to the level that is called and the next call."""

from __future__ import annotations

from datetime import datetime

from samaki.countries.calendar import Calendar, add
from samaki.countries.pack import Pack


def first_call(due_at: datetime) -> datetime:
    """The first call is at the due time itself."""
    return due_at


def climb(*, pack: Pack, calendar: Calendar, urgency: str, due_at: datetime, now: datetime) -> tuple[int, datetime]:
    """(level that is called now, time of the next call), for a matter that was due at `due_at` and is late at `now`.

    A level is reached when its delay, counted from the missed due time, has run. Between two levels the level that
    was reached is called again at its own interval for this urgency; the last level repeats for ever. Delays are the pack's
    practice targets.
    """
    reached, later = 0, []
    for step in pack.escalation:
        starts = add(due_at, step.delay(urgency), calendar)
        if starts <= now:
            reached = step.level
        else:
            later.append(starts)
    again = add(now, pack.escalation[reached].repeats[urgency], calendar)
    return reached, min([again, *later])
