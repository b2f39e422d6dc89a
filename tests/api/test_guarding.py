"""Emergencies, unsealing, looks and walls through the API: the same operations, proved tokens, nothing learnt by who may not."""

import pytest

from tests.accounts.entering import PASSWORD


@pytest.fixture
def proved(caller):
    """A caller who has just shown who they are."""

    def one(name):
        found = caller(name)
        found.done("/account/prove", {"password": PASSWORD})
        return found

    return one


def asked(case, **given):
    usual = {"compartments": ["care", "justice"], "reason": "child_before_us", "text": "x", "second_unit": "commune-pp"}
    return {"code": case["code"]} | usual | given


def test_an_emergency(proved, caller, opened):
    case = opened()
    nurse, leader = proved("nurse.pp"), proved("leader.pp")
    row = nurse.done("/emergencies", asked(case), 201)
    assert (row["state"], row["case"]) == ("asked", None)
    assert nurse.get(f"/cases/{case['code']}").status_code == 404
    assert nurse.post(f"/emergencies/{row['id']}/answer", {"agreed": True}).status_code == 403
    assert caller("duty.sr").get(f"/emergencies/{row['id']}").status_code == 404
    leader.done(f"/emergencies/{row['id']}/answer", {"agreed": True})
    assert nurse.read(f"/emergencies/{row['id']}")["state"] == "open"
    assert {one["ground"] for one in nurse.read(f"/cases/{case['code']}")["relations"]} == {"emergency"}
    assert nurse.done(f"/emergencies/{row['id']}/end")["state"] == "ended"
    assert nurse.get(f"/cases/{case['code']}").status_code == 404


WRONG = ("code", "x"), ("compartments", ["reporter"]), ("reason", "x"), ("second_unit", "x"), ("text", "")


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_what_is_wrong_names_its_field(field, value, proved, opened):
    answer = proved("nurse.pp").post("/emergencies", asked(opened(), **{field: value}))
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_who_told_us_is_given_once_and_not_to_a_retry(proved, caller, told):
    import uuid

    report = told(contact="Sealedcontact 02")
    duty, officer = proved("duty.pp"), proved("privacy.pp")
    row = duty.done(f"/reports/{report['id']}/unsealings", {"reason": "court_order", "text": "x"}, 201)
    assert duty.post(f"/unsealings/{row['id']}/open").status_code == 409
    assert caller("privacy.social").get(f"/unsealings/{row['id']}").status_code == 404
    assert officer.done(f"/unsealings/{row['id']}/answer", {"agreed": True, "text": "yes"})["state"] == "agreed"
    key = str(uuid.uuid4())
    opened = duty.post(f"/unsealings/{row['id']}/open", None, idempotency_key=key)
    assert opened.json()["opened"]["contact"] == "Sealedcontact 02"
    again = duty.post(f"/unsealings/{row['id']}/open", None, idempotency_key=key)
    assert again.status_code == 409
    assert "Sealedcontact" not in again.content.decode()


def test_looks_are_read_questioned_answered_and_closed(caller, offered):
    case, handoff = offered()
    social, officer = caller("social.pp"), caller("privacy.social")
    social.done(f"/handoffs/{handoff['id']}/accept")
    child = next(one for one in social.read(f"/cases/{case['code']}")["people"] if one["part"] == "survivor")
    etag = social.get(f"/people/{child['id']}")["ETag"]
    assert social.patch(f"/people/{child['id']}", {"name_latin": "Sealedname"}, if_match=etag).status_code == 200
    social.read(f"/people/{child['id']}")
    (look, *_more) = officer.read("/looks")["items"]
    assert (look["who"], look["act"], look["case"]) == ("social.pp", "identity.look", case["code"])
    assert caller("social.pp").get("/looks").status_code == 403
    assert caller("privacy.ngo").read("/looks")["items"] == []
    assert caller("privacy.ngo").post(f"/looks/{look['id']}/question", {}).status_code == 404
    row = officer.done(f"/looks/{look['id']}/question", {}, 201)
    assert [one["id"] for one in social.read("/questions")["items"]] == [row["id"]]
    assert social.done(f"/questions/{row['id']}/answer", {"text": "the family had to be called"})["state"] == "answered"
    assert officer.done(f"/questions/{row['id']}/close", {"outcome": "in_order"})["state"] == "closed"
    assert look["id"] in [one["id"] for one in social.read(f"/cases/{case['code']}/looks")["items"]]


