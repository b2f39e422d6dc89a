"""Is this paper genuine: by its code and by its file; what is said, what is not, and what looks alike."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from samaki.journeys.papers import operations
from samaki.journeys.papers.codes import in_groups, new_paper_code, shown
from samaki.ledger import sealing
from tests.acting import act, own_case


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def made(cast, now):
    case = own_case(cast["duty.pp"], now)
    paper = act(cast["duty.pp"], operations.make_paper, now, case=case, kind="protection", language="en")
    paper.row.case = case
    return paper


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def sent(code, content=None, name="paper.pdf"):
    form = {"code": code}
    if content is not None:
        form["file"] = SimpleUploadedFile(name, content, "application/pdf")
    return Client(headers={"accept-language": "en"}).post("/paper/", form)


def test_a_code_tells_pages_day_and_fingerprint_and_nothing_of_the_case(made, cast):
    page = Client(headers={"accept-language": "en"}).get(f"/paper/{shown(made.row.code)}/")
    said = text(page)
    assert page.status_code == 200
    assert "A paper with this code was made by this system" in said
    assert in_groups(bytes(made.row.text_sha256)) in said
    assert "Its entry is there" in said
    assert made.row.case.code not in said
    assert cast["duty.pp"].unit.name_en not in said
    assert "protection" not in said.casefold()
    assert page.cookies == {}
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "no-referrer"


def test_whoever_asks_is_told_when_the_entry_is_sealed(made, now):
    assert "sealed within a minute" in text(sent(made.row.code))
    while sealing.seal(now):
        pass
    sealing.checkpoint(now)
    said = text(sent(made.row.code))
    assert "Its entry is there, and sealed" in said
    assert "within a minute" not in said


def test_the_file_is_checked_letter_by_letter_and_a_wrong_one_looks_as_an_unknown_code(made):
    right = sent(shown(made.row.code).lower(), made.content)
    assert "This is the file that this system made" in text(right)
    wrong = [
        sent(made.row.code, made.content[:-1] + b"x"),
        sent(made.row.code, b"%PDF"),
        sent(new_paper_code(), made.content),
        sent(new_paper_code()),
        sent("", b"x"),
        sent("PP-26-7KQ4MX"),
        sent("' or 1=1 --"),
        sent("\x00" * 99),
    ]
    assert {answer.status_code for answer in wrong} == {404}
    plain = {re.sub(r' ?value="[^"]*"', "", text(answer)) for answer in wrong}
    assert len(plain) == 1


def test_what_was_made_anew_or_taken_back_says_so(made, cast, now):
    again = act(cast["duty.pp"], operations.make_paper, now, case=made.row.case, kind="protection", language="en")
    assert "A newer one has been made since" in text(sent(made.row.code))
    act(cast["duty.pp"], operations.withdraw_paper, now, paper_id=again.row.id, text="wrong court")
    assert "it does not count" in text(sent(again.row.code, again.content))
    assert "wrong court" not in text(sent(again.row.code))


def test_many_tries_wait_and_a_file_too_large_is_told(made, settings):
    answers = [sent(new_paper_code()).status_code for _ in range(14)]
    assert answers[0] == 404
    assert answers[-1] == 429
    settings.SAMAKI_LARGEST_FILE = 10
    assert sent(made.row.code, b"x" * 6_000_000).status_code == 413
