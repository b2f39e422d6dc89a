"""Urgent care on a child's file: the step follows the earliest open window, one examination, what justice learns of it; and what
it never waits for."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samaki.agencies.country import after, pack
from samaki.care.health import operations, queries
from samaki.care.health.models import Examination, ExaminationWord, Exposure
from samaki.care.health.rules import agreement
from samaki.cases import holding
from samaki.cases.models import Step
from samaki.cases.remarks import Remark
from samaki.cases.sharing.operations import share
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Stale
from samaki.handoffs import operations as handoffs
from samaki.handoffs.states import STATES
from samaki.jobs.tick import tick
from samaki.journeys import doing
from samaki.journeys.pressure.operations import record_pressure
from samaki.ledger.models import LedgerEntry
from tests.acting import act, handoff_of, own_case, step_of
from tests.care.health.tending import DAY, HOUR, KIND, SECRET, WHERE, child_of, examined, exposed, opened, told
from tests.everything import rows
from tests.handoffs.moving import BY_SENDER, LONG, PATHS, attempt
from tests.journeys.invariants import nothing_is_broken

BY_RECEIVER = {"accepted", "in_progress", "on_hold", "failed"}


def due(by, now, case):
    return step_of(by, now, case, KIND).due_at


def test_the_step_is_due_by_the_earliest_open_window_and_never_later_than_the_pathway_says(cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, now, urgency="normal")
    child = child_of(duty, now, case)
    step = opened(duty, now, case, child)
    allowed = after(now, pack().step_kinds[KIND].due.normal)
    assert step.due_at == allowed
    first = exposed(duty, now, case, child, now - 60 * HOUR)
    assert due(duty, now, case) == now + 12 * HOUR, "72 hours from the exposure"
    with session("app", now, duty.id):
        assert Step.objects.get(id=step.id).call_at == now + 12 * HOUR
    exposed(duty, now, case, child, now - 90 * HOUR, version=1)
    assert due(duty, now, case) == now + 30 * HOUR, "that window has passed: the next one, 120 hours"
    exposed(duty, now, case, child, now - 20 * DAY, precision="day", version=2)
    assert due(duty, now, case) == allowed, "all have passed: as the pathway says, and nothing is blocked"
    made = exposed(duty, now, case, child, now - 10 * HOUR, again=True, version=3)
    assert (made.why, due(duty, now, case)) == ("again", now + 62 * HOUR)
    with pytest.raises(Stale):
        exposed(duty, now, case, child, now - HOUR, version=2)
    act(duty, operations.mark_exposure_error, now, exposure_id=made.id, text="x")
    assert due(duty, now, case) == allowed
    with session("app", now, duty.id):
        assert [row.why for row in queries.exposures_of(child.id)] == [
            "mistake",
            "again",
            "corrected",
            "corrected",
            "first",
        ]
        assert queries.words_of(first) == {"text": ""}
    with pytest.raises(Invalid):
        exposed(duty, now, case, child, now + HOUR)
    with pytest.raises((NotAllowed, Exposure.DoesNotExist)):
        act(social, operations.mark_exposure_error, now, exposure_id=made.id, text="x")
    nothing_is_broken()


def test_what_is_known_already_hastens_a_step_that_opens_later_and_one_that_changes_hands(cast, now):
    duty, nurse = cast["duty.pp"], cast["nurse.pp"]
    case = own_case(duty, now, urgency="normal")
    child = child_of(duty, now, case)
    exposed(duty, now, case, child, now - 50 * HOUR)
    step = opened(duty, now, case, child)
    assert step.due_at == now + 22 * HOUR
    asked = act(duty, handoffs.hand_on, now, step_id=step.id, to_unit=nurse.unit, why="x", urgency="normal")
    act(nurse, handoffs.accept, now + HOUR, handoff_id=asked.id)
    assert due(nurse, now + HOUR, case) == now + 22 * HOUR, (
        "the clock is the child's: it does not begin again with the holder"
    )
    exposed(duty, now + HOUR, case, child, now - 60 * HOUR, version=1)
    assert due(nurse, now + HOUR, case) == now + 12 * HOUR, "also where who writes it does not hold the step"
    assert rows("select to_unit from notice where kind = 'step.window'", role="worker") == [(nurse.unit_id,)]
    tick(now + 13 * HOUR)
    with session("app", now + 13 * HOUR, nurse.id):
        assert LedgerEntry.objects.filter(subject_id=step.id, act="step.call").exists()


def test_one_that_rests_does_not_rest_past_a_window(cast, now):
    duty = cast["duty.pp"]
    case = own_case(duty, now)
    child = child_of(duty, now, case)
    step = opened(duty, now, case, child)
    act(duty, holding.hold_step, now, step_id=step.id, reason="child_unwell", until=now + 3 * DAY, text="x")
    exposed(duty, now, case, child, now - 70 * HOUR)
    with session("app", now, duty.id):
        assert Step.objects.get(id=step.id).call_at == now + 2 * HOUR


@pytest.mark.parametrize("state", [state for state in STATES if state not in ("completed", "confirmed")])
def test_care_is_written_down_now_whatever_the_hand_off_says(state, cast, now):
    """Over every state of a hand-off, the disputed one too: by who holds the step, and by who is asked."""
    duty, receiver = cast["duty.pp"], cast["ngo.pp"]
    case = own_case(duty, now)
    child = child_of(duty, now, case)
    step = opened(duty, now, case, child)
    asked = act(duty, handoffs.hand_on, now, step_id=step.id, to_unit=receiver.unit, why="words", urgency="emergency",
                keep_draft=True)  # fmt: skip
    then = now
    for name in PATHS[state].split():
        if name == "expire":
            tick(now + LONG)
            then = now + LONG
        else:
            attempt(name, asked.id, duty if name in BY_SENDER else receiver, now)
    assert handoff_of(duty, then, step).state == state
    holder = receiver if state in BY_RECEIVER else duty
    exposed(holder, then, case, child, then - HOUR)
    examined(holder, then, case, child)
    if state in ("offered", "received", "needs_information", "disputed"):
        examined(receiver, then, case, child, again="health")  # the child is at their door, and nobody has accepted yet
    done = act(holder, doing.do_step, then, step_id=step.id, outcome="done")
    assert done.state == "done"
    nothing_is_broken()


def test_no_complaint_no_consent_and_no_pressure_stands_in_the_way(cast, now):
    """Nothing was shared, the guardian is in conflict, somebody presses the family, and the step rests."""
    duty = cast["duty.pp"]
    case = own_case(duty, now)
    child = child_of(duty, now, case)
    step = opened(duty, now, case, child)
    act(duty, record_pressure, now, case=case, child=child, sort="threat", on_whom="family", text="x")
    act(duty, holding.hold_step, now, step_id=step.id, reason="child_unwell", until=now + 3 * DAY, text="x")
    exposed(duty, now, case, child, now - HOUR)
    row = examined(duty, now, case, child)
    assert row.took_place
    assert act(duty, doing.do_step, now, step_id=step.id, outcome="done").state == "done"


def test_a_second_examination_asks_why_the_first_is_not_enough_and_that_nobody_said_it_is_an_answer(cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, now)
    child = child_of(duty, now, case)
    opened(duty, now, case, child)
    waits = examined(
        duty, now, case, child, took_place=False, examination="waits", samples="not_asked", photographs="not_asked"
    )
    assert agreement(waits.examination, waits.samples, waits.photographs) == "waits"
    first = examined(duty, now, case, child)
    assert (first.again, agreement(first.examination, first.samples, first.photographs)) == ("", "part")
    with pytest.raises(Invalid) as refused:
        examined(duty, now, case, child)
    assert refused.value.field == "again"
    assert examined(duty, now, case, child, again="not_said").again == "not_said"
    draft = handoff_of(duty, now, step_of(duty, now, case, "first_safe_contact"))
    act(duty, handoffs.offer, now, handoff_id=draft.id)
    with session("app", now, social.id):  # is asked for the first safe contact of this child, and has not accepted
        assert [one.root_id for one in queries.held(child.id)][-1] == first.id
        assert not Examination.objects.filter(child_id=child.id).exists(), (
            "that it was, and when; nothing that was found"
        )
    with pytest.raises(Invalid) as refused:
        examined(social, now, case, child)
    assert refused.value.field == "again", "also where who examines has not read the first"


def test_justice_learns_that_it_took_place_when_and_where_the_certificate_is_while_the_child_agrees(cast, now):
    duty, nurse, prosecutor = cast["duty.pp"], cast["nurse.pp"], cast["prosecutor.pp"]
    case = own_case(duty, now)
    child = child_of(duty, now, case)
    step = opened(duty, now, case, child)
    plan = act(duty, doing.start_step, now, case_id=case.id, kind="investigation_plan")[0]
    asked = act(duty, handoffs.hand_on, now, step_id=step.id, to_unit=nurse.unit, why="x", urgency="urgent")
    act(nurse, handoffs.accept, now, handoff_id=asked.id)
    assert plan.state == "open"
    row = examined(nurse, now, case, child)
    assert _justice(duty, now, case) == []
    act(nurse, operations.share_examination, now, root_id=row.root_id, shares="agreed")
    assert _justice(duty, now, case) == [WHERE]
    with session("app", now, duty.id):
        assert not Examination.objects.filter(case_id=case.id).exists(), "not what was found, nor what the child said"
        acts = set(
            LedgerEntry.objects.filter(case_id=case.id, subject_kind__startswith="examination").values_list(
                "act", flat=True
            )
        )
        assert acts == {"examination.tell"}
    told_anew = told(now, certificate="the court", shares="agreed")
    act(nurse, operations.correct_examination, now, root_id=row.root_id, told=told_anew, why="x", version=2)
    assert _justice(duty, now, case) == ["the court"]
    with pytest.raises(Stale):
        act(nurse, operations.correct_examination, now, root_id=row.root_id, told=told_anew, why="x", version=2)
    act(nurse, operations.share_examination, now, root_id=row.root_id, shares="refused")
    assert _justice(duty, now, case) == []
    act(nurse, operations.share_examination, now, root_id=row.root_id, shares="agreed")
    act(nurse, operations.mark_examination_error, now, root_id=row.root_id, text="x")
    assert _justice(duty, now, case) == []
    with pytest.raises(CannotMove):
        act(nurse, operations.share_examination, now, root_id=row.root_id, shares="agreed")
    with session("app", now, nurse.id):
        assert [one.version for one in queries.versions_of(row.root_id)] == [6, 5, 4, 3, 2, 1]
        assert queries.words_of(queries.versions_of(row.root_id)[-1])["text"] == SECRET
    with pytest.raises((NotAllowed, Examination.DoesNotExist)):
        act(prosecutor, operations.share_examination, now, root_id=row.root_id, shares="agreed")


def test_police_to_whom_the_care_was_shared_do_not_read_an_examination_that_the_child_keeps_from_them(cast, now):
    """No step of theirs opens the care to police. Shared in a danger it is open, and what the child refused to let be told is not."""
    duty, nurse, social = cast["duty.pp"], cast["nurse.pp"], cast["social.pp"]
    case = own_case(duty, now)
    child = child_of(duty, now, case)
    step = opened(duty, now, case, child)
    asked = act(duty, handoffs.hand_on, now, step_id=step.id, to_unit=nurse.unit, why="x", urgency="urgent")
    act(nurse, handoffs.accept, now, handoff_id=asked.id)
    act(duty, doing.start_step, now, case_id=case.id, kind="victim_identification", person_id=child.id)
    exposed(nurse, now, case, child, now - HOUR)
    row = examined(nurse, now, case, child, shares="refused")
    act(
        nurse,
        operations.correct_examination,
        now,
        root_id=row.root_id,
        told=told(now, shares="refused"),
        why="x",
        version=1,
    )
    with session("app", now, duty.id):
        assert not Exposure.objects.filter(child_id=child.id).exists()
    act(nurse, share, now, case=case, child=child, to_unit=duty.unit, compartments=["care"], purpose="safety_now", text="x",
        ground="risk_of_harm", until=now + 9 * DAY)  # fmt: skip
    with session("app", now, duty.id):
        assert Exposure.objects.filter(child_id=child.id).exists(), "the care is open to police now"
        assert not Examination.objects.filter(child_id=child.id).exists()
        assert queries.held(child.id) == []
        assert not LedgerEntry.objects.filter(case_id=case.id, act__startswith="examination").exists()
        assert not Remark.objects.filter(act__startswith="examination").exists()
    draft = handoff_of(duty, now, step_of(duty, now, case, "first_safe_contact"))
    act(duty, handoffs.offer, now, handoff_id=draft.id)
    for who, whole in ((nurse, True), (social, False)):
        with session("app", now, who.id):
            assert Examination.objects.filter(child_id=child.id).exists() is whole
            assert [one.root_id for one in queries.held(child.id)] == [row.root_id], "nobody examines the child twice"
    act(nurse, operations.share_examination, now, root_id=row.root_id, shares="agreed")
    assert _justice(duty, now, case) == [WHERE]
    with session("app", now, duty.id):
        assert not Examination.objects.filter(child_id=child.id).exists(), "that, when and where; nothing else"


def test_an_earlier_day_is_not_the_last_time_and_who_was_asked_has_answered(cast, now):
    duty = cast["duty.pp"]
    case = own_case(duty, now, urgency="normal")
    child = child_of(duty, now, case)
    opened(duty, now, case, child)
    exposed(duty, now, case, child, now - 10 * HOUR)
    with pytest.raises(Invalid) as refused:
        exposed(duty, now, case, child, now - 40 * DAY, again=True)
    assert refused.value.field == "at"
    assert due(duty, now, case) == now + 62 * HOUR, "the open window stays open"
    with pytest.raises(Invalid) as refused:
        examined(
            duty,
            now,
            case,
            child,
            took_place=False,
            examination="not_asked",
            samples="not_needed",
            photographs="not_asked",
        )
    assert refused.value.field == "examination"


def _justice(by, now, case):
    with session("app", now, by.id):
        assert ExaminationWord.objects.filter(case_id=case.id).count() == len(queries.told_to_justice(case))
        return [queries.words_of(row)["certificate"] for row in queries.told_to_justice(case)]


MOMENTS = st.lists(
    st.tuples(st.integers(0, 2000), st.sampled_from(["instant", "day", "month", "year"]), st.booleans()),
    min_size=1,
    max_size=5,
)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MOMENTS)
def test_what_is_known_of_an_exposure_is_taken_in_any_order_and_the_step_always_has_one_due_time(cast, now, moments):
    duty = cast["duty.pp"]
    case = own_case(duty, now, urgency="normal")
    child = child_of(duty, now, case)
    step = opened(duty, now, case, child)
    for hours, precision, again in moments:
        with session("app", now, duty.id):
            last = queries.last_known(child.id)[1]
        again = again and (last is None or now - timedelta(hours=hours) >= last)
        exposed(duty, now, case, child, now - timedelta(hours=hours), precision=precision, again=again)
        assert due(duty, now, case) <= step.due_at
    with session("app", now, duty.id):
        found = Step.objects.get(id=step.id)
        assert found.state == "open"
        assert found.call_at is not None
