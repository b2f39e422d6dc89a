"""What was observed by mistake is struck wherever it stands, and its page shows what is about to be mended."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from samaki.journeys import doing, mistakes, observing
from tests.acting import act, own_case, step_of, taken
from tests.web.staff.test_people_pages import child_of, text


@pytest.fixture
def then():
    return timezone.now() - timedelta(minutes=30)


@pytest.fixture
def observed(cast, then):
    """A case of social services, with two observations of whereabouts that differ and have no words; the later one."""
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, then)
    taken(case, "first_safe_contact", duty, social, then)
    child = child_of(social, case)
    rows = [act(social, observing.observe, then, case=case, child=child, fact="whereabouts", answer=answer)
            for answer in ("known_safe", "moved")]  # fmt: skip
    return case, rows[-1]


def strike(cast, case, row):
    act(cast["social.pp"], mistakes.mark_note_error, timezone.now(), case=case, compartment="care", record_id=row.id,
        text="another child")  # fmt: skip


def struck(page):
    return [re.sub(r"<[^>]+>", "", found).strip() for found in re.findall(r"<del>(.*?)</del>", page, re.S)]


def test_an_observation_without_words_is_struck_among_the_notes(sign_in, observed, cast):
    case, row = observed
    client, path = sign_in("social.pp"), f"/cases/{case.code}/notes/"
    assert struck(client.get(path).content.decode()) == []
    strike(cast, case, row)
    page = client.get(path)
    assert struck(page.content.decode()) == ["Moved away, place not known"]
    assert text(page).count("Moved away, place not known") == 1, "and nowhere as if it held"
    assert "another child" in text(page)


def test_it_is_struck_in_the_step_that_settled_it_too(sign_in, observed, cast, then):
    case, row = observed
    task = step_of(cast["social.pp"], then, case, "settle_observations")
    client = sign_in("social.pp")
    act(cast["social.pp"], doing.do_step, then + timedelta(minutes=1), step_id=task.id, outcome="earlier_holds")
    assert struck(client.get(f"/steps/{task.id}/").content.decode()) == []
    strike(cast, case, row)
    assert struck(client.get(f"/steps/{task.id}/").content.decode()) == ["Moved away, place not known"]


def test_the_page_that_mends_an_observation_shows_it(sign_in, observed, then):
    case, row = observed
    page = text(sign_in("social.pp").get(f"/cases/{case.code}/notes/care/{row.id}/"))
    assert "Moved away, place not known" in page
    assert "Child 1" in page
    assert timezone.localtime(then).strftime("%H:%M") in page


def test_what_was_mended_already_says_so_and_leads_to_the_notes(sign_in, observed, cast):
    case, row = observed
    strike(cast, case, row)
    page = sign_in("social.pp").get(f"/cases/{case.code}/notes/care/{row.id}/")
    assert page.status_code == 412
    assert "Not open to you" not in text(page)
    assert "This was changed already" in text(page)
    assert f'href="/cases/{case.code}/notes/"' in page.content.decode()


def test_words_of_one_observation_with_several_answers_stand_once(sign_in, observed, cast, then):
    case, _row = observed
    social = cast["social.pp"]
    for fact, answer in (("whereabouts", "known_safe"), ("whereabouts", "moved")):
        act(
            social,
            observing.observe,
            then,
            case=case,
            child=child_of(social, case),
            fact=fact,
            answer=answer,
            text="Once said.",
        )
    page = text(sign_in("social.pp").get(f"/cases/{case.code}/notes/"))
    assert page.count("Once said.") == 1
    assert page.count("In the same words as the answer above.") == 1