def test_a_wall(proved, caller, offered):
    case, handoff = offered()
    caller("social.pp").done(f"/handoffs/{handoff['id']}/accept")
    social, ngo, duty = proved("privacy.social"), proved("privacy.ngo"), caller("duty.pp")
    body = {"unit": "police-pp", "to_unit": "police-national", "decider": "ngo-pp", "reason": "office", "text": "x", "not_enough": "x",
            "by_accused": False, "days": 30, "at_once": True}  # fmt: skip
    row = social.done(f"/cases/{case['code']}/walls", body, 201)
    assert duty.get(f"/walls/{row['id']}").status_code == 404
    assert ngo.done(f"/walls/{row['id']}/answer", {"agreed": True, "text": "x"})["state"] == "stands"
    gone, nothing = duty.get(f"/cases/{case['code']}"), duty.get("/cases/PP-26-222222")
    assert (gone.status_code, gone.content) == (nothing.status_code, nothing.content), "as what does not exist"
    assert duty.read("/cases")["items"] == []
    assert [one["id"] for one in duty.read("/desk")["items"] if one["case"] == case["code"]] == []
    national = caller("duty.national")
    ours = next(
        one["id"] for one in national.read("/units?kind=police_ahtjp")["items"] if one["code"] == "police-national"
    )
    held = [
        one
        for one in national.read(f"/cases/{case['code']}")["steps"]
        if (one["holder"], one["state"]) == (ours, "open")
    ]
    body = {"step": held[0]["id"], "to_unit": "police-pp", "why": "x", "urgency": "urgent"}
    refused = national.post(f"/cases/{case['code']}/handoffs", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "no_part")
    assert social.done(f"/walls/{row['id']}/end", {"text": "over"})["state"] == "lifted"


def test_one_person_steps_aside(caller, opened):
    case = opened()
    slip = caller("duty.pp").post(
        f"/cases/{case['code']}/recusals", {"member": "dutty.pp", "reason": "family", "text": "x"}
    )
    assert (slip.status_code, slip.json()["field"]) == (422, "member"), "a slip in a name sends nobody aside"
    row = caller("duty.pp").done(f"/cases/{case['code']}/recusals", {"reason": "family", "text": "x"}, 201)
    assert caller("duty.pp").get(f"/cases/{case['code']}").status_code == 404
    assert caller("officer.pp").read(f"/cases/{case['code']}")["code"] == case["code"]
    caller("officer.pp").done(f"/recusals/{row['id']}/end")
    assert caller("duty.pp").read(f"/cases/{case['code']}")["code"] == case["code"]


def test_who_asked_takes_it_back_and_nobody_else(proved, caller, opened):
    case = opened()
    nurse, leader = proved("nurse.pp"), proved("leader.pp")
    row = nurse.done("/emergencies", asked(case), 201)
    assert leader.post(f"/emergencies/{row['id']}/take-back").status_code == 409
    assert caller("duty.sr").post(f"/emergencies/{row['id']}/take-back").status_code == 404
    assert nurse.done(f"/emergencies/{row['id']}/take-back")["state"] == "withdrawn"
    assert leader.post(f"/emergencies/{row['id']}/answer", {"agreed": True}).status_code == 409
    assert nurse.post(f"/emergencies/{row['id']}/take-back").status_code == 409


def test_an_unsealing_is_taken_back(proved, told):
    duty, officer = proved("duty.pp"), proved("privacy.pp")
    row = duty.done(f"/reports/{told()['id']}/unsealings", {"reason": "court_order", "text": "x"}, 201)
    assert officer.post(f"/unsealings/{row['id']}/take-back").status_code == 409
    assert duty.done(f"/unsealings/{row['id']}/take-back")["state"] == "withdrawn"
    assert officer.post(f"/unsealings/{row['id']}/answer", {"agreed": True, "text": "yes"}).status_code == 409
