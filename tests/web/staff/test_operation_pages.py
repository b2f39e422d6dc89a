"""The pages of a joint operation: a plan that nobody else sees, what is missing, who must be ready; and what a reporter reads."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from samaki.database import session
from samaki.handoffs import operations as handoffs
from samaki.journeys import doing
from samaki.journeys.joint_operation import operations
from samaki.journeys.joint_operation.models import OperationFact, OperationReady
from samaki.journeys.lists import queries as lists
from samaki.journeys.lists.filters import Filter
from samaki.journeys.opening import open_from_report
from tests.acting import act, own_case, step_of
from tests.intake.talk import filed, report_of
from tests.web.staff.test_people_pages import text

PLAN = {"authorised_by": "the deputy", "authorised_form": "warrant", "night": "yes", "night_ground": "", "foreign": "no",
        "role_lead": "Officer Dara", "checks": ["safe_place"], "text": "Secretword", "version": "0"}  # fmt: skip


@pytest.fixture
def raid(cast):
    now = timezone.now()
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, now)
    act(duty, doing.start_step, now, case_id=case.id, kind="joint_operation")
    contact = step_of(duty, now, case, "first_safe_contact")
    asked = act(duty, handoffs.hand_on, now, step_id=contact.id, to_unit=social.unit, why="x", urgency="urgent")
    act(social, handoffs.accept, now, handoff_id=asked.id)
    return case, step_of(duty, now, case, "joint_operation")


def ahead(days):
    return f"{timezone.localtime(timezone.now() + timedelta(days=days)):%Y-%m-%d %H:%M}"


def test_a_plan_shows_what_is_missing_and_is_read_by_nobody_else(sign_in, raid, cast):
    case, step = raid
    police, social, stranger = sign_in("duty.pp"), sign_in("social.pp"), sign_in("duty.sr")
    page = f"/steps/{step.id}/operation/"
    assert page in police.get(f"/cases/{case.code}/").content.decode()
    wrong = police.post(f"{page}plan/", PLAN | {"authorised_by": "x" * 400})
    assert (wrong.status_code, "Secretword" in wrong.content.decode()) == (422, True)
    police.post(f"{page}plan/", PLAN)
    shown = text(police.get(page))
    for words in ("Saved: the plan stands", "What is still missing", "It blocks nothing: you decide", "Officer Dara", "Secretword",
                  "It is not said whether a dwelling is entered at night, or on what ground", "Nobody is named: Woman officer",
                  "Not seen to: Adults are not held by default",
                  "Adults are not held by default", "No clock asks that this begin"):  # fmt: skip
        assert words in shown
    assert "Nobody is named: Leads the operation" not in shown
    stale = police.post(f"{page}plan/", PLAN | {"text": "typed late"})
    assert (stale.status_code, "typed late" in stale.content.decode()) == (412, True)
    back = stale.content.decode().split('class="note came-back"')[1].split("</section>")[0]
    for label in ("Who authorised it?", "Leads the operation", "The plan"):
        assert label in back, "each by the name of its field"
    assert "In your own words" not in back
    police.post(f"{page}delay/", {"delay": "not_safe_yet", "delay_text": "", "review_at": ahead(3), "version": "1"})
    assert "It waits: It would put a child in danger now" in text(police.get(page))
    police.post(
        f"{page}ready/", {"to_unit": "social-pp", "what": "two women and a car", "ready_at": ahead(1), "whole": "no"}
    )
    with session("app", timezone.now(), cast["social.pp"].id):
        ready = f"/ready/{OperationReady.objects.get().id}/"
    assert "Your unit is asked to be ready for something" in text(social.get("/desk/"))
    seen = text(social.get(ready))
    assert "two women and a car" in seen
    for words in ("Secretword", "Officer Dara", "deputy"):
        assert words not in seen
        assert words not in text(social.get(f"/cases/{case.code}/"))
    social.post(f"{ready}answer/", {"answer": "ready", "text": "with an interpreter"})
    shown = text(police.get(page))
    assert "Will be ready" in shown
    assert "with an interpreter" in shown
    police.post(f"{page}fact/", {"kind": "children_met", "at": "", "number": "3", "text": "Factword"})
    assert "Factword" in text(police.get(page))
    with session("app", timezone.now(), cast["duty.pp"].id):
        fact = OperationFact.objects.get().id
    police.post(f"/operation-facts/{fact}/mistake/", {"text": "x"})
    assert "Recorded by mistake" in text(police.get(page))
    for path in (page, f"{page}plan/", ready):
        assert stranger.get(path).status_code == 404
    assert social.get(page).status_code in (403, 404), "the step itself is of the justice part"


def test_what_waits_past_its_day_is_looked_at_again_and_never_late(sign_in, cast):
    """No page presses for an operation: the desk, the case, the lists and the caseload say that its delay is to be looked at."""
    duty, begun = cast["duty.pp"], timezone.now() - timedelta(days=9)
    case = own_case(duty, begun)
    act(duty, doing.start_step, begun, case_id=case.id, kind="joint_operation")
    step = step_of(duty, begun, case, "joint_operation")
    act(
        duty,
        operations.delay_operation,
        begun,
        step_id=step.id,
        delay="not_safe_yet",
        review_at=begun + timedelta(days=3),
    )
    police = sign_in("duty.pp")
    desk = police.get("/desk/").content.decode()
    today = desk.split('<section id="today">')[1].split("</section>")[0]
    for words in (
        "Joint operation",
        "Look at it again",
        "A delay to be looked at; nothing must begin",
        f"/steps/{step.id}/operation/",
    ):
        assert words in today, words
    late = desk.split('<section id="late">')[1].split("</section>")[0]
    assert "Joint operation" not in late
    page = police.get(f"/cases/{case.code}/").content.decode()
    mine = next(one for one in re.findall(r'<section class="mine.*?</section>', page, re.S) if "Joint operation" in one)
    assert "mine--calm" in mine
    assert "to be looked at again since" in mine
    assert " late" not in mine
    assert "Overdue" not in mine
    with session("app", timezone.now(), duty.id):
        [ours] = [
            one
            for one in lists.rows_of("steps", Filter(), by=duty, now=timezone.now())[0]
            if one.kind == "joint_operation"
        ]
        held = lists.rows_of("steps", Filter(state="late"), by=duty, now=timezone.now())[0]
    assert ours.ring == "held"
    assert "joint_operation" not in {one.kind for one in held}
    steps = police.get("/cases/steps/").content.decode()
    assert "Look at it again" in steps


def test_a_reporter_reads_the_same_fixed_phrases_whatever_is_planned(client, sign_in, cast):
    now = timezone.now()
    duty = cast["duty.pp"]
    receipt = filed(now)
    report = report_of(duty, now)
    case = act(duty, open_from_report, now, report_id=report.id)
    before = text(client.post("/status/", {"receipt": receipt}, follow=True))
    assert before
    act(duty, doing.start_step, now, case_id=case.id, kind="joint_operation")
    step = step_of(duty, now, case, "joint_operation")
    sign_in("duty.pp").post(f"/steps/{step.id}/operation/plan/", PLAN)
    sign_in("duty.pp").post(
        f"/steps/{step.id}/operation/delay/", {"delay": "leaked", "review_at": ahead(2), "version": "1"}
    )
    assert text(client.post("/status/", {"receipt": receipt}, follow=True)) == before
