"""The same call with the same key is done once and answered alike."""

import uuid

import pytest

from tests.everything import value


def key():
    return str(uuid.uuid4())


def test_the_same_key_and_body_get_the_same_answer(caller, offered):
    _case, asked = offered()
    path, same = f"/handoffs/{asked['id']}/accept", key()
    first = caller("social.pp").post(path, {"worker": "social.pp"}, idempotency_key=same)
    again = caller("social.pp").post(path, {"worker": "social.pp"}, idempotency_key=same)
    assert (again.status_code, again.content) == (first.status_code, first.content) == (200, first.content)
    assert value("select count(*) from ledger_entry where act = 'handoff.accept'", role="auditor") == 1


def test_the_same_key_with_another_body_or_call_is_refused(caller, cast):
    police, same = caller("duty.pp"), key()
    body = {"area": "12", "urgency": "urgent"}
    assert police.post("/cases", body, idempotency_key=same).status_code == 201
    for path, other in (("/cases", body | {"urgency": "normal"}), (f"/steps/{key()}/resume", None)):
        answer = police.post(path, other, idempotency_key=same)
        assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")
    assert len(police.read("/cases")["items"]) == 1


def test_the_key_of_one_member_is_not_that_of_another(caller, cast):
    same, body = key(), {"area": "12", "urgency": "urgent"}
    codes = {caller(who).post("/cases", body, idempotency_key=same).json()["code"] for who in ("duty.pp", "officer.pp")}
    assert len(codes) == 2


def test_after_a_refusal_the_same_key_may_try_again(caller, offered):
    _case, asked = offered()
    path, same = f"/handoffs/{asked['id']}/start", key()
    assert caller("social.pp").post(path, {}, idempotency_key=same).status_code == 409
    caller("social.pp").done(f"/handoffs/{asked['id']}/accept")
    assert caller("social.pp").post(path, {}, idempotency_key=same).status_code == 200


@pytest.mark.parametrize("bad", ["", "1", "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "{%s}", "urn:uuid:%s", "%s0"])
def test_a_key_that_is_no_uuid_of_version_4_is_refused(bad, caller, cast):
    sent = bad % key() if "%s" in bad else bad
    own, told = {"area": "12", "urgency": "urgent"}, {"what": "x", "where": ""}
    for one, path, body in ((caller("duty.pp"), "/cases", own), (caller(), "/reports", told)):
        assert one.post(path, body, idempotency_key=sent).status_code == 400


def test_a_key_is_made_where_none_came(caller, cast):
    answer = caller("duty.pp").post("/cases", {"area": "12", "urgency": "urgent"})
    again = caller("duty.pp").post(
        "/cases", {"area": "12", "urgency": "urgent"}, idempotency_key=answer["Idempotency-Key"]
    )
    assert again.content == answer.content


def test_a_public_report_is_kept_once(caller, cast):
    same, body = key(), {"what": "A child is kept", "where": "Phnom Penh"}
    first = caller().post("/reports", body, idempotency_key=same)
    assert caller().post("/reports", body, idempotency_key=same).content == first.content
    other = caller().post("/reports", body | {"what": "Another"}, idempotency_key=same)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert len(caller("duty.pp").read("/reports")["items"]) == 1


def test_a_refused_attempt_is_written_down_and_nothing_else(caller, offered):
    _case, asked = offered()
    before = value("select count(*) from ledger_entry", role="auditor")
    assert caller("duty.pp").post(f"/handoffs/{asked['id']}/accept").status_code == 403
    assert caller("social.pp").post(f"/handoffs/{asked['id']}/confirm").status_code == 403
    assert caller("social.pp").post(f"/handoffs/{asked['id']}/start").status_code == 409
    assert value("select count(*) from ledger_entry", role="auditor") == before + 3
    assert value("select count(*) from ledger_entry where act = 'refused' and case_id is null", role="auditor") == 3
