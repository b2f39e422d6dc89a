"""Windows from the last exposure: what is open, what may be closing, what has passed; for a moment, a day or a month."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samaki.agencies.country import pack
from samaki.care.health.windows import SPANS, act_by, clocks

AT = datetime(2026, 11, 27, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)


def states(precision, hours):
    return [one.state for one in clocks(AT, precision, AT + hours * HOUR, pack().urgent.windows)]


def test_the_pack_says_72_and_120_hours_and_that_nobody_has_verified_them():
    assert [one.hours for one in pack().urgent.windows] == [72, 120]
    assert {one.status for one in pack().urgent.windows} == {"practice-target"}
    assert all("to be verified locally" in one.source for one in pack().urgent.windows)
    assert pack().step_kinds[pack().urgent.step].never_waits


@pytest.mark.parametrize(
    ("precision", "hours", "expected"),
    [
        ("instant", 0, ["open", "open"]), ("instant", 71, ["open", "open"]), ("instant", 72, ["passed", "open"]),
        ("instant", 120, ["passed", "passed"]), ("day", 71, ["open", "open"]), ("day", 73, ["unsure", "open"]),
        ("day", 96, ["passed", "open"]), ("day", 121, ["passed", "unsure"]), ("day", 144, ["passed", "passed"]),
        ("month", 300, ["unsure", "unsure"]),
    ],
)  # fmt: skip
def test_what_is_known_less_exactly_closes_as_early_as_it_may_and_has_passed_as_late_as_it_may(
    precision, hours, expected
):
    assert states(precision, hours) == expected


def test_the_earliest_open_window_presses_one_that_may_be_closing_presses_now_and_a_month_wakes_nobody():
    windows = pack().urgent.windows

    def until(precision, hours):
        now = AT + hours * HOUR
        return act_by(clocks(AT, precision, now, windows), precision, now)

    assert until("instant", 1) == AT + 72 * HOUR
    assert until("instant", 80) == AT + 120 * HOUR
    assert until("instant", 121) is None, "what has passed presses nobody, and blocks nothing"
    assert until("day", 80) == AT + 80 * HOUR
    assert until("month", 300) is None


@given(
    at=st.datetimes(datetime(2019, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),
    precision=st.sampled_from(["instant", *SPANS]),
    hours=st.integers(0, 10_000),
)
def test_a_window_never_opens_again_and_never_presses_for_the_past(at, precision, hours):
    windows = pack().urgent.windows
    order = ("open", "unsure", "passed")
    before = clocks(at, precision, at + hours * HOUR, windows)
    after = clocks(at, precision, at + (hours + 7) * HOUR, windows)
    assert all(order.index(one.state) <= order.index(two.state) for one, two in zip(before, after, strict=True))
    now = at + hours * HOUR
    by = act_by(before, precision, now)
    assert by is None or by >= now
