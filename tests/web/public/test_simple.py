"""Telling with pictures and a voice: one press to a screen, without script, to the same report and the same receipt."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from samaki.database import session
from samaki.database.folder import current
from samaki.intake.queries import words_of
from samaki.intake.receipts import is_digits, may_be
from samaki.web.public.simple import SCREENS
from tests.everything import rows
from tests.intake.talk import read, report_of, voice
from tests.web.public.browsing import Browser, receipt_of


@pytest.fixture
def browser(cast):
    return Browser(HTTP_ACCEPT_LANGUAGE="en")


def told(browser, lang="en", danger="yes", what="taken", where="room", **last):
    browser.get(f"/report/simple/?lang={lang}")
    for pick, more in ((danger, {}), (what, {}), (where, {"where": "Toul Kork"})):
        page = browser.post(browser.here, {"pick": pick} | more)
        assert (page.status_code, page.cookies) == (202, {}), page.content.decode()
    return browser.post(browser.here, {"pick": "send"} | last)


@pytest.mark.parametrize("lang", ["en", "km"])
def test_pictures_and_a_voice_become_a_report_with_its_receipt(lang, browser, cast, now):
    page = told(browser, lang, file=SimpleUploadedFile("voice.wav", voice(b"secret")))
    assert page.status_code == 201
    receipt, by = receipt_of(page), cast["duty.pp"]
    report = report_of(by, now)
    assert (report.urgency, report.channel) == ("emergency", "web")
    with session("app", now, by.id):
        words = words_of(report)
    assert "Toul Kork" in words["where"]
    assert read(receipt, now).said[0].files[0][0] == "wav"


def test_without_a_voice_and_without_words_it_is_a_report_all_the_same(browser, cast, now):
    assert receipt_of(told(browser))


@pytest.mark.parametrize("lang", ["en", "km"])
def test_where_nothing_at_all_was_said_it_asks_for_a_word_a_picture_or_a_voice(lang, browser, cast, now):
    browser.get(f"/report/simple/?lang={lang}")
    for pick in ("unknown", "other", "unknown"):
        browser.post(browser.here, {"pick": pick})
    page = browser.post(browser.here, {"pick": "send"})
    assert page.status_code == 422
    assert {"en": "Tell us something", "km": "សូមប្រាប់យើងអ្វីមួយ"}[lang] in page.content.decode()
    assert receipt_of(browser.post(browser.here, {"pick": "send", "what": "a girl cries at night"}))


def test_a_file_that_is_no_sound_keeps_the_page_and_sends_nothing(browser, cast, now):
    page = told(browser, file=SimpleUploadedFile("a.zip", b"PK\3\4" + b"x" * 90), what="other")
    assert page.status_code == 422
    assert "archive" in page.content.decode()
    assert receipt_of(browser.post(browser.here, {"pick": "send", "what": "words"}))


def test_back_leads_to_the_screen_before_and_nonsense_stays_where_it_is(browser, cast):
    browser.get("/report/simple/?lang=en")
    assert "Is a child in danger now?" in browser.post(browser.here, {"pick": "nonsense"}).content.decode()
    browser.post(browser.here, {"pick": "no"})
    assert "Is a child in danger now?" in browser.post(browser.here, {"pick": "back"}).content.decode()


def test_every_picture_has_its_drawing(browser, cast):
    for place in SCREENS:
        page = browser.get(browser.here or "/report/simple/?lang=en").content.decode()
        assert page.count('class="tile"') == len(SCREENS[place][1])
        assert page.count('<svg viewBox="0 0 96 96"') == max(1, len(SCREENS[place][1]))
        browser.post(browser.here, {"pick": "unknown" if place != "what" else "other"})


def test_a_file_that_is_too_large_costs_no_word(browser, cast, now):
    browser.get("/report/simple/?lang=km")
    for pick in ("no", "work", "street"):
        page = browser.post(browser.here, {"pick": pick})
    assert page.content.decode().index('name="what"') < page.content.decode().index('name="file"'), (
        "words are read before the file"
    )
    assert "data-most" in page.content.decode()
    large = SimpleUploadedFile("voice.wav", b"x" * 17_000_000)
    refused = browser.post(browser.here, {"what": "ក្មេងម្នាក់", "file": large, "pick": "send"})
    assert (refused.status_code, refused["Connection"]) == (413, "close")
    for page in (refused, browser.get(browser.here)):
        assert "ក្មេងម្នាក់" in page.content.decode()
    assert rows("select count(*) from report") == [(0,)]
    assert receipt_of(browser.post(browser.here, {"what": "ក្មេងម្នាក់", "pick": "send"}))


def test_a_recording_is_played_where_there_is_one_and_nobody_who_reads_little_is_told_that_there_is_none(browser, cast):
    assert "read aloud yet" not in browser.get("/report/simple/?lang=en").content.decode()
    assert browser.get("/report/simple/aloud/km/danger/").status_code == 404
    place = current().path / "voices" / "en"
    place.mkdir(parents=True, exist_ok=True)
    recording = place / "danger.wav"
    recording.write_bytes(voice())
    try:
        assert "<audio controls" in browser.get("/report/simple/?lang=en").content.decode()
        answer = browser.get("/report/simple/aloud/en/danger/")
        assert answer["Content-Type"] == "audio/wav"
        assert answer.content == voice()
        assert browser.get("/report/simple/aloud/en/..%2Fkey/").status_code == 404
    finally:
        recording.unlink()


def test_the_receipt_is_of_digits_and_leads_back_and_a_tick_never_says_no(browser, cast, now):
    page = told(browser)
    receipt = receipt_of(page)
    assert is_digits(receipt)
    assert may_be(receipt)
    assert "key-code--big" in page.content.decode()
    assert "16 digits. To come back" in page.content.decode()
    assert read(receipt, now) is not None
    first = browser.get("/report/simple/?lang=km").content.decode()
    assert "m30 50 12 12 24-28" not in first, "the tick"
    assert "គ្រោះ\u2060ថ្នាក់" in first
    assert "en.vietnamplus.vn" not in first
    assert "<summary>" in browser.get("/?lang=km").content.decode()


def test_after_a_yes_the_numbers_to_call_stand_above_the_question(browser, cast):
    first = browser.get("/report/simple/?lang=en").content.decode()
    assert "Call now:" not in first
    for pick in ("yes", "taken", "room"):
        page = browser.post(browser.here, {"pick": pick}).content.decode()
        assert page.index("Call now:") < page.index('href="tel:') < page.index("<h1>"), pick
        assert page.count('href="tel:') == page[: page.index("<h1>")].count('href="tel:'), "once"
