"""A due time is what a careful clerk would work out by hand, in any time zone, and never runs backwards."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samaki.countries import Duration, add, load_pack

KH = load_pack("kh").calendar
ZZ = load_pack(Path(__file__).parent / "packs" / "tiny").calendar
BOTH = pytest.mark.parametrize("calendar", [KH, ZZ], ids=["no clock change", "clock change"])
moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
durations = st.builds(
    Duration, st.integers(0, 40), st.sampled_from(["clock_minutes", "clock_hours", "working_days", "days", "months"])
)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=KH.timezone)


@given(moments, durations)
def test_never_before_the_start_and_always_in_utc(start: datetime, duration: Duration) -> None:
    for calendar in (KH, ZZ):
        due = add(start, duration, calendar)
        assert due >= start
        assert due.tzinfo is UTC


@given(moments, moments, durations)
def test_a_later_start_is_never_due_earlier(one: datetime, other: datetime, duration: Duration) -> None:
    early, late = sorted((one, other))
    assert add(early, duration, KH) <= add(late, duration, KH)


@given(moments, st.integers(0, 20), st.sampled_from(["clock_hours", "working_days", "days", "months"]))
def test_a_longer_time_is_never_due_earlier(start: datetime, amount: int, unit: str) -> None:
    assert add(start, Duration(amount, unit), KH) <= add(start, Duration(amount + 1, unit), KH)


@given(moments, st.integers(1, 20))
def test_working_days_end_when_the_office_closes_on_a_working_day(start: datetime, amount: int) -> None:
    due = KH.local(add(start, Duration(amount, "working_days"), KH))
    assert KH.is_working_day(due.date())
    assert due.time() == time(17, 30)
    first = KH.local(start).date() + timedelta(days=1)
    days = [first + timedelta(days=n) for n in range((due.date() - first).days + 1)]
    assert sum(KH.is_working_day(day) for day in days) == amount


@pytest.mark.parametrize(
    ("start", "duration", "due"),
    [
        ("2026-06-05 16:00", Duration(1, "working_days"), "2026-06-08 17:30"),  # Friday -> Monday
        ("2026-06-06 10:00", Duration(1, "working_days"), "2026-06-08 17:30"),  # Saturday -> Monday
        ("2026-06-05 23:50", Duration(15, "clock_minutes"), "2026-06-06 00:05"),
        ("2026-06-17 09:00", Duration(1, "working_days"), "2026-06-19 17:30"),  # over the holiday of 18 June
        ("2026-04-13 09:00", Duration(1, "working_days"), "2026-04-17 17:30"),  # over three days of new year
        ("2026-06-05 09:00", Duration(0, "working_days"), "2026-06-05 17:30"),
        ("2026-06-05 18:00", Duration(0, "working_days"), "2026-06-08 17:30"),
        ("2026-06-05 16:00", Duration(14, "days"), "2026-06-19 16:00"),
        ("2026-01-31 12:00", Duration(1, "months"), "2026-02-28 12:00"),
        ("2026-08-31 12:00", Duration(6, "months"), "2027-02-28 12:00"),
        ("2026-06-05 16:00", Duration(48, "clock_hours"), "2026-06-07 16:00"),
    ],
)
def test_due_times_worked_out_by_hand(start: str, duration: Duration, due: str) -> None:
    assert add(local(start), duration, KH) == local(due)


def test_a_day_keeps_its_clock_time_when_clocks_change() -> None:
    start = datetime(2026, 3, 28, 12, 0, tzinfo=ZZ.timezone)
    assert ZZ.local(add(start, Duration(1, "days"), ZZ)).time() == time(12, 0)
    assert add(start, Duration(24, "clock_hours"), ZZ) == start.astimezone(UTC) + timedelta(hours=24)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        add(datetime(2026, 1, 1), Duration(1, "days"), KH)  # noqa: DTZ001


def test_offices_are_closed_at_noon_at_night_and_on_holidays() -> None:
    assert KH.is_open(local("2026-06-05 09:00"))
    assert not KH.is_open(local("2026-06-05 12:30"))
    assert not KH.is_open(local("2026-06-05 17:30"))
    assert not KH.is_open(local("2026-06-06 09:00"))
    assert not KH.is_open(local("2026-01-07 09:00"))


@BOTH
def test_a_working_week_is_the_countrys_own(calendar) -> None:  # noqa: ANN001
    week = [calendar.is_working_day(date(2026, 6, 1) + timedelta(days=n)) for n in range(7)]
    assert week == ([True] * 5 + [False] * 2 if calendar is KH else [True] * 4 + [False, False, True])
