"""A child's safety by program: the same stories, warnings beside the answer, versions, refusals in the form of the API."""

from tests.journeys.papers.reading import whole

CANARY = "Canaryhouse"


def test_a_sealed_place_stands_on_no_paper_and_in_no_call(caller, offered):
    police, social = caller("duty.pp"), caller("social.pp")
    case, asked = offered()
    social.done(f"/handoffs/{asked['id']}/accept", {}, 200)
    base, child = f"/cases/{case['code']}", next(one["id"] for one in case["people"] if one["part"] == "survivor")
    social.done(f"{base}/arrivals", {"person": child, "place": CANARY, "safe": True}, 201)
    social.done(f"{base}/safety-plans", {"person": child, "assent": "yes", "fears": "x"}, 201)
    social.done(f"{base}/placements", {"person": child, "sort": "shelter", "basis": "court"}, 201)
    social.done(f"{base}/missing", {"person": child, "text": "x"}, 201)
    for kind in ("referral", "bundle", "protection", "summary"):
        for reader in (police, social):
            answer = reader.get(f"{base}/paper/{kind}.pdf")
            assert answer.status_code != 200 or CANARY not in whole(answer.content), kind
    for call in ("", "/timeline", "/safe-contacts", "/safety-plans", "/placements", "/missing"):
        assert CANARY not in police.get(f"{base}{call}").content.decode(), call


def test_a_child_is_kept_safe_by_calls(caller, offered):
    social = caller("social.pp")
    case, asked = offered()
    social.done(f"/handoffs/{asked['id']}/accept", {}, 200)
    base, child = f"/cases/{case['code']}", next(one["id"] for one in case["people"] if one["part"] == "survivor")
    way = social.done(
        f"{base}/safe-contacts", {"person": child, "ways": ["school"], "never": ["write"], "when": "noon"}, 201
    )
    assert (way["ways"], way["words"]) == (["school"], {"when": "noon"})
    assert social.send("post", f"{base}/safe-contacts", {"person": child}, {}).status_code == 422
    plan = social.done(
        f"{base}/safety-plans", {"person": child, "assent": "yes", "fears": "the ferry", "agreed_with": ["kin"]}, 201
    )
    assert (plan["number"], plan["state"], plan["words"]) == (1, "stands", {"fears": "the ferry"})
    path = f"/safety-plans/{plan['id']}"
    assert social.send("post", f"{path}/review", {"assent": "no"}, {}).status_code == 428
    assert social.send("post", f"{path}/review", {"assent": "no"}, {"if-match": '"7"'}).status_code == 412
    assert social.send("post", f"{path}/review", {"assent": "no"}, {"if-match": '"1"'}).json()["assent"] == "no"
    assert social.send("post", f"{path}/end", {"text": "y"}, {"if-match": '"2"'}).json()["state"] == "ended"
    stay = {"person": child, "sort": "shelter", "basis": "not_known"}
    made = social.done(f"{base}/placements", stay, 201)
    assert made["warnings"] == ["no_ground", "no_family"]
    again = social.done(f"{base}/placements", stay | {"basis": "court", "looked": "kin", "looked_why": "not_safe"}, 201)
    assert again["warnings"] == ["several"]
    assert social.send("post", f"{base}/placements", stay | {"basis": "x", "sort": "x"}, {}).status_code == 422
    known = social.send("post", f"/placements/{made['id']}/basis", {"basis": "social"}, {"if-match": '"1"'})
    assert known.json()["basis"] == "social"
    ended = social.send("post", f"/placements/{made['id']}/end", {"reason": "moved"}, {"if-match": '"2"'})
    assert ended.json()["state"] == "ended"
    gone = social.done(f"{base}/missing", {"person": child, "text": "a red shirt"}, 201)
    assert social.send("post", f"{base}/missing", {"person": child}, {}).status_code == 409
    assert "missing" in {item["kind"] for item in social.read("/desk")["items"]}
    more = social.done(f"/missing/{gone['id']}/more", {"text": "seen at the ferry"})
    assert (more["state"], more["version"]) == ("missing", 2)
    assert social.send("post", f"/missing/{gone['id']}/more", {"text": " "}, {}).status_code == 422
    back = social.send("post", f"/missing/{gone['id']}/found", {"how": "came_back"}, {"if-match": '"2"'})
    assert back.json()["state"] == "found"
    assert social.send("post", f"/missing/{gone['id']}/more", {"text": "x"}, {}).status_code == 409
    lists = {
        name: len(social.read(f"{base}/{name}")["items"])
        for name in ("safe-contacts", "safety-plans", "placements", "missing")
    }
    assert lists == {"safe-contacts": 1, "safety-plans": 1, "placements": 3, "missing": 1}
    for name, key in (("safe-contacts", way), ("safety-plans", plan), ("placements", again), ("missing", gone)):
        done = social.done(f"/{name}/{key['id']}/mark-error", {"text": "y"})
        assert done.get("state", "in_error") == "in_error"
