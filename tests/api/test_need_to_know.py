"""What is not yours to see is answered as what does not exist: status, body and headers."""

import os
import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samaki.cases.sharing.consenting import questions
from samaki.intake.receipts import may_be

NOBODY = uuid.UUID(int=7)
VOICE = {"person": "{person}", "sort": "wants", "topic": "live", "answer": "nothing"}
AGAIN = {"person": "{person}", "sort": "interview", "reason": "judge", "topic": "x"}
PROMISE = {"person": "{person}", "sort": "tell", "owner": "police-pp", "due_at": "2027-03-01"}
CALLS = {  # path of a thing that is not ours, method, body
    "case": [("get", "/cases/{case}", None), ("get", "/cases/{case}/timeline", None), ("get", "/cases/{case}/notes", None),
             ("get", "/cases/{case}/documents", None), ("get", "/cases/{case}/disclosures", None),
             ("get", "/cases/{case}/consents", None),
             ("post", "/cases/{case}/disclosures", {"to_unit": "ngo-pp", "compartments": ["care"], "purpose": "shelter"}),
             ("post", "/cases/{case}/consents", {"person": "{person}", "to_unit": "ngo-pp", "purpose": "shelter", "assent": "yes",
                                                 "answers": {}}),
             ("post", "/cases/{case}/best-interests", {"person": "{person}", "to_unit": "ngo-pp", "purpose": "shelter",
                                                       "to_share": True, "text": "x"}),
             ("post", "/cases/{case}/handoffs", {"step": "{step}", "to_unit": "x", "why": "y", "urgency": "urgent"}),
             ("post", "/cases/{case}/arrivals", {"person": "{person}"}), ("post", "/cases/{case}/people", {"part": "witness"}),
             ("post", "/cases/{case}/steps", {"kind": "trial"}),
             ("post", "/cases/{case}/notes", {"compartment": "care", "text": "x"}),
             ("get", "/cases/{case}/pressures", None),
             ("post", "/cases/{case}/pressures", {"person": "{person}", "sort": "threat", "on_whom": "child"}),
             ("get", "/cases/{case}/hearings", None), ("get", "/cases/{case}/releases", None),
             ("get", "/cases/{case}/court", None), ("post", "/cases/{case}/court", {"kind": "file_sent", "at": "2026-01-01"}),
             ("post", "/cases/{case}/hearings", {"at": "2030-01-01", "purpose": "trial", "source": "court"}),
             ("post", "/cases/{case}/releases", {"at": "2030-01-01", "reason": "bail", "source": "court"}),
             ("get", "/cases/{case}/voices", None), ("get", "/cases/{case}/heard-again", None), ("get", "/cases/{case}/protections", None),
             ("get", "/cases/{case}/child-promises", None), ("get", "/cases/{case}/identifications", None),
             ("post", "/cases/{case}/voices", VOICE), ("post", "/cases/{case}/heard-again", AGAIN),
             ("post", "/cases/{case}/protections", {"person": "{person}", "measure": "screen"}),
             ("post", "/cases/{case}/protections/carry", {"person": "{person}", "hearing": "{hearing}"}),
             ("post", "/cases/{case}/child-promises", PROMISE),
             ("post", "/cases/{case}/identifications/propose", {"person": "{person}", "status": "possible"}),
             ("post", "/cases/{case}/identifications/decide", {"person": "{person}", "status": "identified", "form": "police_short"}),
             ("post", "/cases/{case}/identifications/age", {"person": "{person}", "method": "document", "age": "child"}),
             *(("get", f"/cases/{{case}}/{name}", None) for name in ("safe-contacts", "safety-plans", "placements", "missing")),
             ("post", "/cases/{case}/safe-contacts", {"person": "{person}", "note": "x"}),
             ("post", "/cases/{case}/safety-plans", {"person": "{person}", "assent": "yes", "fears": "x"}),
             ("post", "/cases/{case}/placements", {"person": "{person}", "sort": "kin", "basis": "not_known"}),
             ("post", "/cases/{case}/placements/looked-at", {"person": "{person}", "sort": "kin", "why": "cannot"}),
             ("post", "/cases/{case}/missing", {"person": "{person}"}),
             ("get", "/cases/{case}/for-accused", None), ("get", "/cases/{case}/holds", None),
             ("post", "/cases/{case}/for-accused", {"item": "{note}", "text": "x"}),
             ("post", "/cases/{case}/holds", {"reason": "appeal", "days": 9, "text": "x"}),
             ("post", "/cases/{case}/orders", {"court": "court-pp", "number": "1", "ordered_on": "2026-01-01", "compartments": ["care"]}),
             ("post", "/cases/{case}/observations", {"person": "{person}", "fact": "risk", "answer": "high"}),
             ("get", "/cases/{case}/conferences", None), ("get", "/cases/{case}/messages", None),
             ("post", "/cases/{case}/conferences", {"purpose": "plan", "meets_at": "2030-01-01T10:00:00Z"}),
             ("post", "/cases/{case}/messages", {"compartment": "justice", "text": "x"}),
             ("post", "/cases/{case}/urgency", {"urgency": "emergency", "text": "x"})],
    "note": [("post", "/cases/{case}/notes/{note}/correct", {"compartment": "justice", "text": "x"}),
             ("post", "/cases/{case}/notes/{note}/mark-error", {"compartment": "justice", "text": "x"})],
    "document": [("get", "/cases/{case}/documents/{document}", None),
                 ("get", "/cases/{case}/documents/{document}/file", None),
                 ("get", "/cases/{case}/documents/{document}/file?form=original&reason=court", None),
                 ("post", "/cases/{case}/documents/{document}/hold", None),
                 ("post", "/cases/{case}/documents/{document}/mark-error", {"text": "x"})],
    "disclosure": [("get", "/disclosures/{disclosure}", None), ("post", "/disclosures/{disclosure}/stop", {"text": "x"}),
                   ("post", "/disclosures/{disclosure}/review", {"outcome": "upheld", "text": "x"}),
                   ("post", "/disclosures/{disclosure}/confirm-order", None),
                   ("post", "/disclosures/{disclosure}/end-order", {"reason": "lifted", "text": "x"}),
                   ("post", "/disclosures/{disclosure}/correct-order", {"court": "court-pp", "number": "1", "ordered_on": "2026-01-01",
                                                                        "compartments": ["care"], "text": "x"})],
    "consent": [("post", "/consents/{consent}/withdraw", {"why": "child"})],
    "arrival": [("post", "/arrivals/{arrival}/mark-error", {"text": "x"}), ("post", "/arrivals/{arrival}/place", {"purpose": "safety"}),
                ("post", "/arrivals/{arrival}/confirm-safe", None)],
    "conference": [("get", "/conferences/{conference}", None), ("post", "/conferences/{conference}/undertake", {"agreed": True}),
                   ("post", "/conferences/{conference}/decline", None), ("post", "/conferences/{conference}/gather", None),
                   ("post", "/conferences/{conference}/points", {"text": "x", "compartment": "justice"}),
                   ("post", "/conferences/{conference}/decisions", {"point": "{person}", "text": "x"}),
                   ("post", "/conferences/{conference}/actions", {"text": "x"}),
                   ("post", "/conferences/{conference}/postpone", {"meets_at": "2030-01-01T10:00:00Z"}),
                   ("post", "/conferences/{conference}/cancel", {"reason": "settled"}),
                   ("post", "/conferences/{conference}/close", {"present": []})],
    "action": [("post", "/promises/{action}/say", {"answer": "done"}),
               ("post", "/promises/{action}/give", {"owner": "ngo-pp", "due_at": "2030-01-01"})],
    "message": [("post", "/messages/{message}/read", None), ("post", "/messages/{message}/correct", {"text": "x"})],
    "hold": [("post", "/holds/{hold}/review", {"days": 9}), ("post", "/holds/{hold}/end", {"text": "x"})],
    "flag": [("post", "/for-accused/{flag}/take-back", {"text": "x"}), ("post", "/for-accused/{flag}/read", None)],
    "voice": [("post", "/voices/{voice}/mark-error", {"text": "x"})],
    "asking": [("get", "/heard-again/{asking}", None), ("post", "/heard-again/{asking}/answer", {"move": "agree"}),
               ("post", "/heard-again/{asking}/withdraw", {"text": "x"})],
    "protection": [("post", "/protections/{protection}/move", {"move": "order"})],
    "promise": [("post", "/child-promises/{promise}/say", {"move": "keep"}),
                ("post", "/child-promises/{promise}/mark-error", {"text": "x"})],
    "safe_contact": [("post", "/safe-contacts/{safe_contact}/mark-error", {"text": "x"})],
    "safety_plan": [("post", "/safety-plans/{safety_plan}/review", {"assent": "yes"}),
                    ("post", "/safety-plans/{safety_plan}/end", {"text": "x"}),
                    ("post", "/safety-plans/{safety_plan}/mark-error", {"text": "x"})],
    "stay": [("post", "/placements/{stay}/basis", {"basis": "court"}), ("post", "/placements/{stay}/end", {"reason": "moved"}),
             ("post", "/placements/{stay}/mark-error", {"text": "x"})],
    "missing": [("post", "/missing/{missing}/found", {"how": "found"}), ("post", "/missing/{missing}/more", {"text": "x"}),
                ("post", "/missing/{missing}/mark-error", {"text": "x"})],
    "identification": [("post", "/identifications/{identification}/mark-error", {"text": "x"})],
    "paper": [("post", "/papers/{paper}/withdraw", {"text": "x"}), ("get", "/cases/{case}/papers", None),
              *(("get", f"/cases/{{case}}/paper/{kind}.pdf", None) for kind in ("referral", "bundle", "protection", "summary"))],
    "pressure": [("post", "/pressures/{pressure}/mark-error", {"text": "x"})],
    "hearing": [("get", "/hearings/{hearing}", None), ("post", "/hearings/{hearing}/confirm", {"source": "court"}),
                ("post", "/hearings/{hearing}/correct", {"at": "2030-01-01", "purpose": "trial", "source": "court", "why": "x"}),
                ("post", "/hearings/{hearing}/postpone", {"reason": "court"}), ("post", "/hearings/{hearing}/held", {"reason": "ended"}),
                ("post", "/hearings/{hearing}/not-held", {"reason": "cancelled"}), ("post", "/hearings/{hearing}/reopen", {"text": "x"}),
                ("post", "/hearings/{hearing}/mark-error", {"text": "x"}), ("post", "/hearings/{hearing}/needs", {"sort": "transport"})],
    "court_fact": [("get", "/court/{court_fact}", None), ("post", "/court/{court_fact}/mark-error", {"text": "x"}),
                   ("post", "/court/{court_fact}/correct", {"kind": "file_sent", "at": "2026-01-01", "why": "x"})],
    "need": [("post", "/hearing-needs/{need}/move", {"move": "ask"})],
    "release": [("post", "/releases/{release}/confirm", {"source": "court"}), ("post", "/releases/{release}/mark-error", {"text": "x"})],
    "exam": [("get", "/examinations/{exam}", None), ("post", "/examinations/{exam}/share", {"shares": "agreed"}),
             ("post", "/examinations/{exam}/correct", {"took_place": True, "why": "x"}),
             ("post", "/examinations/{exam}/mark-error", {"text": "x"})],
    "exposure": [("post", "/exposures/{exposure}/mark-error", {"text": "x"})],
    "operation": [("get", "/steps/{operation}/operation", None), ("post", "/steps/{operation}/operation/plan", {}),
                  ("post", "/steps/{operation}/operation/delay", {"delay": "x", "review_at": "2030-01-01"}),
                  ("post", "/steps/{operation}/operation/ready", {"to_unit": "x", "what": "x", "ready_at": "2030-01-01"}),
                  ("post", "/steps/{operation}/operation/facts", {"kind": "began"})],
    "ready": [("post", "/ready/{ready}/answer", {"answer": "ready"}), ("post", "/ready/{ready}/end", None)],
    "happened": [("post", "/operation-facts/{happened}/mark-error", {"text": "x"})],
    "handoff": [("get", "/handoffs/{handoff}", None), ("post", "/handoffs/{handoff}/accept", {}),
                ("post", "/handoffs/{handoff}/withdraw", {}),
                ("post", "/handoffs/{handoff}/confirm", {}), ("post", "/handoffs/{handoff}/resolve", {"to": "accepted"}),
                ("post", "/handoffs/{handoff}/complete", {"outcome": "seen_safe"}),
                ("post", "/handoffs/{handoff}/mark-error", {"text": "x"}),
                ("post", "/handoffs/{handoff}/take-back", {"text": "x"}),
                ("post", "/handoffs/{handoff}/unconfirm", {"text": "x"}),
                ("post", "/handoffs/{handoff}/not-arrived", {"text": "x"}),
                ("post", "/handoffs/{handoff}/regret-decline", {})],
    "step": [("post", "/steps/{step}/done", {"outcome": "x"}), ("post", "/steps/{step}/assign", {}),
             ("post", "/steps/{step}/stop", {"reason": "other", "text": "x"}),
             ("post", "/steps/{step}/reassign", {"to_unit": "social-pp", "text": "x"}),
             ("post", "/steps/{step}/correct", {"text": "x", "outcome": "seen_safe"}),
             ("post", "/steps/{step}/take-back", {"text": "x"}), ("post", "/steps/{step}/mark-error", {"text": "x"}),
             ("post", "/steps/{step}/settle", {"fact": "risk", "outcome": "not_known"})],
    "cared": [("get", "/cases/{cared}/people/{child}/care", None), ("post", "/cases/{cared}/people/{child}/care-needs", {"need": "school"}),
              ("post", "/cases/{cared}/people/{child}/follow-ups", {"kind": "follow_up_6m", "answers": {}})],
    "goal": [("post", "/care-goals/{goal}/review", {"text": "x"}), ("post", "/care-goals/{goal}/take", {}),
             ("post", "/care-goals/{goal}/move", {"move": "end", "reason": "reached"})],
    "care": [("post", "/care-needs/{care}/move", {"move": "meet"})],
    "service": [("post", "/care-services/{service}/move", {"move": "begin"}), ("post", "/care-services/{service}/take", {})],
    "assessment": [("post", "/assessments/{assessment}/answer", {"domain": "health", "answers": {"body": "2"}}),
                   ("post", "/assessments/{assessment}/sign", {}), ("post", "/assessments/{assessment}/correct", {}),
                   ("post", "/assessments/{assessment}/discard", {}), ("post", "/assessments/{assessment}/mark-error", {"text": "x"})],
    "strand": [("post", "/strands/{strand}/close", {"reason": "other"}), ("post", "/strands/{strand}/reopen", {"reason": "other"})],
    "person": [("get", "/people/{person}", None), ("patch", "/people/{person}", {"age": 3}),
               ("post", "/people/{person}/mark-error", {"text": "x"}),
               ("post", "/people/{person}/standing", {"standing": "unknown", "text": "x"})],
    "report": [("get", "/reports/{report}", None), ("post", "/reports/{report}/acknowledge", {}),
               ("post", "/reports/{report}/open-case", {}), ("post", "/reports/{report}/close", {"reason": "other"}),
               ("post", "/reports/{report}/pass", {"to_unit": "police-sr", "text": "x"}),
               ("post", "/reports/{report}/reopen", {"text": "x"}),
               ("post", "/reports/{report}/urgency", {"urgency": "normal", "text": "x"}),
               ("post", "/reports/{report}/place", {"area": "12"}),
               ("post", "/reports/{report}/join", {"into": "00000000-0000-7000-8000-000000000000", "text": "x"}),
               ("post", "/reports/{report}/take-apart", {"text": "x"}),
               ("post", "/reports/{report}/split", {"what": "x", "text": "x"}), ("get", "/reports/{report}/words", None),
               ("post", "/reports/{report}/words", {"kind": "told", "phrases": ["read_it"]}), ("post", "/reports/{report}/words/read", {})],
}  # fmt: skip
OTHERS = ("duty.sr", "oversight", "leader.pp", "nurse.pp")
NIGHTLY = os.environ.get("SAMAKI_NIGHTLY") == "1"
"""All of `WRONG` at each call; in the suite two of them, the next two at the next call."""
WRONG = ("PP-26-7KQ4MX", str(NOBODY), "x", "%00", "1' or '1'='1", "%F0%9F%90%98", "..", "9" * 300)


