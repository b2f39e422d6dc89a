"""Who is called about a promise, and when: computed by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from samaki.commitments import waiting
from samaki.commitments.states import BEGINS, MOVES, RUNNING, STATES

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("due", "first"), [(30, 23), (7, 7), (3, 3), (-1, 0)], ids=["a month", "a week", "three days", "yesterday"]
)
def test_the_clock_looks_first_a_week_before_the_day(due, first):
    assert waiting.first("open", NOW + due * DAY, NOW) == NOW + first * DAY


def test_a_late_promise_goes_up_and_never_falls_silent():
    due, level, at, seen = NOW + 30 * DAY, 0, NOW + 23 * DAY, []
    for _call in range(6):
        call = waiting.call("open", level, due, at)
        seen.append((call.what, call.level, (at - due).days))
        assert call.call_at > at
        level, at = call.level, call.call_at
    assert seen == [("soon", 0, -7), ("late", 1, 0), ("late", 2, 2), ("late", 3, 9), ("late", 3, 39), ("late", 3, 69)]


def test_what_a_unit_was_asked_and_has_not_answered_goes_to_its_head_then_to_the_committee():
    due, level, at, seen = NOW + 300 * DAY, 0, waiting.first("asked", NOW + 300 * DAY, NOW), []
    for _call in range(3):
        call = waiting.call("asked", level, due, at)
        seen.append((call.what, call.level, (at - NOW).days))
        level, at = call.level, call.call_at
    assert seen == [("unanswered", 2, 7), ("unanswered", 3, 14), ("unanswered", 3, 44)]


def test_every_state_is_reached_and_every_running_one_can_end():
    for machine, moves in MOVES.items():
        assert {BEGINS[machine], *(move.target for move in moves.values())} == set(STATES[machine])
    for state in RUNNING:
        ends = {move.target for move in MOVES["commitment"].values() if state in move.sources}
        assert ends - set(RUNNING)
