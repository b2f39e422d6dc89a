"""The escalation ladder, pure: from a missed due time to the level that is called and the next call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from samaki.countries.calendar import Calendar, add
from samaki.countries.durations import Duration
from samaki.countries.kinds import EscalationLevel
from samaki.countries.pack import Pack

KEPT = ("delays", "repeats")


def first_call(due_at: datetime) -> datetime:
    """The first call is at the due time itself."""
    return due_at


def climb(
    *,
    pack: Pack,
    calendar: Calendar,
    urgency: str,
    due_at: datetime,
    now: datetime,
    levels: Sequence[EscalationLevel] = (),
) -> tuple[int, datetime]:
    """(level that is called now, time of the next call), for a matter that was due at `due_at` and is late at `now`.

    A level is reached when its delay, counted from the missed due time, has run. Between two levels the level that
    was reached is called again at its own interval for this urgency; the last level repeats for ever. Delays are the pack's
    practice targets. `levels`: the ladder as it stood when the wait began; without it the pack's of today.
    """
    reached, later, rungs = 0, [], levels or pack.escalation
    for step in rungs:
        starts = add(due_at, step.delay(urgency), calendar)
        if starts <= now:
            reached = step.level
        else:
            later.append(starts)
    again = add(now, rungs[reached].repeats[urgency], calendar)
    return reached, min([again, *later])


def as_written(levels: Sequence[EscalationLevel]) -> list[dict[str, Any]]:
    """The delays and intervals of a ladder as plain values, to be kept."""
    return [{name: {code: [one.amount, one.unit] for code, one in sorted(getattr(level, name).items())} for name in KEPT}
            for level in levels]  # fmt: skip


def as_read(written: Sequence[dict[str, Any]], today: Sequence[EscalationLevel]) -> tuple[EscalationLevel, ...]:
    """The ladder that `as_written` wrote. Who a level is, is what `today` says; a level that is no more is called as the last one,
    and a ladder that lacks an urgency of today is not used: nothing is silent because an old ladder does not know it."""
    found = [
        replace(today[min(at, len(today) - 1)], level=at, delays=_lengths(level["delays"]), repeats=_lengths(level["repeats"]))
        for at, level in enumerate(written)
    ]  # fmt: skip
    known = all(set(today[0].delays) <= set(level.delays) for level in found)
    return tuple(found) if found and known else tuple(today)


def _lengths(written: dict[str, list[Any]]) -> dict[str, Duration]:
    return {code: Duration(*value) for code, value in written.items()}
