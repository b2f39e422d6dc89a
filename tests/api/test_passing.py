"""`POST reports/ID/pass`: once for one key, hostile bodies refused, nothing for strangers."""

import uuid

import pytest

from tests.everything import value


def test_it_is_passed_once_for_one_key(caller, told, cast):
    report, key = told(), str(uuid.uuid4())
    body, path = {"to_unit": "police-ps", "text": "Their area"}, f"/reports/{report['id']}/pass"
    first = caller("duty.pp").post(path, body, idempotency_key=key)
    again = caller("duty.pp").post(path, body, idempotency_key=key)
    assert (first.status_code, again.content) == (200, first.content)
    assert first.json()["holder"] == str(cast["duty.ps"].unit.id)
    assert value("select passes from report") == 1
    assert caller("duty.pp").get(f"/reports/{report['id']}").status_code == 404
    assert caller("duty.ps").read(f"/reports/{report['id']}")["state"] == "new"
    back = caller("duty.ps").done(path, {"to_unit": "police-pp", "text": "No, yours"})
    assert back["passes"] == 2


@pytest.mark.parametrize("body", [
    {}, {"to_unit": "police-ps"}, {"text": "x"}, {"to_unit": "police-ps", "text": " "}, {"to_unit": "", "text": "x"},
    {"to_unit": "court-pp", "text": "x"}, {"to_unit": "police-pp", "text": "x"}, {"to_unit": ["police-ps"], "text": "x"},
    {"to_unit": "1' or '1'='1", "text": "x"}, {"to_unit": "police-ps", "text": "x" * 20_001},
    {"to_unit": "police-ps", "text": "x", "holder": "police-sr"}, {"to_unit": str(uuid.UUID(int=7)), "text": "x"},
])  # fmt: skip
def test_a_hostile_body_moves_nothing(body, caller, told, cast):
    report = told()
    assert caller("duty.pp").post(f"/reports/{report['id']}/pass", body).status_code == 422
    assert value("select passes from report") == 0
