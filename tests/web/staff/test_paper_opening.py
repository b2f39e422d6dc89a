"""A request for protection to a court that has no part in the case: something is shared first, by the rules of sharing, in the same act."""

import html
from datetime import timedelta

import pytest
from django.utils import timezone

from samaki.database import session
from tests.acting import own_case, taken
from tests.everything import rows, value
from tests.journeys.papers.reading import attached
from tests.web.staff.reading import pressed_twice
from tests.web.staff.test_paper_pages import text


@pytest.fixture
def now():
    return timezone.now().replace(second=0, microsecond=0)


@pytest.fixture
def case(cast, now):
    made = own_case(cast["duty.pp"], now, children=2)
    taken(made, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    return made


def asked(case, now, **more):
    return {"to_unit": "court-pp", "asks": "screen", "text": "she is afraid", "language": "en", "ground": "legal_duty",
            "until": f"{now + timedelta(days=9):%Y-%m-%d}"} | more  # fmt: skip


def test_the_police_ask_a_court_of_the_area_and_share_what_it_must_read(case, sign_in, now):
    police, path = sign_in("duty.pp"), f"/cases/{case.code}/papers/protection/"
    form = text(police.get(path))
    assert "no part in this case yet" in form
    assert 'value="court-sr"' not in form, "of the area alone"
    wrong = police.post(path, asked(case, now, ground="", until=""))
    assert wrong.status_code == 422
    assert "she is afraid" in text(wrong)
    consent = police.post(path, asked(case, now, ground="consent"))
    assert consent.status_code == 422, "the rules of sharing hold"
    assert "Choose the child" in html.unescape(text(consent))
    first = police.post(path, asked(case, now))
    assert "Share this, and make the paper?" in text(first)
    assert value("select count(*) from disclosure") == 0, "nothing has happened yet"
    made = pressed_twice(police, path, **asked(case, now))
    assert made["Content-Type"] == "application/pdf"
    assert "she is afraid" in attached(made.content)
    assert rows("select compartments, ground, purpose from disclosure") == [(["justice"], "legal_duty", "trial")]
    assert sign_in("court.pp").get(f"/cases/{case.code}/").status_code == 200, (
        "what the paper rests on is a relation with an end"
    )
    again = police.post(path, asked(case, now, ground="", until=""))
    assert again["Content-Type"] == "application/pdf", "now it has a part: nothing more is asked"


def test_who_works_for_one_child_alone_shares_its_identity_and_the_paper_says_no_more(case, sign_in, cast, now):
    social, path = sign_in("social.pp"), f"/cases/{case.code}/papers/protection/"
    whole = social.post(path, asked(case, now))
    assert "Choose the child: your unit does not work in the court case" in html.unescape(text(whole))
    with session("app", now, cast["social.pp"].id):
        step = case.steps.filter(holder=cast["social.pp"].unit, child_id__isnull=False).latest("id")
    made = pressed_twice(social, path, **asked(case, now, child=str(step.child_id)))
    assert made["Content-Type"] == "application/pdf", text(made)
    paper = attached(made.content)
    assert "she is afraid" in paper
    assert rows("select compartments, child_id from disclosure") == [(["identity"], step.child_id)]
    assert "Child 1" in paper or "Child 2" in paper
    assert not ("Child 1" in paper and "Child 2" in paper), "nothing of the other child"
