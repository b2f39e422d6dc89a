"""Who is on duty: examples, and against an oracle that walks minute by minute and knows nothing of the formula."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samaki.roster.duty import Change, Layer, Plan, gaps, long_weeks, on_call, opens, shifts, short_rests, without_turn

PHNOM_PENH, BERLIN = ZoneInfo("Asia/Phnom_Penh"), ZoneInfo("Europe/Berlin")
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def at(text, zone=PHNOM_PENH):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def daily(**more):
    return Layer(
        **(
            {"members": ("a", "b", "c"), "amount": 1, "unit": "days", "hand_over": time(8), "start": date(2026, 3, 2)}
            | more
        )
    )


# ---------------------------------------------------------------- the oracle
def walked(layer, zone, until):
    """UTC minute -> member, from the first hand-over: every wall clock that shows the hand-over time counts one on, once a day."""
    told, number, counted = {}, -1, None
    minute = datetime.combine(layer.start, time(0), zone).astimezone(UTC) - DAY
    begun, left = False, 0
    lasts = {"hours": layer.amount * 60, "days": layer.amount, "weeks": layer.amount * 7}[layer.unit]
    while minute < until:
        wall = minute.astimezone(zone).replace(tzinfo=None)
        hands_over = wall.time() >= layer.hand_over and counted != wall.date()
        if hands_over and wall.date() >= layer.start:
            counted = wall.date()
            if not begun:
                begun, left, number = True, lasts, 0
            elif layer.unit != "hours":
                left -= 1
        if begun and left == 0:
            number, left = number + 1, lasts
        if begun and _open(layer, wall):
            told[minute] = layer.members[number % len(layer.members)]
        if begun and layer.unit == "hours":
            left -= 1
        minute += MINUTE
    return told


def _open(layer, wall):
    begins, ends = layer.begins or time(0), layer.ends or time(0)
    clock, today = wall.time(), wall.weekday()
    days = layer.weekdays or set(range(7))
    if begins < ends:
        return today in days and begins <= clock < ends
    return (today in days and clock >= begins) or ((today - 1) % 7 in days and clock < ends)


def answer(plan, tables, minute):
    away, covering = set(plan.absent), None
    for one in plan.changes:
        if one.since <= minute < one.until and one.sort == "away":
            away.add(one.member)
    for one in plan.changes:
        if one.since <= minute < one.until and one.sort == "covers" and one.member not in away:
            covering = one.member
    if covering:
        return covering
    for table in tables:
        if minute in table and table[minute] not in away:
            return table[minute]
    return None


FIRST = date(2026, 3, 2)
clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30]))
layers = st.builds(
    Layer,
    members=st.lists(st.sampled_from("abcd"), min_size=1, max_size=4, unique=True).map(tuple),
    amount=st.integers(1, 3),
    unit=st.sampled_from(["hours", "days", "weeks"]),
    hand_over=clocks,
    start=st.integers(0, 2).map(lambda days: FIRST + days * DAY),
    weekdays=st.frozensets(st.integers(0, 6), max_size=6),
    begins=st.none() | clocks,
    ends=st.none() | clocks,
)


@st.composite
def changes(draw):
    since = datetime(2026, 3, 2, tzinfo=UTC) + draw(st.integers(0, 9 * 24 * 4)) * 15 * MINUTE
    sort = draw(st.sampled_from(["covers", "away"]))
    return Change(sort, draw(st.sampled_from("abcde")), since, since + draw(st.integers(1, 200)) * 15 * MINUTE)


plans = st.builds(
    Plan,
    zone=st.just(PHNOM_PENH),
    layers=st.lists(layers, max_size=2).map(tuple),
    changes=st.lists(changes(), max_size=3).map(tuple),
    absent=st.frozensets(st.sampled_from("abcd"), max_size=1),
)


@settings(max_examples=40, deadline=None)
@given(plan=plans)
def test_everybody_is_on_duty_when_the_minutes_say_so(plan):
    until = datetime(2026, 3, 11, tzinfo=UTC)
    tables = [walked(layer, plan.zone, until) for layer in plan.layers]
    found = shifts(plan, datetime(2026, 3, 2, tzinfo=UTC), until)
    minute, place = datetime(2026, 3, 2, tzinfo=UTC), 0
    while minute < until:
        while found[place].until <= minute:
            place += 1
        wanted = answer(plan, tables, minute)
        assert found[place].member == wanted, minute
        if minute.minute in (0, 14, 15, 29, 30, 59):
            assert on_call(plan, minute) == wanted, minute
        minute += MINUTE


@settings(max_examples=40, deadline=None)
@given(layer=layers, start=st.integers(26, 28))
def test_where_the_clock_is_put_forward_the_minutes_still_say_so(layer, start):
    """Berlin leaves out 02:00 to 03:00 on 29 March 2026; hours of a layer are left to the whole day there."""
    spring = Layer(layer.members, layer.amount, layer.unit, layer.hand_over, date(2026, 3, start))
    plan, until = Plan(BERLIN, (spring,)), datetime(2026, 4, 2, tzinfo=UTC)
    table = walked(spring, BERLIN, until)
    minute = datetime(2026, 3, 25, tzinfo=UTC)
    while minute < until:
        assert on_call(plan, minute) == table.get(minute), minute
        minute += MINUTE


@settings(max_examples=60, deadline=None)
@given(plan=plans, hours=st.integers(1, 400))
def test_shifts_leave_no_hole_and_do_not_overlap(plan, hours):
    since = datetime(2026, 3, 3, 5, 7, tzinfo=UTC)
    found = shifts(plan, since, since + timedelta(hours=hours))
    assert (found[0].since, found[-1].until) == (since, since + timedelta(hours=hours))
    assert all(
        one.until == other.since and one.member != other.member for one, other in zip(found, found[1:], strict=False)
    )


# ---------------------------------------------------------------- examples
def test_hand_over_is_at_the_time_of_the_country_and_not_before():
    plan = Plan(PHNOM_PENH, (daily(),))
    said = [
        on_call(plan, at(text))
        for text in ("2026-03-02 07:59", "2026-03-02 08:00", "2026-03-03 07:59", "2026-03-03 08:00")
    ]
    assert said == [None, "a", "a", "b"]
    assert on_call(plan, datetime(2026, 3, 3, 1, tzinfo=UTC)) == "b"


def test_an_hour_that_comes_twice_belongs_to_the_shift_that_had_begun():
    """Berlin has 02:30 twice on 25 October 2026; the hand-over is at the first."""
    plan = Plan(BERLIN, (daily(start=date(2026, 10, 24), hand_over=time(2, 30)),))
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert [on_call(plan, first + step * 10 * MINUTE) for step in (-1, 0, 1, 4, 7)] == ["a", "b", "b", "b", "b"]


def test_a_second_layer_answers_where_the_first_is_silent():
    nights = daily(members=("n",), begins=time(17), ends=time(8), weekdays=frozenset(range(5)))
    plan = Plan(PHNOM_PENH, (nights, daily(members=("d",))))
    said = [on_call(plan, at(text)) for text in ("2026-03-02 16:59", "2026-03-02 17:00", "2026-03-03 07:59", "2026-03-03 08:00",
                                                 "2026-03-07 07:59", "2026-03-07 20:00")]  # fmt: skip
    assert said == ["d", "n", "n", "d", "n", "d"]


def test_who_is_away_is_passed_over_and_who_covers_goes_first():
    away = Change("away", "a", at("2026-03-02 10:00"), at("2026-03-02 12:00"))
    covers = Change("covers", "c", at("2026-03-02 11:00"), at("2026-03-02 13:00"))
    plan = Plan(PHNOM_PENH, (daily(),), (away, covers))
    said = [on_call(plan, at(f"2026-03-02 {hour}:00")) for hour in ("09", "10", "11", "12", "13")]
    assert said == ["a", None, "c", "c", "a"]
    assert [(one.since, one.until) for one in gaps(plan, at("2026-03-02 08:00"), at("2026-03-03 08:00"))] == [
        (at("2026-03-02 10:00"), at("2026-03-02 11:00"))
    ]


def test_the_cover_that_was_made_last_goes_first():
    span = (at("2026-03-02 10:00"), at("2026-03-02 12:00"))
    plan = Plan(PHNOM_PENH, (daily(),), (Change("covers", "b", *span), Change("covers", "c", *span)))
    assert on_call(plan, at("2026-03-02 11:00")) == "c"


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        on_call(Plan(PHNOM_PENH), datetime(2026, 3, 2))  # noqa: DTZ001


def test_short_rests_and_long_weeks_are_found():
    twice = daily(members=("a", "b"), amount=12, unit="hours")
    found = shifts(Plan(PHNOM_PENH, (twice,)), at("2026-03-02 08:00"), at("2026-03-09 08:00"))
    assert len(short_rests(found, timedelta(hours=13))) == 12
    assert short_rests(found, timedelta(hours=12)) == []
    weeks = long_weeks(found, timedelta(hours=70), PHNOM_PENH)
    assert [(who, monday) for who, monday, _length in weeks] == [("a", date(2026, 3, 2)), ("b", date(2026, 3, 2))]
    assert long_weeks(found, timedelta(hours=90), PHNOM_PENH) == []


def test_two_at_twelve_hours_for_the_nights_alone_leave_one_without_a_turn():
    nights = daily(members=("a", "b"), amount=12, unit="hours", hand_over=time(18), begins=time(18), ends=time(6))
    now = at("2026-03-10 09:00").astimezone(UTC)
    assert without_turn(nights, now, PHNOM_PENH) == {"b"}
    for fair in (
        {"amount": 24},
        {"amount": 1, "unit": "days"},
        {"members": ("a", "b", "c")},
        {"begins": None, "ends": None},
    ):
        assert without_turn(replace(nights, **fair), now, PHNOM_PENH) == set(), fair
    mondays = daily(members=tuple("abcdefg"), weekdays=frozenset({0}))
    assert without_turn(mondays, now, PHNOM_PENH) == set("bcdef"), "g has the hours before the hand-over"
    assert without_turn(replace(mondays, members=tuple("abcdef")), now, PHNOM_PENH) == set(), (
        "each has a Monday in six weeks"
    )


def test_a_change_opens_what_was_held_and_not_what_was_empty_before():
    plan = Plan(PHNOM_PENH, (daily(members=("a",), begins=time(8), ends=time(20)),))
    since, until = at("2026-03-10 12:00"), at("2026-03-11 10:00")
    found = opens(plan, Change("away", "a", since, until), since)
    assert [(one.since, one.until) for one in found] == [(since, until)], (
        "the night was empty, the hours beside it were not"
    )
    assert opens(plan, Change("away", "b", since, until), since) == []
    assert opens(plan, Change("covers", "b", since, until), since) == []
