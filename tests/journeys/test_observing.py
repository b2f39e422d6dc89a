"""Two differing observations of a fact that matters: both stay, and one step to find out opens."""

from datetime import timedelta

import pytest

from samaki.cases.models import Person, Step
from samaki.cases.records import CareRecord
from samaki.database import session
from samaki.database.refusals import Invalid, NotAllowed
from samaki.handoffs.models import Handoff
from samaki.journeys import doing, mistakes, observing
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
