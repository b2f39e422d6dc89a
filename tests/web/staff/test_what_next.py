"""Pages on which something is over say what comes next, by when, and whom to call."""

from django.utils import timezone

from samaki.handoffs import operations as handoffs
from tests.acting import act, own_case, step_of, taken
from tests.web.staff.reading import filled

KIND = "first_safe_contact"


def read(answer):
    return answer.content.decode().replace("\u200b", "")


def test_a_report_that_was_passed_on_says_by_when_it_is_read_and_whom_to_call(sign_in, filed, cast):
    report, duty = filed(), sign_in("duty.pp")
    path = f"/reports/{report.id}/pass/"
    page = read(duty.get(duty.post(path, filled(duty.get(path), path, to_unit="police-ps", text="Theirs"))["Location"]))
    unit = cast["duty.ps"].unit
    assert "They must have read it by " in page
    assert f'href="/directory/{unit.code}/"' in page
    assert 'href="tel:' in page.split("Call them:")[1][:80]
    sign_in("duty.ps").post(f"/reports/{report.id}/acknowledge/")
    assert "They must decide what becomes of it by " in read(duty.get(f"/reports/{report.id}/"))


def test_an_offer_that_was_taken_back_leads_to_the_next_one_and_says_when_the_step_is_due(sign_in, opened):
    _case, draft = opened()
    client = sign_in("duty.pp")
    client.post(f"/handoffs/{draft.id}/offer/")
    assert "Offer this step again" not in read(client.get(f"/handoffs/{draft.id}/"))
    told = read(client.get(client.post(f"/handoffs/{draft.id}/withdraw/", {"text": "x"})["Location"]))
    link = f'href="/steps/{draft.step_id}/hand-on/"'
    assert link in told.split('role="status"')[1][:600]
    page = read(client.get(f"/handoffs/{draft.id}/"))
    assert "Offer this step again" in page
    assert link in page
    assert "<dt>The step is with you</dt><dd>by " in page


def test_the_page_of_a_step_hands_it_on_to_anybody_and_not_only_back(sign_in, cast):
    case = own_case(cast["duty.pp"], timezone.now())
    step = taken(case, KIND, cast["duty.pp"], cast["social.pp"], timezone.now())
    client = sign_in("social.pp")
    page = read(client.get(f"/steps/{step.id}/"))
    assert f'href="/steps/{step.id}/hand-on/">Hand it on</a>' in page
    given = {"step_id": step.id, "to_unit": cast["ngo.pp"].unit, "why": "words", "urgency": "urgent"}
    act(cast["social.pp"], handoffs.hand_on, timezone.now(), **given)
    assert ">Hand it on</a>" not in read(client.get(f"/steps/{step.id}/")), "it is offered: one asking at a time"


def test_a_step_that_was_never_handed_on_can_be(sign_in, cast):
    case = own_case(cast["duty.pp"], timezone.now())
    step = step_of(cast["duty.pp"], timezone.now(), case, "verification")
    page = read(sign_in("duty.pp").get(f"/steps/{step.id}/"))
    assert f'href="/steps/{step.id}/hand-on/">Hand it on</a>' in page
