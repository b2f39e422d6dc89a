"""Invariant 6: urgent medical care and a child's safety wait for no complaint, consent, dispute, acceptance or hold."""

from datetime import timedelta

import pytest

from samaki.cases import holding
from samaki.database import session
from samaki.handoffs import operations as handoffs
from samaki.handoffs.states import STATES
from samaki.jobs.tick import tick
from samaki.journeys import closing, doing
from tests.acting import act, handoff_of, own_case, step_of
from tests.handoffs.moving import BY_SENDER, LONG, PATHS, attempt
from tests.journeys.invariants import nothing_is_broken

URGENT_CARE = {"medical_forensic": "treated_only", "immediate_safety": "placement_needed"}

BY_RECEIVER = {"accepted", "in_progress", "on_hold", "failed"}
"""States after which the receiver holds the step; in all others but the ended ones it is the sender."""


@pytest.mark.parametrize("kind", URGENT_CARE)
@pytest.mark.parametrize("state", [state for state in STATES if state not in ("completed", "confirmed")])
def test_whoever_holds_it_may_do_it_now_whatever_the_hand_off_says(kind, state, cast, now):
    duty, receiver = cast["duty.pp"], cast["ngo.pp"]  # without the duty: every state can be reached
    case = own_case(duty, now)  # urgent: an emergency has the safety plan open already
    with session("app", now, duty.id):
        child = case.people.get()
    act(duty, doing.start_step, now, case_id=case.id, kind=kind, person_id=child.id)
    step = step_of(duty, now, case, kind)
    asked = act(duty, handoffs.hand_on, now, step_id=step.id, to_unit=receiver.unit, why="words", urgency="emergency",
                keep_draft=True)  # fmt: skip
    for name in PATHS[state].split():
        if name == "expire":
            tick(now + LONG)
        else:
            attempt(name, asked.id, duty if name in BY_SENDER else receiver, now)
    assert handoff_of(duty, now, step).state == state
    holder = receiver if state in BY_RECEIVER else duty
    done = act(holder, doing.do_step, now, step_id=step.id, outcome=URGENT_CARE[kind])
    assert (done.state, done.outcome) == ("done", URGENT_CARE[kind])
    nothing_is_broken()


@pytest.mark.parametrize("kind", URGENT_CARE)
def test_a_closed_prosecution_a_hold_and_a_lack_of_consent_stop_nothing(kind, cast, now):
    duty = cast["duty.pp"]
    case = own_case(duty, now)
    with session("app", now, duty.id):
        child, justice = case.people.get(), case.strands.get(kind="justice")
    act(duty, closing.close_strand, now, strand_id=justice.id, reason="duplicate")
    act(duty, doing.start_step, now, case_id=case.id, kind=kind, person_id=child.id)
    step = step_of(duty, now, case, kind)
    act(duty, holding.hold_step, now, step_id=step.id, reason="child_unwell", until=now + timedelta(days=3))
    assert act(duty, doing.do_step, now, step_id=step.id, outcome=URGENT_CARE[kind]).state == "done"
