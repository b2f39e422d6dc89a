"""What a member typed survives a sign-in in another tab and the end of a session; nobody else ever sees it."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from samaki.cases.records import CareRecord, JusticeRecord
from samaki.database import session
from samaki.web import kept as keeping
from tests.web.staff.reading import _Forms, filled, forms

WORDS = "ក្មេងស្រីនៅផ្ទះសំណាក់ <b>She said & cried</b>\r\nsecond line"
ORIGIN = {"origin": "http://testserver"}


@pytest.fixture
def note(at_browser, opened):
    """A member with an observation typed and not yet sent."""
    case, _draft = opened()
    client, path = at_browser("duty.pp"), f"/cases/{case.code}/notes/new/"
    return client, path, filled(client.get(path), path, text=WORDS, compartment="justice")


def seated_again(client, at_browser, who="duty.pp"):
    """In another tab: out, and in again."""
    client.post("/sign-out/", filled(client.get("/desk/"), "/sign-out/"))
    at_browser(who, client)


def notes(member, now=None):
    with session("app", now or timezone.now(), member.id):
        return JusticeRecord.objects.count() + CareRecord.objects.count()


def test_signed_in_anew_in_another_tab_the_text_stands_there_and_is_sent_with_one_press(note, at_browser, cast):
    client, path, typed = note
    seated_again(client, at_browser)
    late = client.post(path, typed, headers=ORIGIN)
    assert late.status_code == 403
    page = late.content.decode()
    assert "Not sent yet" in page
    assert "nothing is lost" in page
    assert "CSRF" not in page
    assert "DEBUG" not in page
    assert notes(cast["duty.pp"]) == 0
    again = forms(late)[path]  # the button that sends it as it is
    assert again["text"] == [WORDS]
    assert client.post(path, again).status_code == 302
    assert notes(cast["duty.pp"]) == 1


def test_the_form_itself_is_filled_in_too_so_that_it_can_be_changed(note, at_browser):
    client, path, typed = note
    seated_again(client, at_browser)
    page = client.post(path, typed, headers=ORIGIN).content.decode()
    area = re.search(r'<textarea id="id_text"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert area
    assert "ក្មេងស្រីនៅផ្ទះសំណាក់ &lt;b&gt;" in area[1]
    assert re.search(r'value="justice" checked', page)


@pytest.mark.parametrize("act", ["start/send/", "people/new/", "arrivals/new/"])
def test_every_form_of_a_case_comes_back(act, at_browser, opened):
    case, _draft = opened()
    client, path = at_browser("duty.pp"), f"/cases/{case.code}/{act}"
    shown = path.removesuffix("send/")
    typed = filled(client.get(shown), path)
    seated_again(client, at_browser)
    late = client.post(path, typed, headers=ORIGIN)
    assert late.status_code == 403
    assert path in forms(late)
    assert "Not sent yet" in late.content.decode()


def test_a_move_of_a_hand_off_comes_back_in_its_small_form(at_browser, opened):
    _case, draft = opened()
    police = at_browser("duty.pp")
    path = f"/steps/{draft.step_id}/hand-on/"
    police.post(path, filled(police.get(path), path, why="She is near them"))
    social, path = at_browser("social.pp"), f"/handoffs/{draft.id}/ask/"
    typed = filled(social.get(f"/handoffs/{draft.id}/"), path, text="Where is she now?")
    seated_again(social, at_browser, "social.pp")
    page = social.post(path, typed, headers=ORIGIN).content.decode()
    assert page.count("Where is she now?") == 3  # to read, in the button that sends it, in the opened form
    assert re.search(r'<details class="confirm" open><summary>Ask a question first', page)


def test_a_report_and_a_button_without_words_come_back(at_browser, filed):
    report, client = filed(), at_browser("duty.pp")
    path = f"/reports/{report.id}/acknowledge/"
    typed = filled(client.get(f"/reports/{report.id}/"), path)
    seated_again(client, at_browser)
    late = client.post(path, typed, headers=ORIGIN)
    assert (late.status_code, path in forms(late)) == (403, True)
    assert client.post(path, forms(late)[path]).status_code == 302


def test_signing_out_and_in_with_an_old_page_get_a_sentence(at_browser):
    client = at_browser("duty.pp")
    out, desk = filled(client.get("/desk/"), "/sign-out/"), client.get("/desk/")
    empty = Client(headers={"accept-language": "en"}).get("/sign-in/")
    into = filled(empty, "/sign-in/", username="duty.pp", password="secret words")
    seated_again(client, at_browser)
    late = client.post("/sign-out/", out, headers=ORIGIN)
    assert late.status_code == 403
    assert "You are still signed in" in late.content.decode()
    assert client.get("/desk/").status_code == desk.status_code == 200
    late = client.post("/sign-in/?lang=en", into, headers=ORIGIN)
    page = late.content.decode()
    assert late.status_code == 403
    assert 'value="duty.pp"' in page
    assert "secret words" not in page


@pytest.mark.parametrize(
    "headers", [{"origin": "https://elsewhere.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}]
)
def test_what_another_site_sends_is_neither_shown_nor_sent_on(headers, note, at_browser):
    client, path, typed = note
    seated_again(client, at_browser)
    answer = client.post(path, typed, headers=headers)
    assert answer.status_code == 403
    assert "ក្មេងស្រី" not in answer.content.decode()
    assert path not in forms(answer)


@pytest.mark.parametrize(
    "key", ["", "x", "a.en.b", "00000000-0000-4000-8000-000000000000.en.00000000000000000000000000000000"]
)
def test_a_form_that_we_did_not_make_is_not_shown(key, note, at_browser):
    client, path, typed = note
    seated_again(client, at_browser)
    answer = client.post(path, typed | {"form_key": [key]}, headers=ORIGIN)
    assert answer.status_code == 403
    assert "ក្មេងស្រី" not in answer.content.decode()


def test_another_member_at_the_same_browser_does_not_see_it(note, at_browser):
    client, path, typed = note
    seated_again(client, at_browser, "officer.pp")
    answer = client.post(path, typed, headers=ORIGIN)
    assert answer.status_code == 403
    assert "ក្មេងស្រី" not in answer.content.decode()
    assert path not in forms(answer)


# the session has ended


def ended(client):
    del client.cookies["samaki_session"]


def test_after_the_end_of_a_session_the_same_form_stands_there_with_its_text(note, at_browser, cast):
    client, path, typed = note
    ended(client)
    asked = client.post(path, typed, headers=ORIGIN)
    assert asked.status_code == 401
    assert "Nothing was sent. What you wrote waits in this page" in asked.content.decode()
    assert "If you close or leave this page, it is gone." in asked.content.decode()
    assert "ក្មេងស្រី" not in asked.content.decode()  # sealed
    assert not any("ក្មេងស្រី" in morsel.value or len(morsel.value) > 200 for morsel in client.cookies.values())
    way_in = filled(asked, "/sign-in/?lang=en", username="duty.pp", password="a password of the tests")
    back = client.post("/sign-in/?lang=en", way_in)
    assert back.status_code == 200
    page = back.content.decode()
    assert "You are signed in again. Not sent yet." in page
    assert re.search(r'<textarea id="id_text"[^>]*>\nក្មេងស្រី', page)
    assert notes(cast["duty.pp"]) == 0  # never by itself
    assert client.post(path, forms(back)[path]).status_code == 302
    assert notes(cast["duty.pp"]) == 1


def test_both_cookies_gone_is_the_same(note):
    client, path, typed = note
    client.cookies.clear()
    asked = client.post(path, typed, headers=ORIGIN)
    assert asked.status_code == 401
    assert forms(asked)["/sign-in/?lang=en"]["draft"] != [""]


def test_the_language_of_the_member_stays(note):
    client, path, typed = note
    ended(client)
    page = client.post(path, typed, headers=ORIGIN | {"accept-language": "km"}).content.decode()
    assert '<html lang="en">' in page


def test_a_wrong_password_and_another_language_keep_what_waits(note):
    client, path, typed = note
    ended(client)
    asked = client.post(path, typed, headers=ORIGIN)
    wrong = client.post("/sign-in/?lang=en", filled(asked, "/sign-in/?lang=en", username="duty.pp", password="wrong"))
    assert wrong.status_code == 422
    khmer = client.post("/sign-in/?lang=en", filled(wrong, "/sign-in/?lang=en", password="") | {"lang": ["km"]})
    assert (khmer.status_code, '<html lang="km">' in khmer.content.decode()) == (200, True)
    back = filled(khmer, "/sign-in/?lang=km", username="duty.pp", password="a password of the tests")
    assert "ក្មេងស្រី" in client.post("/sign-in/?lang=km", back).content.decode()


def test_whoever_else_signs_in_never_sees_it(note, at_browser):
    client, path, typed = note
    ended(client)
    asked = client.post(path, typed, headers=ORIGIN)
    way_in = filled(asked, "/sign-in/?lang=en", username="officer.pp", password="a password of the tests")
    answer = client.post("/sign-in/?lang=en", way_in)
    assert "belongs to another member" in answer.content.decode()
    assert "ក្មេងស្រី" not in answer.content.decode()
    assert client.get("/desk/").status_code == 200


def test_what_another_member_wrote_waits_through_the_sign_in_of_a_second_one_and_comes_back(note, at_browser, cast):
    client, path, typed = note
    ended(client)
    asked = client.post(path, typed, headers=ORIGIN)
    way_in = filled(asked, "/sign-in/?lang=en", username="officer.pp", password="a password of the tests")
    second = client.post("/sign-in/?lang=en", way_in)
    leave = next(form for form in all_forms(second, "/sign-out/") if "draft" in form)
    out = client.post("/sign-out/", leave)
    assert (out.status_code, "Whoever wrote this signs in here" in out.content.decode()) == (200, True)
    assert "ក្មេងស្រី" not in second.content.decode() + out.content.decode()
    assert client.get("/desk/").status_code == 302, "the second member is signed out"
    back = client.post(
        "/sign-in/?lang=en", filled(out, "/sign-in/?lang=en", username="duty.pp", password="a password of the tests")
    )
    assert re.search(r'<textarea id="id_text"[^>]*>\nក្មេងស្រី', back.content.decode())
    assert client.post(path, forms(back)[path]).status_code == 302
    assert notes(cast["duty.pp"]) == 1


def test_signing_out_with_what_is_no_draft_is_only_signing_out(at_browser):
    client = at_browser("duty.pp")
    out = client.post("/sign-out/", filled(client.get("/desk/"), "/sign-out/") | {"draft": ["x"]})
    assert (out.status_code, out["Location"]) == (302, "/sign-in/#out")


def test_letters_that_came_broken_are_told_and_what_can_be_read_is_kept(note, cast):
    client, path, typed = note
    body = "&".join(f"{name}={quote(values[0])}" for name, values in typed.items() if name != "text")
    broken = client.generic("POST", path, f"{body}&text=She+said+%E1%9E%80+%ff%fe+end".encode(),
                            content_type="application/x-www-form-urlencoded", headers=ORIGIN)  # fmt: skip
    assert broken.status_code == 422
    page = broken.content.decode()
    assert "Some letters could not be read" in page
    assert re.search(r'<textarea id="id_text"[^>]*>\nShe said ក \ufffd\ufffd end', page)
    assert notes(cast["duty.pp"]) == 0


def all_forms(page, action):
    """Every form of the page with this address."""
    reader = _Forms()
    reader.feed(page.content.decode())
    return [form["fields"] for form in reader.forms if form["action"] == action]


@pytest.mark.parametrize("change", [lambda d: d[:-9] + "AAAAAAAA=", lambda d: "x", lambda d: "é", lambda d: d * 2])
def test_a_changed_draft_is_told_and_nothing_is_shown(change, note):
    client, path, typed = note
    ended(client)
    asked = client.post(path, typed, headers=ORIGIN)
    way_in = filled(asked, "/sign-in/?lang=en", username="duty.pp", password="a password of the tests")
    answer = client.post("/sign-in/?lang=en", way_in | {"draft": [change(way_in["draft"][0])]})
    assert (answer.status_code, "Not sent" in answer.content.decode()) == (200, True)
    assert "ក្មេងស្រី" not in answer.content.decode()


def test_a_draft_lives_for_a_shift(now):
    sealed = keeping.Kept("/cases/x/", [("text", [WORDS])], "k").sealed(now)
    assert keeping.unsealed(sealed, now + keeping.LIFETIME).values == [("text", [WORDS])]
    assert keeping.unsealed(sealed, now + keeping.LIFETIME + timedelta(seconds=1)) is None
    assert keeping.unsealed(sealed, now - timedelta(seconds=1)) is None


def test_a_password_is_never_kept(rf):
    form = keeping.kept_from(rf.post("/account/", {"password": "secret", "new_password": "secret", "text": "x"}))
    assert form.values == [("text", ["x"])]


def test_a_form_without_a_key_leads_to_the_sign_in_page(client, opened):
    case, _draft = opened()
    answer = client.post(f"/cases/{case.code}/notes/new/", {"text": "x"})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=")
