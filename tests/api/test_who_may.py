"""Through the API as through the pages: steps of others are not opened or done, and what is closed to us is not told."""

import uuid

from tests.api.test_walk import open_step


def test_a_unit_that_is_asked_opens_and_does_nothing(caller, offered):
    case, asked = offered()
    social, path = caller("social.pp"), f"/cases/{case['code']}/steps"
    for kind in ("judgment", "emergency_placement"):
        answer = social.post(path, {"kind": kind})
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert social.post(f"/steps/{asked['step']}/done", {"outcome": "seen_safe"}).status_code == 403


def test_a_step_of_others_is_opened_as_an_offer_and_not_done(caller, offered):
    case, asked = offered()
    social = caller("social.pp")
    social.done(f"/handoffs/{asked['id']}/accept")
    (step,) = social.done(f"/cases/{case['code']}/steps", {"kind": "judgment"}, 201)["items"]
    answer = social.post(f"/steps/{step['id']}/done", {"outcome": "convicted"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert "Hand it on" in answer.json()["detail"]
    seen = social.read(f"/cases/{case['code']}")
    assert open_step(seen, "judgment")["state"] == "open"
    assert [row["state"] for row in seen["handoffs"] if row["step"] == step["id"]] == ["draft"]


def conditions(one, case):
    return one.read(f"/cases/{case['code']}")["conditions"]


def test_facts_of_a_case_are_told_where_their_compartment_is_open(caller, offered):
    case, asked = offered()
    police, social = caller("duty.pp"), caller("social.pp")
    social.done(f"/handoffs/{asked['id']}/accept")
    social.done(f"/steps/{asked['step']}/done", {"outcome": "seen_safe"})
    own = {row["kind"]: row for row in social.read(f"/cases/{case['code']}")["steps"]}
    social.done(f"/steps/{own['needs_assessment']['id']}/done", {"outcome": "complete"})
    plan = open_step(social.read(f"/cases/{case['code']}"), "case_plan")
    social.done(f"/steps/{plan['id']}/done", {"outcome": "agreed", "conditions": ["court_expected"]})
    danger = {"outcome": "confirmed", "conditions": ["child_in_danger"]}
    police.done(f"/steps/{open_step(case, 'verification')['id']}/done", danger)
    assert conditions(police, case) == ["child_in_danger"]
    assert conditions(social, case) == ["court_expected"]


def test_a_fact_of_care_is_not_told_of_another_child(caller, offered):
    case, asked = offered()
    police, social = caller("duty.pp"), caller("social.pp")
    social.done(f"/handoffs/{asked['id']}/accept")
    social.done(f"/steps/{asked['step']}/done", {"outcome": "seen_safe"})
    assessment = open_step(social.read(f"/cases/{case['code']}"), "needs_assessment")
    social.done(f"/steps/{assessment['id']}/done", {"outcome": "complete"})
    plan = open_step(social.read(f"/cases/{case['code']}"), "case_plan")
    social.done(f"/steps/{plan['id']}/done", {"outcome": "agreed", "conditions": ["court_expected"]})
    assert conditions(social, case) == ["court_expected"]
    police.done(f"/cases/{case['code']}/people", {"part": "survivor"}, 201)
    assert conditions(social, case) == [], "whose care the fact is of is not known"


def test_who_may_not_is_told_so_before_what_is_wrong(caller, offered):
    """A bystander learns nothing of the state, and an outsider nothing at all."""
    case, asked = offered()
    assert caller("duty.pp").post(f"/handoffs/{asked['id']}/resolve", {"to": "accepted"}).status_code == 403
    step = open_step(case, "verification")["id"]
    for to_unit in ("no-such-unit", str(uuid.uuid4()), "social-pp"):
        body = {"to_unit": to_unit, "text": "x"}
        assert caller("duty.sr").post(f"/steps/{step}/reassign", body).status_code == 404
        assert caller("duty.pp").post(f"/steps/{step}/reassign", body).status_code == 403
        leader = caller("officer.pp").post(f"/steps/{step}/reassign", body)
        assert (leader.status_code, leader.json()["field"]) == (422, "to_unit")
    for path in (f"/steps/{step}/assign", f"/handoffs/{asked['id']}/accept"):
        assert caller("duty.sr").post(path, {"worker": "nobody"}).status_code == 404


def test_a_report_of_a_case_is_read_by_its_id_and_stands_in_the_list_of_its_holder(caller, told):
    police, report = caller("duty.pp"), told()
    police.done(f"/reports/{report['id']}/open-case", status=201)
    assert [row["id"] for row in police.read("/reports")["items"]] == [report["id"]]
    assert caller("prosecutor.pp").read("/reports")["items"] == []
    paths = caller().get("/openapi.json").json()["paths"]
    assert "by its id" in paths["/api/v1/reports"]["get"]["description"]


def test_a_receipt_is_found_in_khmer_digits(caller):
    receipt = caller().done("/reports", {"what": "x", "where": ""}, 201)["receipt"]
    khmer = receipt.translate({ord(str(digit)): chr(0x17E0 + digit) for digit in range(10)})
    assert caller().done("/reports/status", {"receipt": khmer})["state"] == "new"
