"""The country of this installation: its pack and its calendar, read once."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from samaki.countries import Duration, Pack, load_pack
from samaki.countries.calendar import Calendar, add
from samaki.countries.kinds import EscalationLevel
from samaki.countries.ladder import climb


@functools.cache
def pack() -> Pack:
    """The pack that the settings name (a code or a path)."""
    return load_pack(settings.SAMAKI_PACK)


def calendar() -> Calendar:
    """Working hours and holidays of the pack."""
    return pack().calendar


def after(start: datetime, duration: Duration) -> datetime:
    """`start` plus a duration in working or clock time, in UTC."""
    return add(start, duration, calendar())


def same_day(one: datetime, other: datetime) -> bool:
    """Whether two moments lie on one day of the country."""
    local = calendar().local
    return bool(local(one).date() == local(other).date())


def is_night(now: datetime) -> bool:
    """Whether offices are closed at this moment: the hour for numbers of the night."""
    return not calendar().is_open(now)


def next_call(
    urgency: str, due_at: datetime, now: datetime, levels: Sequence[EscalationLevel] = ()
) -> tuple[int, datetime]:
    """(level that is called now, time of the next call) for a matter that is late; `levels`: the ladder of when its wait began."""
    return climb(pack=pack(), calendar=calendar(), urgency=urgency, due_at=due_at, now=now, levels=levels)
