"""A case walked through every call: from a public report to help that is confirmed."""

import uuid
from datetime import timedelta

from django.utils import timezone


def open_step(case, kind):
    return next(row for row in case["steps"] if row["kind"] == kind and row["state"] == "open")


def in_days(count):
    return (timezone.now() + timedelta(days=count)).strftime("%Y-%m-%dT%H:%M:%SZ")


def unit_id(caller, kind, area="12"):
    return caller("duty.pp").read(f"/units?kind={kind}&area={area}")["items"][0]["id"]


def test_anybody_reports_and_comes_back_with_the_receipt(caller):
    body = {"what": "A child is kept", "where": "Phnom Penh", "danger": "yes", "contact": "000 000 001"}
    receipt = caller().done("/reports", body, 201)["receipt"]
    status = caller().done("/reports/status", {"receipt": receipt.lower().replace("-", " ")})
    assert (status["state"], status["urgency"], status["messages"]) == ("new", "emergency", [])


def test_a_report_is_acknowledged_and_becomes_a_case(caller, told):
    police, report = caller("duty.pp"), told()
    assert [row["id"] for row in police.read("/reports?state=new")["items"]] == [report["id"]]
    assert police.done(f"/reports/{report['id']}/acknowledge")["state"] == "acknowledged"
    case = police.done(f"/reports/{report['id']}/open-case", status=201)
    assert {row["kind"] for row in case["strands"]} == {"justice", "care"}
    assert police.read(f"/reports/{report['id']}")["case"] == case["code"]
    assert [row["code"] for row in police.read("/cases?state=open&area=12")["items"]] == [case["code"]]
    assert police.read(f"/cases/{case['code'].lower()}") == case


def test_a_report_is_closed_with_a_reason(caller, told):
    police, report = caller("duty.pp"), told()
    body = {"reason": "not_substantiated", "occurred_at": "2026-01"}
    assert police.done(f"/reports/{report['id']}/close", body)["close_reason"] == "not_substantiated"


def test_the_sender_and_the_receiver_bring_a_hand_off_to_its_end(caller, offered):
    case, asked = offered()
    police, social, path = caller("duty.pp"), caller("social.pp"), f"/handoffs/{asked['id']}"
    assert [(row["task"], row["id"]) for row in social.read("/desk")["items"]] == [("accept", asked["id"])]
    assert social.done(f"{path}/receive")["clock"] == "decide"
    assert social.done(f"{path}/ask", {"question": "Does she speak Khmer?"})["state"] == "needs_information"
    said = police.done(f"{path}/answer", {"answer": "Yes, and a little Lao."})
    assert [row["kind"] for row in said["messages"]] == ["question", "answer"]
    taken = social.done(f"{path}/accept", {"worker": "social.pp"})
    assert (taken["state"], taken["case"]) == ("accepted", case["code"])
    step = open_step(social.read(f"/cases/{case['code']}"), "first_safe_contact")
    assert (step["holder"], step["worker"]) == (asked["to_unit"], taken["worker"])
    assert social.done(f"{path}/start")["state"] == "in_progress"
    hold = {"reason": "child_not_ready", "until": in_days(2), "text": "tomorrow"}
    assert social.done(f"{path}/hold", hold)["state"] == "on_hold"
    assert social.done(f"{path}/resume")["state"] == "in_progress"
    done = {"outcome": "seen_safe", "support_level": 5, "occurred_at": "2026-11-20T08:00:00+07:00"}
    assert social.done(f"{path}/complete", done)["outcome"] == "seen_safe"
    assert police.done(f"{path}/confirm")["state"] == "confirmed"
    acts = [row["act"] for row in social.read(f"/cases/{case['code']}/timeline")["items"]]
    assert {"handoff.accept", "step.holder", "step.done", "handoff.confirm"} <= set(acts)


def test_a_yes_by_telephone_is_confirmed_or_denied(caller, offered):
    for answer, state in (("confirm-phone", "accepted"), ("deny-phone", "disputed")):
        _case, asked = offered()
        path = f"/handoffs/{asked['id']}"
        said = caller("duty.pp").done(f"{path}/accept-by-phone", {"who": "A colleague", "number": "000 000 212"})
        assert said["state"] == "accepted_by_phone"
        assert caller("social.pp").done(f"{path}/{answer}", {})["state"] == state


