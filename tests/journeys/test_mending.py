"""A step recorded by mistake: corrected, taken back, or opened by mistake. What others have built on stays."""

from datetime import timedelta

import pytest

from samaki.cases.models import Case, Step
from samaki.cases.signs import signs
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Stale
from samaki.handoffs import operations as handoffs
from samaki.journeys import closing, doing, mending, opening
from samaki.ledger.models import LedgerEntry
from samaki.notices.models import Notice
from tests.acting import act, handoff_of, own_case, step_of, taken
from tests.everything import rows
from tests.journeys.invariants import holders_are_those_of_the_ledger, nothing_is_broken
from tests.journeys.test_opening import filed

WHY = "the wrong step"


@pytest.fixture(autouse=True)
def unbroken(db):
    yield
    nothing_is_broken()
    holders_are_those_of_the_ledger()


@pytest.fixture
def done(cast, now):
    """A first safe contact that social services took over from the police and recorded as done."""
    case = own_case(cast["duty.pp"], now)
    step = taken(case, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    later = now + timedelta(hours=1)
    act(cast["social.pp"], doing.do_step, later, step_id=step.id, outcome="seen_safe", support_level=4)
    return case, step, later + timedelta(minutes=5)


def told(unit, kind):
    return rows("select id from notice where to_unit = %s and kind = %s", [unit, kind], role="worker")


def state_of(step):
    return rows("select state, end_reason, outcome, holder from step where id = %s", [step.id])[0]


def kinds_open(case):
    return {kind for (kind,) in rows("select kind from step where case_id = %s and state = 'open'", [case.id])}


def test_a_step_done_by_mistake_is_open_again_and_what_followed_has_ended(done, cast):
    case, step, later = done
    assert "needs_assessment" in kinds_open(case)
    act(cast["social.pp"], mending.take_back_step, later, step_id=step.id, text=WHY)
    again = step_of(cast["social.pp"], later, case, "first_safe_contact")
    assert (again.state, again.outcome, again.support_level, again.ended_at) == ("open", "", None, None)
    assert (again.due_at, again.call_at, again.holder_id) == (step.due_at, step.due_at, cast["social.pp"].unit_id)
    assert "needs_assessment" not in kinds_open(case)
    followed = step_of(cast["social.pp"], later, case, "needs_assessment")
    assert state_of(followed)[:2] == ("stopped", "mistake")
    asked = handoff_of(cast["duty.pp"], later, step)
    assert (asked.state, asked.outcome, asked.clock) == ("in_progress", "", "")
    assert told(cast["duty.pp"].unit_id, "handoff.taken_back")


def test_taken_back_it_can_be_done_once_more_and_the_pathway_goes_on(done, cast):
    case, step, later = done
    act(cast["social.pp"], mending.take_back_step, later, step_id=step.id, text=WHY)
    act(cast["social.pp"], doing.do_step, later, step_id=step.id, outcome="seen_safe")
    assert "needs_assessment" in kinds_open(case)
    assert handoff_of(cast["duty.pp"], later, step).state == "completed"


def test_what_somebody_has_worked_on_is_not_taken_away(done, cast):
    case, step, later = done
    followed = step_of(cast["social.pp"], later, case, "needs_assessment")
    act(cast["social.pp"], doing.do_step, later, step_id=followed.id, outcome="complete")
    with pytest.raises(CannotMove, match="worked on what followed"):
        act(cast["social.pp"], mending.take_back_step, later, step_id=step.id, text=WHY)
    assert state_of(step)[0] == "done"


def test_what_another_unit_has_taken_over_is_not_taken_away_and_it_need_not_be_seen(done, cast):
    case, step, later = done
    followed = taken(case, "needs_assessment", cast["social.pp"], cast["ngo.pp"], later)
    assert followed.holder_id == cast["ngo.pp"].unit_id
    with pytest.raises(CannotMove, match="Talk to them"):
        act(cast["social.pp"], mending.take_back_step, later, step_id=step.id, text=WHY)


def test_an_offer_of_what_followed_is_withdrawn_and_the_asked_unit_is_told(done, cast):
    case, step, later = done
    followed = step_of(cast["social.pp"], later, case, "needs_assessment")
    asked = act(cast["social.pp"], handoffs.hand_on, later, step_id=followed.id, to_unit=cast["ngo.pp"].unit, why="x",
                urgency="urgent")  # fmt: skip
    act(cast["social.pp"], mending.take_back_step, later, step_id=step.id, text=WHY)
    assert rows("select state from handoff where id = %s", [asked.id]) == [("withdrawn",)]
    assert told(cast["ngo.pp"].unit_id, "handoff.withdrawn")


def test_confirmed_help_stands_until_the_sender_takes_the_confirmation_back(done, cast):
    case, step, later = done
    asked = handoff_of(cast["duty.pp"], later, step)
    act(cast["duty.pp"], handoffs.confirm, later, handoff_id=asked.id)
    with pytest.raises(CannotMove, match="has confirmed"):
        act(cast["social.pp"], mending.take_back_step, later, step_id=step.id, text=WHY)
    back = act(cast["duty.pp"], handoffs.unconfirm, later, handoff_id=asked.id, text=WHY)
    assert (back.state, back.clock, back.ended_at) == ("completed", "confirm", None)
    assert told(cast["social.pp"].unit_id, "handoff.unconfirmed")
    act(cast["social.pp"], mending.take_back_step, later, step_id=step.id, text=WHY)
    assert handoff_of(cast["duty.pp"], later, step).state == "in_progress"


def test_help_that_did_not_arrive_is_not_unsaid(done, cast):
    _case, step, later = done
    asked = handoff_of(cast["duty.pp"], later, step)
    act(cast["duty.pp"], doing.help_did_not_arrive, later, handoff_id=asked.id, text=WHY)
    with pytest.raises(CannotMove, match="opened once more"):
        act(cast["duty.pp"], handoffs.unconfirm, later, handoff_id=asked.id, text=WHY)


def test_only_who_did_it_or_a_lead_of_the_unit_mends_it_and_says_why(done, cast):
    case, step, later = done
    for name in ("duty.pp", "officer.pp"):
        with pytest.raises(NotAllowed):
            act(cast[name], mending.take_back_step, later, step_id=step.id, text=WHY)
        with pytest.raises(NotAllowed):
            act(cast[name], mending.correct_step, later, step_id=step.id, text=WHY, outcome="seen_danger")
    with pytest.raises(Step.DoesNotExist):
        act(cast["duty.sr"], mending.take_back_step, later, step_id=step.id, text=WHY)
    with pytest.raises(Invalid):
        act(cast["social.pp"], mending.take_back_step, later, step_id=step.id, text=" ")
    own = step_of(cast["duty.pp"], later, case, "verification")
    act(cast["duty.pp"], doing.do_step, later, step_id=own.id, outcome="confirmed")
    act(cast["officer.pp"], mending.take_back_step, later, step_id=own.id, text=WHY)  # leads the unit of duty.pp
    assert state_of(own)[0] == "open"


def test_a_left_out_step_is_open_again_and_the_closing_step_that_came_for_it_ends(cast, now):
    case = own_case(cast["duty.pp"], now, children=0)
    step = step_of(cast["duty.pp"], now, case, "verification")
    act(cast["duty.pp"], doing.skip_step, now, step_id=step.id, reason="done_before")
    closing_kind = kinds_open(case)
    assert len(closing_kind) == 1
    assert "verification" not in closing_kind
    act(cast["duty.pp"], mending.take_back_step, now + timedelta(minutes=1), step_id=step.id, text=WHY)
    assert kinds_open(case) == {"verification"}


def test_a_closed_part_is_opened_first(cast, now):
    case = own_case(cast["duty.pp"], now, children=0)
    step = step_of(cast["duty.pp"], now, case, "verification")
    act(cast["duty.pp"], doing.do_step, now, step_id=step.id, outcome="confirmed")
    with session("app", now, cast["duty.pp"].id):
        strand = case.strands.get(kind="justice")
    act(cast["duty.pp"], closing.close_strand, now, strand_id=strand.id, reason="duplicate")
    with pytest.raises(CannotMove, match="Open it again first"):
        act(cast["duty.pp"], mending.take_back_step, now, step_id=step.id, text=WHY)
    act(cast["duty.pp"], mending.correct_step, now, step_id=step.id, text=WHY, support_level=2)  # a fact, in any order


def test_a_corrected_outcome_changes_what_follows_and_the_sender_is_told(done, cast):
    case, step, later = done
    act(cast["social.pp"], mending.correct_step, later, step_id=step.id, text=WHY, outcome="seen_danger")
    opened = kinds_open(case)
    assert "immediate_safety" in opened
    assert "needs_assessment" not in opened
    assert state_of(step)[2] == "seen_danger"
    assert handoff_of(cast["duty.pp"], later, step).outcome == "seen_danger"
    assert told(cast["duty.pp"].unit_id, "handoff.corrected")
    with session("app", later, cast["social.pp"].id):
        entry = LedgerEntry.objects.get(act="step.correct")
        first = LedgerEntry.objects.get(act="step.done", subject_id=step.id)
        assert signs(case.id).danger, "the child is not safe"
    assert entry.facts["before"]["outcome"] == "seen_safe"
    assert entry.facts["undoes"] == str(first.id)


def test_a_danger_said_by_mistake_is_unsaid_and_those_who_were_called_are_told(cast, now):
    case = own_case(cast["duty.pp"], now)
    step = taken(case, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    act(cast["social.pp"], doing.do_step, now, step_id=step.id, outcome="seen_danger")
    with session("app", now, cast["duty.pp"].id):
        assert signs(case.id).danger
    act(cast["social.pp"], mending.correct_step, now, step_id=step.id, text=WHY, outcome="seen_safe")
    with session("app", now, cast["duty.pp"].id):
        assert not signs(case.id).danger
    assert told(cast["duty.pp"].unit_id, "child.undone")


def test_only_what_is_named_is_corrected_and_each_correction_is_a_version(done, cast):
    _case, step, later = done
    seen = step_of(cast["social.pp"], later, _case, "first_safe_contact")
    made = act(cast["social.pp"], mending.correct_step, later, step_id=step.id, text=WHY, version=seen.version,
               support_level=2, occurred_at=later - timedelta(days=3))  # fmt: skip
    assert (made.outcome, made.support_level, made.version) == ("seen_safe", 2, seen.version + 1)
    with pytest.raises(Stale):
        act(
            cast["social.pp"],
            mending.correct_step,
            later,
            step_id=step.id,
            text=WHY,
            version=seen.version,
            support_level=1,
        )
    with pytest.raises(Invalid, match="at least one"):
        act(cast["social.pp"], mending.correct_step, later, step_id=step.id, text=WHY, support_level=2)
    for wrong in ({"outcome": "no such"}, {"support_level": 99}, {"checklist": ["no such"]}):
        with pytest.raises(Invalid):
            act(cast["social.pp"], mending.correct_step, later, step_id=step.id, text=WHY, **wrong)


def test_a_step_that_follows_itself_is_taken_back_with_the_one_it_opened(done, cast):
    case, step, later = done
    act(cast["social.pp"], mending.correct_step, later, step_id=step.id, text=WHY, outcome="not_found")
    assert {"first_safe_contact", "verification"} <= kinds_open(case)
    act(cast["social.pp"], mending.take_back_step, later, step_id=step.id, text=WHY)
    assert rows("select count(*) from step where kind = 'first_safe_contact' and state = 'open'") == [(1,)]
    assert state_of(step)[0] == "open"


def test_facts_that_came_only_with_a_step_go_with_it(cast, now):
    case = own_case(cast["duty.pp"], now)
    step = step_of(cast["duty.pp"], now, case, "verification")
    act(cast["duty.pp"], doing.do_step, now, step_id=step.id, outcome="confirmed", conditions=["child_in_danger"])
    act(cast["duty.pp"], mending.take_back_step, now + timedelta(minutes=1), step_id=step.id, text=WHY)
    with session("app", now, cast["duty.pp"].id):
        assert Case.objects.get(id=case.id).conditions == []


def test_a_step_started_by_hand_was_a_mistake(cast, now):
    case = own_case(cast["duty.pp"], now)
    (step,) = act(cast["duty.pp"], doing.start_step, now, case_id=case.id, kind="arrest_custody")
    act(cast["duty.pp"], mending.mark_step_error, now, step_id=step.id, text=WHY)
    assert state_of(step)[:2] == ("stopped", "mistake")
    with pytest.raises(CannotMove, match="start it anew"):
        act(cast["duty.pp"], mending.take_back_step, now, step_id=step.id, text=WHY)
    came = step_of(cast["duty.pp"], now, case, "verification")
    with pytest.raises(CannotMove, match="pathway"):
        act(cast["duty.pp"], mending.mark_step_error, now, step_id=came.id, text=WHY)
    (again,) = act(cast["duty.pp"], doing.start_step, now, case_id=case.id, kind="arrest_custody")
    assert again.state == "open"


def test_the_step_that_opened_a_case_is_not_taken_back(cast, now):
    report = filed(now, cast)
    case = act(cast["duty.pp"], opening.open_from_report, now, report_id=report.id)
    with session("app", now, cast["duty.pp"].id):
        first = Step.objects.filter(case=case, state="done").first()
    with pytest.raises(CannotMove, match="a case stays"):
        act(cast["duty.pp"], mending.take_back_step, now, step_id=first.id, text=WHY)


def test_no_notice_carries_words(done, cast):
    _case, step, later = done
    act(cast["social.pp"], mending.take_back_step, later, step_id=step.id, text=WHY)
    with session("app", later, cast["duty.pp"].id):
        assert all(WHY not in str(notice.facts) for notice in Notice.objects.all())
