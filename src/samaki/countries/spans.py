"""The end of what is known as a day, a month or a year."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from samaki.countries.calendar import Calendar


def end_of(at: datetime, precision: str, calendar: Calendar) -> datetime:
    """The last moment of the span that begins at `at`, on the clocks of the country; of an instant that moment itself."""
    local = calendar.local(at)
    if precision == "day":
        after = local.date() + timedelta(days=1)
    elif precision == "month":
        after = (local.date().replace(day=1) + timedelta(days=32)).replace(day=1)
    elif precision == "year":
        after = local.date().replace(year=local.year + 1, month=1, day=1)
    else:
        return at
    return datetime.combine(after, time(0), calendar.timezone).astimezone(UTC) - timedelta(microseconds=1)
