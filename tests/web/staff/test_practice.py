"""Whoever does a step, and whoever decides whether to take it, reads how it is done well."""

import re
from html import unescape

import pytest

from samaki.agencies.country import pack
from samaki.cases.models import Step
from samaki.database import session


def read(answer):
    """The words of the page, as a person reads them."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def in_language(cast, username, lang):
    type(cast[username]).objects.filter(username=username).update(language=lang)


@pytest.mark.parametrize("lang", ["en", "km"])
def test_the_step_and_the_offer_show_the_card_in_the_language_of_the_reader(lang, sign_in, opened, cast, now):
    case, draft = opened()
    kind = pack().step_kinds["first_safe_contact"]
    for username in ("duty.pp", "social.pp"):
        in_language(cast, username, lang)
    police = sign_in("duty.pp")
    own = police.get(f"/steps/{draft.step_id}/")
    police.post(f"/handoffs/{draft.id}/offer/")
    asked = sign_in("social.pp").get(f"/handoffs/{draft.id}/")
    for page in (read(own), read(asked)):
        assert all(line in page for line in kind.practice(lang))
        assert pack().practice_sources["interagency_2014"].label(lang) in page
    assert all(item.label(lang) in read(asked) for item in kind.checklist)


def test_law_on_a_card_is_marked_as_not_legally_verified(sign_in, opened, cast, now):
    case, _draft = opened()
    police = sign_in("duty.pp")
    police.post(f"/cases/{case.code}/start/send/", {"kind": "prosecutor_decision", "person": ""})
    with session("app", now, cast["duty.pp"].id):
        row = Step.objects.get(case=case, kind="prosecutor_decision")
    page = read(police.get(f"/steps/{row.id}/"))
    assert "Code of Criminal Procedure, 2007 · Law, not legally verified" in page


def test_a_step_without_a_source_says_that_its_card_is_a_proposal(sign_in, opened, cast, now):
    case, _draft = opened()
    with session("app", now, cast["duty.pp"].id):
        row = Step.objects.get(case=case, kind="verification")
    assert "No agency has confirmed it yet" in read(sign_in("duty.pp").get(f"/steps/{row.id}/"))
