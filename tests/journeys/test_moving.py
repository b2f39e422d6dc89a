"""A supervisor moves a step: the old holder's asking ends with it, and the new holder can go on."""

from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist

from samaki.cases import holding
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.handoffs import operations as handoffs
from samaki.handoffs.models import Handoff
from samaki.journeys import doing, moving
from tests.acting import act, handoff_of, own_case, step_of, taken
from tests.everything import rows
from tests.journeys.invariants import holders_are_those_of_the_ledger, nothing_is_broken


@pytest.fixture
def waiting(cast, now):
    """A first safe contact that the police hold, with the draft that waits for social services."""
    case = own_case(cast["officer.pp"], now)
    return step_of(cast["officer.pp"], now, case, "first_safe_contact")


def move_to(cast, username, step, now, *, by="officer.pp"):
    return act(cast[by], moving.reassign_step, now, step_id=step.id, to_unit=cast[username].unit, text="why")


def states_of(step):
    return sorted(state for (state,) in rows("select state from handoff where step_id = %s", [step.id]))


def test_the_new_holder_sees_the_step_and_the_old_one_no_longer_its_file(waiting, cast, now):
    move_to(cast, "ngo.pp", waiting, now)
    assert step_of(cast["ngo.pp"], now, waiting.case, "first_safe_contact").holder_id == cast["ngo.pp"].unit_id
    grounds = rows("select unit from relation where step_id = %s and until is null", [waiting.id])
    assert {unit for (unit,) in grounds} == {cast["ngo.pp"].unit_id}


def test_a_hold_ends_with_the_unit_that_set_it(waiting, cast, now):
    until = now + timedelta(days=6)
    act(cast["officer.pp"], holding.hold_step, now, step_id=waiting.id, reason="child_unwell", until=until)
    move_to(cast, "ngo.pp", waiting, now)
    moved = step_of(cast["ngo.pp"], now, waiting.case, "first_safe_contact")
    assert (moved.state, moved.hold_until, moved.call_at) == ("open", None, moved.due_at)


def test_a_lead_of_the_unit_above_moves_it_and_what_was_asked_goes_back(cast, now):
    """Who works on the case sees the step without any escalation; found by a walk at random in the night."""
    duty, national = cast["duty.pp"], cast["duty.national"]
    case = own_case(duty, now)
    act(duty, doing.start_step, now, case_id=case.id, kind="investigation_plan")
    taken(case, "investigation_plan", duty, national, now)
    step = step_of(duty, now, case, "verification")
    act(duty, handoffs.hand_on, now, step_id=step.id, to_unit=cast["duty.sr"].unit, why="words", urgency="urgent")
    move_to(cast, "duty.ps", step, now, by="duty.national")
    assert step_of(cast["duty.ps"], now, case, "verification").holder_id == cast["duty.ps"].unit_id
    assert states_of(step) == ["withdrawn"]
    nothing_is_broken()
    holders_are_those_of_the_ledger()


def test_a_draft_of_the_old_holder_does_not_stand_in_the_new_ones_way(waiting, cast, now):
    move_to(cast, "ngo.pp", waiting, now)
    assert states_of(waiting) == ["withdrawn"]
    asked = act(cast["ngo.pp"], handoffs.hand_on, now, step_id=waiting.id, to_unit=cast["social.pp"].unit, why="words",
                urgency="urgent")  # fmt: skip
    assert asked.state == "offered"


def test_what_the_old_holder_offered_can_no_longer_be_accepted(waiting, cast, now):
    duty, social, ngo = cast["duty.pp"], cast["social.pp"], cast["ngo.pp"]
    asked = act(duty, handoffs.hand_on, now, step_id=waiting.id, to_unit=social.unit, why="words", urgency="urgent")
    move_to(cast, "ngo.pp", waiting, now)
    with pytest.raises((CannotMove, ObjectDoesNotExist)):
        act(social, handoffs.accept, now, handoff_id=asked.id)
    assert step_of(ngo, now, waiting.case, "first_safe_contact").holder_id == ngo.unit_id
    assert handoff_of(duty, now, waiting).state == "withdrawn", "the sender still sees what became of its asking"
    assert ("handoff.withdrawn", social.unit_id) in rows("select kind, to_unit from notice", role="worker")


def test_what_brought_the_step_to_the_old_holder_is_answered_and_completed_by_the_new_one(waiting, cast, now):
    duty, social, ngo = cast["duty.pp"], cast["social.pp"], cast["ngo.pp"]
    taken(waiting.case, "first_safe_contact", duty, social, now)
    move_to(cast, "ngo.pp", waiting, now, by="social.pp")
    assert handoff_of(duty, now, waiting).state == "in_progress"
    act(ngo, doing.do_step, now, step_id=waiting.id, outcome="seen_safe")
    assert handoff_of(duty, now, waiting).state == "completed"


def test_a_step_that_the_unit_below_drafted_for_is_moved_by_the_unit_above(cast, now):
    """The lead of the unit above sees the step through a hand-off that was escalated; not the draft that came after."""
    duty, other, above = cast["duty.pp"], cast["duty.sr"], cast["duty.national"]
    step = step_of(duty, now, own_case(duty, now), "verification")
    asked = act(duty, handoffs.hand_on, now, step_id=step.id, to_unit=other.unit, why="words", urgency="urgent")
    act(other, handoffs.dispute, now, handoff_id=asked.id, reason="outside_territory")
    act(above, handoffs.resolve, now, handoff_id=asked.id, to="withdrawn")
    act(
        duty, handoffs.hand_on, now, step_id=step.id, to_unit=other.unit, why="words", urgency="urgent", keep_draft=True
    )
    move_to(cast, "duty.ps", step, now, by="duty.national")
    assert states_of(step) == ["withdrawn", "withdrawn"]
    assert step_of(cast["duty.ps"], now, step.case, "verification").holder_id == cast["duty.ps"].unit_id


@pytest.mark.parametrize(("username", "to", "text", "refusal"), [
    ("duty.pp", "ngo.pp", "why", NotAllowed),
    ("officer.pp", "officer.pp", "why", Invalid),
    ("officer.pp", "court.pp", "why", Invalid),
    ("officer.pp", "ngo.pp", " ", Invalid),
])  # fmt: skip
def test_only_a_lead_moves_it_to_another_fit_unit_and_says_why(waiting, cast, now, username, to, text, refusal):
    with pytest.raises(refusal):
        act(cast[username], moving.reassign_step, now, step_id=waiting.id, to_unit=cast[to].unit, text=text)


def test_a_step_that_has_ended_is_not_moved(waiting, cast, now):
    act(cast["duty.pp"], doing.do_step, now, step_id=waiting.id, outcome="seen_safe")
    with pytest.raises(CannotMove):
        move_to(cast, "ngo.pp", waiting, now)
    with session("app", now, cast["duty.pp"].id):
        assert not Handoff.objects.filter(step=waiting, state="draft").exists()
