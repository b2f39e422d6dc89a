"""Rosters by the API: drafted, published with what was seen, overridden, swapped; who is on duty now."""

from datetime import timedelta

from django.utils import timezone

DAY = timedelta(days=1)


def draft(caller, *members, **more):
    layer = {"members": list(members), "start": "2026-03-02"} | more.pop("layer", {})
    return caller("officer.pp").post("/rosters", {"layers": [layer]} | more)


def published(caller, *members):
    made = draft(caller, *members).json()
    body = {"edits": made["draft"]["edits"], "seen": made["draft"]["seen"]}
    return caller("officer.pp").done(f"/rosters/{made['id']}/publish", body)


def test_a_draft_is_published_with_what_was_seen_of_it(caller, cast):
    made = draft(caller, "duty.pp").json()
    assert (made["published"], made["draft"]["number"], made["draft"]["gaps"]) == (None, 1, [])
    assert made["draft"]["weeks"]
    unseen = caller("officer.pp").post(f"/rosters/{made['id']}/publish", {"edits": 1})
    assert (unseen.status_code, unseen.json()["code"]) == (409, "not_seen")
    told = published_again(caller, made)
    assert {one["member"] for one in told["shifts"]} == {str(cast["duty.pp"].id)}
    assert [one["id"] for one in caller("duty.pp").read("/rosters")["items"]] == [made["id"]]
    assert caller("social.pp").get(f"/rosters/{made['id']}").status_code == 404
    assert caller("social.pp").read("/rosters")["items"] == []


def published_again(caller, made):
    return caller("officer.pp").done(f"/rosters/{made['id']}/publish", {"edits": 1, "seen": made["draft"]["seen"]})


def test_what_is_wrong_is_told_by_field(caller):
    answer = draft(caller, "nobody", layer={"unit": "moons", "hand_over": "x"})
    assert answer.status_code == 422
    assert {"members", "length", "hand_over"} <= {one["field"] for one in answer.json()["errors"]}
    assert draft(caller, "duty.pp", area="17").status_code == 422
    assert caller("duty.pp").post("/rosters", {"layers": []}).status_code == 403


def test_an_override_holds_until_it_is_ended(caller, cast):
    made, now = published(caller, "duty.pp"), timezone.now()
    body = {"sort": "covers", "member": "officer.pp", "since": now.isoformat(), "until": (now + DAY).isoformat()}
    change = caller("officer.pp").done(f"/rosters/{made['id']}/overrides", body, 201)
    assert caller("duty.pp").read(f"/rosters/{made['id']}")["shifts"][0]["member"] == str(cast["officer.pp"].id)
    assert caller("officer.pp").done(f"/overrides/{change['id']}/end")["ended_at"]
    assert caller("officer.pp").post(f"/overrides/{change['id']}/end").status_code == 409
    for wrong in (
        {"member": "social.pp"},
        {"member": "nobody"},
        {"until": now.isoformat()},
        {"since": "x"},
        {"sort": "x"},
    ):
        assert caller("officer.pp").post(f"/rosters/{made['id']}/overrides", body | wrong).status_code == 422, wrong


def test_a_swap_is_asked_answered_and_withdrawn(caller):
    made = published(caller, "duty.pp", "officer.pp")
    mine = next(one for one in made["shifts"][1:] if one["member"] == made["published"]["layers"][0]["members"][0])
    body = {"roster": made["id"], "other": "officer.pp", "since": mine["since"], "until": mine["until"]}
    swap = caller("duty.pp").done("/swaps", body, 201)
    assert caller("duty.pp").post(f"/swaps/{swap['id']}/answer", {"agreed": True}).status_code == 403
    assert caller("duty.pp").done(f"/swaps/{swap['id']}/withdraw")["state"] == "withdrawn"
    again = caller("duty.pp").done("/swaps", body, 201)
    assert caller("officer.pp").done(f"/swaps/{again['id']}/answer", {"agreed": True})["state"] == "agreed"
    assert [one["state"] for one in caller("duty.pp").read("/swaps")["items"]] == ["agreed", "withdrawn"]
    assert caller("social.pp").read("/swaps")["items"] == []
    assert caller("social.pp").post(f"/swaps/{swap['id']}/withdraw").status_code == 404


def test_who_is_on_duty_now_is_told_to_who_works_beside_them(caller, cast):
    published(caller, "duty.pp")
    (police,) = [
        one
        for one in caller("social.pp").read("/duty?area=12&kind=police_ahtjp")["items"]
        if "Phnom Penh" in one["name"]
    ]
    assert police["duty"]["member"] == {"id": str(cast["duty.pp"].id), "name": "Dara Sok"}
    assert police["phone"]
    for who in ("social.sr", "oversight", "mentor"):
        items = caller(who).read("/duty?area=12&kind=police_ahtjp")["items"]
        assert {one["duty"] for one in items} == {None}, who
