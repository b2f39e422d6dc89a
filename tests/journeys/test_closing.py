"""Strands close apart, by those who may, with a reason; the case with the last; and nothing drops on the way."""

from datetime import timedelta

import pytest

from samaki.cases.models import Case, Step, Strand
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.handoffs import operations as handoffs
from samaki.jobs.tick import tick
from samaki.journeys import closing, doing, opening
from tests.acting import act, handoff_of, own_case, step_of, taken
from tests.everything import rows
from tests.journeys.invariants import nothing_is_broken


@pytest.fixture
def case(cast, now):
    return own_case(cast["duty.pp"], now)


def strand(by, now, case, kind):
    with session("app", now, by.id):
        return Strand.objects.get(case=case, kind=kind)


def close(by, now, case, kind, reason="duplicate"):
    return act(by, closing.close_strand, now, strand_id=strand(by, now, case, kind).id, reason=reason)


def test_an_ended_prosecution_never_ends_a_childs_care(case, cast, now):
    close(cast["duty.pp"], now, case, "justice")
    assert strand(cast["duty.pp"], now, case, "care").state == "open"
    with session("app", now, cast["duty.pp"].id):
        assert Case.objects.get(id=case.id).state == "open"


def test_the_case_closes_with_its_last_strand_and_opens_again_with_the_first(case, cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    close(duty, now, case, "justice")
    taken(case, "first_safe_contact", duty, social, now)
    close(social, now, case, "care", "care_goals_reached")
    with session("app", now, social.id):
        assert (Case.objects.get(id=case.id).state, Case.objects.get(id=case.id).closed_at) == ("closed", now)
    again = strand(social, now, case, "care")
    act(social, closing.reopen_strand, now, strand_id=again.id, reason="child_at_risk_again")
    with session("app", now, social.id):
        assert Case.objects.get(id=case.id).state == "open"
        assert Step.objects.get(strand=again, state="open").kind == "care_closure"
    nothing_is_broken()


def test_a_child_who_becomes_known_after_the_case_closed_opens_it_again(case, cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    close(duty, now, case, "justice")
    taken(case, "first_safe_contact", duty, social, now)
    close(social, now, case, "care", "care_goals_reached")
    nothing_is_broken()
    child = act(social, opening.add_child, now, case=case)
    with session("app", now, social.id):
        assert (Case.objects.get(id=case.id).state, Case.objects.get(id=case.id).closed_at) == ("open", None)
        assert Step.objects.get(case=case, child_id=child.id, state="open").kind == "first_safe_contact"
    nothing_is_broken()


def test_a_familys_wish_never_closes_the_justice_strand(case, cast, now):
    for reason in ("complaint_withdrawn", "settled_out_of_court"):
        with pytest.raises(NotAllowed):
            close(cast["duty.pp"], now, case, "justice", reason)


def test_the_prosecutor_who_holds_a_step_closes_it_for_such_a_reason(case, cast, now):
    duty, prosecutor = cast["duty.pp"], cast["prosecutor.pp"]
    act(duty, doing.start_step, now, case_id=case.id, kind="prosecutor_decision")
    taken(case, "prosecutor_decision", duty, prosecutor, now)
    act(duty, doing.stop_step, now, step_id=step_of(duty, now, case, "verification").id, reason="replaced")
    assert close(prosecutor, now, case, "justice", "acquitted").close_reason == "acquitted"


def test_being_asked_is_not_enough_to_close(case, cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    step = step_of(duty, now, case, "first_safe_contact")
    act(duty, handoffs.hand_on, now, step_id=step.id, to_unit=social.unit, why="", urgency="urgent")
    with pytest.raises(NotAllowed):
        close(social, now, case, "care")


def test_open_work_of_somebody_else_keeps_a_strand_open(case, cast, now):
    duty, social, ngo = cast["duty.pp"], cast["social.pp"], cast["ngo.pp"]
    taken(case, "first_safe_contact", duty, social, now)
    act(social, doing.start_step, now, case_id=case.id, kind="services",
        person_id=strand(social, now, case, "care").child_id)  # fmt: skip
    taken(case, "services", social, ngo, now)
    with pytest.raises(CannotMove, match="Aftercare"):
        close(social, now, case, "care")


def test_a_step_that_came_by_a_hand_off_is_completed_for_its_sender_when_the_strand_closes(case, cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    step = taken(case, "first_safe_contact", duty, social, now)
    close(social, now, case, "care")
    asked = handoff_of(duty, now, step)
    assert (asked.state, asked.outcome, asked.clock) == ("completed", "stopped", "confirm")
    assert tick(now + timedelta(days=30)).errors == []


def test_a_closure_step_is_not_done_by_itself_but_by_closing(case, cast, now):
    duty = cast["duty.pp"]
    act(duty, doing.stop_step, now, step_id=step_of(duty, now, case, "verification").id, reason="replaced")
    last = step_of(duty, now, case, "justice_closure")
    with pytest.raises(Invalid):
        act(duty, doing.do_step, now, step_id=last.id, outcome="closed")
    close(duty, now, case, "justice")
    assert rows("select state, outcome from step where id = %s", [last.id]) == [("done", "closed")]


def test_a_closed_strand_gets_no_more_steps(case, cast, now):
    """What the hospital found would lead to a police file; with the justice part closed it stays with care."""
    duty, social = cast["duty.pp"], cast["social.pp"]
    close(duty, now, case, "justice")
    taken(case, "first_safe_contact", duty, social, now)
    for kind, outcome in (
        ("first_safe_contact", "seen_danger"), ("immediate_safety", "home_safe"), ("medical_forensic", "done"),
    ):  # fmt: skip
        act(social, doing.do_step, now, step_id=step_of(social, now, case, kind).id, outcome=outcome)
    nothing_is_broken()
    assert rows("select count(*) from step where kind = 'police_file'") == [(0,)]


def test_closed_is_not_closed_again_and_open_is_not_opened(case, cast, now):
    duty = cast["duty.pp"]
    justice = strand(duty, now, case, "justice")
    with pytest.raises(CannotMove):
        act(duty, closing.reopen_strand, now, strand_id=justice.id, reason="new_evidence")
    close(duty, now, case, "justice")
    with pytest.raises(CannotMove):
        close(duty, now, case, "justice")


def test_a_reason_of_the_other_strand_is_refused(case, cast, now):
    with pytest.raises(Invalid):
        close(cast["duty.pp"], now, case, "justice", "care_goals_reached")
    with pytest.raises(Invalid):
        close(cast["duty.pp"], now, case, "justice", "no such reason")
