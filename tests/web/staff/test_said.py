"""The word "saved": once, for whoever acted, in their language, without a name; and the way back beside it."""

from samaki.cases.models import Step
from samaki.database import session
from samaki.web.said import COOKIE
from tests.acting import act, handoff_of


def step_of_police(case, cast, now):
    with session("app", now, cast["duty.pp"].id):
        return Step.objects.get(case=case, kind="verification", state="open")


def test_the_next_page_says_once_what_was_done_and_where_it_is_taken_back(sign_in, opened, cast, now):
    case, _draft = opened()
    step, client = step_of_police(case, cast, now), sign_in("duty.pp")
    answer = client.post(f"/steps/{step.id}/", {"outcome": "confirmed"})
    assert answer.status_code == 302
    cookie = answer.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["max-age"] == 300
    assert case.code not in cookie.value
    page = client.get(answer["Location"]).content.decode()
    assert 'class="told" role="status"' in page
    assert f'href="/steps/{step.id}/"' in page
    assert 'class="told"' not in client.get(answer["Location"]).content.decode(), "said once"
    ended = client.get(f"/steps/{step.id}/").content.decode()
    assert f'action="/steps/{step.id}/take-back/"' in ended
    assert f'action="/steps/{step.id}/correct/"' in ended
    back = client.post(f"/steps/{step.id}/take-back/", {"text": "the wrong step"})
    page = client.get(back["Location"]).content.decode()
    assert "<del>" in page
    assert "the wrong step" in page
    assert step_of_police(case, cast, now).id == step.id


def test_the_next_person_on_the_same_machine_is_told_nothing(sign_in, opened, cast, now):
    case, _draft = opened()
    step, client = step_of_police(case, cast, now), sign_in("duty.pp")
    answer = client.post(f"/steps/{step.id}/", {"outcome": "confirmed"})
    other = sign_in("officer.pp")
    other.cookies[COOKIE] = answer.cookies[COOKIE].value
    assert 'class="told"' not in other.get("/desk/").content.decode()


def test_a_word_that_was_changed_on_the_way_says_nothing(sign_in, opened):
    opened()
    client = sign_in("duty.pp")
    for value in ("", "x", "W10:1:1"):
        client.cookies[COOKIE] = value
        assert 'class="told"' not in client.get("/desk/").content.decode()


def test_who_did_not_record_it_is_told_whom_to_ask(sign_in, opened, cast, now):
    case, _draft = opened()
    step = step_of_police(case, cast, now)
    sign_in("officer.pp").post(f"/steps/{step.id}/", {"outcome": "confirmed"})
    page = sign_in("duty.pp").get(f"/steps/{step.id}/").content.decode()
    assert cast["officer.pp"].name in page
    assert "take-back" not in page
    assert sign_in("duty.pp").post(f"/steps/{step.id}/take-back/", {"text": "x"}).status_code == 403
    assert sign_in("duty.sr").post(f"/steps/{step.id}/take-back/", {"text": "x"}).status_code == 404


def test_a_draft_is_not_said_to_be_sent(sign_in, opened, cast, now):
    _case, draft = opened()
    police = sign_in("duty.pp")
    form = {"to_unit": cast["ngo.pp"].unit.code, "why": "words", "why_code": "next_step", "urgency": "urgent"}
    for press, word in (("1", "Saved as a draft: nobody has been asked yet."), ("", "Saved: they are asked.")):
        answer = police.post(f"/steps/{draft.step_id}/hand-on/", form | {"draft": press})
        assert answer.status_code == 302, answer.content.decode()[:3000]
        assert word in police.get(answer["Location"]).content.decode()


def test_a_declined_hand_off_offers_the_word_that_it_was_a_mistake(sign_in, opened, cast, now):
    case, draft = opened()
    police, social = sign_in("duty.pp"), sign_in("ngo.pp")
    with session("app", now, cast["duty.pp"].id):
        step = Step.objects.get(id=draft.step_id)
    from samaki.handoffs import operations as handoffs

    act(cast["duty.pp"], handoffs.hand_on, now, step_id=step.id, to_unit=cast["ngo.pp"].unit, why="", urgency="urgent")
    asked = handoff_of(cast["duty.pp"], now, step)
    said = social.post(f"/handoffs/{asked.id}/decline/", {"reason": "no_capacity"})
    assert "no-was-a-mistake" in social.get(said["Location"]).content.decode()
    assert "no-was-a-mistake" in social.get(f"/handoffs/{asked.id}/").content.decode()
    assert social.get(f"/handoffs/{asked.id}/no-was-a-mistake/").status_code == 200
    assert police.get(f"/handoffs/{asked.id}/no-was-a-mistake/").status_code == 404
    assert social.post(f"/handoffs/{asked.id}/no-was-a-mistake/").status_code == 302
    assert case.code in police.get("/desk/").content.decode()


def test_a_case_leads_to_its_report_and_a_note_names_its_author(sign_in, opened, filed):
    report = filed()
    client = sign_in("duty.pp")
    case_page = client.post(f"/reports/{report.id}/open-case/")["Location"]
    assert f'href="/reports/{report.id}/"' in client.get(case_page).content.decode()
    client.post(f"{case_page}notes/new/", {"compartment": "justice", "text": "words of a note", "occurred_at": "2019"})
    notes = client.get(f"{case_page}notes/").content.decode()
    assert "words of a note" in notes
    assert "1 Jan 2019" not in notes
    assert "2019" in notes
