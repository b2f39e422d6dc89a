"""A synthetic country: written by the operations of real work, the same for the same seed, and whole at its end."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from samaki.cli.areas import heartbeat
from samaki.database import session
from samaki.intake.routing import route
from samaki.journeys.opening import open_own
from samaki.simulation.country import NotEmpty, Plan, play, play_area, prepare
from samaki.simulation.matters import when_areas_join
from samaki.simulation.words import PLACES
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


def test_areas_are_written_in_any_order_or_side_by_side_with_the_same_acts(cast, now):
    plan, told = Plan(now, 3, 0.15, 7), []
    for areas in (("12", "17", "18"), ("18", "17", "12")):
        with transaction.atomic():
            for area in areas:
                play_area(plan, area, heartbeat)
            told.append(sorted(written()))
            transaction.set_rollback(True)
    assert told[0] == told[1]


def test_stopped_in_the_middle_it_goes_on_from_there_and_every_matter_begins_once(cast, now):
    plan, left = Plan(now, 3, 0.15, 7), iter(range(4))
    area = max(plan.begins(), key=lambda one: len(plan.begins()[one]))
    done, reached = play_area(plan, area, heartbeat, watch=lambda _world, _matters: next(left, None) is not None)
    assert plan.start < reached < plan.end
    nothing_is_broken()
    more, end = play_area(plan, area, heartbeat, since=reached)
    assert end == plan.end
    assert more.acts > 0
    assert (done + more).matters == len(plan.begins()[area])
    nothing_is_broken()
    holders_are_those_of_the_ledger()


def test_a_heartbeat_of_an_area_leaves_the_other_areas_to_theirs(cast, now):
    with session("app", now, cast["duty.sr"].id):
        case = open_own(area="17", urgency="emergency", by=cast["duty.sr"], now=now, synthetic=True)
    late = now + timedelta(days=30)
    assert heartbeat(late, "12") == 0
    assert heartbeat(late, "17") > 0
    assert case.area == "17"


@pytest.mark.parametrize("area", sorted(PLACES))
def test_what_reporters_say_of_a_place_lies_in_the_area_they_report_from(cast, now, area):
    for words in PLACES[area]:
        assert route(words, now)[0].startswith(area), words