def answered(one, method, path, body, parts):
    for name, value in parts.items():
        path = path.replace(f"{{{name}}}", value)
        body = {
            key: text.replace(f"{{{name}}}", value) if isinstance(text, str) else text
            for key, text in (body or {}).items()
        }
    answer = one.get(path) if method == "get" else one.send(method, path, body, {"if-match": '"1"'})
    return answer.status_code, answer.content, sorted(answer.headers.items())


@pytest.mark.parametrize("who", OTHERS)
def test_not_yours_and_not_there_are_one_answer(who, caller, offered, told):
    real, one, turn = all_of_others(caller, offered, told), caller(who), OTHERS.index(who)
    for thing, calls in CALLS.items():
        for method, path, body in calls:
            exists, turn = answered(one, method, path, body, real), turn + 1
            assert exists[0] == 404, (method, path, exists)
            for wrong in WRONG if NIGHTLY else WRONG[turn % 4 :: 4]:
                assert answered(one, method, path, body, real | {thing: wrong}) == exists, (method, path, wrong)


def all_of_others(caller, offered, told):
    """Name of a thing -> its key; each is there, and of none of them may somebody else know."""
    case, asked = offered()
    real = {"case": case["code"], "handoff": asked["id"], "step": asked["step"], "report": told()["id"],
            "strand": case["strands"][0]["id"], "person": case["people"][0]["id"]}  # fmt: skip
    police, child = caller("duty.pp"), {"person": real["person"]}
    real["note"] = police.done(f"/cases/{case['code']}/notes", {"compartment": "justice", "text": "x"}, 201)["id"]
    real["document"] = police.add_file(case["code"]).json()["id"]
    about = {"to_unit": "ngo-pp", "purpose": "safety_now", "person": real["person"]}
    kept = about | {"compartments": ["justice"], "kind": "refuse", "reason": "not_needed", "person": ""}
    real["disclosure"] = police.done(f"/cases/{case['code']}/disclosures", kept, 201)["id"]
    answers = dict.fromkeys(questions(), True)
    real["consent"] = police.done(
        f"/cases/{case['code']}/consents", about | {"assent": "yes", "answers": answers}, 201
    )["id"]
    real["arrival"] = police.done(f"/cases/{case['code']}/arrivals", child | {"place": None, "safe": None}, 201)["id"]
    pressed = child | {"sort": "threat", "on_whom": "child"}
    real["pressure"] = police.done(f"/cases/{case['code']}/pressures", pressed, 201)["id"]
    set_for = {"at": "2030-01-01", "purpose": "trial", "source": "family"}
    real["hearing"] = police.done(f"/cases/{case['code']}/hearings", set_for, 201)["id"]
    sent = {"kind": "file_sent", "at": "2026-01-01"}
    real["court_fact"] = police.done(f"/cases/{case['code']}/court", sent, 201)["id"]
    real["need"] = police.done(f"/hearings/{real['hearing']}/needs", {"sort": "transport"}, 201)["id"]
    base = f"/cases/{case['code']}"
    real["voice"] = police.done(f"{base}/voices", VOICE | child, 201)["id"]
    real["asking"] = police.done(f"{base}/heard-again", AGAIN | child, 201)["id"]
    real["protection"] = police.done(f"{base}/protections", child | {"measure": "screen"}, 201)["id"]
    real["promise"] = police.done(f"{base}/child-promises", PROMISE | child, 201)["id"]
    real["identification"] = police.done(f"{base}/identifications/propose", child | {"status": "possible"}, 201)["id"]
    assert police.get(f"/cases/{case['code']}/paper/protection.pdf").status_code == 200
    real["paper"] = police.read(f"/cases/{case['code']}/papers")["items"][0]["id"]
    free = {"at": "2030-01-01", "reason": "bail", "source": "prison"}
    real["release"] = police.done(f"/cases/{case['code']}/releases", free, 201)["id"]
    real["exposure"] = police.done(f"/cases/{case['code']}/exposures", child | {"at": "2026-01-01"}, 201)["id"]
    real["exam"] = police.done(f"/cases/{case['code']}/examinations", child | {"took_place": True}, 201)["id"]
    real["operation"] = police.done(f"/cases/{case['code']}/steps", {"kind": "joint_operation"}, 201)["items"][0]["id"]
    ready = {"to_unit": "social-pp", "what": "x", "ready_at": "2030-01-01"}
    real["ready"] = police.done(f"/steps/{real['operation']}/operation/ready", ready, 201)["id"]
    real["happened"] = police.done(f"/steps/{real['operation']}/operation/facts", {"kind": "began"}, 201)["id"]
    flagged = {"item": real["note"], "text": "x"}
    real["flag"] = police.done(f"/cases/{case['code']}/for-accused", flagged, 201)["id"]
    real["hold"] = police.done(f"/cases/{case['code']}/holds", {"reason": "appeal", "days": 9, "text": "x"}, 201)["id"]
    meets = {"purpose": "plan", "meets_at": (timezone.now() + timedelta(days=3)).isoformat()}
    real["conference"] = police.done(f"/cases/{case['code']}/conferences", meets, 201)["id"]
    point = police.done(f"/conferences/{real['conference']}/points", {"text": "x", "compartment": "justice"}, 201)["id"]
    real["action"] = police.done(f"/conferences/{real['conference']}/actions", {"text": "x", "point": point}, 201)["id"]
    real["message"] = police.done(f"/cases/{case['code']}/messages", {"compartment": "justice", "text": "x"}, 201)["id"]
    return real | of_care(caller, offered)


