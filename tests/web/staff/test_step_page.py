"""The page of a step offers to record it done only to those who may do it."""

from datetime import timedelta

from django.utils import timezone

from samaki.agencies.country import pack
from samaki.cases.models import Step
from samaki.database import session
from tests.acting import own_case, taken


def step(cast, now, case, kind):
    with session("app", now, cast["duty.pp"].id):
        return Step.objects.get(case=case, kind=kind)


def test_a_step_of_others_is_handed_on_not_recorded_done(sign_in, opened, cast, now):
    case, _draft = opened()
    police = sign_in("duty.pp")
    sent = police.post(f"/cases/{case.code}/start/send/", {"kind": "prosecutor_decision", "person": ""})
    assert sent.status_code == 302
    row = step(cast, now, case, "prosecutor_decision")
    page = police.get(f"/steps/{row.id}/").content.decode()
    assert "Hand it on, first of all to" in page
    assert f'href="/steps/{row.id}/hand-on/"' in page
    assert 'name="outcome"' not in page
    assert "You can save all the same" not in page
    outcome = "investigation_opened"
    assert police.post(f"/steps/{row.id}/", {"outcome": outcome}).status_code == 403


def test_what_never_waits_is_recorded_by_whoever_holds_it(sign_in, opened, cast, now):
    case, _draft = opened()
    row = step(cast, now, case, "first_safe_contact")
    page = sign_in("duty.pp").get(f"/steps/{row.id}/").content.decode()
    assert 'name="outcome"' in page
    assert sign_in("duty.pp").post(f"/steps/{row.id}/", {"outcome": "seen_safe"}).status_code == 302


def test_the_form_lists_no_step_that_only_a_report_opens(sign_in, opened):
    case, _draft = opened()
    page = sign_in("duty.pp").get(f"/cases/{case.code}/start/").content.decode()
    assert 'value="verification"' in page
    assert 'value="report_received"' not in page


def test_a_step_that_has_ended_says_what_was_recorded(sign_in, opened, cast, now):
    case, _draft = opened()
    row, police = step(cast, now, case, "first_safe_contact"), sign_in("duty.pp")
    police.post(f"/steps/{row.id}/", {"outcome": "seen_safe", "checklist": ["first_safe_contact.1"]})
    page = police.get(f"/steps/{row.id}/").content.decode()
    kind = pack().step_kinds["first_safe_contact"]
    assert kind.outcomes["seen_safe"].label("en") in page
    assert kind.checklist[0].label("en") in page
    assert "Record it done" not in page


def test_a_step_on_hold_says_why_in_their_words_and_is_taken_up_again(sign_in, opened, cast, now):
    case, _draft = opened()
    row, police = step(cast, now, case, "verification"), sign_in("duty.pp")
    until = (timezone.now() + timedelta(days=2)).strftime("%d/%m/%Y")
    held = {"reason": "waiting_order", "until": until, "text": "the order is awaited"}
    assert police.post(f"/steps/{row.id}/hold/", held).status_code == 302
    colleague = sign_in("officer.pp")
    page = colleague.get(f"/steps/{row.id}/").content.decode()
    assert "the order is awaited" in page
    assert "On hold until" in page
    assert "the order is awaited" in colleague.get(f"/cases/{case.code}/").content.decode(), "where the act is told"
    assert colleague.post(f"/steps/{row.id}/resume/").status_code == 302
    assert step(cast, now, case, "verification").state == "open"


def test_a_step_that_was_late_when_it_was_accepted_says_so_and_until_when_it_is_begun(sign_in, cast):
    now = timezone.now()
    case = own_case(cast["duty.pp"], now - timedelta(days=5), urgency="emergency")
    row = taken(case, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    page = sign_in("social.pp").get(f"/steps/{row.id}/").content.decode()
    assert "late" in page.partition("It was late already when it was accepted.")[0].partition("<h1>")[2]
    assert "the clock calls nobody before that" in page
