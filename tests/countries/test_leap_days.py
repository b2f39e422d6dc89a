"""Times across leap days, weekends, holidays and clocks that change: what a careful clerk would work out, in any zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samaki.countries import Duration, add, load_pack
from samaki.countries.calendar import Calendar, begun_by

KH = load_pack("kh").calendar
ZONES = ("Asia/Phnom_Penh", "Europe/Paris", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe")
CALENDARS = {zone: Calendar(ZoneInfo(zone), KH.hours, KH.holidays) for zone in ZONES}
AROUND = st.datetimes(datetime(2027, 12, 1), datetime(2028, 4, 30), timezones=st.just(UTC))  # noqa: DTZ001 - of no zone until there
LENGTHS = st.builds(
    Duration, st.integers(0, 24), st.sampled_from(["clock_minutes", "clock_hours", "working_days", "days", "months"])
)

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize(
    ("start", "duration", "due"),
    [
        ("2028-01-31 09:00", Duration(1, "months"), "2028-02-29 09:00"),
        ("2028-02-29 09:00", Duration(12, "months"), "2029-02-28 09:00"),
        ("2028-02-29 09:00", Duration(48, "months"), "2032-02-29 09:00"),
        ("2027-02-28 09:00", Duration(12, "months"), "2028-02-28 09:00"),
        ("2028-02-28 23:30", Duration(1, "clock_hours"), "2028-02-29 00:30"),
        ("2028-02-28 09:00", Duration(2, "days"), "2028-03-01 09:00"),
        ("2028-02-25 16:00", Duration(3, "working_days"), "2028-03-01 17:30"),  # Friday; Monday, the 29th, Wednesday
    ],
)
def test_leap_days_worked_out_by_hand(start, duration, due):
    def local(text):
        return datetime.fromisoformat(text).replace(tzinfo=KH.timezone)

    assert add(local(start), duration, KH) == local(due)


@SLOW
@given(AROUND, LENGTHS, st.sampled_from(ZONES))
def test_in_every_zone_and_across_the_leap_day_time_runs_forward_and_days_keep_their_hour(start, length, zone):
    calendar = CALENDARS[zone]
    due = add(start, length, calendar)
    assert due >= start
    assert add(start + timedelta(minutes=1), length, calendar) >= due, "a later start is never due earlier"
    before, after = calendar.local(start), calendar.local(due)
    if length.unit in ("clock_minutes", "clock_hours"):
        assert due - start == timedelta(**{length.unit.removeprefix("clock_"): length.amount})
    elif length.unit == "working_days" and length.amount:
        assert calendar.is_working_day(after.date())
    elif length.unit == "days":
        assert (after.date() - before.date()).days == length.amount
        assert abs(
            after.replace(tzinfo=None) - before.replace(tzinfo=None) - timedelta(days=length.amount)
        ) <= timedelta(hours=1)
    elif length.unit == "months":
        assert (after.year - before.year) * 12 + after.month - before.month == length.amount
        assert after.day <= before.day


@SLOW
@given(AROUND, st.integers(0, 24), st.sampled_from(ZONES))
def test_what_was_kept_long_enough_is_due_by_then_and_not_a_day_before(start, amount, zone):
    calendar = CALENDARS[zone]
    kept = Duration(amount, "months")
    due = add(start, kept, calendar)
    assert begun_by(due + timedelta(days=1), kept, calendar) >= start - timedelta(days=1)
    assert begun_by(due - timedelta(days=2), kept, calendar) < start + timedelta(days=1)
