"""Anybody complains about an agency on one page, without a name, and comes back with a receipt; nothing of them is kept."""

import re

import pytest
from django.db import connection

from samaki.database import session
from samaki.journeys.complaints import handling
from samaki.journeys.complaints.models import Complaint
from tests.acting import act
from tests.everything import rows
from tests.web.public.browsing import Browser, receipt_of

ADDRESS, AGENT = "203.0.113.78", "Marker-Browser/9.8"
WORDS = "he asked my mother for money"


@pytest.fixture
def browser(cast):
    return Browser(REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=AGENT, HTTP_ACCEPT_LANGUAGE="en")


def sent(browser, lang="en", **given):
    page = browser.get(f"/complain/?lang={lang}")
    assert page.status_code == 202
    key = re.search(r'name="key" value="([^"]+)"', page.content.decode()).group(1)
    return browser.post(
        f"/complain/?lang={lang}", {"key": key, "what": WORDS, "kind": "police_ahtjp", "area": "12"} | given
    )


def asked_back(browser, receipt, **given):
    return browser.post("/status/?lang=en", {"receipt": receipt, **given})


def the_complaint(cast, now):
    with session("app", now, cast["oversight"].id):
        return Complaint.objects.get()


@pytest.mark.parametrize(("lang", "thanks"), [("en", "We have it. Thank you."), ("km", "អរគុណ")])
def test_a_complaint_gets_a_receipt_with_which_one_comes_back(lang, thanks, browser, cast, now):
    page = sent(browser, lang)
    assert page.status_code == 201
    assert thanks in page.content.decode()
    assert not page.cookies
    back = asked_back(browser, receipt_of(page).lower().replace("-", " "))
    assert "Your complaint waits to be read" in back.content.decode()
    assert not back.cookies
    about = the_complaint(cast, now).about
    assert set(about) == {cast[name].unit.agency_id for name in ("duty.pp", "duty.national")}, (
        "whichever serves the place"
    )


def test_a_question_is_read_and_answered_with_the_receipt(browser, cast, now):
    receipt = receipt_of(sent(browser))
    by, key = cast["oversight"], the_complaint(cast, now).id
    act(by, handling.take_up_complaint, now, complaint_id=key)
    act(by, handling.ask_complainant, now, complaint_id=key, text="On which day was it?")
    page = asked_back(browser, receipt).content.decode()
    assert "There is a question to you" in page
    assert "On which day was it?" in page
    for hidden in (by.name_en, by.unit.name_en, cast["duty.pp"].unit.name_en):
        assert hidden not in page
    page = asked_back(browser, receipt, go="message", message="It was on Monday").content.decode()
    assert "It was on Monday" in page
    assert the_complaint(cast, now).state == "answered"
    assert asked_back(browser, receipt, go="message", message=" ​ ").status_code == 422
    act(by, handling.close_complaint, now, complaint_id=key, reason="upheld", text="It is changed now.")
    page = asked_back(browser, receipt).content.decode()
    assert "It was right: something is changed" in page
    assert "It is changed now." in page


def test_sending_twice_keeps_one(browser, cast, now):
    page = browser.get("/complain/?lang=en")
    key = re.search(r'name="key" value="([^"]+)"', page.content.decode()).group(1)
    first, second = (browser.post("/complain/?lang=en", {"key": key, "what": WORDS}) for _again in range(2))
    assert receipt_of(first) == receipt_of(second)
    assert rows("select count(*) from complaint") == [(1,)]


def test_no_address_and_no_browser_is_kept_anywhere(browser, superuser, db):
    asked_back(browser, receipt_of(sent(browser, contact="by the school")), go="message", message="more")
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        cursor.execute("set role none")
        for table in tables:
            cursor.execute(
                f'select count(*) from "{table}" t where t::text like %s or t::text like %s',
                [f"%{ADDRESS}%", f"%{AGENT}%"],
            )
            assert cursor.fetchone()[0] == 0, table


def test_what_is_missing_is_asked_again_and_nothing_typed_is_lost(browser):
    page = sent(browser, what="  ", who="the tall one")
    assert page.status_code == 422
    assert "the tall one" in page.content.decode()
    assert 'role="alert"' in page.content.decode()
    khmer = browser.post("/complain/?lang=en", {"what": "typed now", "lang": "km"})
    assert "typed now" in khmer.content.decode()
    assert '<html lang="km"' in khmer.content.decode()


@pytest.mark.parametrize(
    "nasty", ["\x00", "​", "ក" * 30000, "<script>alert(1)</script>", "' or 1=1 --", "9" * 400, "\ud83d"]
)
def test_no_field_breaks_the_page(nasty, browser):
    raw = nasty.encode("utf-8", "surrogatepass")
    for path, names in (("/complain/", ("what", "who", "code", "contact", "kind", "area", "oversight", "key")),
                        ("/status/", ("receipt", "go", "message"))):  # fmt: skip
        body = b"&".join(name.encode() + b"=" + b"".join(b"%%%02X" % byte for byte in raw) for name in names)
        answer = browser.generic("POST", path, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code < 500
        assert b"<script>alert" not in answer.content


def test_whether_a_case_exists_is_told_to_nobody(browser, cast, now):
    """The same page for the code of a case, of none, and for none at all."""
    from tests.acting import own_case

    code = own_case(cast["duty.pp"], now).code
    pages = {
        re.sub(r"<span>[0-9A-Z]{4}</span>", "", sent(browser, code=text).content.decode())
        for text in (code, "PP-26-222222", "")
    }
    assert len(pages) == 1


def test_unknown_receipts_are_answered_alike(browser):
    sent(browser)
    answers = [asked_back(browser, text) for text in ("7K4M-92QD-XR5T-H8VP", "0123 4567 89AB CDEF")]
    assert {answer.status_code for answer in answers} == {422}
    assert asked_back(browser, "7K4M-92QD-XR5T-H8VP", go="message", message="x").status_code == 422


def test_no_note_of_ours_stands_in_the_names_of_agencies(browser):
    page = browser.get("/complain/?lang=en").content.decode()
    assert "Mentor organisation" in page
    for note in ("holds no step", "aggregate figures"):
        assert note not in page
