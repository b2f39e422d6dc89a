"""The clock and hearings: reminded twice before the day, then asked what came of it until somebody says so."""

import json

import pytest

from samaki.jobs.tick import tick
from samaki.journeys.hearings import becoming, entering, needing
from tests.acting import act, own_case, taken
from tests.everything import rows, value
from tests.journeys.hearings.sitting import DAY, HOUR, child_of, entered


@pytest.fixture
def case(cast, now):
    made = own_case(cast["duty.pp"], now)
    taken(made, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    return made


def told(kind):
    return rows("select to_unit from notice where kind = %s", [f"hearing.hearing_{kind}"], role="worker")


def beat(now):
    report = tick(now)
    assert report.errors == []
    return report.acted["hearing"]


def test_quiet_words_before_the_day_say_what_matters_most(cast, now, case):
    police, social = cast["duty.pp"], cast["social.pp"]
    row = entered(police, now, case, now + 10 * DAY, children=(child_of(police, now, case),))
    assert row.call_at == row.at - 7 * DAY
    assert beat(now + DAY) == 0
    assert beat(row.call_at) == 1
    assert beat(row.call_at) == 0, "a beat twice says it once"
    assert sorted(told("unconfirmed")) == sorted([(police.unit_id,), (social.unit_id,)])
    act(police, entering.confirm_hearing, now + 8 * DAY, hearing_id=row.id, source="paper")
    act(police, needing.add_need, now + 8 * DAY, hearing_id=row.id, sort="transport")
    assert beat(row.at - DAY) == 1
    assert sorted(told("unready")) == sorted([(police.unit_id,), (social.unit_id,)])
    urgencies = rows(
        "select distinct urgency from notice where kind in ('hearing.hearing_unready', 'hearing.hearing_unconfirmed')",
        role="worker",
    )
    assert urgencies == [("normal",)], "they ring nowhere at night"
    assert not told("near")


def test_after_the_day_it_is_asked_again_and_again_until_somebody_says_what_came_of_it(cast, now, case):
    police = cast["duty.pp"]
    row = entered(police, now, case, now + 2 * HOUR, source="paper")
    moment, asked = row.at + DAY, 0
    assert beat(moment) == 1
    asked = len(told("asks"))
    assert asked == 1
    for weeks in (1, 2):
        assert beat(moment + weeks * 7 * DAY + HOUR) == 1
    assert len(told("asks")) == 3
    act(police, becoming.hold_hearing, now + 20 * DAY, hearing_id=row.id, reason="ended")
    assert beat(now + 60 * DAY) == 0
    assert value("select call_at from hearing", role="definer") is None


def test_a_clock_that_stood_still_speaks_once_and_a_hearing_of_long_ago_waits_no_longer_than_a_week(cast, now, case):
    row = entered(cast["duty.pp"], now, case, now - 3000 * DAY)
    assert now < row.call_at <= now + 8 * DAY
    assert beat(now + 300 * DAY) == 1
    assert len(told("asks")) == 1


def test_of_a_case_that_was_closed_nobody_is_asked_any_more(cast, now, case):
    row = entered(cast["duty.pp"], now, case)
    rows(
        """update "case" set state = 'closed', closed_at = %s where id = %s returning id""",
        [now, case.id],
        role="definer",
    )
    assert beat(row.call_at) == 1
    assert beat(row.at + 30 * DAY) == 0
    assert not told("unconfirmed")


def test_each_call_is_in_the_ledger_without_place_or_purpose(cast, now, case):
    row = entered(cast["duty.pp"], now, case)
    beat(row.call_at)
    [(who, facts)] = rows("select who, facts from ledger_entry where act = 'hearing.call'", role="auditor")
    assert who == "clock"
    assert set(json.loads(facts) if isinstance(facts, str) else facts) == {"why", "due_at"}
