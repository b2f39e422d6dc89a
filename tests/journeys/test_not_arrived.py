"""The sender closes the loop with a no: both sides are told, and the step opens once more."""

import pytest

from samaki.cases.models import Step
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid
from samaki.handoffs import operations as handoffs
from samaki.journeys import doing
from tests.acting import act, handoff_of, own_case, taken
from tests.everything import rows
from tests.journeys.invariants import nothing_is_broken


@pytest.fixture
def completed(cast, now):
    case = own_case(cast["duty.pp"], now)
    step = taken(case, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    act(cast["social.pp"], doing.do_step, now, step_id=step.id, outcome="seen_safe")
    return step


def test_the_loop_closes_and_the_step_opens_once_more_with_the_sender(completed, cast, now):
    duty = cast["duty.pp"]
    asked = handoff_of(duty, now, completed)
    act(duty, doing.help_did_not_arrive, now, handoff_id=asked.id, text="nobody came")
    closed = handoff_of(duty, now, completed)
    assert (closed.state, closed.reason) == ("confirmed", "not_arrived")
    with session("app", now, duty.id):
        again = Step.objects.filter(case_id=completed.case_id, kind="first_safe_contact", state="open").get()
    assert again.holder_id == duty.unit_id
    told = rows("select to_unit, audience from notice where kind = 'handoff.not_arrived' order by 1, 2", role="worker")
    social = cast["social.pp"].unit_id
    assert set(told) == {(duty.unit_id, "head"), (social, "desk"), (social, "head")}
    nothing_is_broken()


def test_a_no_needs_a_few_words_and_an_open_question(completed, cast, now):
    duty = cast["duty.pp"]
    asked = handoff_of(duty, now, completed)
    with pytest.raises(Invalid):
        act(duty, doing.help_did_not_arrive, now, handoff_id=asked.id, text=" ")
    act(duty, handoffs.confirm, now, handoff_id=asked.id)
    with pytest.raises(CannotMove):
        act(duty, doing.help_did_not_arrive, now, handoff_id=asked.id, text="nobody came")
