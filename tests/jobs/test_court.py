"""The clock and court files: warned before a limit and at it, those who hold the work and those above; and nothing is ever decided."""

import json

import pytest

from samaki.jobs.tick import tick
from tests.acting import own_case
from tests.court.filing import ARTICLE, DAY, HOUR, named, standing, wrote
from tests.everything import rows, value


@pytest.fixture
def case(cast, now):
    return own_case(cast["duty.pp"], now)


def told(kind):
    return sorted(
        rows("select to_unit, audience, urgency from notice where kind = %s", [f"court.court_{kind}"], role="worker")
    )


def beat(now):
    report = tick(now)
    assert report.errors == []
    return report.acted["court_fact"]


def test_custody_is_warned_of_before_the_limit_at_it_and_as_long_as_nobody_says_that_it_ended(cast, now, case):
    police = cast["duty.pp"]
    accused = named(police, now, case)
    row = wrote(police, now, case, "arrested", person=accused, age=30, category="felony")
    limit = now + 48 * HOUR
    assert beat(limit - 7 * HOUR) == 0
    assert beat(limit - 6 * HOUR) == 1
    assert beat(limit - 6 * HOUR) == 0, "a beat twice says it once"
    above = cast["duty.pp"].unit.parent_id
    expected = [(police.unit_id, "desk", "urgent"), (police.unit_id, "head", "urgent")] + (
        [(above, "head", "urgent")] if above else []
    )
    assert told("limit_near") == sorted(expected)
    assert beat(limit) == 1
    assert told("limit_over") == sorted(expected)
    assert standing(police, limit, case, accused).held is not None, "a limit ends nothing"
    assert beat(limit + 7 * DAY) == 1
    wrote(police, limit + 8 * DAY, case, "detention_ended", limit + 8 * DAY, person=accused, code="end_released")
    assert beat(limit + 60 * DAY) == 0
    assert value("select call_at from court_fact where id = %s", [row.id], role="definer") is None


def test_a_limit_that_was_over_when_it_was_written_down_is_spoken_of_at_once(cast, now, case):
    police = cast["duty.pp"]
    wrote(police, now, case, "arrested", now - 5 * DAY, person=named(police, now, case), age=30, category="felony")
    assert beat(now) == 1
    assert told("limit_over")


def test_an_age_that_nobody_knows_warns_of_each_age_but_not_of_who_must_not_be_held_at_all(cast, now, case):
    police = cast["duty.pp"]
    accused = named(police, now, case)
    row = wrote(police, now, case, "arrested", person=accused, category="felony")
    assert "custody_under_14" in {one.code for one in standing(police, now, case, accused).limits}
    assert beat(now) == 0
    assert value("select call_at from court_fact where id = %s", [row.id], role="definer") == now + 30 * HOUR, (
        "of a minor of 14"
    )
    wrote(police, now, case, "arrested", person=named(police, now, case), age=12, category="felony")
    assert beat(now) == 1


def test_the_time_to_appeal_is_warned_of_and_ends_without_a_word_of_what_is_final(cast, now, case):
    police = cast["duty.pp"]
    accused = named(police, now, case)
    wrote(police, now, case, "charged", now - 9 * DAY, person=accused, offence=ARTICLE)
    wrote(police, now, case, "judged", now, person=accused, offence=ARTICLE, code="acquitted")
    beat(now + 200 * DAY)
    made = standing(police, now + 200 * DAY, case, accused)
    assert (made.final_at, made.is_cleared) == (None, False), "a clock decides nothing"
    entries = rows("select who, facts from ledger_entry where act = 'court.call'", role="auditor")
    assert {who for who, _facts in entries} == {"clock"}
    assert all(
        set(json.loads(facts) if isinstance(facts, str) else facts) == {"kind", "code", "due_at", "why"}
        for _who, facts in entries
    )


def test_of_a_case_that_was_closed_nobody_is_warned_any_more(cast, now, case):
    police = cast["duty.pp"]
    wrote(police, now, case, "arrested", person=named(police, now, case), age=30, category="felony")
    rows(
        """update "case" set state = 'closed', closed_at = %s where id = %s returning id""",
        [now, case.id],
        role="definer",
    )
    assert beat(now + 3 * DAY) == 1
    assert beat(now + 30 * DAY) == 0
    assert not told("limit_near")
    assert not told("limit_over")
