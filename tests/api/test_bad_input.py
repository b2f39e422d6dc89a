"""Input that nobody should send: a sentence, and never a failure of ours."""

import json
import os
from datetime import timedelta

import pytest
from django.utils import timezone

NOISE = [
    "\x00",
    "a\x00b",
    "​‌﻿",
    "\ud800",
    "ក" * 20_001,
    "x" * 20_001,
    "'; drop table report; --",
    "=1+1",
    "%s%n",
    "\u202e",
]
ODD = [None, True, [], {}, [[]], 1.5, -1, 10**30, "", " ", "9" * 400, {"$ne": 1}, "null", "../../etc/passwd"]

APART = 1 if os.environ.get("SAMAKI_NIGHTLY") == "1" else 3
"""In the suite each field is given every third of these values, the field beside it the ones beside those; nightly all."""


def answered(answer):
    """Whether the answer is a success or a problem with a sentence, and not ours to mend."""
    assert answer.status_code < 500, answer.content
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["detail"]
    return answer.status_code


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"[]", b"null", b"1", b'"x"', b"[" * 100_000, b'{"a":' * 50_000, b'{"what": NaN}',
     b'{"what": ' + b"9" * 5000 + b"}", b"\xef\xbb\xbf{}", b'{"what":"\\ud800","where":"x"}'],
    ids=lambda body: repr(body[:16]),
)  # fmt: skip
def test_a_body_that_is_no_json_object_is_told(body, caller, cast):
    for one, path in ((caller(), "/reports"), (caller("duty.pp"), "/cases"), (caller(), "/reports/status")):
        assert answered(one.post(path, body)) in (201, 400, 422) or body == b"\xff\xfe"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_json_in_another_encoding_than_utf_8_is_415_as_the_guide_says(encoding, caller, cast):
    body = json.dumps({"what": "A girl", "where": ""}).encode(encoding)
    assert answered(caller().post("/reports", body)) == 415


def test_a_body_that_is_too_large_is_told(caller, cast):
    body = json.dumps({"what": "x" * 300_000, "where": ""}).encode()
    for one in (caller(), caller("duty.pp")):
        assert answered(one.post("/reports", body)) == 413


def of_care(caller, offered):
    """Calls about a child's care, of whoever may write there; the police of these tests find nothing, and are told so."""
    case, asked = offered()
    social, base = caller("social.pp"), f"/cases/{case['code']}/people/{case['people'][0]['id']}"
    social.done(f"/handoffs/{asked['id']}/accept", {}, 200)
    made = {what: social.done(f"{base}/{what}", body, 201)["id"] for what, body in (
        ("care-goals", {"text": "x"}), ("care-needs", {"need": "school"}), ("assessments", {"instrument": "samaki_steps_1"}),
        ("care-services", {"service": "school", "urgency": "normal"}))}  # fmt: skip
    moved = {"move": "end", "reason": "complete", "view": "helped", "text": "y", "at": ""}
    return {
        f"{base}/care-needs": {"need": "school", "text": "y"},
        f"{base}/care-goals": {"text": "x", "steps": "y", "review_at": "2027-01-01", "need": ""},
        f"{base}/care-services": {
            "service": "school",
            "urgency": "normal",
            "why": "x",
            "provider": "ngo-pp",
            "outside": "",
            "goal": "",
        },
        f"{base}/assessments": {"instrument": "samaki_steps_1", "taken_at": "2026-01-01"},
        f"{base}/follow-ups": {"kind": "follow_up_6m", "answers": {"safe": "yes"}, "text": "y", "at": "", "before": ""},
        f"/care-goals/{made['care-goals']}/review": {"text": "y", "review_at": ""},
        f"/care-goals/{made['care-goals']}/move": moved,
        f"/care-needs/{made['care-needs']}/move": moved,
        f"/care-services/{made['care-services']}/move": moved,
        f"/assessments/{made['assessments']}/answer": {"domain": "health", "answers": {"body": "2"}},
    } | of_safety(caller, case["code"], case["people"][0]["id"])


