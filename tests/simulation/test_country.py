"""A synthetic country: written by the operations of real work, the same for the same seed, and whole at its end."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from samaki.cli.areas import heartbeat
from samaki.simulation.country import NotEmpty, Plan, play, prepare
from samaki.simulation.matters import when_areas_join
from samaki.simulation.years import arrivals, habits
from tests.everything import rows, value
from tests.journeys.invariants import holders_are_those_of_the_ledger, nothing_is_broken


def written():
    return rows("select recorded_at, act, unit from ledger_entry order by recorded_at, id", role="auditor")


def test_the_same_seed_gives_the_same_acts_at_the_same_times_and_nothing_is_broken(cast, now):
    told = []
    for seed in (7, 7, 8):
        with transaction.atomic():
            done = play(Plan(now, 3, 0.15, seed), heartbeat)
            assert done.matters == 3
            assert done.acts > 5, done
            told.append(written())
            if seed == 7:
                nothing_is_broken()
                holders_are_those_of_the_ledger()
                assert value('select count(*) from "case" where not synthetic') == 0
                assert max(when for when, _act, _unit in told[-1]) <= now
            transaction.set_rollback(True)
    assert told[0] == told[1]
    assert told[0] != told[2]


def test_it_is_written_into_an_empty_database_only(cast, now):
    with pytest.raises(NotEmpty):
        prepare(Plan(now, 1, 1, 1), "x" * 12)


def test_over_the_years_the_mentor_brings_less_and_the_agencies_answer_sooner():
    years = [habits(passed / 20) for passed in range(21)]
    for name, rises in (("mentor_brings", False), ("silent", False), ("declines", False), ("by_phone", False), ("pace", False),
                        ("citizen_brings", True), ("confirms", True), ("preferred", True)):  # fmt: skip
        course = [getattr(one, name) for one in years]
        assert course == sorted(course, reverse=not rises), name
        assert all(0 <= one <= 1.2 for one in course)
    assert all(one.mentor_brings + one.citizen_brings < 1 for one in years)


def test_matters_come_more_often_in_the_end_and_each_area_joins_later():
    shares = arrivals(300)
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] <= 1
    first, last = (sum(low <= one < low + 1 / 4 for one in shares) for low in (0, 3 / 4))
    assert 2 < last / first < 4
    start = datetime(2014, 1, 1)
    joined = when_areas_join(start, start + timedelta(days=4380), ["12", "17", "18"])
    assert [(when - start).days for when in joined.values()] == [0, 730, 1460]
