"""The box of a clock says only what runs now, and its bar goes from when this clock began to when it ends."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from samaki.database import session
from samaki.intake import operations as intake
from samaki.intake.models import Report
from tests.acting import act
from tests.handoffs.moving import attempt, brought_to

MINUTE = timedelta(minutes=1)


def box(page):
    """(per cent that is left in the bar, the words of the box and the line below it)."""
    found = re.search(r'class="clockbar.*?<rect width="(\d+)".*?</div>(.{0,300})', page, re.S)
    return int(found[1]), re.sub(r"<[^>]+>", " ", found[0])


def reported(cast, minutes):
    """A report of an emergency, so many minutes ago."""
    then = timezone.now() - minutes * MINUTE
    with session("intake", then):
        told = intake.Told(what="She is locked in", where="Phnom Penh", danger="yes")
        intake.file_report(told=told, key=uuid.uuid4(), channel="web", now=then)
    with session("app", then, cast["duty.pp"].id):
        return Report.objects.order_by("-id").first()


@pytest.mark.parametrize(("minutes", "left"), [(0, 100), (3, 80), (12, 20)])
def test_the_bar_of_a_fresh_report_is_full_and_shrinks_with_its_minutes(minutes, left, sign_in, cast):
    report = reported(cast, minutes)
    bar, words = box(sign_in("duty.pp").get(f"/reports/{report.id}/").content.decode())
    assert left - 2 <= bar <= left
    assert "Answer within 15 min." in words


def test_a_report_that_was_read_says_what_is_to_be_decided_and_no_limit_that_is_over(sign_in, cast):
    report, duty = reported(cast, 20), cast["duty.pp"]
    act(duty, intake.acknowledge, timezone.now() - 15 * MINUTE, report_id=report.id)
    page = sign_in("duty.pp").get(f"/reports/{report.id}/").content.decode()
    bar, words = box(page)
    assert 73 <= bar <= 75, "of the hour to decide"
    assert "By then it is decided what becomes of the report." in words
    assert "Answer within" not in page


@pytest.mark.parametrize(("state", "left"), [("completed", 75), ("received", 75)])
def test_the_bar_of_a_hand_off_is_of_the_clock_that_runs(state, left, sign_in, cast):
    asked = brought_to(state, cast["duty.pp"], cast["social.pp"], timezone.now() - 15 * MINUTE)
    for username in ("duty.pp", "social.pp"):
        page = sign_in(username).get(f"/handoffs/{asked.id}/").content.decode()
        assert left - 2 <= box(page)[0] <= left
        assert "Answer within" not in page


def test_after_an_answer_the_bar_is_of_the_time_that_is_left_from_there(sign_in, cast):
    start = timezone.now() - 20 * MINUTE
    asked = brought_to("received", cast["duty.pp"], cast["social.pp"], start)
    attempt("ask", asked.id, cast["social.pp"], start + 10 * MINUTE)
    attempt("answer", asked.id, cast["duty.pp"], start + 18 * MINUTE)
    bar, _words = box(sign_in("social.pp").get(f"/handoffs/{asked.id}/").content.decode())
    assert 94 <= bar <= 96, "two of fifty minutes"


def test_what_a_question_stops_is_said_once_and_with_its_time(sign_in, cast):
    asked = brought_to("received", cast["duty.pp"], cast["social.pp"], timezone.now())
    social = sign_in("social.pp")
    page = social.post(f"/handoffs/{asked.id}/ask/", {"text": "Which language?"}, follow=True).content.decode()
    assert "Saved: your question is sent." in page
    assert "stands still until the answer." not in page
    assert re.search(
        r"stands still until the answer, at the latest by (\d+ \w+, )?\d\d:\d\d\. Then it runs on", box(page)[1]
    )
    assert box(page)[0] >= 98
