"""The step-back test: what is fixed, what is counted and in which order, what it says, and how often it is wrong. Pure."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

import numpy as np
import pytest

from samaki.figures.noninferiority import Outcome, Protocol, error_rates
from samaki.insights import leaning
from samaki.insights.facts import minute
from samaki.insights.steps import stories
from samaki.stepping_back.testing import plan as plans
from samaki.stepping_back.testing import reading, states
from samaki.stepping_back.testing.plan import Plan, rates_of
from samaki.stepping_back.testing.reading import Span
from tests.insights.toys import DAY, HOUR, TOY, Toy

FILE = Protocol(family="file", area="17", baseline=Decimal("0.80"), steps=120)
PLAN = Plan(area="17", families=(FILE,), kinds={"file": ("police_file",)}, begin_by=date(2026, 5, 1), months=12, settle_days=3,
            assessors=("b", "a"), measure="WT1.v1")  # fmt: skip


# ---------------------------------------------------------------- what is fixed
def test_the_text_of_a_plan_says_all_of_it_and_its_hash_hangs_on_each_part():
    text = PLAN.canonical().decode()
    assert plans.read(text).canonical() == PLAN.canonical()
    assert plans.read(text).protocol("file") == FILE
    assert PLAN.digest == sha256(text.encode()).hexdigest()
    assert replace(PLAN, assessors=("a", "b")).digest == PLAN.digest
    others = [
        replace(PLAN, months=13), replace(PLAN, settle_days=4), replace(PLAN, assessors=("a", "c")), replace(PLAN, area="18"),
        replace(PLAN, begin_by=date(2026, 5, 2)), replace(PLAN, measure="WT1.v2"), replace(PLAN, stratum="complex"),
        replace(PLAN, kinds={"file": ("other",)}), replace(PLAN, families=(replace(FILE, steps=121),)),
        replace(PLAN, families=(replace(FILE, margin=Decimal("0.09")),)),
    ]  # fmt: skip
    assert len({one.digest for one in [PLAN, *others]}) == 1 + len(others)
    with pytest.raises(ValueError, match="no plan"):
        plans.read("{}")


def test_a_plan_of_several_families_says_how_often_all_of_it_is_wrong():
    two = rates_of(replace(PLAN, families=(FILE, replace(FILE, family="placement", steps=80))))
    of_file, of_placement = two.by_family["file"], two.by_family["placement"]
    assert two.power == pytest.approx(of_file.power_with_alarm * of_placement.power_with_alarm)
    assert two.false_pass == max(of_file.false_pass_with_alarm, of_placement.false_pass_with_alarm)
    assert two.false_alarm > max(of_file.false_alarm, of_placement.false_alarm)


def test_each_machine_ends_and_a_stopped_test_is_never_taken_up_again():
    for machine, moves in states.MOVES.items():
        sources = {source for move in moves.values() for source in move.sources}
        assert states.BEGINS[machine] in sources
        assert not {"stopped", "passed", "failed", "not_enough", "lapsed", "alarm"} & sources
    assert not states.may_move("test", "begin", "running")
    assert {states.OF_THE_WORST[state] for state in states.WORST_FIRST} == {"fail", "run_out", "pass"}


# ---------------------------------------------------------------- what is counted
CRITICAL = leaning.Critical(frozenset({"contact", "visit", "later"}), families={"visit": "after", "later": "after"})
GOOD = {"state": "done", "outcome": "met", "support_level": 5, "inferred": 5, "passed": True}


def marks_of(toy):
    found = leaning.tally(stories(toy.facts), "12", CRITICAL, TOY.clock)
    return sorted(mark for (cell, mark) in found if cell.measure == "WT1")


def test_alone_helped_bad_and_open_steps_are_told_apart():
    toy = Toy()
    for number, (name, facts) in enumerate({
        "alone": {}, "advised": {"support_level": 4}, "led": {"inferred": 2}, "unknown": {"support_level": None, "inferred": None},
        "unchecked": {"passed": False}, "left": {"state": "skipped", "reason": "x"},
    }.items()):  # fmt: skip
        due, ended = (number + 1) * DAY, GOOD | facts
        toy.step(0, name, "A", due=due).step(HOUR, name, "A", ended["state"], due=due, **ended)
    toy.step(0, "late", "A", due=7 * DAY).step(8 * DAY, "late", "A", "done", due=7 * DAY, **GOOD)
    toy.step(0, "open", "A", due=30 * DAY)
    told = [mark.split(":") for mark in marks_of(toy) if mark.startswith("run:")]
    by_number = {int(number): how for _run, _stratum, _due, number, how in told}
    assert by_number == {1: "alone", 2: "alone", 3: "helped", 4: "helped", 5: "bad", 6: "bad", 7: "bad", 8: "open"}
    assert {"yes", "no", "led:5", "led:2", "led:0"} <= set(marks_of(toy)), "as a measure: on time and well, whoever led"


def test_steps_of_one_family_are_numbered_within_a_case():
    toy = Toy()
    for number, kind in enumerate(("later", "visit", "contact")):
        toy.step(0, kind, "A", kind=kind, due=(number + 1) * DAY)
    numbers = {mark.split(":")[3] for mark in marks_of(toy) if mark.startswith("run:")}
    assert sorted(mark.split(":")[3] for mark in marks_of(toy) if mark.startswith("run:")) == ["1", "1", "2"]
    assert numbers == {"1", "2"}


# ---------------------------------------------------------------- in which order
def run(due, how, number=1, stratum="simple"):
    return f"run:{stratum}:{due}:{number}:{how}", 1


def test_steps_stand_in_the_order_of_their_due_times_and_no_other_counts():
    marks = [
        run(30, "alone"), run(10, "bad"), run(20, "helped"), run(25, "open"), run(9, "bad"), run(40, "bad"),
        run(15, "bad", number=2), run(16, "bad", stratum="complex"), ("yes", 4), ("led:5", 3),
    ]  # fmt: skip
    assert reading.sequence(marks, Span(10, 40), PLAN, FILE) == "0h01"
    two = replace(FILE, steps_of_a_case=Decimal(2), icc=Decimal("0.1"))
    assert reading.sequence(marks, Span(10, 40), PLAN, two) == "00h01"
    assert reading.sequence(marks, Span(10, 40), PLAN, replace(FILE, steps=2)) == "0h", "no more than are planned"
    assert reading.sequence([(run(10, "bad")[0], 3)], Span(10, 40), PLAN, FILE) == "000"


def test_a_step_is_looked_at_when_late_entries_have_had_their_days():
    begun = datetime(2026, 3, 1, tzinfo=UTC)
    ends, now = begun + timedelta(days=365), begun + timedelta(days=10)
    assert reading.span(PLAN, begun, ends, now) == Span(minute(begun), minute(now - timedelta(days=3)))
    assert reading.span(PLAN, begun, ends, ends + timedelta(days=90)).until == minute(ends)
    assert not reading.over(PLAN, ends, ends + timedelta(days=2))
    assert reading.over(PLAN, ends, ends + timedelta(days=3))


# ---------------------------------------------------------------- what it says
def test_no_verdict_before_the_last_step_an_alarm_at_any_and_few_steps_are_no_evidence():
    assert reading.move(reading.read(FILE, "1" * 119), over=False) is None, "however well it looks"
    assert reading.move(reading.read(FILE, "1" * 119), over=True) == "run_out"
    assert reading.move(reading.read(FILE, "1" * 120), over=False) == "pass"
    assert reading.move(reading.read(FILE, "111h" * 30), over=False) == "fail", "what the mentor led is not good"
    alarm = reading.read(FILE, "1" * 30 + "0" * 9)
    assert (alarm.outcome, reading.move(alarm, over=True)) == (Outcome.ALARM, "alarm")
    assert reading.move(reading.read(FILE, ""), over=True) == "run_out"


def rate(share, seeds, steps=120):
    """How often a chain with this share of good steps passes and alarms."""
    protocol, found = replace(FILE, steps=steps), []
    for seed in range(seeds):
        good = np.random.default_rng([68, seed]).random(steps) < share
        found.append(reading.move(reading.read(protocol, "".join("1" if one else "0" for one in good)), over=False))
    return found.count("pass") / seeds, found.count("alarm") / seeds


def near(found, wished, seeds):
    """Within what chance allows (four standard errors, and a little for rates near 0 and 1)."""
    return abs(found - wished) <= 4 * max(wished * (1 - wished), 0.01) ** 0.5 / seeds**0.5


@pytest.mark.parametrize("seeds", [50, pytest.param(500, marks=pytest.mark.nightly)])
def test_it_passes_and_alarms_at_the_rates_that_the_page_states(seeds):
    rates = error_rates(FILE)
    as_before, at_the_edge, broken = rate(0.80, seeds), rate(0.70, seeds), rate(0.65, seeds)
    assert near(as_before[0], rates.power_with_alarm, seeds), as_before
    assert near(as_before[1], rates.false_alarm, seeds), as_before
    assert near(at_the_edge[0], rates.false_pass_with_alarm, seeds), at_the_edge
    assert near(broken[1], rates.detection, seeds), broken


def test_five_cases_in_a_quarter_are_not_enough_evidence():
    """Twenty in the longest time, all of them good."""
    due = [run(minute(datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=18 * number)), "alone") for number in range(20)]
    begun = datetime(2026, 3, 1, tzinfo=UTC)
    ends = begun + timedelta(days=365)
    after = ends + timedelta(days=4)
    signs = reading.sequence(due, reading.span(PLAN, begun, ends, after), PLAN, FILE)
    assert signs == "1" * 20
    assert reading.move(reading.read(FILE, signs), reading.over(PLAN, ends, after)) == "run_out"
