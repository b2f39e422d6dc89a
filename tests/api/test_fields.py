"""What a body may carry: nothing is swallowed unread, and each mistake has a sentence of its own."""

import json
import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest

from tests.api.conftest import BASE
from tests.everything import value

LONG = "x" * 20_001


def refused(answer, status=422):
    assert answer.status_code == status, answer.content.decode()
    return answer.json().get("field"), answer.json()["detail"]


def schemas(caller):
    return caller().get("/openapi.json").json()["components"]["schemas"]


def test_every_body_of_the_document_takes_its_own_fields_only(caller, cast):
    document = caller().get("/openapi.json").json()
    bodies = re.findall(r"#/components/schemas/(\w+)", json.dumps([
        call["requestBody"] for methods in document["paths"].values() for call in methods.values() if "requestBody" in call
    ]))  # fmt: skip
    assert len(set(bodies)) > 20
    for name in bodies:
        assert document["components"]["schemas"][name]["additionalProperties"] is False, name


def test_every_act_refuses_a_field_that_it_does_not_have(caller, offered):
    case, asked = offered()
    known = {"code": case["code"], "handoff_id": asked["id"], "step_id": asked["step"], "strand_id": case["strands"][0]["id"],
             "person_id": case["people"][0]["id"]}  # fmt: skip
    real = defaultdict(lambda: case["id"], known)
    tried = 0
    for path, methods in caller().get("/openapi.json").json()["paths"].items():
        for method, call in methods.items():
            if "requestBody" in call:
                one = caller("duty.pp") if call.get("security") else caller()
                where = path.format_map(real).removeprefix(BASE)
                sent = one.send(method, where, {"no_such_field": 1}, {})
                if "multipart/form-data" in call["requestBody"]["content"]:
                    public = not call.get("security")
                    sent = (
                        one.send_form(where, receipt="x", no_such_field="1")
                        if public
                        else one.add_file(case["code"], no_such_field="1")
                    )
                assert refused(sent)[0], path
                tried += 1
    assert tried > 35


def test_an_unknown_field_is_named_and_nothing_is_done(caller, told, cast):
    police, report = caller("duty.pp"), told()
    field, sentence = refused(police.post(f"/reports/{report['id']}/acknowledge", {"occured_at": "2026-01-01"}))
    assert field == "occured_at"
    assert "occured_at" in sentence
    assert police.read(f"/reports/{report['id']}")["state"] == "new"
    field, _sentence = refused(caller().post("/reports", {"what": "x", "where": "y", "dangr": "yes"}))
    assert field == "dangr"


@pytest.mark.parametrize("name", ["\ud800", "\x00", "\u202e", "ក" * 300, "", "<b>", "a\nb"])
def test_whatever_an_unknown_field_is_called_it_is_told(name, caller, cast):
    answer = caller().post("/reports", {"what": "x", "where": "y", name: 1})
    refused(answer)
    assert len(answer.json()["field"]) <= 60


@pytest.mark.parametrize("body", [b'{"what": "a", "where": "b", "what": "c"}', b'{"what": {"a": 1, "a": 2}, "where": "b"}',
                                  b'{"what": "x", "where": "y", "\\ud800": 1, "\\ud800": 2}'])  # fmt: skip
def test_a_key_that_stands_twice_is_refused(body, caller, cast):
    before = value("select count(*) from report")
    assert "twice" in refused(caller().post("/reports", body), 400)[1]
    assert value("select count(*) from report") == before
    twice = b'{"area": "12", "urgency": "normal", "urgency": "emergency"}'
    assert refused(caller("duty.pp").post("/cases", twice), 400)[0] == "urgency"


def test_each_mistake_has_its_own_sentence(caller, cast):
    good = {"area": "12", "urgency": "urgent"}
    wrong = {
        "missing": {"area": "12"},
        "unknown": good | {"Urgency": "normal"},
        "too long": good | {"area": LONG},
        "another type": good | {"children": "many"},
        "too large": good | {"children": 21},
        "too small": good | {"children": -1},
        "too many": good | {"offences": ["x"] * 51},
        "not of the list": good | {"urgency": "now"},
    }
    found = {name: refused(caller("duty.pp").post("/cases", body)) for name, body in wrong.items()}
    assert len({sentence for _field, sentence in found.values()}) == len(wrong), found
    assert {name: field for name, (field, _sentence) in found.items()} == {
        "missing": "urgency", "unknown": "Urgency", "too long": "area", "another type": "children", "too large": "children",
        "too small": "children", "too many": "offences", "not of the list": "urgency",
    }  # fmt: skip
    assert "200" in found["too long"][1]
    assert "20" in found["too large"][1]


def test_a_body_that_is_too_large_is_told_how_large_it_may_be(caller, cast):
    _field, sentence = refused(caller().post("/reports", {"what": "x" * 300_000, "where": ""}), 413)
    assert "256" in sentence


