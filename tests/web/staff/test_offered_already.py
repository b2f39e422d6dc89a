"""A step that is being offered says so on its pages at once, not only after a form was filled and sent."""

import pytest
from django.utils import timezone

from samaki.handoffs import operations as handoffs
from tests.acting import act
from tests.web.staff.reading import forms

ALREADY = "This step is already offered to "


def read(answer):
    return answer.content.decode().replace("\u200b", "")


@pytest.fixture
def offered(opened, cast):
    _case, draft = opened()
    act(cast["duty.pp"], handoffs.offer, timezone.now(), handoff_id=draft.id)
    return draft


def test_the_page_that_hands_on_shows_the_offer_that_runs_and_no_form(offered, sign_in):
    answer = sign_in("duty.pp").get(f"/steps/{offered.step_id}/hand-on/")
    page = read(answer)
    assert answer.status_code == 200
    assert f"{ALREADY}{offered.to_unit.name_en}." in page
    assert f'href="/handoffs/{offered.id}/"' in page
    assert f"/steps/{offered.step_id}/hand-on/" not in forms(answer)
    assert 'name="to_unit"' not in page.split("<details")[0]


def test_the_page_of_the_step_says_it_too_and_still_records_what_was_done(offered, sign_in):
    answer = sign_in("duty.pp").get(f"/steps/{offered.step_id}/")
    assert ALREADY in read(answer)
    assert f'href="/handoffs/{offered.id}/"' in read(answer)
    assert f"/steps/{offered.step_id}/" in forms(answer)


@pytest.mark.parametrize("page", ["", "hand-on/"])
def test_a_draft_and_an_offer_that_was_withdrawn_are_no_offer(page, opened, sign_in, cast):
    _case, draft = opened()
    police, path = sign_in("duty.pp"), f"/steps/{draft.step_id}/{page}"
    assert ALREADY not in read(police.get(path))
    act(cast["duty.pp"], handoffs.offer, timezone.now(), handoff_id=draft.id)
    assert ALREADY in read(police.get(path))
    act(cast["duty.pp"], handoffs.withdraw, timezone.now(), handoff_id=draft.id)
    assert ALREADY not in read(police.get(path))


def test_a_form_that_was_open_before_the_offer_is_refused_with_the_way_to_it(offered, sign_in):
    given = {"to_unit": "ngo-pp", "why": "They are near", "why_code": "next_step", "urgency": "urgent"}
    answer = sign_in("duty.pp").post(f"/steps/{offered.step_id}/hand-on/", given)
    assert answer.status_code == 409
    assert f'href="/handoffs/{offered.id}/"' in read(answer)