def of_care(caller, offered):
    """A child whose care social services have taken over, and what they wrote of it."""
    case, asked = offered()
    social, child = caller("social.pp"), case["people"][0]["id"]
    social.done(f"/handoffs/{asked['id']}/accept", {}, 200)
    base = f"/cases/{case['code']}/people/{child}"
    made = {
        "goal": ("care-goals", {"text": "x"}),
        "care": ("care-needs", {"need": "school"}),
        "service": ("care-services", {"service": "school", "urgency": "normal"}),
        "assessment": ("assessments", {"instrument": "samaki_steps_1"}),
    }
    rows = {name: social.done(f"{base}/{what}", body, 201)["id"] for name, (what, body) in made.items()}
    base, who = f"/cases/{case['code']}", {"person": child}
    kept = {
        "safe_contact": ("safe-contacts", {"note": "x"}),
        "safety_plan": ("safety-plans", {"assent": "yes", "fears": "x"}),
        "stay": ("placements", {"sort": "kin", "basis": "not_known"}),
        "missing": ("missing", {}),
    }
    rows |= {name: social.done(f"{base}/{what}", who | body, 201)["id"] for name, (what, body) in kept.items()}
    return rows | {"cared": case["code"], "child": child}


MENDING = (
    "correct",
    "mark-error",
    "take-back",
    "settle",
    "unconfirm",
    "not-arrived",
    "regret-decline",
    "reopen",
    "pass",
    "urgency",
    "disclosures",
    "consents",
    "stop",
    "review",
    "withdraw",
    "best-interests",
    "standing",
)


