"""The page that finds a person by name: for whoever works on the case, never by address, and empty for who may not know."""

import pytest
from django.utils import timezone

from samaki.cases import identity
from samaki.cases.finding import MOST_AN_HOUR
from samaki.cases.models import Person
from samaki.database import session
from samaki.handoffs import operations as handoffs
from tests.acting import act
from tests.everything import value

ASKED = {"name": "Srey Pov Sok", "year": "2555", "area": "12", "purpose": "same_person"}


@pytest.fixture
def named(opened, cast):
    """A child whose first safe contact social services have taken, with a name."""
    (case, draft), now, social = opened(), timezone.now(), cast["social.pp"]
    act(cast["duty.pp"], handoffs.offer, now, handoff_id=draft.id)
    act(social, handoffs.accept, timezone.now(), handoff_id=draft.id)
    with session("app", timezone.now(), social.id):
        child = Person.objects.select_related("case").get(case=case, part="survivor")
    names = {"name_km": "សុខ ស្រីពៅ", "name_latin": "Sok Sreypov", "birth_date": "2012-05"}
    act(social, identity.record_identity, timezone.now(), person=child, identity=names)
    return case, child


def test_the_page_is_reached_from_the_case_and_finds(sign_in, named):
    case, child = named
    social = sign_in("social.pp")
    assert f"/cases/{case.code}/find/" in social.get(f"/cases/{case.code}/").content.decode()
    answer = social.post(f"/cases/{case.code}/find/", ASKED)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "សុខ ស្រីពៅ" in shown
    assert f'href="/cases/{case.code}/people/{child.id}/"' in shown
    assert "on this case" in shown
    assert (
        value("select count(*) from ledger_entry where act in ('people.search', 'identity.look')", role="auditor") == 2
    )


def test_looking_at_the_empty_page_records_nothing_and_shows_nothing(sign_in, named):
    case, _child = named
    shown = sign_in("social.pp").get(f"/cases/{case.code}/find/?name=Sok+Sreypov&purpose=step").content.decode()
    assert "Sreypov" not in shown
    assert "Nobody was found" not in shown
    assert value("select count(*) from ledger_entry where act = 'people.search'", role="auditor") == 0


def test_who_works_on_the_case_without_its_names_finds_nobody(sign_in, named):
    case, _child = named
    shown = sign_in("duty.pp").post(f"/cases/{case.code}/find/", ASKED).content.decode()
    assert "Nobody was found." in shown
    assert "ស្រីពៅ" not in shown.split("</form>")[0].split("<form")[0]


def test_a_stranger_gets_what_does_not_exist(sign_in, named):
    case, _child = named
    police = sign_in("duty.sr")
    for answer in (police.get(f"/cases/{case.code}/find/"), police.post(f"/cases/{case.code}/find/", ASKED)):
        assert answer.status_code == 404
    assert value("select count(*) from ledger_entry where act = 'people.search'", role="auditor") == 0


@pytest.mark.parametrize(("field", "wrong"), [
    ("purpose", ""), ("purpose", "curious"), ("name", ""), ("name", "1234"), ("name", "x" * 500), ("year", "abc"), ("year", "3000"),
    ("area", "nowhere"),
])  # fmt: skip
def test_a_wrong_answer_comes_back_with_what_was_typed(field, wrong, sign_in, named):
    case, _child = named
    answer = sign_in("social.pp").post(f"/cases/{case.code}/find/", ASKED | {field: wrong})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in shown
    assert 'value="Srey Pov Sok"' in shown or field == "name"
    assert value("select count(*) from ledger_entry where act = 'people.search'", role="auditor") == 0


def test_the_page_says_how_many_searches_are_left_and_then_refuses(sign_in, named):
    case, _child = named
    social, path = sign_in("social.pp"), f"/cases/{case.code}/find/"
    assert f"{MOST_AN_HOUR - 1} searches are left" in social.post(path, ASKED).content.decode()
    for _again in range(MOST_AN_HOUR - 1):
        social.post(path, ASKED | {"name": "Chan Dara"})
    last = social.post(path, ASKED)
    assert last.status_code == 403
    assert "within one hour" in last.content.decode()
    assert value("select count(*) from ledger_entry where act = 'refused'", role="auditor") == 1


def test_the_page_in_khmer(sign_in, named):
    case, _child = named
    shown = sign_in("social.pp").post(f"/cases/{case.code}/find/?lang=km", ASKED).content.decode()
    assert "ស្វែងរកមនុស្សតាមឈ្មោះ" in shown.replace("\u200b", "").replace("<wbr>", "")