def of_safety(caller, code, child):
    """The same of its safety."""
    social, case, who = caller("social.pp"), f"/cases/{code}", {"person": child}
    plan = who | {"assent": "yes", "agreed_with": ["kin"], "review_at": "", "occurred_at": ""}
    plan |= dict.fromkeys(("fears", "signs", "do", "people", "keep_away", "adults"), "y")
    way = who | {"ways": ["school"], "never": [], "when": "y", "by_whom": "y", "note": "y", "occurred_at": ""}
    ground = {"basis": "court", "basis_until": "", "document": "", "text": "y"}
    stay = who | ground | {"sort": "shelter", "keeper": "", "looked": "", "looked_why": "", "occurred_at": ""}
    gone = who | {"text": "y", "occurred_at": ""}
    whole = {"safety-plans": plan, "safe-contacts": way, "placements": stay, "missing": gone}
    made = {name: social.done(f"{case}/{name}", body, 201)["id"] for name, body in whole.items()}
    wrong = {f"/{name}/{key}/mark-error": {"text": "y"} for name, key in made.items()}
    return {f"{case}/{name}": body for name, body in whole.items()} | wrong | {
        f"{case}/placements/looked-at": who | {"sort": "kin", "why": "cannot", "text": "y", "occurred_at": ""},
        f"/safety-plans/{made['safety-plans']}/review": {"assent": "no", "text": "y", "review_at": ""},
        f"/safety-plans/{made['safety-plans']}/end": {"text": "y"}, f"/placements/{made['placements']}/basis": ground,
        f"/placements/{made['placements']}/end": {"reason": "moved", "text": "y", "occurred_at": ""},
        f"/missing/{made['missing']}/found": {"how": "found", "text": "y", "occurred_at": ""},
        f"/missing/{made['missing']}/more": {"text": "y"},
    }  # fmt: skip


