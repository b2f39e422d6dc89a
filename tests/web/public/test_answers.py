"""What a reporter did not answer is told as that, two answers that contradict are asked about, and a yes to danger keeps the numbers."""

import pytest
from django.utils import timezone

from samaki.database import session
from samaki.intake.models import Report
from samaki.intake.queries import words_of
from tests.web.public.browsing import Browser, draft_of, fill, tell

CALL = "Call now:"


@pytest.fixture
def reporter(cast):
    return Browser(REMOTE_ADDR="203.0.113.9", HTTP_ACCEPT_LANGUAGE="en")


def send(reporter, **answers):
    reporter.post("/report/", {"draft": draft_of(tell(reporter, **answers)), "go": "send"})


def officer_reads(cast, client):
    client.force_login(cast["duty.pp"])
    with session("app", timezone.now(), cast["duty.pp"].id):
        report = Report.objects.latest("id")
    return (
        client.get(f"/reports/{report.id}/", headers={"accept-language": "en"}).content.decode().replace("\u200b", "")
    )


@pytest.mark.parametrize(
    ("danger", "read"), [("", "Not answered"), ("unknown", "The reporter does not know"), ("no", "No")]
)
def test_the_officer_reads_what_was_answered_and_nothing_else(danger, read, reporter, cast, client):
    send(reporter, danger=danger)
    assert f"<dt>In danger now?</dt><dd>{read}</dd>" in officer_reads(cast, client)


@pytest.mark.parametrize("who", ["", "unknown"])
def test_who_told_us_is_not_made_up(who, reporter, cast, client):
    send(reporter, danger="", who_tells=who)
    page = officer_reads(cast, client)
    assert "<dt>Who told us</dt><dd>Not answered. A name, if given, is sealed.</dd>" in page
    assert "Citizen" not in page
    with session("app", timezone.now(), cast["duty.pp"].id):
        report = Report.objects.get()
        assert (report.source, words_of(report)["danger"], report.urgency) == ("", "", "urgent")


def test_a_place_together_with_no_place_is_asked_about(reporter):
    page = fill(reporter, reporter.get("/report/?lang=en"), q="what", what="x")
    page = fill(reporter, page, q="where", where="Phnom Penh", where_unknown="yes")
    assert page.status_code == 422
    assert "Which is true?" in page.content.decode()
    assert "Phnom Penh" in page.content.decode()
    assert fill(reporter, page, q="where", where="Phnom Penh").status_code == 202


@pytest.mark.parametrize(("danger", "shown"), [("yes", True), ("no", False), ("unknown", False)])
def test_after_a_yes_each_page_says_whom_to_call(danger, shown, reporter):
    page = fill(reporter, reporter.get("/report/?lang=en"), q="what", what="x")
    page = fill(reporter, page, q="where", where="Toul Kork")
    page = fill(reporter, page, q="danger", danger=danger)
    for question, name in (("when", "when"), ("who", "who_tells"), ("contact", "contact")):
        text = page.content.decode()
        assert f'name="{name}"' in text
        assert (CALL in text) is shown
        assert ('href="tel:117"' in text.split("<form")[0 if shown else -1]) is shown
        page = fill(reporter, page, q=question)
    assert ('href="tel:117"' in page.content.decode()) is shown
