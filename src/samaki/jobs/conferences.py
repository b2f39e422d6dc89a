"""What the clock does with a conference that nobody has closed, and with a promise that nobody has answered for: it never falls silent."""

from __future__ import annotations

from datetime import datetime, timedelta

from samaki.conferences.models import Conference, ConferenceAction
from samaki.conferences.telling import tell, write
from samaki.ledger.operations import CLOCK

HEAD = 2
"""The level at which whoever leads the unit is called."""

HEAD_AFTER = timedelta(days=2)
AGAIN = timedelta(days=7)


def conference_is_due(row: Conference, now: datetime) -> None:
    """A day after the meeting: did it take place? The desk that called it first, then whoever leads it, each week."""
    level, row.call_at = _next(row.level, now)
    row.level = level
    row.save(update_fields=["level", "call_at"])
    tell("conference_waits", row, [row.unit], now, audience=_whom(level), level=level)
    write("conference.remind", row, CLOCK, now, level=level, due_at=row.meets_at)


def action_is_due(action: ConferenceAction, now: datetime) -> None:
    """Past its day: the desk of its owner, then whoever leads it and the desk that called the conference, each week."""
    row = action.conference
    level, action.call_at = _next(action.level, now)
    action.level = level
    action.save(update_fields=["level", "call_at"])
    owner = [action.owner] if action.owner is not None else []
    tell("action_late", row, owner, now, audience=_whom(level), level=level, case=action)
    if level >= HEAD and row.unit != action.owner:
        tell("action_unsaid", row, [row.unit], now, case=action)
    write("conference.remind_action", row, CLOCK, now, about=action, level=level, due_at=action.due_at, to=action.owner)


def _next(level: int, now: datetime) -> tuple[int, datetime]:
    """(who is called now, when next): level 0 was never called."""
    return (1, now + HEAD_AFTER) if level == 0 else (HEAD, now + AGAIN)


def _whom(level: int) -> str:
    return "head" if level >= HEAD else "desk"
