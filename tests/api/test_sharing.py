"""Sharing through the API: given once, listed with what went along with steps, ended, looked at; consent and its end."""

import uuid

import pytest
from django.utils import timezone

from samaki.cases.sharing.consenting import questions
from tests.cases.sharing import DAY, Matter
from tests.everything import value


@pytest.fixture
def matter(cast):
    return Matter(cast, timezone.now())


def given(matter, **more):
    until = (matter.now + 9 * DAY).isoformat()
    return {"to_unit": "ngo-pp", "person": str(matter.child.id), "compartments": ["care"], "purpose": "shelter",
            "ground": "legal_duty", "until": until, "text": "article 5"} | more  # fmt: skip


def test_it_is_given_once_listed_read_and_stopped(matter, caller):
    social, ngo = caller("social.pp"), caller("ngo.pp")
    path, key = f"/cases/{matter.case.code}/disclosures", str(uuid.uuid4())
    first, again = (social.post(path, given(matter), idempotency_key=key) for _ in range(2))
    assert (first.status_code, first.content) == (201, again.content), first.content
    made = first.json()
    assert (made["kind"], made["ground"], made["compartments"], made["ended_at"]) == (
        "share",
        "legal_duty",
        ["care"],
        None,
    )
    assert value("select count(*) from disclosure") == 1
    listed = social.read(path)["items"]
    assert {one["how"] for one in listed} == {"shared", "took", "asked"}
    assert next(one for one in listed if one["how"] == "shared")["id"] == made["id"]
    case = ngo.read(f"/cases/{matter.case.code}")
    assert {(one["compartment"], one["ground"]) for one in case["relations"]} == {("care", "shared")}
    assert ngo.post(path, given(matter, to_unit="legal-pp")).status_code == 403
    ended = social.done(f"/disclosures/{made['id']}/stop", {"text": "enough"})
    assert ended["ended_why"] == "stopped"
    assert ngo.get(f"/cases/{matter.case.code}").status_code == 404
    assert ngo.read(f"/disclosures/{made['id']}")["ended_why"] == "stopped", "what it was is still told"


def test_what_is_not_given_is_not_told_to_the_other_unit(matter, caller):
    path = f"/cases/{matter.case.code}/disclosures"
    kept = caller("social.pp").done(path, given(matter, kind="refuse", ground="", until="", reason="conflict"), 201)
    assert (kept["kind"], kept["reason"], kept["until"]) == ("refuse", "conflict", None)
    assert caller("ngo.pp").get(f"/disclosures/{kept['id']}").status_code == 404


@pytest.mark.parametrize(("wrong", "field"), [
    ({"to_unit": "nothing"}, "to_unit"), ({"compartments": []}, "compartments"), ({"compartments": ["reporter"]}, "compartments"),
    ({"purpose": "x"}, "purpose"), ({"ground": ""}, "ground"), ({"ground": "consent"}, "ground"), ({"until": ""}, "until"),
    ({"until": "9999-12-31"}, "until"), ({"until": "2020-01-01"}, "until"), ({"kind": "x"}, "kind"), ({"person": "x"}, "person"),
    ({"text": ""}, "text"),
])  # fmt: skip
def test_each_wrong_field_is_named_and_nothing_is_given(wrong, field, matter, caller):
    answer = caller("social.pp").post(f"/cases/{matter.case.code}/disclosures", given(matter, **wrong))
    assert answer.status_code == 422, answer.content
    assert field in {answer.json().get("field"), *(one["field"] for one in answer.json().get("errors", []))}
    assert value("select count(*) from disclosure") == 0


def test_consent_carries_and_its_withdrawal_ends_it(matter, caller):
    social, code = caller("social.pp"), matter.case.code
    guardian = matter.guardian(standing=None)
    stands = social.done(f"/people/{guardian.id}/standing", {"standing": "protective", "text": "we know her"})
    assert stands["standing"] == "protective"
    body = {"person": str(matter.child.id), "to_unit": "ngo-pp", "purpose": "shelter", "assent": "yes", "guardian": str(guardian.id),
            "guardian_agrees": True, "answers": dict.fromkeys(questions(), True)}  # fmt: skip
    made = social.done(f"/cases/{code}/consents", body, 201)
    assert (made["result"], made["carries"], len(made["answers"])) == ("given", True, 7)
    shared = social.done(f"/cases/{code}/disclosures", given(matter, ground="consent", text=""), 201)
    taken = social.done(f"/consents/{made['id']}/withdraw", {"why": "child", "text": "she said so"})
    assert (taken["carries"], taken["withdrawn_why"]) == (False, "child")
    assert social.read(f"/disclosures/{shared['id']}")["ended_why"] == "withdrawn"
    assert social.read(f"/cases/{code}/consents")["items"][0]["id"] == made["id"]
    assert social.post(f"/consents/{made['id']}/withdraw", {"why": "child"}).status_code == 409


def test_without_consent_somebody_else_looks_and_a_lead_decides(matter, caller):
    police, officer, code = caller("duty.pp"), caller("privacy.pp"), matter.case.code
    body = given(matter, person="", compartments=["justice"], purpose="safety_now", ground="risk_of_harm")
    made = police.done(f"/cases/{code}/disclosures", body, 201)
    assert made["review_due_at"]
    assert police.post(f"/disclosures/{made['id']}/review", {"outcome": "upheld", "text": "x"}).status_code == 403
    looked = officer.done(f"/disclosures/{made['id']}/review", {"outcome": "upheld", "text": "it was so"})
    assert looked["review"] == "upheld"
    decided = caller("social.pp").done(
        f"/cases/{code}/best-interests",
        {
            "person": str(matter.child.id),
            "to_unit": "ngo-pp",
            "purpose": "shelter",
            "to_share": True,
            "text": "no guardian is known",
        },
        201,
    )
    assert (decided["result"], decided["answers"]) == ("decided", {})