TWO_PERSONS = ("/api/v1/emergencies/", "/api/v1/unsealings/", "/api/v1/walls/", "/api/v1/swaps/")
"""Asked of the access matrix (tests/access), which has such rows; swaps of tests/api/test_rosters.py."""


def test_every_call_that_mends_or_passes_on_has_its_row(caller, cast):
    paths = caller().get("/openapi.json").json()["paths"]
    wanted = {
        "/".join(shape(path))
        for path in paths
        if path.rpartition("/")[2] in MENDING and not path.startswith(TWO_PERSONS)
    }
    rows = {"/".join(shape("/api/v1" + path)) for calls in CALLS.values() for _method, path, _body in calls}
    assert wanted - rows == set()


def shape(path):
    return ["*" if part.startswith("{") else part for part in path.split("/")]


def test_lists_hold_nothing_of_others(caller, offered):
    offered()
    for who in ("duty.sr", "oversight", "admin", "mentor"):
        for path in ("/cases", "/reports", "/desk"):
            assert caller(who).read(path) == {"items": [], "next": None}


def test_a_wrong_receipt_is_an_unknown_one(caller, told):
    told()
    answers = {
        (a.status_code, a.content, tuple(sorted(a.headers.items())))
        for text in ("", "x", "7K4M-92QD-XR5T-H8VP", "\x00" * 20, "ក" * 50, "7K4M92QDXR5TH8VP ")
        for a in [caller().post("/reports/status", {"receipt": text})]
    }
    assert len(answers) == 1
    assert next(iter(answers))[0] == 404


