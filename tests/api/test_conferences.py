"""A conference and messages by program: what the pages do, by the same stories."""

from datetime import timedelta

from django.utils import timezone


def ahead(days):
    return (timezone.now() + timedelta(days=days)).isoformat()


def test_a_conference_is_held_by_calls_and_each_reads_only_what_is_theirs(caller, opened):
    case, police, ngo = opened(), caller("duty.pp"), caller("ngo.pp")
    code = case["code"]
    held = police.done(f"/cases/{code}/conferences", {"purpose": "plan", "meets_at": ahead(3)}, 201)
    base = f"/conferences/{held['id']}"
    assert (held["state"], held["case"]) == ("called", code)
    invited = police.done(
        f"{base}/invite", {"to_unit": "ngo-pp", "compartments": ["justice"], "ground": "risk_of_harm", "text": "x"}, 201
    )
    assert (invited["state"], invited["compartments"]) == ("invited", ["justice"])
    point = police.done(f"{base}/points", {"text": "the van", "compartment": "justice"}, 201)
    police.done(f"{base}/decisions", {"point": point["id"], "text": "ask for its number"}, 201)
    police.done(f"{base}/actions", {"point": point["id"], "text": "somebody asks"}, 201)
    before = ngo.read(base)
    assert (before["points"], before["actions"], before["members"][0]["state"]) == ([], [], "invited")
    assert [item["kind"] for item in ngo.read("/desk")["items"]] == ["conference"]
    assert ngo.get(f"/cases/{code}").status_code == 404
    ngo.done(f"{base}/undertake", {"agreed": True}, 200)
    after = ngo.read(base)
    assert (after["points"][0]["text"], after["points"][0]["decisions"]) == ("the van", ["ask for its number"])
    assert after["actions"][0]["owner"] is None
    assert ngo.read(f"/cases/{code}")["code"] == code
    given = police.done(f"/promises/{after['actions'][0]['id']}/give", {"owner": "ngo-pp", "due_at": ahead(5)}, 200)
    assert given["owner"] == invited["unit"]
    assert (
        ngo.done(f"/promises/{given['id']}/say", {"answer": "not_possible", "text": "no register"}, 200)["state"]
        == "not_possible"
    )
    early = police.post(f"{base}/close", {"present": [invited["id"]]})
    assert (early.status_code, "taken place yet" in early.json()["detail"]) == (409, True)
    assert police.read("/conferences")["items"][0]["id"] == held["id"] == ngo.read("/conferences")["items"][0]["id"]
    assert caller("social.pp").read("/conferences")["items"] == []
    police.done(f"{base}/postpone", {"meets_at": ahead(9)}, 200)
    assert police.done(f"{base}/cancel", {"reason": "settled"}, 200)["state"] == "cancelled"
    assert ngo.get(f"/cases/{code}").status_code == 404, "what it had opened is closed"


def test_messages_are_written_corrected_and_read_by_calls(caller, opened):
    code, police, officer = opened()["code"], caller("duty.pp"), caller("officer.pp")
    first = police.done(f"/cases/{code}/messages", {"compartment": "justice", "text": "at three"}, 201)
    assert officer.read(f"/cases/{code}/messages")["items"][0]["read"] is False
    assert officer.done(f"/messages/{first['id']}/read", {}, 200) == {"count": 1}
    newer = police.done(f"/messages/{first['id']}/correct", {"text": "at four"}, 201)
    (shown,) = officer.read(f"/cases/{code}/messages")["items"]
    assert (shown["id"], shown["text"], shown["before"], shown["read"]) == (newer["id"], "at four", ["at three"], False)
    assert caller("ngo.pp").get(f"/cases/{code}/messages").status_code == 404
