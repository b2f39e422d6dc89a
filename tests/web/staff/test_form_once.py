"""A form that is sent twice acts once; the second sending gets the answer of the first."""

import threading

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from samaki.database import session
from tests.everything import value
from tests.web.staff.reading import filled, forms


def count(act):
    return value("select count(*) from ledger_entry where act = %s", [act], role="auditor")


FORMS = {  # address below the case -> what is typed, the act that must happen once
    "people/new/": ({"part": "survivor", "sex": "unknown", "age": "12"}, "person.add"),
    "notes/new/": ({"compartment": "justice", "text": "Seen at the market"}, "note.write"),
    "arrivals/new/": ({"place": "A house", "safe": "yes"}, "child.arrive"),
}


@pytest.mark.parametrize("address", sorted(FORMS))
def test_a_form_of_a_case_sent_twice_acts_once(address, at_browser, opened):
    case, _draft = opened()
    client, (typed, act) = at_browser("duty.pp"), FORMS[address]
    path = f"/cases/{case.code}/{address}"
    sent, before = filled(client.get(path), path, **typed), count(act)
    first, again = client.post(path, sent), client.post(path, sent)
    assert first.status_code == again.status_code == 302, first.content.decode()
    assert first["Location"] == again["Location"]
    assert count(act) == before + 1


def test_a_case_of_our_own_sent_twice_is_one_case(at_browser):
    client = at_browser("duty.pp")
    sent = filled(client.get("/cases/new/"), "/cases/new/", urgency="urgent", source="citizen")
    first, again = client.post("/cases/new/", sent), client.post("/cases/new/", sent)
    assert first["Location"] == again["Location"]
    assert count("case.open") == 1


def test_a_question_and_an_acceptance_sent_twice_are_one(at_browser, opened):
    _case, draft = opened()
    police, social, base = at_browser("duty.pp"), at_browser("social.pp"), f"/handoffs/{draft.id}"
    offer = filled(police.get(f"{base}/"), f"{base}/offer/")
    assert [police.post(f"{base}/offer/", offer).status_code for _twice in "ab"] == [302, 302]
    question = filled(social.get(f"{base}/"), f"{base}/ask/", text="Which house?")
    assert [social.post(f"{base}/ask/", question).status_code for _twice in "ab"] == [302, 302]
    answer = filled(police.get(f"{base}/"), f"{base}/answer/", text="The blue one")
    assert [police.post(f"{base}/answer/", answer).status_code for _twice in "ab"] == [302, 302]
    taken = filled(social.get(f"{base}/"), f"{base}/accept/")
    assert [social.post(f"{base}/accept/", taken).status_code for _twice in "ab"] == [302, 302]
    assert [count(f"handoff.{act}") for act in ("offer", "ask", "answer", "accept")] == [1, 1, 1, 1]
    assert count("refused") == 0


def test_every_form_of_a_page_has_a_key_of_its_own(sign_in, opened):
    _case, draft = opened()
    sign_in("duty.pp").post(f"/handoffs/{draft.id}/offer/")
    found = forms(sign_in("social.pp").get(f"/handoffs/{draft.id}/"))
    keys = [fields["form_key"][0] for action, fields in found.items() if action != "/sign-out/"]
    assert len(keys) == len(set(keys)) >= 4


def test_the_same_key_with_other_words_is_told_and_the_words_stay(at_browser, opened):
    case, _draft = opened()
    client, path = at_browser("duty.pp"), f"/cases/{case.code}/notes/new/"
    sent = filled(client.get(path), path, compartment="justice", text="The first words")
    assert client.post(path, sent).status_code == 302
    other = client.post(path, sent | {"text": ["Other words"]})
    page = other.content.decode()
    assert other.status_code == 422
    assert "You sent this form already" in page
    assert "Other words" in page
    assert count("note.write") == 1
    assert client.post(path, filled(other, path)).status_code == 302  # a form of its own now
    assert count("note.write") == 2


def test_after_a_refusal_the_same_form_may_try_again(at_browser, opened):
    case, _draft = opened()
    client, path = at_browser("duty.pp"), f"/cases/{case.code}/notes/new/"
    sent = filled(client.get(path), path, compartment="justice", text="")
    assert client.post(path, sent).status_code == 422
    assert client.post(path, sent | {"text": ["Now with words"]}).status_code == 302


def test_the_key_of_another_member_counts_for_nothing(at_browser, opened):
    case, _draft = opened()
    path = f"/cases/{case.code}/notes/new/"
    duty, officer = at_browser("duty.pp"), at_browser("officer.pp")
    sent = filled(duty.get(path), path, compartment="justice", text="From one")
    key = sent["form_key"]
    for client in (duty, officer):
        typed = filled(client.get(path), path, compartment="justice", text="x") | {"form_key": key}
        assert client.post(path, typed).status_code == 302
    assert count("note.write") == 2


def test_half_a_form_is_not_written(at_browser, opened):
    """The description of a person is fine, the name is not: neither is kept."""
    case, _draft = opened()
    client = at_browser("duty.pp")
    person = value("select id from person limit 1")
    path = f"/cases/{case.code}/people/{person}/"
    before = count("person.describe")
    answer = client.post(path, filled(client.get(path), path, age="13") | {"birth_date": ["ក" * 30000]})
    assert answer.status_code == 422
    assert count("person.describe") == before


@pytest.mark.django_db(transaction=True)
def test_a_double_tap_at_the_same_moment_acts_once(sign_in, opened, cast):
    """Two threads, two connections, one key."""
    case, _draft = opened()
    path, made = f"/cases/{case.code}/people/new/", []
    client = sign_in("duty.pp")
    sent = filled(client.get(path), path, part="survivor", sex="unknown")
    cookies, ready = client.cookies, threading.Barrier(2)

    def tap():
        one = Client()
        one.cookies = cookies
        ready.wait()
        try:
            made.append(one.post(path, sent)["Location"])
        finally:
            connections.close_all()

    taps = [threading.Thread(target=tap) for _twice in "ab"]
    for one in taps:
        one.start()
    for one in taps:
        one.join(60)
    assert made == [f"/cases/{case.code}/"] * 2
    with session("app", timezone.now(), cast["duty.pp"].id):
        assert case.people.filter(part="survivor").count() == 2  # the one of the report, and one more
