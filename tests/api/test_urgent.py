"""Urgent care and operations by program: the same stories, with versions and refusals in the form of the API."""

from datetime import timedelta

from django.utils import timezone


def test_an_exposure_and_an_examination_are_written_corrected_shared_and_taken_back(caller, opened):
    police = caller("duty.pp")
    case = opened()
    base = f"/cases/{case['code']}"
    child = {"person": next(one["id"] for one in case["people"] if one["part"] == "survivor")}
    police.done(f"{base}/steps", {"kind": "medical_forensic"} | child, 201)
    at = (timezone.now() - timedelta(hours=20)).isoformat()
    made = police.done(f"{base}/exposures", child | {"at": at, "version": 0}, 201)
    assert (made["why"], made["precision"]) == ("first", "instant")
    assert police.post(f"{base}/exposures", child | {"at": at, "version": 0}).status_code == 412
    told = {"took_place": True, "examination": "agreed", "samples": "waits", "certificate": "x", "shares": "agreed"}
    exam = police.done(f"{base}/examinations", child | told, 201)
    assert (exam["agreement"], exam["version"]) == ("part", 1)
    assert police.post(f"{base}/examinations", child | told).status_code == 422, "why is the first not enough?"
    path = f"/examinations/{exam['id']}"
    assert police.get(path).headers["etag"] == '"1"'
    assert police.send("post", f"{path}/correct", told | {"why": "y"}, {}).status_code == 428
    assert police.send("post", f"{path}/correct", told | {"why": "y"}, {"if-match": '"1"'}).json()["version"] == 2
    assert police.done(f"{path}/share", {"shares": "refused"})["shares"] == "refused"
    whole = police.read(f"{base}/urgent-care")
    assert [one["state"] for one in whole["items"][0]["windows"]] == ["open", "open"]
    assert {one["status"] for one in whole["items"][0]["windows"]} == {"practice-target"}
    assert whole["told_to_justice"] == []
    assert police.done(f"{path}/mark-error", {"text": "y"})["in_error"]
    assert police.done(f"/exposures/{made['id']}/mark-error", {"text": "y"})["why"] == "mistake"


def test_an_operation_is_planned_delayed_made_ready_and_told(caller, opened):
    police, social = caller("duty.pp"), caller("social.pp")
    case = opened()
    step = police.done(f"/cases/{case['code']}/steps", {"kind": "joint_operation"}, 201)["items"][0]["id"]
    path = f"/steps/{step}/operation"
    assert police.read(path)["plan"] is None
    made = police.done(f"{path}/plan", {"text": "y", "roles": {"lead": "x"}, "checks": ["adults_free"]}, 201)
    assert police.send("post", f"{path}/plan", {"text": "z"}, {}).status_code == 428
    assert police.send("post", f"{path}/plan", {"text": "z"}, {"if-match": f'"{made["version"]}"'}).status_code == 201
    assert {"what": "role", "code": "woman_officer"} in police.read(path)["missing"]
    soon = (timezone.now() + timedelta(days=2)).isoformat()
    assert police.done(f"{path}/delay", {"delay": "not_ready", "review_at": soon}, 201)["plan"]["delay"] == "not_ready"
    fact = police.done(f"{path}/facts", {"kind": "began"}, 201)
    assert police.done(f"/operation-facts/{fact['id']}/mark-error", {"text": "y"})["in_error_at"]
    child = next(one["id"] for one in case["people"] if one["part"] == "survivor")
    contact = next(one["id"] for one in case["steps"] if one["kind"] == "first_safe_contact")
    assert child
    running = [one for one in police.read(f"/cases/{case['code']}")["handoffs"] if one["state"] in ("draft", "offered")]
    for one in running:
        if one["step"] == contact and one["state"] == "draft":
            police.done(f"/handoffs/{one['id']}/offer")
    asked = police.done(f"{path}/ready", {"to_unit": "social-pp", "what": "x", "ready_at": soon}, 201)
    assert [one["id"] for one in social.read("/ready")["items"]] == [asked["id"]]
    assert social.read("/ready")["items"][0]["plan"] is None, "what they must do, and no more"
    assert social.done(f"/ready/{asked['id']}/answer", {"answer": "cannot", "text": "y"})["answer"] == "cannot"
    assert social.get(path).status_code == 404
    assert police.done(f"/ready/{asked['id']}/end")["ended_at"]
