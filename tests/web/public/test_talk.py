"""The page of who comes back: it says what was done, takes an answer and a file, and keeps nothing on the telephone."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from samaki.intake import talking
from tests.acting import act
from tests.intake.talk import filed, read, report_of, voice
from tests.web.public.browsing import Browser


@pytest.fixture
def browser(cast):
    return Browser(HTTP_ACCEPT_LANGUAGE="en")


def come(browser, receipt, lang="en"):
    page = browser.post(f"/status/?lang={lang}", {"receipt": receipt})
    assert (page.status_code, page.cookies) == (200, {})
    return page


def key_of(page):
    return re.search(r'name="key" value="([^"]+)"', page.content.decode()).group(1)


def sent(browser, page, go="message", **given):
    return browser.post(browser.here, {"key": key_of(page), "go": go} | given)


def test_a_question_is_read_and_answered_on_the_page(browser, cast, now):
    receipt, by = filed(now), cast["duty.pp"]
    report = report_of(by, now)
    act(
        by,
        talking.write_to_reporter,
        now,
        report_id=report.id,
        kind="question",
        phrases=["still_there"],
        text="Any light?",
    )
    page = come(browser, receipt)
    text = page.content.decode()
    for words in ("There is a question to you", "whether the child is still there", "Any light?"):
        assert words in text
    for hidden in (receipt, by.name_en, by.unit.name_en):
        assert hidden not in text
    page = sent(browser, page, text="There is light at night")
    assert page.status_code == 200
    assert "It is kept" in page.content.decode()
    assert "There is light at night" in page.content.decode()
    assert read(receipt, now).said[-1].kind == "answer"


def test_a_page_asked_for_again_shows_the_same_and_an_address_of_nobody_is_over(browser, cast, now):
    receipt = filed(now)
    come(browser, receipt)
    assert browser.get(browser.here).status_code == 200
    assert browser.get("/status/?lang=en&at=" + "A" * 22).status_code == 410
    browser.get(browser.here.replace("/status/", "/leave/"))
    assert browser.get(browser.past[-1]).status_code in (200, 410)


def test_leaving_ends_the_page(browser, cast, now):
    page = come(browser, filed(now))
    here = browser.here
    leave = re.search(r'href="(/leave/[^"]+at=[^"]+)"', page.content.decode()).group(1).replace("&amp;", "&")
    browser.get(leave)
    assert browser.get(here).status_code == 410


def test_the_same_form_sent_twice_is_kept_once(browser, cast, now):
    receipt = filed(now)
    page = come(browser, receipt)
    for _again in range(2):
        sent(browser, page, text="once")
    assert len(read(receipt, now).said) == 1


def test_what_was_refused_stands_in_its_field(browser, cast, now):
    receipt = filed(now)
    page = come(browser, receipt)
    packed = SimpleUploadedFile("a.zip", b"PK\3\4" + b"x" * 100)
    refused = sent(browser, page, text="the blue house", file=packed)
    assert refused.status_code == 422
    assert "the blue house" in refused.content.decode()
    assert "archive" in refused.content.decode()
    assert read(receipt, now).said == ()
    assert sent(browser, refused, text="the blue house", file=SimpleUploadedFile("a.wav", voice())).status_code == 200
    assert read(receipt, now).said[0].files[0][0] == "wav"


def test_how_to_be_reached_and_a_change_of_mind(browser, cast, now):
    receipt = filed(now)
    page = come(browser, receipt)
    assert sent(browser, page, "reach", how="", contact="012").status_code == 422
    page = sent(browser, page, "reach", how="text", hours=["evening"], contact="012 345 678")
    assert "By a text message: In the evening" in page.content.decode()
    assert "012 345 678" not in page.content.decode(), "what was sealed is shown to nobody, them neither"
    page = sent(browser, page, "withdraw")
    assert read(receipt, now).how == "never"
    sent(browser, page, "doubt", text="I was wrong")
    assert read(receipt, now).said[-1].kind == "doubt"


def test_who_gave_no_number_is_not_told_that_they_will_be_called(browser, cast, now):
    receipt = filed(now)
    page = come(browser, receipt)
    refused = sent(browser, page, "reach", how="call", hours=["evening"], safe="hang up if a man answers")
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "You have given no number and no other way yet" in text
    assert "hang up if a man answers" in text, "nothing of what they wrote is lost"
    assert read(receipt, now).how is None
    page = sent(browser, refused, "reach", how="call", contact="012 345 678")
    assert read(receipt, now).how == "call"
    assert sent(browser, page, "reach", how="text").status_code == 200, "the number that was given stands"
    given = filed(now, contact="012 345 678")
    assert sent(browser, come(browser, given), "reach", how="call").status_code == 200


def test_words_that_are_too_long_are_told_so_in_the_digits_of_the_page(browser, cast, now):
    receipt = filed(now)
    page = sent(browser, come(browser, receipt, "km"), text="ក" * 20_001)
    text = page.content.decode()
    assert page.status_code == 422
    assert "២០០០០" in text
    assert "20000 " not in text
    assert sent(browser, page, text="ក" * 20_000).status_code == 200


@pytest.mark.parametrize("hostile", [{"go": "nothing"}, {"key": "x", "text": "\x00"}, {"text": "\ufffd"}, {"hours": ["x"], "go": "reach"}],
                         ids=["go", "key", "lost", "hours"])  # fmt: skip
def test_hostile_forms_are_told_and_keep_nothing(hostile, browser, cast, now):
    receipt = filed(now)
    page = come(browser, receipt)
    assert sent(browser, page, **hostile).status_code == 422
    assert read(receipt, now).said == ()


def test_the_language_is_changed_and_what_was_typed_stays(browser, cast, now):
    page = come(browser, filed(now))
    page = browser.post(browser.here, {"key": key_of(page), "text": "half a word", "lang": "km"})
    assert 'lang="km"' in page.content.decode()
