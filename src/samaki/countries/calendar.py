"""Working hours, public holidays, and what a duration means on them. All results are aware datetimes in UTC."""

import calendar as gregorian
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from samaki.countries.durations import Duration
from samaki.countries.labels import Coded, Texts
from samaki.countries.reading import Source, Unreadable, read_csv

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST_CLOSURE = 366  # days without one working day: more is a mistake in the pack


@dataclass(frozen=True, kw_only=True)
class Holiday(Coded):
    """A public holiday. `status` is as for time limits: an unverified one is shown as not legally verified."""

    day: date
    status: str
    source: str = ""


@dataclass(frozen=True)
class Calendar:
    """`hours`: seven tuples, Monday first, of (open, close) local times; an empty tuple is a day off."""

    timezone: ZoneInfo
    hours: tuple[tuple[tuple[time, time], ...], ...]
    holidays: Mapping[date, Holiday] = field(default_factory=dict, repr=False)
    status: str = ""

    def local(self, moment: datetime) -> datetime:
        """The same moment on the clocks of the country. ValueError for a naive datetime."""
        if moment.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return moment.astimezone(self.timezone)

    def is_working_day(self, day: date) -> bool:
        return bool(self.hours[day.weekday()]) and day not in self.holidays

    def is_open(self, moment: datetime) -> bool:
        """Whether offices work at this moment."""
        local = self.local(moment)
        spans = self.hours[local.weekday()] if self.is_working_day(local.date()) else ()
        return any(start <= local.time() < end for start, end in spans)

    def closing(self, day: date) -> datetime:
        """When the working day ends, in UTC. ValueError when nobody works on that day."""
        if not self.is_working_day(day):
            raise ValueError(f"{day} is not a working day")
        return datetime.combine(day, self.hours[day.weekday()][-1][1], self.timezone).astimezone(UTC)

    def working_day_after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; `day` itself is never counted."""
        idle = 0
        while count > 0:
            day += timedelta(days=1)
            idle = 0 if self.is_working_day(day) else idle + 1
            if idle > LONGEST_CLOSURE:
                raise ValueError("this calendar has no working days")
            count -= idle == 0
        return day


def add(start: datetime, duration: Duration, calendar: Calendar) -> datetime:
    """When `duration` from `start` is over, in aware UTC; never before `start`, never earlier for a later start.

    clock_minutes, clock_hours: time that passes, day and night. days: the same clock time that many days later.
    months: the same day of the month and clock time, on the last day of a shorter month.
    working_days: the day of `start` is not counted; due at the end of the N-th working day after it. So one working
    day from Friday, from Saturday or from Sunday is Monday's closing time. Zero working days: the end of the working
    day that runs or comes next.
    """
    local = calendar.local(start)
    if duration.unit == "clock_minutes":
        return start.astimezone(UTC) + timedelta(minutes=duration.amount)
    if duration.unit == "clock_hours":
        return start.astimezone(UTC) + timedelta(hours=duration.amount)
    if duration.unit == "working_days":
        return _working_days(start, local.date(), duration.amount, calendar)
    if duration.unit == "days":
        return _at(local, local.date() + timedelta(days=duration.amount), start)
    return _at(local, _months_later(local.date(), duration.amount), start)


def begun_by(end: datetime, duration: Duration, calendar: Calendar) -> datetime:
    """The latest start from which days or months may be over at `end`: `add` of an earlier one is, of this one within three days."""
    local = calendar.local(end)
    if duration.unit == "days":
        return datetime.combine(local.date() - timedelta(days=duration.amount), local.timetz()).astimezone(UTC)
    return datetime.combine(_months_later(local.date(), -duration.amount), local.timetz()).astimezone(UTC)


def _working_days(start: datetime, today: date, amount: int, calendar: Calendar) -> datetime:
    if amount == 0 and calendar.is_working_day(today) and start <= calendar.closing(today):
        return calendar.closing(today)
    return calendar.closing(calendar.working_day_after(today, max(amount, 1)))


def _at(local: datetime, day: date, start: datetime) -> datetime:
    """The clock time of `local` on `day`. A clock that is put back could answer an hour early: never before `start`."""
    return max(datetime.combine(day, local.timetz()).astimezone(UTC), start.astimezone(UTC))


def _months_later(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, gregorian.monthrange(year, month + 1)[1]))


def read_calendar(source: Source, timezone: ZoneInfo) -> Calendar:
    """From `[working_time]` (mon = ["07:30-11:30", ...]) and `holidays.csv` (date, status, source, name_LANGUAGE)."""
    week = source.tables.get("working_time", {})
    if not any(week.get(day) for day in WEEKDAYS):
        raise Unreadable("pack.toml: the table [working_time] names no working day.")
    hours = tuple(tuple(_span(text, day) for text in week.get(day, ())) for day in WEEKDAYS)
    order = (str(source.tables["pack"].get("default_language", "en")), "en")
    holidays = [_holiday(row, order) for row in read_csv(source.folder / "holidays.csv")]
    return Calendar(timezone, hours, {holiday.day: holiday for holiday in holidays}, str(week.get("status", "")))


def _span(text: str, day: str) -> tuple[time, time]:
    try:
        opening, closing = (time.fromisoformat(part.strip()) for part in text.split("-"))
    except ValueError:
        raise Unreadable(f"pack.toml: working_time '{day}': '{text}' must look like 07:30-11:30.") from None
    if opening >= closing:
        raise Unreadable(f"pack.toml: working_time '{day}': '{text}' ends before it begins.")
    return opening, closing


def _holiday(row: Mapping[str, str], order: tuple[str, ...]) -> Holiday:
    names = {key.removeprefix("name_"): value for key, value in row.items() if key.startswith("name_") and value}
    try:
        day = date.fromisoformat(row.get("date", ""))
    except ValueError:
        raise Unreadable(f"holidays.csv: '{row.get('date')}' is not a date such as 2026-01-31.") from None
    labels = Texts(names, order)
    return Holiday(
        code=day.isoformat(), labels=labels, day=day, status=row.get("status", ""), source=row.get("source", "")
    )
