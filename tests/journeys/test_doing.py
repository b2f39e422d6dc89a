"""Doing a step: the outcome is kept, its hand-off is completed, what follows opens, and nothing is refused for lateness."""

from datetime import timedelta

import pytest

from samaki.agencies.country import pack
from samaki.cases.models import Case, Step
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.handoffs import operations as handoffs
from samaki.handoffs.models import Handoff
from samaki.journeys import doing
from tests.acting import act, handoff_of, own_case, step_of, taken
from tests.everything import rows
from tests.journeys.invariants import nothing_is_broken


@pytest.fixture
def case(cast, now):
    return own_case(cast["duty.pp"], now)


def do(by, now, case, kind, outcome, **more):
    return act(by, doing.do_step, now, step_id=step_of(by, now, case, kind).id, outcome=outcome, **more)


def kinds(state="open"):
    return sorted(kind for (kind,) in rows("select kind from step where state = %s", [state]))


def test_what_follows_opens_with_the_unit_that_finished(case, cast, now):
    duty = cast["duty.pp"]
    do(duty, now, case, "verification", "confirmed")
    following = step_of(duty, now, case, "investigation_plan")
    assert (following.state, following.holder_id, following.pathway_version) == ("open", duty.unit_id, pack().version)
    assert "joint_operation" not in kinds(), "no danger was said"


