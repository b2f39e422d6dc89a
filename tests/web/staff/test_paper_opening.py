"""A request for protection to a court that has no part in the case: something is shared first, by the rules of sharing, in the same act."""

import html
from datetime import timedelta

import pytest
from django.utils import timezone

from samaki.cases.models import Person
from samaki.database import session
from samaki.journeys.hearings import entering
from samaki.journeys.hearings.telling import Told as Sitting
from samaki.journeys.protections.measures import ask_protection
from tests.acting import act, own_case, taken
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
    assert "no part in this case that you know of" in form
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


def test_it_says_what_the_maker_knows_of_the_childs_days_at_court_and_nothing_of_the_case(case, sign_in, cast, now):
    police, social = cast["duty.pp"], cast["social.pp"]
    with session("app", now, social.id):
        step = case.steps.filter(holder=social.unit, child_id__isnull=False).latest("id")
        child = Person.objects.select_related("case").get(id=step.child_id)
    with session("app", now, police.id):
        other = case.people.filter(part="survivor").exclude(id=child.id).get()
    for called, place in (((child,), "Hall of ours"), ((other,), "Hall of others"), ((), "Hall of none")):
        told = Sitting(
            purpose="trial", source="court", at=now + timedelta(days=9), place=place, text="canaryfact", children=called
        )
        act(police, entering.enter_hearing, now, case=case, told=told)
    act(social, ask_protection, now, case=case, child=child, measure="screen", text="a blue screen")
    act(police, ask_protection, now, case=case, child=other, measure="separate_waiting", text="a quiet room")
    path = f"/cases/{case.code}/papers/protection/"
    page = sign_in("social.pp")
    assert "write here what the court must know" in text(page.get(path))
    assert "write here what the court must know" not in text(sign_in("duty.pp").get(path))
    assert "as your unit knows it" in text(page.post(path, asked(case, now, child=str(child.id))))
    paper = attached(pressed_twice(page, path, **asked(case, now, child=str(child.id))).content)
    for words in (
        "Hall of ours",
        "a blue screen",
        "as far as we know: we know of no time",
        "stands in the court file and not on this paper",
    ):
        assert words in " ".join(paper.split()), words
    for words in ("Hall of others", "Hall of none", "a quiet room", "canaryfact"):
        assert words not in paper, words