def test_a_duty_is_disputed_and_resolved(caller, offered):
    for to in ("accepted", "withdrawn", "offered"):
        _case, asked = offered()
        path, social = f"/handoffs/{asked['id']}", caller("social.pp")
        assert social.done(f"{path}/dispute", {"reason": "no_means", "text": "no car"})["state"] == "disputed"
        assert social.done(f"{path}/resolve", {"to": to, "text": "agreed by telephone"})["state"] == to


def test_a_step_is_offered_withdrawn_offered_again_and_declined(caller, opened):
    case, police = opened(), caller("duty.pp")
    step = open_step(case, "first_safe_contact")
    body = {"step": step["id"], "to_unit": unit_id(caller, "ngo_aftercare"), "why": "they know the family",
            "why_code": "child_need", "urgency": "emergency"}  # fmt: skip
    made = police.done(f"/cases/{case['code']}/handoffs", body, 201)
    assert (made["state"], made["why"], made["urgency"]) == ("offered", "they know the family", "emergency")
    assert police.done(f"/handoffs/{made['id']}/withdraw", {"text": "by mistake"})["state"] == "withdrawn"
    draft = police.done(f"/cases/{case['code']}/handoffs", body | {"draft": True}, 201)
    assert draft["state"] == "draft"
    assert police.done(f"/handoffs/{draft['id']}/discard")["state"] == "withdrawn"
    again = police.done(f"/cases/{case['code']}/handoffs", body, 201)
    said = caller("ngo.pp").done(f"/handoffs/{again['id']}/decline", {"reason": "no_capacity"})
    assert (said["state"], said["case"], said["messages"]) == ("declined", None, [])
    waiting = [row for row in police.read("/desk")["items"] if row["id"] == step["id"]]
    assert [row["task"] for row in waiting] == ["offer_again"]


def test_what_could_not_be_done_and_what_was_an_error_are_said(caller, offered):
    _case, asked = offered()
    path = f"/handoffs/{asked['id']}"
    caller("social.pp").done(f"{path}/accept")
    assert caller("social.pp").done(f"{path}/fail", {"reason": "could_not_contact"})["state"] == "failed"
    assert caller("duty.pp").done(f"{path}/mark-error", {"text": "the wrong child"})["state"] == "entered_in_error"


def test_a_step_is_held_resumed_given_and_done(caller, opened):
    case, police = opened(), caller("duty.pp")
    path = f"/steps/{open_step(case, 'verification')['id']}"
    held = police.done(f"{path}/hold", {"reason": "waiting_evidence", "until": in_days(3), "text": "a film"})
    assert held["state"] == "on_hold"
    assert police.done(f"{path}/resume")["state"] == "open"
    assert police.done(f"{path}/assign", {"worker": "officer.pp"})["worker"] == str(caller("officer.pp").member.id)
    done = police.done(
        f"{path}/done", {"outcome": "confirmed", "checklist": [], "conditions": [], "occurred_at": "2026"}
    )
    assert (done["state"], done["outcome"]) == ("done", "confirmed")
    assert open_step(police.read(f"/cases/{case['code']}"), "investigation_plan")["holder"] == done["holder"]


def test_steps_are_skipped_stopped_and_reassigned(caller, opened):
    case, police = opened(), caller("duty.pp")
    step = open_step(case, "verification")["id"]
    moved = caller("officer.pp").done(
        f"/steps/{step}/reassign", {"to_unit": unit_id(caller, "police_ahtjp", "17"), "text": "another province"}
    )
    assert moved["holder"] == unit_id(caller, "police_ahtjp", "17")
    other = opened()
    assert (
        police.done(f"/steps/{open_step(other, 'verification')['id']}/skip", {"reason": "done_before"})["state"]
        == "skipped"
    )
    third = opened()
    stop = {"reason": "opened_in_error", "text": "twice"}
    assert police.done(f"/steps/{open_step(third, 'verification')['id']}/stop", stop)["state"] == "stopped"


def test_a_strand_is_closed_and_opened_again(caller, offered):
    case, asked = offered()
    social = caller("social.pp")
    social.done(f"/handoffs/{asked['id']}/accept")
    care = next(row["id"] for row in case["strands"] if row["kind"] == "care")
    assert social.done(f"/strands/{care}/close", {"reason": "care_goals_reached"})["state"] == "closed"
    assert social.done(f"/strands/{care}/reopen", {"reason": "child_at_risk_again"})["state"] == "open"


