"""A person is corrected on the version that was read; a name is shown where it is open, and the look is recorded."""

import pytest
from django.utils import timezone

from samaki.cases.identity import record_identity
from samaki.cases.models import Person
from samaki.database import session
from samaki.database.refusals import NotAllowed
from tests.everything import value


def looks():
    return value("select count(*) from ledger_entry where act = 'identity.look'", role="auditor")


def test_an_edit_needs_the_version_that_was_read(caller, opened):
    police, path = caller("duty.pp"), f"/people/{opened()['people'][0]['id']}"
    tag = police.get(path)["ETag"]
    assert police.patch(path, {"age": 14}).status_code == 428
    assert police.patch(path, {"age": 14}, if_match='"77"').status_code == 412
    changed = police.patch(path, {"age": 14, "sex": "female"}, if_match=tag)
    assert (changed.status_code, changed.json()["age"], changed.json()["sex"]) == (200, 14, "female")
    assert changed["ETag"] not in ("", tag)
    assert police.patch(path, {"age": 15}, if_match=tag).status_code == 412
    assert police.patch(path, {"age": 15}, if_match=changed["ETag"]).json()["age"] == 15


def test_an_unknown_sex_is_refused_with_a_sentence(caller, opened):
    case = opened()
    police, path = caller("duty.pp"), f"/people/{case['people'][0]['id']}"
    for answer in (
        police.patch(path, {"sex": "martian"}, if_match=police.get(path)["ETag"]),
        police.post(f"/cases/{case['code']}/people", {"part": "survivor", "sex": "martian"}),
    ):
        assert (answer.status_code, answer.json()["field"]) == (422, "sex")


def test_names_are_shown_where_they_are_open_and_the_look_is_recorded(caller, offered):
    case, asked = offered()
    social, path = caller("social.pp"), f"/people/{case['people'][0]['id']}"
    assert "identity" not in social.read(path)  # asked, not yet accepted
    social.done(f"/handoffs/{asked['id']}/accept")
    before = looks()
    assert social.read(path)["identity"] is None
    assert looks() == before, "where nothing is recorded nothing was seen"
    named = social.patch(path, {"name_latin": "Sok Dara", "name_km": "សុខ ដារ៉ា"}, if_match=social.get(path)["ETag"])
    assert named.json()["identity"]["name_latin"] == "Sok Dara"
    assert looks() == before + 1
    more = social.patch(path, {"birth_date": "2012-05"}, if_match=named["ETag"])
    assert more.json()["identity"] == {"name_km": "សុខ ដារ៉ា", "name_latin": "Sok Dara", "birth_date": "2012-05"}
    less = social.patch(path, {"name_latin": None, "name_km": "", "age": 13}, if_match=more["ETag"])
    assert less.json()["identity"] == {"name_km": "សុខ ដារ៉ា", "birth_date": "2012-05"}, "null removes, empty stays"
    assert less.json()["age"] == 13
    assert social.patch(path, {"age": None}, if_match=less["ETag"]).json()["age"] is None


def test_an_edit_that_says_nothing_changes_nothing(caller, opened):
    police, path = caller("duty.pp"), f"/people/{opened()['people'][0]['id']}"
    tag = police.patch(path, {"age": 14, "sex": "female"}, if_match=police.get(path)["ETag"])["ETag"]
    for nothing in ({}, {"name_latin": ""}, {"age_estimated": None}):
        assert police.patch(path, nothing, if_match=tag).status_code == 422
    assert (police.read(path)["age"], police.get(path)["ETag"]) == (14, tag)


@pytest.mark.parametrize("wrong", ["31/2/2015", "2030-01-01", "abc", "-5", "1700"])
def test_a_birth_date_that_cannot_be_is_refused_with_its_field(wrong, caller, offered):
    case, asked = offered()
    social, path = caller("social.pp"), f"/people/{case['people'][0]['id']}"
    social.done(f"/handoffs/{asked['id']}/accept")
    answer = social.patch(path, {"age": 9, "birth_date": wrong}, if_match=social.get(path)["ETag"])
    assert (answer.status_code, answer.json()["field"]) == (422, "birth_date")
    assert social.read(path)["age"] is None, "nothing of the rest was kept"


def test_a_birth_date_of_the_buddhist_era_is_converted_and_keeps_its_era(caller, offered):
    case, asked = offered()
    social, path = caller("social.pp"), f"/people/{case['people'][0]['id']}"
    social.done(f"/handoffs/{asked['id']}/accept")
    told = social.patch(path, {"birth_date": "៥/២៥៥៨"}, if_match=social.get(path)["ETag"])
    assert told.json()["identity"] == {"birth_date": "2015-05", "birth_calendar": "buddhist"}
    again = social.patch(path, {"birth_date": "2015"}, if_match=told["ETag"])
    assert again.json()["identity"] == {"birth_date": "2015"}


def test_an_edit_that_is_refused_in_its_second_half_leaves_nothing_of_its_first(caller, offered):
    case, asked = offered()
    police, social, path = caller("duty.pp"), caller("social.pp"), f"/people/{case['people'][0]['id']}"
    social.done(f"/handoffs/{asked['id']}/accept")
    social.patch(path, {"name_latin": "Sok Dara"}, if_match=social.get(path)["ETag"])
    before = police.read(path)
    answer = police.patch(path, {"age": 9, "name_latin": "Sok"}, if_match=f'"{before["etag"]}"')
    assert answer.status_code == 403
    assert police.read(path) == before


def test_a_member_without_casework_sees_the_person_and_no_name(caller, opened):
    path = f"/people/{opened()['people'][0]['id']}"
    assert "identity" not in caller("privacy.pp").read(path)


def test_a_name_that_a_unit_may_not_read_is_not_written_over(caller, offered):
    case, asked = offered()
    social, key = caller("social.pp"), case["people"][0]["id"]
    social.done(f"/handoffs/{asked['id']}/accept")
    social.patch(f"/people/{key}", {"name_latin": "Sok Dara"}, if_match=social.get(f"/people/{key}")["ETag"])
    police, now = caller("duty.pp").member, timezone.now()
    with session("app", now, police.id):
        child = Person.objects.select_related("case").get(id=key)
        with pytest.raises(NotAllowed):
            record_identity(person=child, identity={"name_latin": "Other"}, by=police, now=now)
    assert social.read(f"/people/{key}")["identity"]["name_latin"] == "Sok Dara"
