"""Hearings and releases by program: the same stories, with versions and refusals in the form of the API."""

import uuid
from datetime import timedelta

from django.utils import timezone


def ahead(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_a_hearing_is_entered_corrected_postponed_and_held(caller, opened):
    police = caller("duty.pp")
    case = opened()
    child = next(one["id"] for one in case["people"] if one["part"] == "survivor")
    day = {
        "at": f"{ahead(200)}T08:30:00+07:00",
        "purpose": "trial",
        "source": "family",
        "place": "x",
        "people": [child],
    }
    made = police.done(f"/cases/{case['code']}/hearings", day, 201)
    assert (made["state"], made["precision"], made["people"]) == ("heard", "instant", [child])
    path = f"/hearings/{made['id']}"
    read = police.get(path)
    assert read.headers["etag"] == '"1"'
    anew = day | {"at": ahead(201), "why": "misread"}
    assert police.send("post", f"{path}/correct", anew, {}).status_code == 428
    assert police.send("post", f"{path}/correct", anew, {"if-match": '"7"'}).status_code == 412
    corrected = police.send("post", f"{path}/correct", anew, {"if-match": '"1"'})
    assert (corrected.status_code, corrected.json()["precision"]) == (200, "day")
    assert police.send("post", f"{path}/held", {"reason": "ended"}, {}).status_code == 409, "the day is ahead"
    need = police.done(f"{path}/needs", {"sort": "interpreter", "text": "y"}, 201)
    assert police.done(f"/hearing-needs/{need['id']}/move", {"move": "arrange"})["state"] == "ready"
    moved = police.done(f"{path}/postpone", {"reason": "court", "new": day | {"at": ahead(230)}})
    assert moved["state"] == "postponed"
    listed = police.get(f"/cases/{case['code']}/hearings").json()["items"]
    assert [one["after"] for one in listed] == [made["id"], None]
    assert [one["state"] for one in listed[0]["needs"]] == ["needed"]
    assert police.done(f"{path}/confirm", {"source": "paper"})["confirmed_at"]
    assert police.done(f"{path}/reopen", {"text": "y"})["state"] == "confirmed"
    wrong = police.send("post", f"/cases/{case['code']}/hearings", {"at": "", "purpose": "x", "source": ""}, {})
    assert wrong.status_code == 422
    known = police.send("post", f"{path}/postpone", {"reason": "court", "new_id": str(uuid.uuid4())}, {})
    assert known.status_code == 422


def test_a_release_is_heard_confirmed_and_taken_back(caller, opened):
    police = caller("duty.pp")
    case = opened()
    free = police.done(f"/cases/{case['code']}/releases", {"at": "2026-01", "reason": "bail", "source": "family"}, 201)
    assert (free["state"], free["precision"]) == ("heard", "month")
    assert police.done(f"/releases/{free['id']}/confirm", {"source": "prison"})["state"] == "confirmed"
    assert police.done(f"/releases/{free['id']}/mark-error", {"text": "y"})["state"] == "in_error"
    assert [one["id"] for one in police.get(f"/cases/{case['code']}/releases").json()["items"]] == [free["id"]]
