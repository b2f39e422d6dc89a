"""The pages of a court file: written by pressing, corrected, taken back; many accused in pages; in Khmer and on paper."""

import html
import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samaki.agencies.country import pack
from samaki.court.models import CourtFact
from samaki.database import session
from samaki.web.court import showing
from samaki.web.court import words as said
from tests.court.filing import ARTICLE, OTHER, child_of, named, wrote
from tests.web.staff.test_people_pages import text

FRAME = ("SAVEPOINT", "RELEASE", "ROLLBACK", "set local role")


@pytest.fixture
def case(opened):
    return opened()[0]


@pytest.fixture
def accused(case, cast):
    return named(cast["duty.pp"], timezone.now(), case)


def day(days):
    return f"{timezone.localtime(timezone.now() + timedelta(days=days)):%Y-%m-%d}"


def press(client, case, act, **given):
    return client.post(f"/cases/{case.code}/court/new/?act={act}", {"act": act, "at": day(-2), "text": ""} | given)


def test_written_read_corrected_and_taken_back_by_pressing(sign_in, case, accused, cast):
    police = sign_in("duty.pp")
    base = f"/cases/{case.code}/court/"
    assert base in police.get(f"/cases/{case.code}/").content.decode()
    assert "Person named (not accused) 1" in text(police.get(base))
    chosen = text(police.get(f"{base}new/?person={accused.id}"))
    assert "Charged" in chosen
    assert "The judgment is final" not in chosen, "that is written by the prosecution and courts alone"
    form = police.get(f"{base}new/?act=charged&person={accused.id}").content.decode()
    assert f'value="{accused.id}" selected' in form
    saved = press(police, case, "charged", person=str(accused.id), offence=ARTICLE, text="Secretword")
    shown = text(police.get(saved["Location"]))
    for words in ("Saved: it stands in the court file", "Accused 1", "Article 10", "Secretword"):
        assert words in shown
    press(police, case, "arrested", person=str(accused.id), age="១៦", category="felony", at=f"{day(-1)} 20:00")
    page = text(police.get(base))
    for words in (
        "Accused 1",
        "In custody since",
        "suspect 16 to under 18, felony",
        "not legally verified",
        "Court of Appeal of Phnom Penh",
    ):
        assert words in page
    one = text(police.get(f"{base}people/{accused.id}/"))
    assert "Arrested: custody began" in one
    with session("app", timezone.now(), cast["duty.pp"].id):
        row = CourtFact.objects.get(kind="charged")
    corrected = police.post(f"/court/{row.id}/correct/", {"person": str(accused.id), "offence": OTHER, "at": day(-3), "why": "misread",
                                                         "text": "Thirdword", "version": "1"})  # fmt: skip
    assert "Article 28" in text(police.get(corrected["Location"]))
    assert police.post(f"/court/{row.id}/mistake/", {"text": "x"}).status_code == 409
    gone = police.post(f"{corrected['Location']}mistake/", {"text": "never was so"})
    assert "Written down by mistake" in text(police.get(gone["Location"]))
    assert "Person named" in text(police.get(base))


def test_what_is_wrong_keeps_what_was_typed(sign_in, case, accused):
    police = sign_in("duty.pp")
    answer = press(
        police,
        case,
        "sentenced",
        person="",
        prison_years="7000",
        amount="ten",
        currency="XXX",
        at=day(3),
        text="Secretword",
    )
    assert answer.status_code == 422
    shown = html.unescape(answer.content.decode())
    for words in ("Choose of whom", "Write a whole number", "in figures", "future", "Secretword", 'value="ten"'):
        assert words in shown
    assert press(police, case, "charged", person="x", offence=ARTICLE).status_code == 422
    assert press(police, case, "fly").status_code == 200, "it is asked what happened"
    assert (
        press(police, case, "charged", person=str(accused.id), offence=ARTICLE, text="x" * 1_000_000).status_code == 422
    )
    assert police.get(f"/cases/{case.code}/court/?page=9999").status_code == 200
    assert police.get(f"/cases/{case.code}/court/?page=-1").status_code == 200


def test_a_stranger_finds_nothing(sign_in, case, accused, cast):
    row = wrote(cast["duty.pp"], timezone.now(), case, "charged", person=accused, offence=ARTICLE)
    stranger = sign_in("duty.sr")
    for path in (f"/cases/{case.code}/court/", f"/cases/{case.code}/court/new/", f"/cases/{case.code}/court/people/{accused.id}/",
                 f"/court/{row.id}/", f"/court/{row.id}/correct/", f"/court/{uuid.uuid4()}/"):  # fmt: skip
        assert stranger.get(path).status_code == 404, path


def test_a_settlement_is_pressed_and_the_case_stays_open(sign_in, case, cast):
    police = sign_in("duty.pp")
    child = child_of(cast["duty.pp"], timezone.now(), case)
    saved = press(
        police,
        case,
        "settled",
        child=str(child.id),
        code="said_family",
        money="offered",
        amount="1,000,000",
        currency="KHR",
    )
    shown = text(police.get(saved["Location"]))
    assert "It closes nothing" in shown
    assert "1,000,000 riel" in shown
    assert "Money, a gift or a settlement offered" in text(police.get(f"/cases/{case.code}/"))


def test_many_accused_come_in_pages_at_a_constant_number_of_queries(sign_in, case, cast):
    police, now, by = sign_in("duty.pp"), timezone.now(), cast["duty.pp"]
    base = f"/cases/{case.code}/court/"
    _charged(by, now, case, 1)
    police.get(base)
    one = _counted(police, base)
    _charged(by, now, case, 2)
    assert _counted(police, base) == one
    _charged(by, now, case, 27)
    first, second = text(police.get(base)), text(police.get(f"{base}?page=2"))
    assert ("Accused 25" in first, "Accused 26" in first) == (True, False)
    assert "Accused 30" in second
    assert _counted(police, base) == one


def _charged(by, now, case, count):
    for _one in range(count):
        wrote(by, now, case, "charged", person=named(by, now, case), offence=ARTICLE)


def _counted(client, path):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len([query for query in queries if not query["sql"].startswith(FRAME)])


def test_it_is_read_in_khmer_with_khmer_digits(sign_in, case, accused, cast):
    wrote(
        cast["duty.pp"],
        timezone.now(),
        case,
        "arrested",
        timezone.now() - timedelta(hours=3),
        person=accused,
        age=30,
        category="felony",
    )
    page = text(sign_in("duty.pp").get(f"/cases/{case.code}/court/?lang=km"))
    assert "សំណុំរឿងតុលាការ" in page
    assert "៤៨ម៉ោង" in page


def test_who_has_turned_to_a_higher_court_is_not_named_as_who_still_may():
    judged, code = timezone.now(), next(k for k, one in pack().legal_limits.items() if "party_civil" in one.parties)
    made = SimpleNamespace(window_fact=SimpleNamespace(at=judged), appeals=[])
    before = showing._parties(code, made, "en").split(", ")
    made.appeals.append(SimpleNamespace(kind="appealed", code="party_accused", at=judged + timedelta(days=2)))
    left = showing._parties(code, made, "en").split(", ")
    assert len(before) == len(left) + 1 > 1
    assert set(before) - set(left) == {said.answer("party_accused", "en")}
