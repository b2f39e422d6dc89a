"""What if the mentor left: from observed sums to a network that is as busy as what was seen; run once, bounded, with its seed."""

from datetime import timedelta

import pytest

from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.figures.queueing import loads, mean_wait, traffic, what_if
from samaki.insights.facts import minute
from samaki.insights.models import MeasureCell
from samaki.stepping_back.whatif import running
from samaki.stepping_back.whatif.models import WhatIfRun
from samaki.stepping_back.whatif.network import Seen, network, work
from tests.acting import act

YEAR = 365.0


def seen(**changed):
    """A hundred steps a year, each there for three days, with two members."""
    return Seen(**{"came": 100, "went": 100, "present": 300 / YEAR, "members": 2} | changed)


def test_the_length_of_work_is_the_one_with_which_a_queue_keeps_a_step_so_long():
    for servers, arrivals, length in ((1, 0.2, 2.0), (3, 1.0, 2.5), (10, 0.5, 1.0)):
        stay = length + mean_wait(servers, arrivals, length)
        assert work(servers, arrivals, stay) == pytest.approx(length, rel=1e-6)
    assert work(1, 10.0, 5.0) < 0.1, "never so long that the queue would not hold"
    assert work(2, 0.0, 5.0) == 5.0


def test_the_network_brings_as_many_steps_as_were_seen_and_few_are_left_out():
    social = seen(came=50, went=50, onward={"police": 70})
    found = network({"police": seen(onward={"social": 60, "few": 9}), "social": social, "few": seen(came=4)}, YEAR)
    assert set(found) == {"police", "social"}
    flow = traffic(found)
    assert flow["police"] == pytest.approx(100 / YEAR)
    assert flow["social"] == pytest.approx(50 / YEAR)
    assert all(load < 1 for load in loads(found, mentor=True).values())
    assert network({}, YEAR) == {}


def test_thirty_replications_of_what_was_observed_agree_with_erlang_c():
    """What was seen is how long a step stayed; drawn anew from it, steps wait as the formula says, and so stay as long as was seen."""
    found = network({"police": seen(present=2.5)}, YEAR)
    node, rate = found["police"], 100 / YEAR
    told = what_if(found, warm_up=500, horizon=2000, replications=30, seed=3)["police"]
    wished = mean_wait(2, rate, node.work)
    assert told.mean_with.interval.covers(wished)
    assert wished + node.work == pytest.approx(2.5 / rate)
    assert 0.6 < told.load_with == told.load_without < 0.9


def test_without_a_mentor_that_did_much_waiting_grows_and_where_it_did_nothing_it_does_not():
    busy = {"present": 2.5, "members": 2, "done": 50}
    found = network({"leans": seen(**busy, led=30), "stands": seen(**busy)}, YEAR)
    told = what_if(found, warm_up=100, horizon=200, replications=8, seed=1)
    assert list(told)[0] == "leans"
    assert told["leans"].growth.interval.low > 0
    assert told["stands"].growth.mean == 0
    assert found["leans"].mentor == 0.6


def test_a_busy_area_is_looked_at_for_as_long_after_the_mentor_left_as_before():
    """Once it was looked at for one day after 180: the bound counted each step four times, and shortened only what follows."""
    quiet, busy = (network({"police": seen(came=came, went=came, members=99)}, YEAR) for came in (100, 18_250))
    assert running.lengths(quiet) == (180, 180)
    assert running.lengths(busy) == (pytest.approx(50), pytest.approx(50)), (
        "fifty steps a day, of which 300,000 are simulated"
    )
    assert running.lengths({}) == (180, 180)


def cells(cast, now):
    """A year of steps at the police of Siem Reap, half of them led by the mentor."""
    unit = cast["duty.sr"].unit_id
    month = (now.replace(day=1) - timedelta(days=60)).date().replace(day=1)
    first = minute(now - timedelta(days=60))
    with session("worker", now):
        tally = {"in": 40, "out": 40, "in_at": 40 * first, "out_at": 40 * (first + 5 * 24 * 60)}
        MeasureCell.objects.create(
            measure="I6", area="1701", unit=unit, other=0, kind="police_file", month=month, tally=tally
        )
        MeasureCell.objects.create(measure="WT1", area="1701", unit=unit, other=0, kind="police_file", month=month,
                                   tally={"led:1": 10, "led:2": 10, "led:5": 20, "yes": 40})  # fmt: skip


def test_the_worker_runs_what_is_asked_for_then_each_area_once_a_month(cast, now):
    assert running.run_next(now) == "", "nothing is known of any area"
    for name in ("mentor", "duty.sr"):
        with pytest.raises(NotAllowed):
            act(cast[name], running.ask_what_if, now, area="17")
    with pytest.raises(Invalid):
        act(cast["oversight"], running.ask_what_if, now, area="xx")
    cells(cast, now)
    act(cast["oversight"], running.ask_what_if, now, area="17")
    with pytest.raises(CannotMove):
        act(cast["oversight"], running.ask_what_if, now, area="17")
    assert running.run_next(now) == "17"
    with session("app", now, cast["oversight"].id):
        row = WhatIfRun.objects.get()
    kind = cast["duty.sr"].unit.kind
    assert (row.seed, row.replications, row.ran_at) == (20260303, running.REPLICATIONS, now)
    assert row.network[kind]["mentor"] == 0.5
    assert row.result[kind]["load_without"] == pytest.approx(2 * row.result[kind]["load_with"])
    assert running.run_next(now + timedelta(days=1)) == ""
    for name, rows in (("mentor", 1), ("duty.sr", 0)):
        with session("app", now, cast[name].id):
            assert WhatIfRun.objects.count() == rows
    with session("worker", now):
        MeasureCell.objects.filter(measure="I6").update(month=(now + timedelta(days=31)).date().replace(day=1))
    assert running.run_next(now + timedelta(days=31)) == "17", "a month later, of itself"
