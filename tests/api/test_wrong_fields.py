"""A call tells all wrong fields of its body, and does nothing of what it was asked."""

from tests.everything import value

ENTRIES = "select count(*) from ledger_entry"


def fields(answer):
    assert answer.status_code == 422, answer.content.decode()
    body = answer.json()
    assert (body["field"], body["detail"]) == (body["errors"][0]["field"], body["errors"][0]["detail"])
    return [one["field"] for one in body["errors"]]


def test_the_shape_of_a_body(caller, cast):
    answer = caller("duty.pp").post("/cases", {"urgency": 3, "children": 99, "colour": "red"})
    assert sorted(fields(answer)) == ["children", "colour", "urgency"]


def test_the_shape_of_a_body_and_codes_on_no_list_are_told_together(caller, cast):
    body = {"what": "x", "danger": "perhaps", "who_tells": "a bird", "colour": "red"}
    assert sorted(fields(caller().post("/reports", body))) == ["colour", "danger", "where", "who_tells"]
    answer = caller("duty.pp").post("/cases", {"urgency": "soon", "children": "many", "offences": 3})
    assert sorted(fields(answer)) == ["children", "offences", "urgency"]


def test_all_unknown_names_of_an_address_are_told(caller, cast):
    assert fields(caller("duty.pp").get("/cases?colour=red&size=2")) == ["colour", "size"]


def test_what_the_operation_finds(caller, cast):
    body = {"urgency": "soon", "area": "nowhere", "source": "a bird", "offences": ["theft of time"]}
    before = value(ENTRIES, role="auditor")
    assert sorted(fields(caller("duty.pp").post("/cases", body))) == ["area", "offences", "source", "urgency"]
    assert value(ENTRIES, role="auditor") == before


def test_of_a_public_report(caller, cast):
    body = {"what": "", "where": "", "danger": "perhaps", "who_tells": "a bird"}
    assert fields(caller().post("/reports", body)) == ["what", "danger", "who_tells"]


def test_what_is_looked_up_and_what_the_operation_finds_are_told_together(caller, offered):
    case, _asked = offered()
    step = next(
        one["id"]
        for one in caller("duty.pp").read(f"/cases/{case['code']}")["steps"]
        if one["state"] == "open" and one["strand"] == "justice"
    )
    body = {"step": step, "to_unit": "nowhere", "why": "", "urgency": "soon", "occurred_at": "2199-01-01"}
    before = value(ENTRIES, role="auditor")
    answer = caller("duty.pp").post(f"/cases/{case['code']}/handoffs", body)
    assert sorted(fields(answer)) == ["occurred_at", "to_unit", "urgency", "why"]
    assert value(ENTRIES, role="auditor") == before


def test_a_wrong_time_alone_undoes_what_else_was_right(caller, offered):
    case, _asked = offered()
    before = value(ENTRIES, role="auditor")
    body = {"compartment": "justice", "text": "She was seen", "occurred_at": "2199-01-01"}
    answer = caller("duty.pp").post(f"/cases/{case['code']}/notes", body)
    assert fields(answer) == ["occurred_at"]
    assert value(ENTRIES, role="auditor") == before
    assert caller("duty.pp").read(f"/cases/{case['code']}/notes")["items"] == []


def test_other_refusals_name_no_fields(caller, cast):
    assert "errors" not in caller("duty.pp").get("/cases/PP-26-222222").json()


def test_a_source_is_not_made_up_for_a_unit_whose_own_work_it_is_not(caller):
    body = {"urgency": "urgent", "area": "12", "children": 1}
    assert fields(caller("prosecutor.pp").post("/cases", body)) == ["source"]
    assert caller("prosecutor.pp").post("/cases", body | {"source": "ngo"}).status_code == 201
    assert caller("duty.pp").post("/cases", body).json()["source"] == "police_own"
