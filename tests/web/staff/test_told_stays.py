"""What a sender told with a hand-off stays in reach of whoever took the step over, and the hand-off in reach of its sender."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samaki.handoffs import operations as handoffs
from samaki.journeys import doing
from tests.acting import act, own_case, step_of, taken
from tests.web.staff.reading import forms

KIND = "first_safe_contact"
CONTACT = "Through guesthouse staff after 8. Never the number of the mother."


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u200b", "")


@pytest.fixture
def took(cast):
    """The first safe contact, offered by the police with words, asked about, answered, and accepted by social services."""
    police, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(police, timezone.now())
    step = step_of(police, timezone.now(), case, KIND)
    asked = act(police, handoffs.hand_on, timezone.now(), step_id=step.id, to_unit=social.unit, why="She is alone there",
                urgency="urgent", carries={"safe_contact": CONTACT, "wants": "To see her sister"})  # fmt: skip
    act(social, handoffs.ask, timezone.now(), handoff_id=asked.id, question="Which floor?")
    act(police, handoffs.answer, timezone.now(), handoff_id=asked.id, answer="The second one")
    act(social, handoffs.accept, timezone.now(), handoff_id=asked.id)
    return case, step, asked


def test_the_step_page_of_who_took_it_over_shows_all_that_they_were_told(took, sign_in):
    _case, step, asked = took
    page = read(sign_in("social.pp"), f"/steps/{step.id}/")
    told = page.split('id="told"')[1].split("</section>")[0]
    for words in (CONTACT, "She is alone there", "To see her sister", "Which floor?", "The second one"):
        assert words in told
    assert f'href="/handoffs/{asked.id}/"' in told


def test_the_card_of_the_step_on_the_case_leads_to_it_in_one_press(took, sign_in):
    case, _step, asked = took
    page = read(sign_in("social.pp"), f"/cases/{case.code}/")
    card = page.split('id="h-mine"')[1].split("</section>")[0]
    assert f'<a href="/handoffs/{asked.id}/">What they told us' in card
    assert CONTACT in read(sign_in("social.pp"), f"/handoffs/{asked.id}/")


def test_it_is_there_after_the_step_was_done(took, sign_in, cast):
    _case, step, _asked = took
    act(cast["social.pp"], doing.do_step, timezone.now(), step_id=step.id, outcome="seen_danger")
    assert CONTACT in read(sign_in("social.pp"), f"/steps/{step.id}/")


def test_the_sender_reaches_the_hand_off_from_its_case_and_from_the_step_while_it_runs(took, sign_in, cast):
    case, step, asked = took
    police = sign_in("duty.pp")
    link = f'href="/handoffs/{asked.id}/"'
    assert link in read(police, f"/cases/{case.code}/").split('id="sent"')[1].split("</section>")[0]
    assert link in read(police, f"/steps/{step.id}/")
    act(cast["social.pp"], doing.do_step, timezone.now(), step_id=step.id, outcome="seen_danger")
    assert link in read(police, f"/cases/{case.code}/")
    act(cast["duty.pp"], handoffs.confirm, timezone.now(), handoff_id=asked.id, arrived=True)
    assert 'id="sent"' not in read(police, f"/cases/{case.code}/")


def test_a_step_that_began_here_shows_no_words_of_anybody(cast, sign_in):
    case = own_case(cast["duty.pp"], timezone.now())
    step = step_of(cast["duty.pp"], timezone.now(), case, KIND)
    page = read(sign_in("duty.pp"), f"/steps/{step.id}/")
    assert 'id="told"' not in page
    assert "What they told us" not in read(sign_in("duty.pp"), f"/cases/{case.code}/")
    assert f"/steps/{step.id}/" in forms(sign_in("duty.pp").get(f"/steps/{step.id}/"))


def test_what_was_told_costs_the_case_page_no_query(cast, sign_in):
    police, social = cast["duty.pp"], cast["social.pp"]
    one, two = (own_case(police, timezone.now()) for _ in range(2))
    for case, kinds in ((one, (KIND,)), (two, (KIND, "immediate_safety"))):
        for kind in kinds:
            step = taken(case, kind, police, social, timezone.now())
            if kind == KIND and len(kinds) > 1:
                act(social, doing.do_step, timezone.now(), step_id=step.id, outcome="seen_danger")
                break
    client, counts = sign_in("social.pp"), []
    read(client, f"/cases/{one.code}/")
    for case in (one, two):
        with CaptureQueriesContext(connection) as queries:
            read(client, f"/cases/{case.code}/")
        # the second case has a step of the child by now: whether the child is missing is asked there
        counts.append(sum('"missing_child"' not in one["sql"] for one in queries))
    assert counts[0] == counts[1]