def test_doing_an_accepted_step_completes_its_hand_off_and_asks_the_sender(case, cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    step = taken(case, "first_safe_contact", duty, social, now)
    do(social, now, case, "first_safe_contact", "seen_safe")
    asked = handoff_of(duty, now, step)
    assert (asked.state, asked.outcome, asked.clock) == ("completed", "seen_safe", "confirm")
    assert step_of(social, now, case, "needs_assessment").holder_id == social.unit_id
    act(duty, handoffs.confirm, now, handoff_id=asked.id)


def test_completing_a_hand_off_does_the_step(case, cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    step = taken(case, "first_safe_contact", duty, social, now)
    asked = handoff_of(social, now, step)
    assert act(social, doing.complete_handoff, now, handoff_id=asked.id, outcome="seen_safe").state == "completed"
    assert step_of(social, now, case, "first_safe_contact").state == "done"


@pytest.mark.parametrize("reached", ["offered", "received", "needs_information", "accepted_by_phone", "disputed"])
def test_the_holder_may_do_a_step_that_it_is_still_asking_for(case, cast, now, reached):
    """Nothing waits for an acceptance; the asking is taken back, and can no longer be accepted."""
    duty, social = cast["duty.pp"], cast["social.pp"]
    step = step_of(duty, now, case, "first_safe_contact")
    asked = act(duty, handoffs.hand_on, now, step_id=step.id, to_unit=social.unit, why="words", urgency="urgent")
    for by, operation, given in {
        "received": [(social, handoffs.receive, {})],
        "needs_information": [(social, handoffs.ask, {"question": "?"})],
        "accepted_by_phone": [(duty, handoffs.accept_by_phone, {"who": "Somebody", "number": "000"})],
        "disputed": [(social, handoffs.dispute, {"reason": "no_means"})],
    }.get(reached, []):
        act(by, operation, now, handoff_id=asked.id, **given)
    assert handoff_of(duty, now, step).state == reached
    do(duty, now, case, "first_safe_contact", "seen_safe")
    assert handoff_of(duty, now, step).state == "withdrawn"
    nothing_is_broken()


def test_a_late_entry_is_accepted_with_both_times(case, cast, now):
    duty, before = cast["duty.pp"], now - timedelta(days=200)
    step = do(duty, now + timedelta(days=400), case, "verification", "confirmed", occurred_at=before, precision="month")
    assert (step.ended_occurred_at, step.ended_at) == (before, now + timedelta(days=400))
    told = rows(
        "select occurred_at, occurred_precision, recorded_at from ledger_entry where act = 'step.done'", role="auditor"
    )
    assert told == [(before, "month", now + timedelta(days=400))]


def test_a_condition_that_was_recorded_stays_with_the_case(case, cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    taken(case, "first_safe_contact", duty, social, now)
    do(social, now, case, "first_safe_contact", "seen_safe")
    do(social, now, case, "needs_assessment", "complete")
    do(social, now, case, "case_plan", "agreed", conditions=["court_expected"])
    assert "court_preparation" in kinds()
    with session("app", now, social.id):
        assert Case.objects.get(id=case.id).conditions == ["court_expected"]


def test_a_strand_whose_last_step_leads_nowhere_asks_whether_to_close_or_go_on(case, cast, now):
    duty = cast["duty.pp"]
    do(duty, now, case, "verification", "not_confirmed")
    assert "justice_closure" in kinds()
    do(duty, now, case, "justice_closure", "go_on")
    assert "investigation_plan" in kinds()
    nothing_is_broken()


def test_a_step_of_each_child_opens_once(cast, now):
    duty = cast["duty.pp"]
    case = own_case(duty, now, children=2)
    do(duty, now, case, "verification", "confirmed")
    do(duty, now, case, "investigation_plan", "no_operation")
    assert kinds().count("forensic_interview") == 2
    assert kinds().count("police_file") == 1


def test_what_is_skipped_or_stopped_has_a_reason_and_completes_its_hand_off(case, cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    step = taken(case, "first_safe_contact", duty, social, now)
    with pytest.raises(Invalid):
        act(social, doing.skip_step, now, step_id=step.id, reason="not_needed")  # needs a sentence
    act(social, doing.skip_step, now, step_id=step.id, reason="done_before")
    assert handoff_of(duty, now, step).outcome == "skipped"
    assert kinds() == ["care_closure", "verification"]


@pytest.mark.parametrize(("wrong", "field"), [
    ({"outcome": "no such"}, "outcome"),
    ({"outcome": "confirmed", "support_level": 9}, "support_level"),
    ({"outcome": "confirmed", "checklist": ["no such"]}, "checklist"),
    ({"outcome": "confirmed", "conditions": ["no such"]}, "conditions"),
])  # fmt: skip
def test_what_the_pathway_does_not_know_is_refused_with_the_field(case, cast, now, wrong, field):
    with pytest.raises(Invalid) as refusal:
        do(cast["duty.pp"], now, case, "verification", **wrong)
    assert refusal.value.field == field


def test_only_the_holder_does_it_and_only_once(case, cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    step = step_of(duty, now, case, "first_safe_contact")
    act(duty, handoffs.hand_on, now, step_id=step.id, to_unit=social.unit, why="words", urgency="urgent")
    with pytest.raises(NotAllowed):
        act(social, doing.do_step, now, step_id=step.id, outcome="seen_safe")
    act(duty, doing.do_step, now, step_id=step.id, outcome="seen_safe")
    with pytest.raises(CannotMove):
        act(duty, doing.do_step, now, step_id=step.id, outcome="seen_safe")


def test_a_member_opens_a_step_by_hand_once(case, cast, now):
    duty = cast["duty.pp"]
    (step,) = act(duty, doing.start_step, now, case_id=case.id, kind="arrest_custody")
    assert (step.state, step.holder_id) == ("open", duty.unit_id)
    with pytest.raises(CannotMove):
        act(duty, doing.start_step, now, case_id=case.id, kind="arrest_custody")
    with pytest.raises(Invalid):
        act(duty, doing.start_step, now, case_id=case.id, kind="no such kind")


def test_after_a_failure_the_receiver_holds_the_step_until_it_hands_it_on(case, cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    step = taken(case, "first_safe_contact", duty, social, now)
    act(social, handoffs.fail, now, handoff_id=handoff_of(social, now, step).id, reason="could_not_contact")
    assert step_of(social, now, case, "first_safe_contact").holder_id == social.unit_id
    back = act(
        social, handoffs.hand_on, now, step_id=step.id, to_unit=cast["ngo.pp"].unit, why="words", urgency="urgent"
    )
    assert back.state == "offered"
    with session("app", now, duty.id):
        assert list(Handoff.objects.filter(step=step).values_list("state", flat=True)) == ["failed"]
        assert Step.objects.filter(id=step.id).exists()