@pytest.mark.parametrize("value", NOISE + ODD, ids=lambda value: ascii(value)[:24])
def test_odd_values_in_every_field_are_told(value, caller, offered, told):
    case, asked = offered()
    police, code, report, child = caller("duty.pp"), case["code"], told()["id"], case["people"][0]["id"]
    note = police.done(f"/cases/{code}/notes", {"compartment": "justice", "text": "x"}, 201)["id"]
    arrival = police.done(f"/cases/{code}/arrivals", {"person": child, "place": None, "safe": None}, 201)["id"]
    pressed = {"person": child, "sort": "threat", "on_whom": "family"}
    pressure = police.done(f"/cases/{code}/pressures", pressed, 201)["id"]
    day = {"at": "2030-01-01", "purpose": "trial", "source": "family"}
    hearing = police.done(f"/cases/{code}/hearings", day, 201)["id"]
    assert police.get(f"/cases/{code}/paper/protection.pdf").status_code == 200
    paper = police.read(f"/cases/{code}/papers")["items"][0]["id"]
    free = {"at": "2030-01-01", "reason": "bail", "source": "prison"}
    release = police.done(f"/cases/{code}/releases", free, 201)["id"]
    voice = police.done(
        f"/cases/{code}/voices", {"person": child, "sort": "wants", "topic": "live", "answer": "nothing"}, 201
    )["id"]
    heard = {"person": child, "sort": "interview", "reason": "judge", "topic": "x"}
    heard_again = police.done(f"/cases/{code}/heard-again", heard, 201)["id"]
    measure = police.done(f"/cases/{code}/protections", {"person": child, "measure": "screen"}, 201)["id"]
    promise = {"person": child, "sort": "tell", "owner": "police-pp", "due_at": "2027-03-01"}
    promised = police.done(f"/cases/{code}/child-promises", promise, 201)["id"]
    stands = police.done(f"/cases/{code}/identifications/propose", {"person": child, "status": "possible"}, 201)["id"]
    term = {"years": 1, "months": 0, "days": 0}
    fact = {"kind": "complaint", "at": "2026-01-01", "person": "", "child": child, "offence": "", "to_offence": "", "code": "from_child",
            "until": "", "court": "court-pp", "category": "", "age": 20, "decider": "", "ground": "", "absent": False, "money": "none",
            "file": 1, "prison": term, "suspended": term, "amount": "", "currency": "", "document": "", "text": "x"}  # fmt: skip
    written = police.done(f"/cases/{code}/court", fact, 201)["id"]
    need = police.done(f"/hearings/{hearing}/needs", {"sort": "transport"}, 201)["id"]
    exposure = police.done(f"/cases/{code}/exposures", {"person": child, "at": "2026-01-01"}, 201)["id"]
    exam = police.done(f"/cases/{code}/examinations", {"person": child, "took_place": True}, 201)["id"]
    raid = police.done(f"/cases/{code}/steps", {"kind": "joint_operation"}, 201)["items"][0]["id"]
    ready = {"to_unit": "social-pp", "what": "x", "ready_at": "2030-01-01"}
    asked_ready = police.done(f"/steps/{raid}/operation/ready", ready, 201)["id"]
    began = police.done(f"/steps/{raid}/operation/facts", {"kind": "began"}, 201)["id"]
    examined = {
        "took_place": True, "at": "", "examination": "agreed", "samples": "agreed", "photographs": "refused", "wished": "woman",
        "examined_by": "woman", "again": "health", "shares": "agreed", "told_by": "x", "language": "x", "doctor": "x",
        "certificate": "x", "text": "y",
    }  # fmt: skip
    planned = {
        "authorised_by": "x", "authorised_form": "warrant", "authorised_number": "1", "authorised_at": "x", "night": "yes",
        "night_ground": "in_the_act", "night_text": "x", "foreign": "no", "consul": "told", "consul_text": "x", "roles": {"lead": "x"},
        "checks": ["adults_free"], "text": "y",
    }  # fmt: skip
    whole = day | {
        "until": "",
        "court": "court-pp",
        "place": "x",
        "room": "x",
        "bring": "x",
        "text": "y",
        "people": [child],
    }
    meets = {"purpose": "plan", "meets_at": (timezone.now() + timedelta(days=3)).isoformat()}
    held = police.done(f"/cases/{code}/conferences", meets, 201)["id"]
    point = police.done(f"/conferences/{held}/points", {"text": "x", "compartment": "justice"}, 201)["id"]
    action = police.done(f"/conferences/{held}/actions", {"text": "x", "point": point}, 201)["id"]
    message = police.done(f"/cases/{code}/messages", {"compartment": "justice", "text": "x"}, 201)["id"]
    good = {
        "/reports": {"what": "x", "where": "y", "danger": "no", "who_tells": "citizen", "contact": "z", "language": "km"},
        "/cases": {"area": "12", "urgency": "urgent", "source": "police", "children": 1, "offences": []},
        f"/cases/{code}/handoffs": {"step": asked["step"], "to_unit": asked["to_unit"], "why": "x", "why_code": "duty",
                                    "urgency": "urgent", "draft": True, "occurred_at": ""},
        f"/cases/{code}/people": {"part": "witness", "sex": "male", "age": 30, "child": "", "name_latin": "x"},
        f"/cases/{code}/notes": {"compartment": "justice", "text": "x", "person": "", "occurred_at": "2026"},
        f"/cases/{code}/arrivals": {"person": case["people"][0]["id"], "place": "x", "brought_by": "", "safe": True,
                                    "received_by": asked["to_unit"], "occurred_at": "2026-01-01"},
        f"/handoffs/{asked['id']}/mark-error": {"text": ""},
        f"/handoffs/{asked['id']}/accept-by-phone": {"who": "", "number": "1"},
        f"/steps/{asked['step']}/hold": {"reason": "other", "text": "", "until": "2027-01-01"},
        f"/steps/{asked['step']}/done": {"outcome": "x", "support_level": 3, "checklist": [], "conditions": []},
        f"/steps/{asked['step']}/assign": {"worker": "nobody"},
        f"/steps/{asked['step']}/reassign": {"to_unit": "x", "text": "y"},
        f"/steps/{asked['step']}/correct": {"text": "y", "outcome": "seen_safe", "reason": "", "support_level": 1,
                                            "checklist": [], "occurred_at": ""},
        f"/steps/{asked['step']}/take-back": {"text": "y"},
        f"/steps/{asked['step']}/mark-error": {"text": "y"},
        f"/steps/{asked['step']}/settle": {"fact": "risk", "outcome": "not_known"},
        f"/handoffs/{asked['id']}/take-back": {"text": "y"},
        f"/handoffs/{asked['id']}/unconfirm": {"text": "y"},
        f"/handoffs/{asked['id']}/not-arrived": {"text": "y"},
        f"/cases/{code}/urgency": {"urgency": "emergency", "text": "y"},
        f"/cases/{code}/notes/{note}/correct": {"compartment": "justice", "text": "y", "occurred_at": ""},
        f"/cases/{code}/notes/{note}/mark-error": {"compartment": "justice", "text": "y"},
        f"/arrivals/{arrival}/mark-error": {"text": "y"},
        f"/cases/{code}/pressures": {"person": child, "sort": "threat", "on_whom": "family", "on_person": "", "text": "x", "who": "y",
                                    "broker_unit": "ngo-pp", "occurred_at": ""},
        f"/pressures/{pressure}/mark-error": {"text": "y"},
        f"/cases/{code}/voices": {"person": child, "sort": "told", "topic": "rights", "answer": "again", "language": "khm",
                                  "interpreter": "used", "text": "x", "occurred_at": ""},
        f"/voices/{voice}/mark-error": {"text": "y"},
        f"/cases/{code}/heard-again": heard | {"recording": "x", "text": "y", "hearing": ""},
        f"/heard-again/{heard_again}/answer": {"move": "other_way", "way": "later", "text": "y"},
        f"/heard-again/{heard_again}/withdraw": {"text": "y"},
        f"/cases/{code}/protections": {"person": child, "measure": "breaks", "hearing": hearing, "move": "fail",
                                       "reason": "broken", "text": "y"},
        f"/cases/{code}/protections/carry": {"person": child, "hearing": hearing},
        f"/protections/{measure}/move": {"move": "refuse", "reason": "no_ground", "text": "y"},
        f"/cases/{code}/child-promises": promise | {"text": "y", "hearing": ""},
        f"/child-promises/{promised}/say": {"move": "reopen", "text": "y", "due_at": "2027-03-02"},
        f"/child-promises/{promised}/mark-error": {"text": "y"},
        f"/cases/{code}/identifications/propose": {"person": child, "status": "possible", "text": "y", "occurred_at": ""},
        f"/cases/{code}/identifications/decide": {"person": child, "status": "identified", "form": "police_short", "again": "", "text": "y",
                                                  "occurred_at": ""},
        f"/cases/{code}/identifications/age": {"person": child, "method": "document", "age": "doubt", "youngest": 14, "oldest": 19,
                                               "text": "y", "occurred_at": ""},
        f"/identifications/{stands}/mark-error": {"text": "y"},
        f"/cases/{code}/court": fact, f"/court/{written}/correct": fact | {"why": "y"}, f"/court/{written}/mark-error": {"text": "y"},
        f"/cases/{code}/exposures": {"person": child, "at": "2026-01-01", "text": "y", "again": True, "version": 1},
        f"/exposures/{exposure}/mark-error": {"text": "y"}, f"/examinations/{exam}/share": {"shares": "agreed"},
        f"/cases/{code}/examinations": examined | {"person": child}, f"/examinations/{exam}/correct": examined | {"why": "y"},
        f"/examinations/{exam}/mark-error": {"text": "y"},
        f"/steps/{raid}/operation/plan": planned,
        f"/steps/{raid}/operation/delay": {"delay": "not_ready", "delay_text": "x", "review_at": "2030-01-01"},
        f"/steps/{raid}/operation/ready": ready | {"whole": False}, f"/ready/{asked_ready}/answer": {"answer": "ready", "text": "y"},
        f"/steps/{raid}/operation/facts": {"kind": "began", "at": "", "number": 2, "text": "y"},
        f"/operation-facts/{began}/mark-error": {"text": "y"},
        f"/cases/{code}/hearings": whole, f"/hearings/{hearing}/correct": whole | {"why": "y"},
        f"/hearings/{hearing}/confirm": {"source": "court", "text": "y"}, f"/hearings/{hearing}/reopen": {"text": "y"},
        f"/hearings/{hearing}/postpone": {"reason": "court", "text": "y", "new": None, "new_id": ""},
        f"/hearings/{hearing}/held": {"reason": "ended", "text": "y", "new": None, "new_id": ""},
        f"/hearings/{hearing}/not-held": {"reason": "cancelled", "text": "y"}, f"/hearings/{hearing}/mark-error": {"text": "y"},
        f"/hearings/{hearing}/needs": {"sort": "interpreter", "person": "", "text": "y", "move": "ask"},
        f"/hearing-needs/{need}/move": {"move": "arrange", "text": "y"},
        f"/cases/{code}/releases": free | {"person": "", "text": "y"},
        f"/releases/{release}/confirm": {"source": "court", "text": "y"}, f"/releases/{release}/mark-error": {"text": "y"},
        **of_care(caller, offered),
        f"/cases/{code}/observations": {"person": child, "fact": "risk", "answer": "high", "text": "y", "occurred_at": ""},
        f"/cases/{code}/orders": {"court": "court-pp", "number": "1/2026", "ordered_on": "2026-01-01", "compartments": ["justice"],
                                  "person": "", "until": "2027-01-01", "text": "y"},
        f"/cases/{code}/for-accused": {"item": note, "text": "y"},
        f"/cases/{code}/holds": {"reason": "appeal", "days": 9, "text": "y"},
        f"/cases/{code}/conferences": meets | {"person": child, "at_unit": "police-pp"},
        f"/conferences/{held}/invite": {"to_unit": "ngo-pp", "compartments": ["justice"], "ground": "risk_of_harm", "text": "y"},
        f"/conferences/{held}/points": {"text": "x", "case": "", "person": child, "compartment": "justice", "sure": True},
        f"/conferences/{held}/decisions": {"point": point, "text": "x", "sure": False},
        f"/conferences/{held}/actions": {"text": "x", "point": point, "owner": "police-pp", "due_at": "2027-01-01", "sure": False},
        f"/promises/{action}/give": {"owner": "police-pp", "due_at": "2027-01-01"},
        f"/promises/{action}/say": {"answer": "done", "text": "y"},
        f"/conferences/{held}/undertake": {"agreed": True},
        f"/conferences/{held}/postpone": meets | {"at_unit": ""},
        f"/conferences/{held}/close": {"present": [point], "next_at": "", "no_more": False},
        f"/cases/{code}/messages": {"compartment": "justice", "text": "x", "person": child, "mentions": [child]},
        f"/messages/{message}/correct": {"text": "y"},
        f"/papers/{paper}/withdraw": {"text": "y"},
        f"/people/{child}/mark-error": {"text": "y"},
        f"/people/{child}/standing": {"standing": "unknown", "text": "y"},
        f"/cases/{code}/disclosures": {"to_unit": "ngo-pp", "person": "", "compartments": ["justice"], "purpose": "safety_now",
                                       "kind": "share", "ground": "legal_duty", "until": "2027-01-01", "reason": "other", "text": "y"},
        f"/cases/{code}/consents": {"person": child, "to_unit": "ngo-pp", "purpose": "shelter", "assent": "yes", "answers": {"use": True},
                                    "guardian": child, "guardian_agrees": True, "text": "y", "occurred_at": "2026"},
        f"/cases/{code}/best-interests": {"person": child, "to_unit": "ngo-pp", "purpose": "shelter", "to_share": True, "text": "y"},
        f"/reports/{report}/pass": {"to_unit": "police-sr", "text": "y"},
        f"/reports/{report}/reopen": {"text": "y"},
        f"/reports/{report}/urgency": {"urgency": "urgent", "text": "y", "answers": {"held": "yes"}},
        f"/reports/{report}/place": {"area": "12"},
        f"/reports/{report}/join": {"into": str(report), "text": "y"},
        f"/reports/{report}/take-apart": {"text": "y"},
        f"/reports/{report}/split": {"what": "y", "where": "z", "urgency": "normal", "text": "y", "to_unit": ""},
    }  # fmt: skip
    mine = (NOISE + ODD).index(value) % APART
    fields = [(path, body, field) for path, body in good.items() for field in body]
    for path, body, field in fields[mine::APART]:
        answered(police.post(path, body | {field: value}))


