"""Two differing observations of a fact that matters: both stay, and one step to find out opens."""

from datetime import timedelta

import pytest

from samaki.cases.models import Person, Step
from samaki.cases.records import CareRecord
from samaki.cases.signs import signs
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.handoffs.models import Handoff
from samaki.journeys import doing, mending, mistakes, observing, settling
from samaki.ledger.models import LedgerEntry
from tests.acting import act, own_case, step_of, taken
from tests.journeys.invariants import nothing_is_broken

SETTLE = "settle_observations"
DAY = timedelta(days=1)


@pytest.fixture
def case(cast, now):
    made = own_case(cast["duty.pp"], now)
    taken(made, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    return made


@pytest.fixture
def observe(cast, case, now):
    """Social services observe something of the child."""

    def one(fact, answer, at=now, by="social.pp", **more):
        with session("app", at, cast[by].id):
            child = Person.objects.select_related("case").filter(case=case, part="survivor").first()
        return act(cast[by], observing.observe, at, case=case, child=child, fact=fact, answer=answer, **more)

    return one


def tasks(cast, case, now):
    with session("app", now, cast["social.pp"].id):
        return list(Step.objects.filter(case=case, kind=SETTLE).order_by("id"))


def test_both_stay_and_a_step_to_find_out_opens_with_its_holder_and_clock(cast, case, observe, now):
    first = observe("risk", "none", text="She laughs.")
    second = observe("risk", "high", at=now + DAY)
    (task,) = tasks(cast, case, now + DAY)
    assert (task.state, task.holder_id) == ("open", cast["social.pp"].unit_id)
    assert task.due_at > now + DAY
    with session("app", now + DAY, cast["social.pp"].id):
        assert {row.kind for row in CareRecord.objects.filter(case=case)} == {"risk:none", "risk:high"}
        entry = LedgerEntry.objects.get(act="observation.write", subject_id=second.id)
        assert entry.facts == {"fact": "risk", "answer": "high", "differs_from": [str(first.id)]}
    nothing_is_broken()


@pytest.mark.parametrize(
    ("fact", "answer", "days"),
    [
        ("risk", "none", 0),  # the same answer
        ("whereabouts", "missing", 0),  # another question
        ("risk", "high", 8),  # so much later that it has changed
    ],
)
def test_what_does_not_contradict_opens_nothing(fact, answer, days, cast, case, observe, now):
    observe("risk", "none")
    observe(fact, answer, at=now + days * DAY)
    assert tasks(cast, case, now + days * DAY) == []


def test_a_late_entry_is_compared_with_the_time_it_speaks_of(cast, case, observe, now):
    observe("whereabouts", "known_safe", at=now)
    observe("whereabouts", "missing", at=now + 20 * DAY, occurred_at=now - DAY / 2)
    assert len(tasks(cast, case, now + 20 * DAY)) == 1


def test_a_third_observation_opens_no_second_step_and_a_settled_matter_stays_settled(cast, case, observe, now):
    observe("risk", "none")
    observe("risk", "high")
    observe("risk", "some")
    (task,) = tasks(cast, case, now)
    act(cast["social.pp"], doing.do_step, now + DAY, step_id=task.id, outcome="later_holds")
    observe("risk", "some", at=now + DAY * 2)
    assert [one.state for one in tasks(cast, case, now + DAY * 2)] == ["done"]
    observe("risk", "high", at=now + DAY * 3)
    assert [one.state for one in tasks(cast, case, now + DAY * 3)] == ["done", "open"]
    nothing_is_broken()


def test_who_may_not_hold_the_step_opens_it_for_the_default_holder(cast, case, observe, now):
    social, nurse = cast["social.pp"], cast["nurse.pp"]
    for kind, outcome in (("first_safe_contact", "seen_danger"), ("immediate_safety", "home_safe")):
        act(social, doing.do_step, now, step_id=step_of(social, now, case, kind).id, outcome=outcome)
    taken(case, "medical_forensic", social, nurse, now)
    observe("safe_contact", "safe")
    observe("safe_contact", "watched", by="nurse.pp")
    with session("app", now, nurse.id):
        draft = Handoff.objects.select_related("to_unit", "step").get(case=case, step__kind=SETTLE)
    assert (draft.state, draft.to_unit.code, draft.step.holder_id) == ("draft", "social-pp", nurse.unit_id)
    nothing_is_broken()


@pytest.mark.parametrize(("fact", "answer"), [("risk", "unheard_of"), ("colour", "red"), ("risk", ""), ("", "")])
def test_an_answer_that_is_not_on_the_list_is_refused_with_its_place(fact, answer, observe):
    with pytest.raises(Invalid):
        observe(fact, answer)


def test_a_unit_without_the_care_of_the_child_neither_writes_nor_reads_it(cast, case, observe, now):
    observe("risk", "high")
    with pytest.raises(NotAllowed):
        observe("risk", "none", by="duty.pp")
    with session("app", now, cast["duty.pp"].id):
        assert not LedgerEntry.objects.filter(act="observation.write").exists()
        assert not CareRecord.objects.exists()


def test_an_observation_that_was_struck_is_no_longer_something_to_settle(cast, case, observe, now):
    social = cast["social.pp"]
    observe("risk", "none")
    wrong = observe("risk", "high")
    observe("safe_contact", "safe")
    observe("safe_contact", "watched")
    (task,) = tasks(cast, case, now)

    def shown():
        with session("app", now, social.id):
            return [(one.fact, one.answer) for one in observing.differing_for(Step.objects.get(id=task.id))]

    contact = [("safe_contact", "safe"), ("safe_contact", "watched")]
    assert shown() == [("risk", "none"), ("risk", "high"), *contact]
    act(social, mistakes.mark_note_error, now, case=case, compartment="care", record_id=wrong.id, text="synthetic")
    assert shown() == contact


# ------------------------------------------------------------------ settling
def settle(cast, task, fact, outcome, at, by="social.pp"):
    return act(cast[by], settling.settle_fact, at, step_id=task.id, fact=fact, outcome=str(outcome))


@pytest.fixture
def two_facts(cast, case, observe, now):
    """Risk and whereabouts both differ; one step asks about both. The observations by answer, and the step."""
    rows = {answer: observe(fact, answer) for fact, answer in (
        ("risk", "none"), ("risk", "high"), ("whereabouts", "known_safe"), ("whereabouts", "missing"))}  # fmt: skip
    (task,) = tasks(cast, case, now)
    return rows, task


def said(cast, case, now, by="social.pp"):
    with session("app", now, cast[by].id):
        rows = LedgerEntry.objects.filter(act="observation.settle", case_id=case.id).order_by("id")
        return [(row.facts["fact"], row.facts["outcome"], row.facts["holds"]) for row in rows]


def left(cast, task, now):
    with session("app", now, cast["social.pp"].id):
        return settling.unsettled(Step.objects.get(id=task.id))


def test_each_fact_is_settled_by_itself_and_the_step_waits_for_all_but_the_last(cast, case, two_facts, now):
    rows, task = two_facts
    with pytest.raises(CannotMove, match="Several facts differ"):
        act(cast["social.pp"], doing.do_step, now, step_id=task.id, outcome="later_holds")
    settle(cast, task, "risk", rows["none"].id, now)
    assert left(cast, task, now) == ["whereabouts"]
    act(cast["social.pp"], doing.do_step, now + DAY, step_id=task.id, outcome="later_holds")
    assert said(cast, case, now + DAY) == [
        ("risk", "one_holds", str(rows["none"].id)), ("whereabouts", "one_holds", str(rows["missing"].id)),
    ]  # fmt: skip
    with session("app", now + DAY, cast["social.pp"].id):
        assert CareRecord.objects.filter(case=case).count() == 4, "nothing is rewritten"
    nothing_is_broken()


def test_where_the_child_is_follows_what_was_settled_and_what_was_said_anew(cast, case, two_facts, now):
    rows, task = two_facts

    def word():
        with session("app", now, cast["social.pp"].id):
            return signs(case.id).words[task.child_id].facts["answer"]

    assert word() == "missing", "the newest"
    for outcome, expected in (
        (rows["known_safe"].id, "known_safe"),
        ("not_known", "missing"),
        ("earlier_holds", "known_safe"),
    ):
        settle(cast, task, "whereabouts", outcome, now)
        assert word() == expected
    with session("app", now, cast["social.pp"].id):
        assert task.child_id in signs(case.id).danger, "that a child is safe is never said in passing"


@pytest.mark.parametrize(
    ("risk", "whereabouts", "fits", "does_not"),
    [
        ("none", "known_safe", ["earlier_holds"], ["later_holds", "both_hold", "not_known"]),
        ("none", "missing", ["earlier_holds", "later_holds"], ["both_hold", "not_known"]),
        ("both_hold", "missing", ["both_hold", "later_holds"], ["earlier_holds", "not_known"]),
    ],
)
def test_the_step_does_not_end_with_another_word_than_was_said_of_each_fact(
    risk, whereabouts, fits, does_not, cast, case, two_facts, now
):
    rows, task = two_facts
    for fact, answer in (("risk", risk), ("whereabouts", whereabouts)):
        settle(cast, task, fact, rows[answer].id if answer in rows else answer, now)
    for outcome in does_not:
        with pytest.raises(Invalid, match="not what you said") as refusal:
            act(cast["social.pp"], doing.do_step, now + DAY, step_id=task.id, outcome=outcome)
        assert refusal.value.field == "outcome"
    for outcome in fits:
        act(cast["social.pp"], doing.do_step, now + DAY, step_id=task.id, outcome=outcome)
        act(cast["social.pp"], mending.take_back_step, now + DAY, step_id=task.id, text="synthetic")


def test_what_the_end_of_the_step_settled_goes_with_it(cast, case, observe, now):
    rows, social = [observe("risk", "none"), observe("risk", "high")], cast["social.pp"]
    (task,) = tasks(cast, case, now)
    act(social, doing.do_step, now, step_id=task.id, outcome="later_holds")
    act(social, mending.correct_step, now + DAY, step_id=task.id, outcome="earlier_holds", text="synthetic")
    act(social, mending.take_back_step, now + DAY, step_id=task.id, text="synthetic")
    assert [holds for _fact, _outcome, holds in said(cast, case, now + DAY)] == [str(rows[1].id), str(rows[0].id), None]
    assert left(cast, task, now + DAY) == ["risk"]
    settle(cast, task, "risk", "both_hold", now + DAY)
    assert left(cast, task, now + DAY) == []


def test_a_new_observation_that_differs_opens_the_fact_again(cast, case, observe, now):
    observe("risk", "none")
    observe("risk", "high")
    (task,) = tasks(cast, case, now)
    settle(cast, task, "risk", "later_holds", now)
    observe("risk", "some", at=now + DAY)
    assert left(cast, task, now + DAY) == ["risk"]


@pytest.mark.parametrize(
    ("fact", "outcome"),
    [("risk", "unheard_of"), ("risk", ""), ("risk", "one_holds"), ("risk", "open"), ("safe_contact", "not_known"),
     ("colour", "not_known"), ("", ""), ("risk", "0" * 500), ("\x00", "\x00")],
)  # fmt: skip
def test_what_does_not_differ_or_is_no_answer_is_refused(fact, outcome, cast, two_facts, now):
    with pytest.raises(Invalid):
        settle(cast, two_facts[1], fact, outcome, now)


def test_an_observation_of_another_fact_does_not_settle_this_one(cast, two_facts, now):
    rows, task = two_facts
    with pytest.raises(Invalid):
        settle(cast, task, "risk", rows["missing"].id, now)


def test_who_may_not_read_the_fact_neither_settles_it_nor_sees_that_it_was(cast, case, two_facts, now):
    _rows, task = two_facts
    settle(cast, task, "risk", "not_known", now)
    for outsider in ("duty.pp", "duty.sr"):
        with pytest.raises((NotAllowed, Step.DoesNotExist)):
            settle(cast, task, "risk", "not_known", now, by=outsider)
        assert said(cast, case, now, by=outsider) == []


def test_a_step_that_ended_settles_nothing_more(cast, case, two_facts, now):
    _rows, task = two_facts
    settle(cast, task, "risk", "not_known", now)
    act(cast["social.pp"], doing.do_step, now, step_id=task.id, outcome="not_known")
    with pytest.raises(CannotMove):
        settle(cast, task, "risk", "both_hold", now)
