"""A child's voice, protection and identification by program: the same stories, with versions and refusals in the form of the API."""

from datetime import timedelta

from django.utils import timezone


def test_a_child_is_told_asks_is_protected_and_identified_by_calls(caller, opened):
    police = caller("duty.pp")
    case = opened()
    base, child = f"/cases/{case['code']}", next(one["id"] for one in case["people"] if one["part"] == "survivor")
    wish = {"person": child, "sort": "wants", "topic": "live", "answer": "says", "text": "with my aunt"}
    made = police.done(f"{base}/voices", wish, 201)
    assert (made["answer"], made["text"]) == ("says", "with my aunt")
    assert police.done(f"/voices/{made['id']}/mark-error", {"text": "y"})["in_error_at"]
    assert police.send("post", f"{base}/voices", wish | {"sort": "x"}, {}).status_code == 422
    assert police.send("post", f"{base}/voices", wish | {"person": ""}, {}).status_code == 422
    asked = police.done(
        f"{base}/heard-again", {"person": child, "sort": "interview", "reason": "judge", "topic": "the door"}, 201
    )
    path = f"/heard-again/{asked['id']}"
    assert police.get(path).headers["etag"] == '"1"'
    assert police.send("post", f"{path}/answer", {"move": "agree"}, {}).status_code == 428
    assert police.send("post", f"{path}/answer", {"move": "agree"}, {"if-match": '"7"'}).status_code == 412
    answered = police.send("post", f"{path}/answer", {"move": "other_way", "way": "later"}, {"if-match": '"1"'})
    assert (answered.status_code, answered.json()["state"]) == (200, "other_way")
    assert police.done(f"{path}/withdraw", {"text": "y"})["state"] == "withdrawn"
    screen = police.done(f"{base}/protections", {"person": child, "measure": "screen"}, 201)
    assert police.done(f"/protections/{screen['id']}/move", {"move": "order"})["ordered_at"]
    assert police.send("post", f"/protections/{screen['id']}/move", {"move": "ask"}, {}).status_code == 409
    assert police.send("post", f"{base}/protections/carry", {"person": child, "hearing": ""}, {}).status_code == 422
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    promise = police.done(
        f"{base}/child-promises", {"person": child, "sort": "tell", "owner": "police-pp", "due_at": day}, 201
    )
    kept = police.send("post", f"/child-promises/{promise['id']}/say", {"move": "keep"}, {"if-match": '"1"'})
    assert kept.json()["state"] == "kept"
    assert police.done(f"/child-promises/{promise['id']}/mark-error", {"text": "y"})["state"] == "in_error"
    decision = {"person": child, "status": "identified", "form": "police_short"}
    first = police.done(f"{base}/identifications/decide", decision, 201)
    assert police.send("post", f"{base}/identifications/decide", decision, {}).status_code == 422, "why again?"
    second = police.done(f"{base}/identifications/decide", decision | {"again": "review"}, 201)
    assert second["after"] == first["id"]
    police.done(
        f"{base}/identifications/age", {"person": child, "method": "document", "age": "child", "youngest": 14}, 201
    )
    lists = {name: len(police.read(f"{base}/{name}")["items"])
             for name in ("voices", "heard-again", "protections", "child-promises", "identifications")}  # fmt: skip
    assert lists == {"voices": 1, "heard-again": 1, "protections": 1, "child-promises": 1, "identifications": 3}