@pytest.mark.parametrize("text", ["2999-01-01", "2999", "1/1/2999", "9999-12-31T23:59:59Z", "2027-12-31", "២៩៩៩"])
def test_a_time_that_lies_ahead_is_told_as_that(text, caller, opened):
    step = next(row for row in opened()["steps"] if row["kind"] == "verification")
    answer = caller("duty.pp").post(f"/steps/{step['id']}/done", {"outcome": "confirmed", "occurred_at": text})
    field, sentence = refused(answer)
    assert (field, "future" in sentence) == ("occurred_at", True)


@pytest.mark.parametrize(("minutes", "status"), [(7, 422), (180, 422), (4, 200)])
def test_a_time_a_little_ahead_is_refused_but_for_clocks_that_differ(minutes, status, caller, opened):
    step = next(row for row in opened()["steps"] if row["kind"] == "verification")
    when = (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()
    answer = caller("duty.pp").post(f"/steps/{step['id']}/done", {"outcome": "confirmed", "occurred_at": when})
    assert answer.status_code == status


def test_a_day_that_is_none_is_told_as_that(caller, opened):
    step = next(row for row in opened()["steps"] if row["kind"] == "verification")
    answer = caller("duty.pp").post(f"/steps/{step['id']}/done", {"outcome": "confirmed", "occurred_at": "2026-02-31"})
    field, sentence = refused(answer)
    assert (field, "not in the calendar" in sentence) == ("occurred_at", True)


class TestAPerson:
    @pytest.fixture
    def child(self, caller, offered):
        """A child whose name is open to social services, and how to change it."""
        case, asked = offered()
        social, path = caller("social.pp"), f"/people/{case['people'][0]['id']}"
        social.done(f"/handoffs/{asked['id']}/accept")

        def change(body):
            return social.patch(path, body, if_match=social.get(path)["ETag"])

        return social, path, change

    @pytest.mark.parametrize("body", [{}, {"occurred_at": "2026-01-01"}])
    def test_a_change_of_nothing_is_refused_and_raises_no_version(self, body, child):
        social, path, change = child
        before = social.read(path)
        refused(change(body))
        assert social.read(path) == before

    def test_null_takes_an_age_or_a_name_away_and_nothing_else(self, child):
        _social, _path, change = child
        assert change({"age": 14, "sex": "female", "name_latin": "Sok", "known_as": "Dara"}).json()["age"] == 14
        told = change({"age": None, "known_as": None}).json()
        assert (told["age"], told["sex"], told["identity"]) == (None, "female", {"name_latin": "Sok"})
        for name in ("sex", "age_estimated"):
            assert refused(change({name: None}))[0] == name

    @pytest.mark.parametrize("text", ["31 Feb 2569", "31/2/2012", "soon", "2012-13", "2999", "2026-12-31", "x" * 300])
    def test_a_birth_date_that_is_none_is_refused(self, text, child, caller):
        social, path, change = child
        before = social.read(path)
        assert refused(change({"age": 9, "birth_date": text}))[0] == "birth_date"
        assert social.read(path) == before
        code = before["case"]
        assert refused(social.post(f"/cases/{code}/people", {"part": "family", "birth_date": text}))[0] == "birth_date"

    @pytest.mark.parametrize(
        ("text", "kept"),
        [
            ("2012", {"birth_date": "2012"}),
            ("2012-05", {"birth_date": "2012-05"}),
            ("5/3/2555", {"birth_date": "2012-03-05", "birth_calendar": "buddhist"}),
            ("៥/៣/២៥៥៥", {"birth_date": "2012-03-05", "birth_calendar": "buddhist"}),
        ],
    )
    def test_a_birth_date_may_be_a_part_of_one_in_either_era(self, text, kept, child):
        _social, _path, change = child
        assert change({"birth_date": text}).json()["identity"] == kept

    @pytest.mark.parametrize("name", ["name_km", "name_latin", "known_as"])
    def test_a_name_has_the_length_of_a_name(self, name, child):
        _social, _path, change = child
        field, sentence = refused(change({name: "ក" * 201}))
        assert (field, "200" in sentence) == (name, True)
        assert refused(change({"contact": "x" * 2001}))[0] == "contact"
        assert change({name: "ក" * 200}).status_code == 200


def test_lowering_an_urgency_says_that_it_needs_a_reason(caller, offered):
    case, _asked = offered()
    assert caller("duty.pp").post(f"/cases/{case['code']}/urgency", {"urgency": "emergency"}).status_code == 200
    answer = caller("duty.pp").post(f"/cases/{case['code']}/urgency", {"urgency": "normal"})
    assert refused(answer) == ("text", "To make a case less urgent, say why in the field text.")


def test_a_filter_that_is_not_understood_names_what_it_takes(caller, cast):
    for address, told in (
        ("/reports?state=old", "state takes: open, new, acknowledged, in_case, closed, joined."),
        ("/cases?state=new", "state takes: open, closed."),
        ("/units?kind=army", "kind takes: police_ahtjp, police, "),
        ("/units?area=zz", "area takes: a code of GET /api/v1/codes."),
    ):
        field, sentence = refused(caller("duty.pp").get(address))
        assert sentence.startswith(told), sentence
        assert field in address
