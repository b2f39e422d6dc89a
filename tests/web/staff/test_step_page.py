"""The page of a step offers to record it done only to those who may do it."""

from samaki.cases.models import Step
from samaki.database import session


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
