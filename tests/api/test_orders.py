"""Orders of a court, what speaks for the accused, holds and observations by the API, as the pages do them."""

from datetime import timedelta

from django.utils import timezone

LOOK = {"purpose": "safety"}


def days(number):
    return (timezone.now() + timedelta(days=number)).date().isoformat()


def own(caller):
    body = {"area": "12", "urgency": "urgent", "source": "", "children": 1}
    case = caller("duty.pp").done("/cases", body, 201)
    return f"/cases/{case['code']}", case["people"][0]["id"]


def test_an_order_opens_its_parts_is_corrected_and_lifted(caller):
    police, court = caller("duty.pp"), caller("court.pp")
    path, _child = own(caller)
    paper = {
        "court": "court-pp",
        "number": "12/2026",
        "ordered_on": days(-1),
        "compartments": ["justice"],
        "person": "",
        "until": days(20),
    }
    unsaid = {key: value for key, value in paper.items() if key != "person"}
    assert police.post(f"{path}/orders", unsaid).json()["errors"][0]["field"] == "person", (
        "the whole case is said in so many words"
    )
    assert court.get(path).status_code == 404
    given = police.done(f"{path}/orders", paper, 201)
    assert (given["ground"], given["compartments"], given["ordered_on"]) == ("court_order", ["justice"], days(-1))
    assert court.get(path).status_code == 200
    anew = police.done(
        f"/disclosures/{given['id']}/correct-order", paper | {"number": "13/2026", "text": "another number"}, 201
    )
    assert anew["supersedes"] == given["id"]
    assert police.read(f"/disclosures/{given['id']}")["ended_why"] == "mistake"
    assert police.done(f"/disclosures/{anew['id']}/end-order", {"reason": "lifted"})["ended_why"] == "lifted"
    assert court.get(path).status_code == 404


def test_a_place_waits_for_a_second_person(caller):
    police = caller("duty.pp")
    path, child = own(caller)
    paper = {"court": "court-pp", "number": "12/2026", "ordered_on": days(-1), "compartments": ["placement"], "person": child,
             "until": days(20)}  # fmt: skip
    given = police.done(f"{path}/orders", paper, 201)
    assert (given["waits_for_second"], given["confirmed_at"]) == (True, None)
    assert police.post(f"/disclosures/{given['id']}/confirm-order", None).status_code == 403
    assert caller("court.pp").get(path).status_code == 404


def test_everything_that_is_wrong_with_an_order_is_told_at_once(caller):
    police = caller("duty.pp")
    path, _child = own(caller)
    answer = police.post(
        f"{path}/orders", {"court": "social-pp", "number": "", "ordered_on": "x", "compartments": [], "until": ""}
    )
    assert answer.status_code == 422
    assert {"to_unit", "number", "ordered_on", "compartments"} <= {one["field"] for one in answer.json()["errors"]}


def test_what_speaks_for_the_accused_is_flagged_and_taken_back(caller):
    police = caller("duty.pp")
    path, _child = own(caller)
    note = police.done(
        f"{path}/notes", {"compartment": "justice", "text": "He was at work that day", "person": ""}, 201
    )
    assert police.post(f"{path}/for-accused", {"item": "x", "text": "y"}).status_code == 422
    flag = police.done(f"{path}/for-accused", {"item": note["id"], "text": "an alibi"}, 201)
    assert [(row["item"], row["unread"]) for row in police.read(f"{path}/for-accused")["items"]] == [
        (note["id"], False)
    ]
    assert police.done(f"/for-accused/{flag['id']}/take-back", {"text": "another day"})["ended_at"]
    assert [bool(row["ended_at"]) for row in police.read(f"{path}/for-accused")["items"]] == [True]


def test_a_hold_is_set_looked_at_again_and_ended(caller):
    police = caller("duty.pp")
    path, _child = own(caller)
    hold = police.done(f"{path}/holds", {"reason": "appeal", "days": 9, "text": "x"}, 201)
    assert police.post(f"{path}/holds", {"reason": "appeal", "days": 0}).status_code == 422
    assert police.done(f"/holds/{hold['id']}/review", {"days": 20})["review_at"] > hold["review_at"]
    assert [row["id"] for row in police.read(f"{path}/holds")["items"]] == [hold["id"]]
    assert police.done(f"/holds/{hold['id']}/end", {"text": "over"})["ended_at"]


def test_an_observation_of_danger_alarms_and_where_it_is_is_looked_at(caller, offered):
    case, asked = offered()
    social, path, child = caller("social.pp"), f"/cases/{case['code']}", case["people"][0]["id"]
    social.done(f"/handoffs/{asked['id']}/accept")
    social.done(f"{path}/observations", {"person": child, "fact": "risk", "answer": "high", "text": "x"}, 201)
    assert (
        social.post(f"{path}/observations", {"person": child, "fact": "risk", "answer": "nothing"}).status_code == 422
    )
    assert social.post(f"{path}/observations", {"person": "", "fact": "risk", "answer": "high"}).status_code == 422
    safe = social.done(f"{path}/arrivals", {"person": child, "place": "a synthetic shelter", "safe": True}, 201)
    assert social.post(f"/arrivals/{safe['id']}/place", LOOK).status_code == 403
    come = social.done(f"{path}/arrivals", {"person": child, "place": "a synthetic house", "safe": False}, 201)
    assert social.done(f"/arrivals/{come['id']}/place", LOOK)["place"] == "a synthetic house"
    assert caller("duty.pp").done(f"/arrivals/{come['id']}/place", LOOK)["place"] == "a synthetic house"
