"""On a case: what our unit is asked stands before the picture; a slower clock is asked about; what was reported is in reach."""

import re

import pytest
from django.utils import timezone

from samaki.database import session
from samaki.handoffs.models import Handoff
from tests.acting import act, own_case
from tests.web.staff.reading import filled, forms

WHY = "The girl needs a doctor first"


def text(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def card_of(page, handoff):
    """Where the card of this hand-off stands, and where the picture does."""
    html = page.content.decode()
    found = re.search(
        rf'<section class="mine[^"]*" aria-labelledby="asked-1">.*?href="/handoffs/{handoff.id}/".*?</section>',
        html,
        re.S,
    )
    return found, html.index('class="chain')


def test_an_offer_that_waits_for_us_is_a_card_before_the_picture(sign_in, opened):
    case, draft = opened()
    police, social = sign_in("duty.pp"), sign_in("social.pp")
    police.post(f"/handoffs/{draft.id}/offer/")
    page = social.get(f"/cases/{case.code}/")
    card, picture = card_of(page, draft)
    assert card, "the card is there"
    assert card.start() < picture, "and stands before the picture"
    assert "Your unit is asked" in card[0]
    assert "Accept, ask, or say why not" in card[0]
    assert card_of(police.get(f"/cases/{case.code}/"), draft)[0] is None, "who asked has no such card"
    social.post(f"/handoffs/{draft.id}/ask/", {"text": "which house?"})
    assert "Your question waits for an answer" in card_of(social.get(f"/cases/{case.code}/"), draft)[0][0]
    social.post(f"/handoffs/{draft.id}/accept/")
    police.post(f"/handoffs/{draft.id}/answer/", {"text": "the blue one"})
    social.post(f"/handoffs/{draft.id}/accept/")
    assert card_of(social.get(f"/cases/{case.code}/"), draft)[0] is None, "taken: it is their step now"


def test_an_offer_is_no_card_for_who_does_no_casework(sign_in, opened):
    case, draft = opened()
    sign_in("duty.pp").post(f"/handoffs/{draft.id}/offer/")
    answer = sign_in("privacy.social").get(f"/cases/{case.code}/")
    assert "Accept, ask, or say why not" not in answer.content.decode()


def test_the_sender_of_a_childs_step_reads_the_report_beside_the_form_and_the_receiver_is_told_where_it_is(
    sign_in, opened
):
    """A step of care opens no part of justice, where the report is: the words that are needed travel under "Why"."""
    _case, draft = opened(what="A girl of nine is kept in a guesthouse")
    police, social = sign_in("duty.pp"), sign_in("social.pp")
    form = police.get(f"/steps/{draft.step_id}/hand-on/")
    assert "A girl of nine is kept in a guesthouse" in text(form)
    assert "They do not read the report" in text(form)
    police.post(f"/steps/{draft.step_id}/hand-on/", filled(form, f"/steps/{draft.step_id}/hand-on/", why=WHY))
    page = text(social.get(f"/handoffs/{draft.id}/"))
    assert WHY in page
    assert "A girl of nine" not in page
    assert "The report stays with the police" in page
    assert "Phnom Penh" in page, "where, and how it came to us, is no secret of the report"


@pytest.fixture
def emergency(cast):
    now = timezone.now()
    case = own_case(cast["duty.pp"], now, urgency="emergency")
    with session("app", now, cast["duty.pp"].id):
        asked = Handoff.objects.filter(case=case, state="offered", step__kind="first_safe_contact").first()
        draft = Handoff.objects.filter(case=case, step__kind="first_safe_contact").latest("id")
    if asked is not None:
        from samaki.handoffs import operations

        act(cast["duty.pp"], operations.withdraw, now, handoff_id=asked.id)
    return case, draft.step_id


def test_a_slower_clock_than_the_cases_is_asked_about_once(sign_in, emergency, cast):
    _case, step = emergency
    police, path = sign_in("duty.pp"), f"/steps/{step}/hand-on/"
    given = filled(police.get(path), path, why=WHY, urgency="normal", to_unit="social-pp")
    asked = police.post(path, given)
    assert asked.status_code == 422
    assert "This hand-off runs on slower clocks" in text(asked)
    with session("app", timezone.now(), cast["duty.pp"].id):
        assert not Handoff.objects.filter(step=step, state="offered").exists(), "nothing was sent"
    assert forms(asked)[path]["urgency_sure"] == ["normal"]
    again = police.post(path, filled(asked, path))
    assert again.status_code == 302
    with session("app", timezone.now(), cast["duty.pp"].id):
        made = Handoff.objects.get(step=step, state="offered")
    assert made.urgency == "normal"
    for reader in ("duty.pp", "social.pp"):
        assert "This hand-off runs on slower clocks" in text(sign_in(reader).get(f"/handoffs/{made.id}/")), reader


def test_the_clock_of_the_case_is_taken_without_a_question(sign_in, emergency):
    _case, step = emergency
    police, path = sign_in("duty.pp"), f"/steps/{step}/hand-on/"
    given = filled(police.get(path), path, why=WHY, urgency="emergency", to_unit="social-pp")
    assert police.post(path, given).status_code == 302


def test_a_draft_with_a_slower_clock_is_kept_without_a_question(sign_in, emergency):
    _case, step = emergency
    police, path = sign_in("duty.pp"), f"/steps/{step}/hand-on/"
    given = filled(police.get(path), path, why=WHY, urgency="normal", to_unit="social-pp") | {"draft": "1"}
    assert police.post(path, given).status_code == 302
