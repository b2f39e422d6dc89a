"""Who may open which step and who may do it: the pathway says, for pages and API alike."""

import pytest

from samaki.agencies.country import pack
from samaki.cases.models import Step
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.handoffs import operations as handoffs
from samaki.journeys import closing, doing, observing, opening
from tests.acting import act, handoff_of, own_case, step_of, taken
from tests.everything import rows
from tests.journeys.invariants import nothing_is_broken


@pytest.fixture
def case(cast, now):
    return own_case(cast["duty.pp"], now)


def start(by, now, case, kind, **more):
    (step,) = act(by, doing.start_step, now, case_id=case.id, kind=kind, **more)
    return step


def test_what_never_waits_is_urgent_care_and_the_safety_of_the_child():
    never = {kind.code for kind in pack().step_kinds.values() if kind.never_waits}
    assert never == {"first_safe_contact", "immediate_safety", "medical_forensic", "safety_check"}


@pytest.mark.parametrize("kind", [kind.code for kind in pack().step_kinds.values()])
def test_a_kind_is_done_by_those_who_may_hold_it_and_by_anybody_where_it_never_waits(kind):
    rule = pack().step_kinds[kind]
    able = {agency for agency in pack().agency_kinds if rule.may_be_done_by(agency)}
    assert able == (set(pack().agency_kinds) if rule.never_waits else set(rule.may_hold))


def test_a_unit_of_another_kind_opens_a_step_as_an_offer_and_cannot_do_it(case, cast, now):
    """Social services opened a judgment and recorded a conviction."""
    duty, social, court = cast["duty.pp"], cast["social.pp"], cast["court.pp"]
    taken(case, "first_safe_contact", duty, social, now)
    step = start(social, now, case, "judgment")
    asked = handoff_of(social, now, step)
    assert (step.holder_id, asked.state, asked.to_unit.code) == (social.unit_id, "draft", court.unit.code)
    assert not rows("select 1 from relation where step_id = %s", [step.id]), "holding while offering opens nothing"
    with pytest.raises(NotAllowed) as refusal:
        act(social, doing.do_step, now, step_id=step.id, outcome="convicted")
    assert pack().agency_kinds["court"].label("en") in refusal.value.sentence
    assert step_of(social, now, case, "judgment").state == "open"
    act(social, handoffs.offer, now, handoff_id=asked.id)
    act(court, handoffs.accept, now, handoff_id=asked.id)
    assert act(court, doing.do_step, now, step_id=step.id, outcome="convicted").state == "done"
    nothing_is_broken()


def test_a_nurse_places_no_child(case, cast, now):
    duty, nurse = cast["duty.pp"], cast["nurse.pp"]
    with session("app", now, duty.id):
        child = case.people.get()
    start(duty, now, case, "medical_forensic", person_id=child.id)
    taken(case, "medical_forensic", duty, nurse, now)
    step = start(nurse, now, case, "emergency_placement", person_id=child.id)
    assert handoff_of(nurse, now, step).to_unit.code == "social-pp"
    with pytest.raises(NotAllowed):
        act(nurse, doing.do_step, now, step_id=step.id, outcome="shelter")
    own = start(nurse, now, case, "services", person_id=child.id)
    assert act(nurse, doing.do_step, now, step_id=own.id, outcome="delivered").state == "done"


def test_a_unit_that_is_only_asked_opens_nothing(case, cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    step = step_of(duty, now, case, "first_safe_contact")
    asked = act(duty, handoffs.hand_on, now, step_id=step.id, to_unit=social.unit, why="words", urgency="urgent")
    with session("app", now, duty.id):
        child = case.people.get()
    for _state in ("offered", "received"):
        for kind in ("judgment", "emergency_placement", "immediate_safety"):
            with pytest.raises(NotAllowed):
                act(social, doing.start_step, now, case_id=case.id, kind=kind)
        with pytest.raises(NotAllowed):
            act(social, opening.add_child, now, case=case)
        for answer in ("some", "high"):
            with pytest.raises(NotAllowed):
                act(social, observing.observe, now, case=case, child=child, fact="risk", answer=answer)
        if _state == "offered":
            act(social, handoffs.receive, now, handoff_id=asked.id)
    act(social, handoffs.accept, now, handoff_id=asked.id)
    assert start(social, now, case, "emergency_placement").holder_id == social.unit_id
    nothing_is_broken()


def test_who_holds_a_step_while_it_is_offered_opens_what_the_child_needs(case, cast, now):
    """The police hold the first contact until it is accepted; they see danger, and do what cannot wait."""
    duty, social = cast["duty.pp"], cast["social.pp"]
    step = step_of(duty, now, case, "first_safe_contact")
    act(
        duty,
        handoffs.hand_on,
        now,
        step_id=step.id,
        to_unit=social.unit,
        why="what they must know",
        urgency="emergency",
    )
    act(duty, doing.do_step, now, step_id=step.id, outcome="seen_danger")
    safety = step_of(duty, now, case, "immediate_safety")
    act(duty, doing.do_step, now, step_id=safety.id, outcome="placement_needed")
    placement = step_of(duty, now, case, "emergency_placement")
    with pytest.raises(NotAllowed):
        act(duty, doing.do_step, now, step_id=placement.id, outcome="shelter")
    assert handoff_of(duty, now, placement).to_unit.code == "social-pp"
    nothing_is_broken()


def test_a_step_that_is_not_ours_to_do_can_be_left_out_or_handed_on(case, cast, now):
    duty = cast["duty.pp"]
    step = start(duty, now, case, "prosecutor_decision")
    assert act(duty, doing.skip_step, now, step_id=step.id, reason="done_before").state == "skipped"


def test_the_step_of_a_report_is_opened_by_a_report_only(case, cast, now):
    with pytest.raises(Invalid) as refusal:
        act(cast["duty.pp"], doing.start_step, now, case_id=case.id, kind=pack().opening.report)
    assert refusal.value.field == "kind"


def test_who_has_handed_everything_on_opens_nothing_more(cast, now):
    duty, other = cast["duty.pp"], cast["duty.ps"]
    case = own_case(duty, now, children=0)
    taken(case, "verification", duty, other, now)
    with pytest.raises((NotAllowed, Step.DoesNotExist, type(case).DoesNotExist)):
        act(duty, doing.start_step, now, case_id=case.id, kind="police_file")


def test_a_closed_case_gets_no_step(cast, now):
    duty = cast["duty.pp"]
    case = own_case(duty, now, children=0)
    with session("app", now, duty.id):
        justice = case.strands.get()
    act(duty, closing.close_strand, now, strand_id=justice.id, reason="duplicate")
    with pytest.raises(CannotMove):
        act(duty, doing.start_step, now, case_id=case.id, kind="police_file")
