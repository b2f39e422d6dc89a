"""GET and POST /search: people whose names are open to the caller, for a purpose, on the record; nobody else, and no word of them."""

import uuid

import pytest

from tests.everything import value

NAMES = {"name_latin": "Sok Sreypov", "name_km": "សុខ ស្រីពៅ", "birth_date": "2012-05"}


@pytest.fixture
def named(caller, offered):
    """A child whose first safe contact social services have taken, with a name."""
    case, asked = offered()
    social, path = caller("social.pp"), f"/people/{case['people'][0]['id']}"
    social.done(f"/handoffs/{asked['id']}/accept")
    assert social.patch(path, NAMES, if_match=social.get(path)["ETag"]).status_code == 200
    return case


def test_a_person_is_found_by_who_may_know_the_name(caller, named):
    answer = caller("social.pp").read("/search?name=Srey+Pau+Sok&year=2013&area=12&purpose=same_person")
    (item,) = answer["items"]
    assert answer["next"] is None
    assert (item["id"], item["case"], item["identity"]) == (named["people"][0]["id"], named["code"], NAMES)
    assert 0.5 < item["alike"] <= 1


def test_a_name_in_the_body_finds_the_same_and_stands_in_no_address(caller, named):
    social = caller("social.pp")
    asked = {"name": "Srey Pau Sok", "year": "2013", "area": "12", "purpose": "same_person"}
    answer = social.post("/search", asked)
    assert answer.status_code == 200
    assert answer.json() == social.read("/search?name=Srey+Pau+Sok&year=2013&area=12&purpose=same_person")
    assert value("select count(*) from ledger_entry where act = 'people.search'", role="auditor") == 2
    same = str(uuid.uuid4())
    for _again in range(2):
        assert social.post("/search", asked, idempotency_key=same).status_code == 200
    searched = value("select count(*) from ledger_entry where act = 'people.search'", role="auditor")
    assert searched == 4, "no answer with names waits for a retry: it is searched anew"
    assert social.post("/search", {"name": "Sok"}).json()["field"] == "purpose"
    assert social.post("/search", asked | {"all": "1"}).json()["field"] == "all"
    assert caller().post("/search", asked).status_code == 401


def test_a_year_is_read_in_khmer_digits_and_in_the_buddhist_era(caller, named):
    for year in ("២០១២", "2555", ""):
        found = caller("social.pp").read(f"/search?name=Sok+Sreypov&year={year}&purpose=step&case={named['code']}")
        assert len(found["items"]) == 1, year


def test_who_may_not_know_the_name_is_answered_as_if_there_were_nobody(caller, named, opened):
    police = caller("duty.pp")
    theirs = police.get("/search?name=Sok+Sreypov&purpose=same_person")
    nobody = police.get("/search?name=Keo+Vannak&purpose=same_person")
    assert (theirs.status_code, theirs.content) == (nobody.status_code, nobody.content) == (200, nobody.content)
    assert theirs.json() == {"items": [], "next": None}
    assert dict(theirs.headers) == dict(nobody.headers)


@pytest.mark.parametrize(("query", "field"), [
    ("name=Sok", "purpose"), ("name=Sok&purpose=curious", "purpose"), ("purpose=step", "name"), ("name=&purpose=step", "name"),
    ("name=%00&purpose=step", "name"), ("name=1234&purpose=step", "name"), ("name=Sok&purpose=step&year=99999", "year"),
    ("name=Sok&purpose=step&year=x", "year"), ("name=Sok&purpose=step&year=-1", "year"), ("name=Sok&purpose=step&area=zz", "area"),
    ("name=Sok&purpose=step&all=1", "all"),
])  # fmt: skip
def test_what_cannot_be_searched_is_refused_with_its_field(query, field, caller, named):
    answer = caller("social.pp").get(f"/search?{query}")
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert value("select count(*) from ledger_entry where act = 'people.search'", role="auditor") == 0


def test_a_case_that_is_not_ours_is_not_there(caller, named):
    stranger = caller("duty.sr").get(f"/search?name=Sok&purpose=step&case={named['code']}")
    unknown = caller("duty.sr").get("/search?name=Sok&purpose=step&case=PP-26-222222")
    assert (stranger.status_code, stranger.content) == (unknown.status_code, unknown.content) == (404, unknown.content)


def test_without_a_live_case_or_a_token_nobody_searches(caller, named):
    assert caller("duty.sr").get("/search?name=Sok&purpose=step").status_code == 403
    assert caller("mentor").get("/search?name=Sok&purpose=step").status_code == 403
    assert caller().get("/search?name=Sok&purpose=step").status_code == 401
    assert value("select count(*) from ledger_entry where act = 'people.search'", role="auditor") == 0