@pytest.mark.parametrize("text", ["2999-01-01", "2027-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
                                  "32/1/2026", "yesterday", "2026-13", "T", ":", "1" * 150, "12026", "2570"])  # fmt: skip
def test_a_time_that_lies_ahead_or_is_none_is_told(text, caller, opened):
    case = opened()
    for path, body in (
        (f"/cases/{case['code']}/notes", {"compartment": "justice", "text": "x"}),
        (f"/steps/{case['steps'][1]['id']}/done", {"outcome": "confirmed"}),
        (f"/steps/{case['steps'][1]['id']}/assign", {}),
    ):
        answer = caller("duty.pp").post(path, body | {"occurred_at": text})
        assert (answered(answer), answer.json()["field"]) == (422, "occurred_at")


def test_a_hold_that_never_ends_is_told(caller, opened):
    path = f"/steps/{opened()['steps'][1]['id']}/hold"
    for until in ("9999-12-31T23:59:59Z", "2190", "2020-01-01"):
        answer = caller("duty.pp").post(path, {"reason": "other", "text": "x", "until": until})
        assert (answered(answer), answer.json()["field"]) == (422, "until")


@pytest.mark.parametrize(
    "query", ["state=x", "cursor=x", "area=zz", "kind=zz", "cursor=%00", "state=%00", "cursor=" + "9" * 300]
)
def test_a_filter_that_is_none_is_told(query, caller, cast):
    for path in ("/cases", "/reports", "/units"):
        answered(caller("duty.pp").get(f"{path}?{query}"))
    name = query.split("=")[0]
    path = {"kind": "/units"}.get(name, "/cases")
    assert (
        caller("duty.pp").get(f"{path}?{query}").status_code == (200 if query == "state=%00" else 422)
        or query == "cursor=%00"
    )


def test_an_address_takes_only_its_own_kind_of_call(caller, cast):
    answer = caller("duty.pp").patch("/cases", {})
    assert answered(answer) == 405
    assert "POST" in answer["Allow"]
