"""Pressing the other language loses nothing that was typed, sends nothing, and is remembered after signing out."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from samaki.agencies.models import Member
from samaki.cases.models import Case
from samaki.database import session
from samaki.handoffs import operations as handoffs
from tests.acting import act
from tests.everything import value
from tests.web.staff.reading import filled

WORDS = "នាងចង់ទៅសាលា She wants to go to school"


def pressed(client, page, path, **typed):
    """The button of the other language, as a browser sends it with all fields of the form."""
    return client.post(path, filled(page, path, **typed) | {"lang": ["km"]})


@pytest.mark.parametrize(
    ("tail", "field"),
    [("notes/new/", "text"), ("observations/new/", "text"), ("arrivals/new/", "place"), ("people/new/", "known_as")],
)
def test_a_form_keeps_what_was_typed(tail, field, sign_in, opened, cast):
    case, _draft = opened()
    client, path = sign_in("duty.pp"), f"/cases/{case.code}/{tail}"
    page = client.get(path)
    assert re.search(r'<button form="form" name="lang" value="km"', page.content.decode())
    before = value("select count(*) from ledger_entry", role="auditor")
    answer = pressed(client, page, path, **{field: WORDS})
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert '<html lang="km">' in shown
    assert shown.count(WORDS) == 1
    assert "came-back" not in shown
    assert value("select count(*) from ledger_entry", role="auditor") == before
    assert Member.objects.get(username="duty.pp").language == "km"
    sent = client.post(path, filled(answer, path))  # and the page that came is a whole form, with a key of its own
    assert sent.status_code in (302, 422)


def test_a_form_that_was_refused_keeps_it_too(sign_in, opened):
    case, _draft = opened()
    client, path = sign_in("duty.pp"), f"/cases/{case.code}/notes/new/"
    refused = client.post(path, filled(client.get(path), path, text=WORDS, occurred_at="31/02/2026"))
    assert refused.status_code == 422
    answer = pressed(client, refused, path)
    shown = answer.content.decode()
    assert ('<html lang="km">' in shown, WORDS in shown, 'value="31/02/2026"' in shown) == (True, True, True)


def test_a_new_case_is_not_opened_by_a_language(sign_in, cast, now):
    client = sign_in("duty.pp")
    answer = pressed(client, client.get("/cases/new/"), "/cases/new/", children="3")
    assert (answer.status_code, 'value="3"' in answer.content.decode()) == (200, True)
    with session("app", now, cast["duty.pp"].id):
        assert Case.objects.count() == 0


def test_a_small_form_among_others_keeps_it(sign_in, opened, cast):
    case, draft = opened()
    act(cast["duty.pp"], handoffs.offer, timezone.now(), handoff_id=draft.id)
    social, path = sign_in("social.pp"), f"/handoffs/{draft.id}/ask/"
    answer = pressed(social, social.get(f"/handoffs/{draft.id}/"), path, text=WORDS)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert f"{WORDS}</textarea>" in shown
    assert value("select state from handoff where id = %s", [draft.id]) == "offered"


def test_the_sign_in_form_keeps_the_name(client, cast):
    page = client.get("/sign-in/?lang=en")
    answer = client.post("/sign-in/?lang=en", filled(page, "/sign-in/?lang=en", username="duty.pp") | {"lang": ["km"]})
    assert 'value="duty.pp"' in answer.content.decode()
    assert '<html lang="km">' in answer.content.decode()


def test_the_language_read_last_is_that_of_the_sign_in_page_after_signing_out(cast):
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(cast["duty.pp"])
    browser.get("/desk/?lang=km")
    browser.post("/sign-out/")
    assert '<html lang="km">' in browser.get("/sign-in/").content.decode()
    assert '<html lang="en">' in browser.get("/sign-in/?lang=en").content.decode()
    assert browser.cookies["samaki_language"]["path"] == "/sign-in/"  # no public page is sent it
    assert browser.cookies["samaki_language"]["httponly"] is True


def test_who_never_chose_gets_the_language_of_the_phone_or_of_the_country(cast):
    assert '<html lang="en">' in Client(headers={"accept-language": "en"}).get("/sign-in/").content.decode()
    assert '<html lang="km">' in Client().get("/sign-in/").content.decode()
    assert '<html lang="km">' in Client(headers={"accept-language": "fr"}).get("/sign-in/").content.decode()


@pytest.mark.parametrize("path", ["/sign-in/", "/cases/new/", "/account/mail/", "/report/?lang=en", "/status/"])
def test_enter_presses_no_language(path, sign_in, client):
    """A browser presses the first button of a form on Enter, also one that only names the form from outside."""
    reader = client if path[1:4] in ("sig", "rep", "sta") else sign_in("duty.pp")
    page = reader.get(path, follow=True).content.decode()
    for name in set(re.findall(r'<form[^>]*\bid="([^"]+)"', page)):
        outside = re.findall(rf'<button form="{name}"[^>]*>', page)
        assert outside
        assert " name=" not in outside[0], outside[0]
