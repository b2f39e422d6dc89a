"""A refused act gives the text back, says what happened and who did it, and leads on; row security stays as it is."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from samaki.cases.models import Step
from samaki.database import session
from samaki.handoffs import operations as handoffs
from samaki.handoffs.models import Handoff
from samaki.jobs.tick import tick
from samaki.journeys import moving
from tests.acting import act, own_case
from tests.everything import value
from tests.web.staff.reading import filled, forms

WORDS = "តើនាងនៅឯណា? Where is she, exactly?"


@pytest.fixture
def asked(opened, cast):
    """A hand-off that the police offered to social services now."""
    case, draft = opened()
    act(cast["duty.pp"], handoffs.offer, timezone.now(), handoff_id=draft.id)
    return case, draft


def test_taken_back_while_the_receiver_writes_is_told_and_the_text_is_given_back(asked, sign_in, cast):
    case, draft = asked
    social, path = sign_in("social.pp"), f"/handoffs/{draft.id}/ask/"
    sent = filled(social.get(f"/handoffs/{draft.id}/"), path, text=WORDS)
    act(cast["duty.pp"], handoffs.withdraw, timezone.now(), handoff_id=draft.id, text="secret of the police")
    answer = social.post(path, sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert re.search(rf"{cast['duty.pp'].unit.name_en} took it back, [^<]*\d\d:\d\d", page)
    assert WORDS in page.replace("&#39;", "'")
    assert case.code in page
    assert "secret of the police" not in page
    assert "First safe contact" not in page  # neither the step nor anything of the file


def test_the_same_is_told_on_a_bookmark(asked, sign_in, cast):
    _case, draft = asked
    act(cast["duty.pp"], handoffs.withdraw, timezone.now(), handoff_id=draft.id)
    answer = sign_in("social.pp").get(f"/handoffs/{draft.id}/")
    assert answer.status_code == 410
    assert "took it back" in answer.content.decode()


def test_run_out_is_told(sign_in, cast):
    police, long_ago = cast["duty.pp"], timezone.now() - timedelta(days=60)
    case = own_case(police, long_ago)
    with session("app", long_ago, police.id):
        draft = Handoff.objects.filter(case=case, state="draft").first()
    act(police, handoffs.offer, long_ago, handoff_id=draft.id)
    social, path = sign_in("social.pp"), f"/handoffs/{draft.id}/dispute/"
    sent = filled(social.get(f"/handoffs/{draft.id}/"), path, text=WORDS, reason="other")
    for days in range(1, 40):
        tick(long_ago + timedelta(days=days))
        if value("select state from handoff where id = %s", [draft.id]) == "expired":
            break
    answer = social.post(path, sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "The time to answer ran out" in page
    assert police.unit.name_en in page
    assert WORDS in page


def test_what_never_reached_a_unit_is_still_not_there(opened, sign_in, cast):
    _case, draft = opened()
    social = sign_in("social.pp")
    assert social.get(f"/handoffs/{draft.id}/").status_code == 404
    act(cast["duty.pp"], handoffs.discard, timezone.now(), handoff_id=draft.id)
    assert social.get(f"/handoffs/{draft.id}/").status_code == 404
    assert social.post(f"/handoffs/{draft.id}/ask/", {"text": "x"}).status_code == 404


@pytest.mark.parametrize("who", ["duty.sr", "ngo.pp", "social.ps", "oversight", "admin", "mentor"])
def test_nobody_else_learns_that_it_was_taken_back(who, asked, sign_in, cast):
    _case, draft = asked
    act(cast["duty.pp"], handoffs.withdraw, timezone.now(), handoff_id=draft.id)
    client = sign_in(who)
    there, nowhere = client.get(f"/handoffs/{draft.id}/"), client.get(f"/handoffs/{uuid.uuid4()}/")
    assert there.status_code == nowhere.status_code == 404
    assert "took it back" not in there.content.decode()


def test_an_answer_that_comes_too_late_shows_who_moved_it_and_the_text(asked, sign_in, cast):
    _case, draft = asked
    social, path = sign_in("social.pp"), f"/handoffs/{draft.id}/decline/"
    page = social.get(f"/handoffs/{draft.id}/")
    path = f"/handoffs/{draft.id}/ask/"
    sent = filled(page, path, text=WORDS)
    act(cast["social.pp"], handoffs.accept, timezone.now(), handoff_id=draft.id)
    answer = social.post(path, sent)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "accepted already" in shown
    assert re.search(r"Last: [^<]*took it over from[^<]*\d\d:\d\d", shown)
    assert WORDS in shown
    assert "What you wrote" in shown
    assert f"/steps/{draft.step_id}/" in shown  # the page as it stands now, with what can be done


def test_a_note_in_a_part_that_is_not_open_comes_back_with_its_text(asked, sign_in, cast):
    case, draft = asked
    act(cast["social.pp"], handoffs.accept, timezone.now(), handoff_id=draft.id)
    social, path = sign_in("social.pp"), f"/cases/{case.code}/notes/new/"
    answer = social.post(path, filled(social.get(path), path, text=WORDS, compartment="justice"))
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "This did not happen" in page
    assert page.count(WORDS) == 2  # to read, and in the form
    assert path in forms(answer)


def test_the_case_closed_to_us_while_we_wrote(asked, sign_in, cast):
    case, draft = asked
    act(cast["social.pp"], handoffs.accept, timezone.now(), handoff_id=draft.id)
    social, path = sign_in("social.pp"), f"/cases/{case.code}/notes/new/"
    sent = filled(social.get(path), path, text=WORDS, compartment="care")
    act(
        cast["social.pp"],
        moving.reassign_step,
        timezone.now(),
        step_id=draft.step_id,
        to_unit=cast["ngo.pp"].unit,
        text="why",
    )
    answer = social.post(path, sent)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Your unit holds no work on this case" in page
    assert WORDS in page


def test_a_foreign_address_gives_no_more_than_ones_own_words(asked, sign_in):
    case, _draft = asked
    client = sign_in("duty.sr")
    there = client.post(f"/cases/{case.code}/notes/new/", {"text": WORDS}).content.decode()
    nowhere = client.post("/cases/PP-26-222222/notes/new/", {"text": WORDS}).content.decode()
    swap = r'(csrfmiddlewaretoken" value=")[^"]+'
    assert re.sub(swap, "", there).replace(case.code, "#") == re.sub(swap, "", nowhere).replace("PP-26-222222", "#")


def test_a_stale_step_shows_the_form_filled_and_the_text_to_copy(asked, sign_in, cast):
    case, _draft = asked
    with session("app", timezone.now(), cast["duty.pp"].id):
        step = Step.objects.filter(case=case, state="open", compartment="justice").first()
    client, path = sign_in("duty.pp"), f"/steps/{step.id}/"
    sent = filled(client.get(path), path, occurred_at="2026-01-05") | {"version": ["99"]}
    answer = client.post(path, sent)
    page = answer.content.decode()
    assert answer.status_code == 412
    assert "in between" in page
    assert page.count("2026-01-05") == 2
    assert 'name="version" value="1"' in page  # the form stands on what is so now


def test_a_small_form_with_a_wrong_choice_keeps_its_words(asked, sign_in):
    _case, draft = asked
    social, path = sign_in("social.pp"), f"/handoffs/{draft.id}/dispute/"
    answer = social.post(path, filled(social.get(f"/handoffs/{draft.id}/"), path, text=WORDS))
    assert answer.status_code == 422
    assert f"\n{WORDS}</textarea>" in answer.content.decode()


def test_a_report_closed_without_a_reason_keeps_its_words(filed, sign_in):
    report, client = filed(), sign_in("duty.pp")
    client.post(f"/reports/{report.id}/acknowledge/")
    path = f"/reports/{report.id}/close/"
    answer = client.post(path, filled(client.get(f"/reports/{report.id}/"), path, words=WORDS))
    assert answer.status_code == 422
    assert f"\n{WORDS}</textarea>" in answer.content.decode()


def test_what_was_refused_is_written_to_the_ledger_once_and_without_the_words(asked, sign_in, cast):
    _case, draft = asked
    before = value("select count(*) from ledger_entry where act = 'refused'", role="auditor")
    sign_in("duty.pp").post(f"/handoffs/{draft.id}/accept/", {"text": WORDS})
    assert value("select count(*) from ledger_entry where act = 'refused'", role="auditor") == before + 1
    assert value("select facts::text from ledger_entry where act = 'refused'", role="auditor").count("she") == 0
