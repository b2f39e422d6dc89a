"""Somebody tells, gets a receipt, comes back; nothing of them is kept but what they wrote."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from samaki.database import session
from samaki.intake.models import Report
from samaki.intake.queries import words_of
from tests.web.public.browsing import Browser, draft_of, receipt_of, tell

ADDRESS, AGENT = "203.0.113.77", "Marker-Browser/9.9"


@pytest.fixture
def reporter(cast):
    return Browser(REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=AGENT, HTTP_ACCEPT_LANGUAGE="en")


@pytest.mark.parametrize(("lang", "thanks"), [("en", "We have it. Thank you."), ("km", "យើង")])
def test_a_report_gets_a_receipt_with_which_one_comes_back(lang, thanks, reporter):
    sent = reporter.post(f"/report/?lang={lang}", {"draft": draft_of(tell(reporter, lang)), "go": "send"})
    assert sent.status_code == 201
    assert thanks in sent.content.decode()
    assert f'<html lang="{lang}"' in sent.content.decode()
    back = reporter.post(f"/status/?lang={lang}", {"receipt": receipt_of(sent).lower().replace("-", " ")})
    assert back.status_code == 200
    assert not sent.cookies
    assert not back.cookies


def test_a_time_of_the_next_day_is_said_with_its_month(reporter, now, monkeypatch):
    late = now + timedelta(hours=14, minutes=55)  # five minutes to midnight in Phnom Penh
    monkeypatch.setattr(timezone, "now", lambda: late)
    sent = reporter.post("/report/?lang=en", {"draft": draft_of(tell(reporter)), "go": "send"})
    assert re.search(r"by 4 Mar, 00:\d\d at the latest", sent.content.decode())


def test_sending_twice_keeps_one_report_and_gives_the_same_receipt(reporter, cast, now):
    last = draft_of(tell(reporter))
    first, second = (reporter.post("/report/", {"draft": last, "go": "send"}) for _again in range(2))
    assert receipt_of(first) == receipt_of(second)
    with session("app", now, cast["duty.pp"].id):
        assert Report.objects.count() == 1


def test_the_words_go_to_the_police_of_the_place(reporter, cast, now):
    reporter.post("/report/", {"draft": draft_of(tell(reporter, where="near the beach, Sihanoukville")), "go": "send"})
    with session("app", now, cast["duty.ps"].id):
        report = Report.objects.get()
        assert words_of(report)["what"] == "A girl is kept in a guesthouse"
        assert report.urgency == "emergency"
    with session("app", now, cast["duty.pp"].id):
        assert not Report.objects.exists()


def test_an_unknown_place_goes_to_the_national_desk(reporter, cast, now):
    page = tell(reporter, where="", where_unknown="yes")
    reporter.post("/report/", {"draft": draft_of(page), "go": "send"})
    with session("app", now, cast["duty.national"].id):
        assert Report.objects.count() == 1


def test_no_address_and_no_browser_is_kept_anywhere(reporter, owner):
    reporter.post("/report/", {"draft": draft_of(tell(reporter, contact="by the school")), "go": "send"})
    from django.db import connection

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


@pytest.mark.parametrize("missing", ["what", "where"])
def test_the_two_that_must_be_answered_are_asked_again_kindly(missing, reporter):
    page = reporter.get("/report/?lang=en")
    if missing == "where":
        page = reporter.post("/report/", {"draft": draft_of(page), "q": "what", "what": "x"})
    again = reporter.post("/report/", {"draft": draft_of(page), "q": missing, missing: " ​ "})
    assert again.status_code == 422
    assert 'role="alert"' in again.content.decode()


def test_back_change_and_another_language_keep_the_answers(reporter):
    page = tell(reporter)
    changed = reporter.post("/report/", {"draft": draft_of(page), "go": "what"})
    assert "A girl is kept in a guesthouse" in changed.content.decode()
    khmer = reporter.post(
        "/report/?lang=en", {"draft": draft_of(changed), "q": "what", "what": "typed now", "lang": "km"}
    )
    assert "typed now" in khmer.content.decode()
    assert '<html lang="km"' in khmer.content.decode()
    assert (
        "typed now"
        in reporter.post("/report/", {"draft": draft_of(khmer), "q": "what", "what": "typed now"}).content.decode()
    )


def test_a_changed_or_foreign_draft_is_said_kindly_and_loses_nothing_of_the_page(reporter):
    for draft in ("", "x", "A" * 200, draft_of(reporter.get("/report/"))[:-6] + "AAAAAA"):
        again = reporter.post("/report/", {"draft": draft, "q": "what", "what": "my words"})
        assert again.status_code == 422
        assert "my words" in again.content.decode()


def test_receipts_that_nobody_has_are_answered_alike(reporter):
    answers = [
        reporter.post("/status/?lang=en", {"receipt": text})
        for text in ("7K4M-92QD-XR5T-H8VP", "0123 4567 89AB CDEF", "\x007K4M-92QD-XR5T-H8VQ")
    ]
    pages = {re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers}
    assert {answer.status_code for answer in answers} == {422}
    assert len(pages) == 1


@pytest.mark.parametrize("typed", ["", "7K4M", "nonsense", "\x00 <b>", "7K4M-92QD-XR5T-H8VP-1"])
def test_what_cannot_be_a_receipt_is_told_what_one_is(typed, reporter):
    answer = reporter.post("/status/?lang=en", {"receipt": typed})
    assert answer.status_code == 422
    assert "Write all 16, as you copied them." in answer.content.decode()
    assert "There is no report" not in answer.content.decode()


def test_a_receipt_may_be_written_in_khmer_digits(reporter):
    sent = reporter.post("/report/", {"draft": draft_of(tell(reporter)), "go": "send"})
    khmer = receipt_of(sent).translate(str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩"))
    assert "It is waiting to be read" in reporter.post("/status/?lang=en", {"receipt": khmer}).content.decode()


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe\xfa",
        b"draft=%ff%fe&q=what&what=%00%80",
        b"a=" + b"x" * 10_000_000,
        b"&" * 3000,
        b"q=what&q=where&draft=&go=send&go=back",
    ],
)
@pytest.mark.parametrize("path", ["/report/", "/status/", "/", "/leave/", "/progress/"])
def test_hostile_bodies_get_a_page(path, body, reporter):
    for kind in (
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "text/plain; charset=utf-99",
    ):
        answer = reporter.generic("POST", path, body, content_type=kind)
        assert answer.status_code < 500, (path, kind)
        assert not answer.cookies


def test_too_much_is_said_and_not_cut(reporter):
    page = reporter.get("/report/?lang=en")
    again = reporter.post("/report/", {"draft": draft_of(page), "q": "what", "what": "x" * 20_001})
    assert again.status_code == 422
    assert "too long" in again.content.decode()


def test_leaving_goes_to_a_plain_page_and_tells_it_nothing(reporter):
    answer = reporter.get("/leave/?lang=en")
    assert answer.status_code == 303
    assert answer["Referrer-Policy"] == "no-referrer"
