"""The duty officer and the social worker do their work on the pages."""

import re

from django.test import Client

from samaki.cases.models import Step
from samaki.database import session


def test_accepting_takes_one_press_on_the_desk(sign_in, opened, cast, now):
    case, draft = opened()
    sign_in("duty.pp").post(f"/handoffs/{draft.id}/offer/")
    social = sign_in("social.pp")
    desk = social.get("/desk/").content.decode()
    assert f'action="/handoffs/{draft.id}/accept/"' in desk
    answer = social.post(f"/handoffs/{draft.id}/accept/")
    assert answer["Location"] == f"/cases/{case.code}/"
    with session("app", now, cast["social.pp"].id):
        assert Step.objects.get(id=draft.step_id).holder_id == cast["social.pp"].unit_id


def test_a_stale_page_gets_a_sentence(sign_in, opened):
    _case, draft = opened()
    police, social = sign_in("duty.pp"), sign_in("social.pp")
    police.post(f"/handoffs/{draft.id}/offer/")
    police.post(f"/handoffs/{draft.id}/withdraw/")
    answer = social.post(f"/handoffs/{draft.id}/accept/")
    assert answer.status_code in (404, 409)
    assert "Internal" not in answer.content.decode()


def test_a_unit_with_the_duty_is_offered_a_dispute_not_a_refusal(sign_in, opened):
    _case, draft = opened()
    sign_in("duty.pp").post(f"/handoffs/{draft.id}/offer/")
    page = sign_in("social.pp").get(f"/handoffs/{draft.id}/").content.decode()
    assert f"/handoffs/{draft.id}/dispute/" in page
    assert f"/handoffs/{draft.id}/decline/" not in page


def test_a_bad_reason_keeps_the_page_and_says_where(sign_in, opened):
    _case, draft = opened()
    sign_in("duty.pp").post(f"/handoffs/{draft.id}/offer/")
    answer = sign_in("social.pp").post(f"/handoffs/{draft.id}/dispute/", {"reason": "no such reason"})
    assert answer.status_code == 422
    assert "Choose a reason from the list." in answer.content.decode()


def test_a_member_who_left_is_out_now(sign_in, opened, cast, owner):
    client = sign_in("duty.pp")
    assert client.get("/desk/").status_code == 200
    cast["duty.pp"].is_active = False
    cast["duty.pp"].save(update_fields=["is_active"])
    assert client.get("/desk/").status_code == 403


def test_a_form_without_its_token_does_nothing(cast, opened):
    _case, draft = opened()
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast["duty.pp"])
    assert client.post(f"/handoffs/{draft.id}/offer/").status_code == 403


def test_each_side_reads_the_number_of_the_other(sign_in, opened, cast):
    _case, draft = opened()
    sign_in("duty.pp").post(f"/handoffs/{draft.id}/offer/")
    units = {name: cast[name].unit for name in ("duty.pp", "social.pp")}
    numbers = {name: {unit.phone, unit.phone_night or unit.phone} for name, unit in units.items()}  # by day, by night
    for reader, other in (("duty.pp", "social.pp"), ("social.pp", "duty.pp")):
        page = sign_in(reader).get(f"/handoffs/{draft.id}/").content.decode()
        called = re.findall(r'class="tel" href="tel:([^"]+)"', page)
        assert [number in {one.replace(" ", "") for one in numbers[other]} for number in called] == [True], reader


def test_the_sender_may_say_no_and_both_read_why(sign_in, opened):
    _case, draft = opened()
    police, social = sign_in("duty.pp"), sign_in("social.pp")
    for client, move, told in ((police, "offer", {}), (social, "accept", {})):
        client.post(f"/handoffs/{draft.id}/{move}/", told)
    social.post(f"/steps/{draft.step_id}/", {"outcome": "seen_safe"})
    assert "No: help did not arrive" in police.get(f"/handoffs/{draft.id}/").content.decode()
    sent = police.post(f"/handoffs/{draft.id}/not-arrived/", {"text": "nobody came to her"})
    assert sent.status_code == 302
    for client in (police, social):
        page = client.get(f"/handoffs/{draft.id}/").content.decode()
        assert "nobody came to her" in page
        assert "The sender says: help did not arrive" in page
    assert "The sender says that help did not arrive" in social.get("/desk/").content.decode()


def test_what_a_draft_says_stands_in_the_form_and_what_was_taken_out_is_not_sent(opened, sign_in, cast):
    _case, draft = opened()
    police, path = sign_in("duty.pp"), f"/steps/{draft.step_id}/hand-on/"
    given = {"to_unit": "social-pp", "why_code": "next_step", "urgency": "urgent"}
    first = given | {"why": "Needs a doctor tonight", "wants": "To call an aunt", "draft": "1"}
    assert police.post(path, first).status_code == 302
    form = police.get(path).content.decode()
    assert "Needs a doctor tonight" in form
    assert "To call an aunt" in form
    assert police.post(path, given | {"why": "Needs shelter tonight", "wants": ""}).status_code == 302
    received = sign_in("social.pp").get(f"/handoffs/{draft.id}/").content.decode()
    assert "Needs shelter tonight" in received
    assert "Needs a doctor tonight" not in received
    assert "To call an aunt" not in received