def test_a_wrong_receipt_asks_the_database_the_same_as_an_unknown_one(caller, told):
    """What takes how long tells nothing: letters, digits with a right and a wrong check digit, nonsense."""
    told()

    def asked(text):
        with CaptureQueriesContext(connection) as questions:
            assert caller().post("/reports/status", {"receipt": text}).status_code == 404
        return [re.sub(r"'[^']*'|\d+", "?", one["sql"]) for one in questions]

    unknown = asked("7K4M-92QD-XR5T-H8VP")
    assert any("report_matters" in one for one in unknown)
    for text in ("x", "", "ក" * 50):
        assert asked(text) == unknown, text
    asked("1234-5678-9012-3452")  # the first try begins what is counted of this network
    right, wrong = asked("1234-5678-9012-3452"), asked("1234-5678-9012-3453")
    assert {may_be("1234-5678-9012-3452"), may_be("1234-5678-9012-3453")} == {True, False}
    assert right == wrong


def test_tries_of_digits_are_slowed_as_on_the_page_and_those_with_letters_are_not(caller, told):
    told()
    tried = [caller().post("/reports/status", {"receipt": f"{number:016d}"}).status_code for number in range(12)]
    assert (tried[0], set(tried), tried.count(429) >= 2) == (404, {404, 429}, True)
    for path, more in (("/reports/words", {"text": "x"}), ("/reports/contact", {"how": "never"})):
        answer = caller().post(path, {"receipt": "0000-0000-0000-0012"} | more)
        assert (answer.status_code, answer.json()["code"]) == (429, "too_many_tries"), path
    assert caller().post("/reports/status", {"receipt": "7K4M-92QD-XR5T-H8VP"}).status_code == 404


def test_an_address_that_is_no_call_is_the_same_answer(caller):
    one = caller("duty.pp")
    missing = one.get(f"/cases/{NOBODY}").content
    for path in ("/nothing", "/cases/PP-26-7KQ4MX/documents", "/", "/ledger/nothing"):
        answer = one.get(path)
        assert (answer.status_code, answer.content) == (404, missing)


def test_without_a_token_nothing_is_told(caller, cast):
    for header in (
        {},
        {"authorization": "Bearer wrong"},
        {"authorization": "Basic x"},
        {"authorization": "Bearer \xe9"},
    ):
        answer = caller().get("/desk", **header)
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
        assert answer["Content-Type"] == "application/problem+json"


def test_a_leaver_is_out_at_once(caller, cast):
    one = caller("duty.pp")
    one.read("/desk")
    type(one.member).objects.filter(pk=one.member.pk).update(is_active=False)
    assert one.get("/desk").status_code == 401


def test_refusals_speak_the_asked_language(caller, cast):
    assert "token" in caller().get("/desk", accept_language="fr, en;q=0.5").json()["detail"]
    khmer = caller().get("/desk", accept_language="km-KH,en").json()["detail"]
    assert any("ក" <= letter <= "៿" for letter in khmer)
