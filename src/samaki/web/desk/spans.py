"""The groups of the desk by time, for those who work by day and those who work at night."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from samaki.agencies.country import calendar
from samaki.journeys.desk import DeskItem

ANSWERS = frozenset({"accept", "confirm_phone", "answer", "acknowledge"})
"""What others wait for: in an emergency it stands above everything, late work of longer standing included."""

MORNING, EVENING = time(6), time(18)
"""Where the pack has no working hours."""


def groups(now: datetime) -> tuple[str, ...]:
    """The groups in the order of their times: by day the night is still to come, at night the day is."""
    near = ("night", "today") if _at_night(now) else ("today", "night")
    return ("now", "late", "hour", *near, "week", "later")


def group(item: DeskItem, now: datetime) -> str:
    """Which group a matter stands in at this moment."""
    if item.urgency == "emergency" and item.task in ANSWERS:
        return "now"
    if item.late:
        return "late"
    if item.due_at < now:  # to be looked at again, and never late
        return "today"
    left, local = item.due_at - now, calendar().local
    if left < timedelta(hours=1):
        return "hour"
    before_morning = item.due_at < morning(now)
    if before_morning and _at_night(now):
        return "night"
    if local(item.due_at).date() == local(now).date():
        return "today"
    if before_morning:
        return "night"
    return "week" if left < timedelta(days=7) else "later"


def morning(now: datetime) -> datetime:
    """When the next day's work begins, on the clock of the country; days off have a morning too."""
    here, (opens, _closes) = calendar().local(now), _edges()
    day = here.date() + timedelta(days=here.time() >= opens)
    return datetime.combine(day, opens, calendar().timezone)


def _at_night(now: datetime) -> bool:
    opens, closes = _edges()
    return not opens <= calendar().local(now).time() < closes


def _edges() -> tuple[time, time]:
    """The earliest opening and the latest closing of the week."""
    spans = [span for day in calendar().hours for span in day]
    return min((opens for opens, _ in spans), default=MORNING), max((closes for _, closes in spans), default=EVENING)
