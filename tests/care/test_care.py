"""A child's plan: needs, goals with a holder and a day, services in any order of facts, assessments that stay, follow-ups that show."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction

from samaki.care import assessing, following, needs, queries
from samaki.care.models import CareAssessment, CareGoal, CareService
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Stale
from samaki.jobs.tick import tick
from samaki.notices.models import Notice
from tests.acting import act
from tests.care.caring import (
    CANARY,
    answered,
    asked,
    begun,
    cared_case,
    child_of,
    followed,
    goal,
    looked,
    moved,
    need,
)
from tests.everything import rows

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def social(cast):
    return cast["social.pp"]


@pytest.fixture
def child(cast, now, social):
    return child_of(social, now, cared_case(cast, now))


def told(kind):
    return rows(
        "select to_unit, audience, level from notice where kind = %(kind)s order by id",
        {"kind": f"care.{kind}"},
        role="worker",
    )


def plan(by, now, child):
    with session("app", now, by.id):
        return queries.plan_of(child)


def open_rows(by, now, child):
    with session("app", now, by.id):
        return {one.what: one.count for one in queries.still_open(child.case, child)}


def test_a_need_is_written_once_met_dropped_opened_again_and_taken_back(now, social, child):
    row = need(social, now, child)
    with pytest.raises(CannotMove, match="stands in the list already"):
        need(social, now, child)
    with pytest.raises(Invalid, match="what the child needs"):
        need(social, now, child, "other", text=" ")
    with pytest.raises(Invalid, match="from the list"):
        need(social, now, child, "no_such_need")
    row = act(social, needs.move_care_need, now, need_id=row.id, move="meet", text=CANARY)
    assert (row.state, row.ended_at) == ("met", now)
    with pytest.raises(Stale):
        act(social, needs.move_care_need, now, need_id=row.id, move="reopen", version=1)
    row = act(social, needs.move_care_need, now, need_id=row.id, move="reopen", version=2)
    assert (row.state, row.ended_at) == ("open", None)
    with pytest.raises(Invalid, match="what was wrong"):
        act(social, needs.move_care_need, now, need_id=row.id, move="mistake")
    act(social, needs.move_care_need, now, need_id=row.id, move="mistake", text="of another child")
    assert plan(social, now, child).needs == []


def test_a_goal_always_has_one_holder_and_one_day_and_the_clock_speaks_until_it_is_looked_at(cast, now, social, child):
    row = goal(social, now, child, review_at=now + 10 * DAY)
    assert (row.holder, row.call_at) == (social.unit_id, now + 10 * DAY)
    for day in (now - DAY, now + 400 * DAY):
        with pytest.raises(Invalid, match="a day ahead"):
            goal(social, now, child, review_at=day)
    with pytest.raises(Invalid, match="what is to be reached"):
        goal(social, now, child, text="")
    tick(now + 11 * DAY)
    tick(now + 14 * DAY)
    assert told("goal_due") == [(social.unit_id, "desk", 1), (social.unit_id, "head", 2)]
    later = now + 15 * DAY
    row = act(social, needs.review_goal, later, goal_id=row.id, text=CANARY)
    assert (row.level, row.call_at, row.review_at) == (0, later + 90 * DAY, later + 90 * DAY)
    with pytest.raises(CannotMove, match="already"):
        act(social, needs.take_goal, later, goal_id=row.id)
    with pytest.raises(Invalid, match="few words"):
        act(social, needs.move_goal, later, goal_id=row.id, move="end", reason="not_reached")
    row = act(social, needs.move_goal, later, goal_id=row.id, move="end", reason="reached")
    assert (row.state, row.call_at, row.reason) == ("ended", None, "reached")
    with pytest.raises(CannotMove, match="open it again"):
        act(social, needs.review_goal, later, goal_id=row.id)
    row = act(social, needs.move_goal, later, goal_id=row.id, move="reopen")
    assert (row.state, row.reason) == ("open", "")
    with session("app", now, social.id), pytest.raises(IntegrityError), transaction.atomic():
        CareGoal.objects.filter(id=row.id).update(call_at=None)


def test_another_unit_that_works_for_the_child_takes_a_goal_over_and_nobody_else_can(cast, now, social, child):
    row, ngo = goal(social, now, child), cast["ngo.pp"]
    with pytest.raises(CareGoal.DoesNotExist):
        act(ngo, needs.take_goal, now, goal_id=row.id)
    from samaki.cases.models import Step
    from samaki.handoffs import operations as handoffs
    from samaki.journeys import doing

    with session("app", now, social.id):
        step = Step.objects.get(case=child.case, kind="first_safe_contact", state="open")
    act(social, doing.do_step, now, step_id=step.id, outcome="seen_safe")
    with session("app", now, social.id):
        step = Step.objects.get(case=child.case, kind="needs_assessment", state="open")
    asked_of = act(social, handoffs.hand_on, now, step_id=step.id, to_unit=ngo.unit, why="x", urgency="normal")
    with pytest.raises(CareGoal.DoesNotExist):
        act(ngo, needs.take_goal, now, goal_id=row.id)
    act(ngo, handoffs.accept, now, handoff_id=asked_of.id)
    assert act(ngo, needs.take_goal, now, goal_id=row.id).holder == ngo.unit_id


def test_facts_about_a_service_come_in_any_order_and_the_child_has_a_word(cast, now, social, child):
    row = asked(social, now, child, urgency="emergency")
    assert row.due_at == now + DAY
    tick(now + DAY)
    assert told("service_late") == [(social.unit_id, "desk", 1)]
    later = now + 3 * DAY
    with pytest.raises(Invalid) as wrong:
        moved(social, later, row, "end", reason="complete")
    assert [one.field for one in wrong.value.each] == ["view"]
    ended = moved(social, later, row, "end", reason="complete", view="helped_little", at=now + 2 * DAY, text=CANARY)
    assert (ended.state, ended.ended_at, ended.begun_at, ended.call_at) == ("ended", now + 2 * DAY, None, None), (
        "given, never said to begin"
    )
    again = moved(social, later, row, "reopen", text="too soon")
    assert (again.state, again.view) == ("asked", "")
    moved(social, later, row, "begin", at=now + DAY)
    assert moved(social, later, row, "fail", reason="child_declined").state == "not_begun"
    assert moved(social, later, row, "reopen").state == "begun", "it had begun"
    with pytest.raises(Invalid, match="in the future"):
        moved(social, later, row, "begin", at=later + DAY)
    with pytest.raises(Invalid, match="not both"):
        asked(social, now, child, provider=cast["ngo.pp"].unit, outside="x")
    with session("app", later, social.id), pytest.raises(IntegrityError), transaction.atomic():
        CareService.objects.filter(id=row.id).update(sealed=b"other words")


def test_while_the_childs_care_is_closed_nobody_is_called_and_after_that_again(cast, now, social, child):
    goal(social, now, child, review_at=now + DAY)
    from samaki.cases.models import Strand
    from samaki.journeys import closing

    with session("app", now, social.id):
        strand = Strand.objects.get(case=child.case, kind="care")
    act(social, closing.close_strand, now, strand_id=strand.id, reason="other", text="x")
    tick(now + 2 * DAY)
    assert told("goal_due") == []
    act(social, closing.reopen_strand, now + 2 * DAY, strand_id=strand.id, reason="other", text="x")
    tick(now + 100 * DAY)
    assert [level for _unit, _audience, level in told("goal_due")] == [1]


def test_an_assessment_is_a_draft_of_one_person_then_signed_then_corrected_by_another(cast, now, social, child):
    row = begun(social, now, child, taken_at=now - 3 * DAY)
    assert begun(social, now, child).id == row.id, "one draft of one person"
    with pytest.raises(Invalid) as wrong:
        act(
            social,
            assessing.answer_domain,
            now,
            assessment_id=row.id,
            domain="safety",
            answers={"safe_place": "9", "threats": "no", "x": "1"},
        )
    assert {one.field for one in wrong.value.each} == {"safe_place", "threats", "x"}
    with pytest.raises(CannotMove, match="have no answer yet"):
        act(social, assessing.sign_assessment, now, assessment_id=row.id)
    answered(social, now, row, "3", threats="4", body="child_did_not_want")
    signed_row = act(social, assessing.sign_assessment, now, assessment_id=row.id, text=CANARY)
    assert (signed_row.state, signed_row.signed_at) == ("signed", now)
    with pytest.raises(CannotMove, match="stays as it is"):
        answered(social, now, row)
    [taken] = _taken(social, now, child)
    assert taken.score.mean("safety") == Fraction(7, 3), "threats: a high number is bad"
    assert taken.score.mean("health") == 3
    assert taken.score.domains[1].missing == {"child_did_not_want": 1}
    with session("app", now, social.id), pytest.raises(IntegrityError), transaction.atomic():
        CareAssessment.objects.filter(id=row.id).update(taken_at=now)
    new = act(social, assessing.correct_assessment, now, assessment_id=row.id)
    assert act(social, assessing.correct_assessment, now, assessment_id=row.id).id == new.id
    assert [one.row.id for one in _taken(social, now, child)] == [row.id], (
        "the old one stands until the new one is signed"
    )
    act(social, assessing.answer_domain, now, assessment_id=new.id, domain="safety",
        answers={"safe_place": "4", "threats": "1", "knows_help": "4"})  # fmt: skip
    act(social, assessing.sign_assessment, now, assessment_id=new.id)
    [stands] = _taken(social, now, child)
    assert (stands.row.id, stands.score.mean("safety")) == (new.id, 4)
    with pytest.raises(CannotMove, match="that stands"):
        act(social, assessing.correct_assessment, now, assessment_id=row.id)
    act(social, assessing.mark_assessment_error, now, assessment_id=new.id, text="of another child")
    assert _taken(social, now, child) == []


def _taken(by, now, child):
    from samaki.agencies.country import pack

    found = plan(by, now, child)
    return queries.series(found.assessments, found.words, pack().caring.instruments["samaki_steps_1"])


def test_a_draft_is_seen_by_who_writes_it_and_laid_aside_it_never_stood(cast, now, social, child):
    row = begun(social, now, child)
    other = next(one for name, one in cast.items() if one.unit_id == social.unit_id and one.id != social.id)
    assert plan(other, now, child).assessments == []
    with pytest.raises((CareAssessment.DoesNotExist, NotAllowed)):
        act(other, assessing.discard_assessment, now, assessment_id=row.id)
    act(social, assessing.discard_assessment, now, assessment_id=row.id)
    assert plan(social, now, child).assessments == []


def test_a_follow_up_takes_not_known_says_what_is_dangerous_and_is_corrected_by_a_new_one(cast, now, social, child):
    with pytest.raises(Invalid) as wrong:
        act(social, following.record_follow_up, now, case=child.case, child=child, kind="x", answers={"safe": "yes"})
    assert {"kind", "approached", "wish"} <= {one.field for one in wrong.value.each}
    row = followed(social, now, child, safe="no", wish="yes")
    with session("app", now, social.id):
        assert queries.signals(row, queries.opened([row])[row.id]) == {"danger", "reopen"}
    answers = {code: "not_known" for code in ("safe", "approached", "carer", "school", "health", "wish")}
    new = act(
        social,
        following.record_follow_up,
        now,
        case=child.case,
        child=child,
        kind=row.kind,
        answers=answers,
        before=row,
    )
    assert [one.id for one in plan(social, now, child).checks] == [new.id]
    with pytest.raises(CannotMove, match="corrected already"):
        act(
            social,
            following.record_follow_up,
            now,
            case=child.case,
            child=child,
            kind=row.kind,
            answers=answers,
            before=row,
        )


def test_before_closing_what_is_open_is_shown_and_a_reason_is_all_that_it_asks(cast, now, social, child):
    need(social, now, child)
    goal(social, now, child)
    asked(social, now, child)
    begun(social, now, child)
    found = open_rows(social, now, child)
    assert {name: found[name] for name in ("needs", "goals", "services", "drafts")} == {
        "needs": 1,
        "goals": 1,
        "services": 1,
        "drafts": 1,
    }
    with pytest.raises(Invalid, match="Something is still open"):
        looked(social, now, child, text=" ")
    row = looked(social, now, child)
    with session("app", now, social.id):
        assert queries.opened([row])[row.id]["open"] == found


def test_who_asks_for_a_service_tells_the_other_unit_which_one_and_no_more(cast, now, social, child):
    ngo = cast["ngo.pp"]
    first = asked(social, now, child, provider=ngo.unit)
    second = asked(social, now + DAY, child, provider=ngo.unit, urgency="normal")
    with session("app", now + DAY, ngo.id):
        found = queries.waiting_list()
        assert [(one.id, one.code, one.child_id, one.asker) for one in found] == [
            (None, None, None, social.unit_id), (None, None, None, social.unit_id)
        ]  # fmt: skip
        assert [one.urgency for one in queries.waiting_list(1, 1)] == [second.urgency]
        assert CareService.objects.count() == 0, "the row itself is not open to it"
        notice = Notice.objects.filter(kind="care.service_asked").order_by("id").first()
        assert (notice.case_id, notice.case_code, notice.facts) == (None, "", {})
    with session("app", now, social.id):
        assert queries.waiting_list() == []
    moved(social, now, first, "begin")
    with session("app", now + DAY, ngo.id):
        assert [one.urgency for one in queries.waiting_list()] == [second.urgency]


def test_the_same_goal_set_again_on_the_same_day_is_one(cast, now):
    case = cared_case(cast, now)
    social, child = cast["social.pp"], child_of(cast["duty.pp"], now, case)
    first = goal(social, now, child)
    assert goal(social, now + HOUR, child).id == first.id
    assert goal(social, now, child, steps="another way").id != first.id
    assert goal(social, now + DAY, child).id != first.id
    act(social, needs.move_goal, now, goal_id=first.id, move="mistake", text="not so")
    assert goal(social, now + HOUR, child).id != first.id, "what was taken back can be set anew"