def test_the_care_of_a_child_in_danger_is_not_closed(caller, offered):
    case, asked = offered()
    social = caller("social.pp")
    social.done(f"/handoffs/{asked['id']}/accept")
    care = next(row for row in case["strands"] if row["kind"] == "care")
    arrived = {"person": case["people"][0]["id"], "place": "a synthetic place", "safe": False}
    social.done(f"/cases/{case['code']}/arrivals", arrived, 201)
    refused = social.post(f"/strands/{care['id']}/close", {"reason": "care_goals_reached"})
    assert (refused.status_code, refused.json()["code"]) == (409, "cannot_move")
    assert "Record first where the child is safe" in refused.content.decode()
    social.done(f"/cases/{case['code']}/arrivals", arrived | {"safe": True}, 201)
    assert social.done(f"/strands/{care['id']}/close", {"reason": "care_goals_reached"})["state"] == "closed"


def test_an_own_case_gets_people_notes_and_an_arrival(caller):
    police = caller("duty.pp")
    body = {"area": "12", "urgency": "urgent", "source": "police", "children": 2}
    case = police.done("/cases", body | {"source": ""}, 201)
    path, child = f"/cases/{case['code']}", case["people"][0]["id"]
    assert [row["number"] for row in case["people"]] == [1, 2]
    new = police.done(f"{path}/people", {"part": "survivor", "sex": "female", "age": 12}, 201)
    assert (new["number"], new["age"]) == (3, 12)
    witness = police.done(f"{path}/people", {"part": "witness", "child": child, "name_latin": "Sok"}, 201)
    note = police.done(f"{path}/notes", {"compartment": "justice", "text": "Seen at the door", "person": ""}, 201)
    assert [row["id"] for row in police.read(f"{path}/notes?compartment=justice")["items"]] == [note["id"]]
    come = police.done(
        f"{path}/arrivals", {"person": child, "place": "a shelter", "safe": True, "occurred_at": "2026-11-01"}, 201
    )
    assert come["safe"] is True
    assert witness["part"] == "witness"


def test_when_an_act_happened_stands_beside_when_it_was_recorded(caller, offered):
    case, asked = offered()
    social = caller("social.pp")
    social.done(f"/handoffs/{asked['id']}/receive", {"occurred_at": "2026-11-20T01:00:00Z"})
    social.done(f"/handoffs/{asked['id']}/accept", {"occurred_at": "2026-11"})
    found = {row["act"]: row for row in social.read(f"/cases/{case['code']}/timeline")["items"]}
    assert found["handoff.receive"]["occurred_at"] == "2026-11-20T01:00:00.000000Z"
    assert found["handoff.accept"]["occurred_precision"] == "month"
    assert found["handoff.accept"]["recorded_at"] > found["handoff.accept"]["occurred_at"]


def test_a_case_says_how_a_closed_part_stands(caller, offered):
    case, asked = offered()
    caller("social.pp").done(f"/handoffs/{asked['id']}/accept")
    seen = caller("social.pp").read(f"/cases/{case['code']}")
    justice = next(row for row in seen["strands"] if row["kind"] == "justice")
    assert justice["condition"] in ("in_order", "waiting", "overdue")
    assert not [row for row in seen["steps"] if row["strand"] == "justice"]
    assert uuid.UUID(justice["id"])


def test_the_sender_says_that_help_did_not_arrive(caller, offered):
    case, asked = offered()
    path = f"/handoffs/{asked['id']}"
    caller("social.pp").done(f"{path}/accept")
    caller("social.pp").done(f"{path}/complete", {"outcome": "seen_safe"})
    assert caller("duty.pp").post(f"{path}/not-arrived", {"text": ""}).status_code == 422
    assert caller("social.pp").post(f"{path}/not-arrived", {"text": "x"}).status_code == 403
    said = caller("duty.pp").done(f"{path}/not-arrived", {"text": "nobody came"})
    assert (said["state"], said["reason"]) == ("confirmed", "not_arrived")
    steps = caller("duty.pp").read(f"/cases/{case['code']}")["steps"]
    assert [one["state"] for one in steps if one["kind"] == "first_safe_contact"] == ["done", "open"]
