"""The codes of the pack are told in the document and by a call of their own."""

from collections import Counter

import pytest

from samaki.agencies.country import pack
from samaki.api.bodies import Body
from samaki.api.codes import LISTS


def enum(schemas, body, field):
    found = schemas[body]["properties"][field]
    return found.get("enum") or found["items"]["enum"]


@pytest.mark.parametrize(("body", "field", "name"), [
    ("CaseIn", "urgency", "urgency"), ("HandoffIn", "urgency", "urgency"), ("StartIn", "kind", "step"),
    ("PersonIn", "part", "part"), ("PersonIn", "sex", "sex"),
    ("PersonChange", "sex", "sex"), ("CaseIn", "offences", "offence"), ("DeclineIn", "reason", "decline_reason"),
    ("DisputeIn", "reason", "dispute_reason"), ("FailIn", "reason", "fail_reason"), ("HoldIn", "reason", "hold_reason"),
    ("SkipIn", "reason", "skip_reason"), ("StopIn", "reason", "stop_reason"), ("CloseIn", "reason", "close_reason"),
    ("ReopenIn", "reason", "reopen_reason"), ("CloseReportIn", "reason", "report_close_reason"),
])  # fmt: skip
def test_a_coded_field_of_the_document_lists_the_codes_of_the_pack(body, field, name, caller):
    schemas = caller().get("/openapi.json").json()["components"]["schemas"]
    assert enum(schemas, body, field) == list(LISTS[name]())


def test_no_two_bodies_share_a_name():
    """The document knows a body by its name alone: of two that share one, it told only the later."""

    def below(kind):
        return [kind, *(one for child in kind.__subclasses__() for one in below(child))]

    names = Counter(one.__name__ for one in set(below(Body)))
    assert len(names) > 60
    assert [name for name, times in names.items() if times > 1] == []


def test_fields_that_may_be_empty_say_so(caller):
    schemas = caller().get("/openapi.json").json()["components"]["schemas"]
    assert enum(schemas, "ReportIn", "who_tells") == ["", *pack().report_sources]
    assert enum(schemas, "ReportIn", "danger") == ["", "yes", "no", "unknown"]
    assert enum(schemas, "CaseIn", "source") == ["", *pack().report_sources]
    assert enum(schemas, "HandoffIn", "why_code") == ["", *pack().reasons["move"]]
    assert enum(schemas, "ResolveIn", "to") == ["accepted", "withdrawn", "offered"]
    assert enum(schemas, "NoteIn", "compartment") == ["care", "justice", "intelligence", "placement"]


def test_outcomes_are_told_for_each_kind_of_step(caller):
    outcome = caller().get("/openapi.json").json()["components"]["schemas"]["DoneIn"]["properties"]["outcome"]
    for kind in pack().step_kinds.values():
        assert f"`{kind.code}`: {', '.join(kind.outcomes)}" in outcome["description"]
        assert set(kind.outcomes) <= set(outcome["enum"])


def test_every_call_has_a_summary_of_its_own(caller):
    paths = caller().get("/openapi.json").json()["paths"]
    summaries = [
        call["summary"] for path, methods in paths.items() for call in methods.values() if "/handoffs/{" in path
    ]
    assert len(set(summaries)) == len(summaries) > 20
    assert all(call.get("description") for methods in paths.values() for call in methods.values())


def test_the_codes_are_read_with_their_labels(caller, cast):
    one = caller("oversight")
    whole = one.read("/codes")
    assert whole["next"] is None
    assert {row["list"] for row in whole["items"]} == set(LISTS)
    for row in whole["items"]:
        assert set(row["labels"]) == {"km", "en"}, row
    urgencies = one.read("/codes?list=urgency")["items"]
    assert [row["code"] for row in urgencies] == list(pack().urgencies)
    judgment = next(row for row in one.read("/codes?list=step")["items"] if row["code"] == "judgment")
    assert (judgment["may_hold"], judgment["default_holder"], judgment["never_waits"]) == (["court"], "court", False)
    assert "convicted" in {outcome["code"] for outcome in judgment["outcomes"]}


def test_the_codes_are_told_to_members_and_by_known_lists(caller, cast):
    assert caller().get("/codes").status_code == 401
    assert caller("duty.pp").get("/codes?list=nothing").status_code == 422
    assert caller("duty.pp").get("/codes").content == caller("social.pp").get("/codes").content


def test_head_is_answered_as_get_without_its_body(caller, offered):
    case, asked = offered()
    police = caller("duty.pp")
    paths = ("/desk", "/units", "/codes", "/cases", "/reports", f"/cases/{case['code']}", f"/handoffs/{asked['id']}",
             f"/people/{case['people'][0]['id']}", "/openapi.json", "/nothing", "/cases/PP-26-7KQ4MX")  # fmt: skip
    for path in paths:
        got, head = police.get(path), police.client.head(f"/api/v1{path}", headers=police.headers)
        assert (head.status_code, head.content) == (got.status_code, b""), path
        assert head["Content-Type"] == got["Content-Type"]
        assert head["Content-Length"] == str(len(got.content)), path
    refused = police.client.head(f"/api/v1/handoffs/{asked['id']}/accept", headers=police.headers)
    assert refused.status_code == 405
