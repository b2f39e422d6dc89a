"""Before a sensitive act the API asks once more who it is; guesses are slowed; nothing of what was sent is kept."""

from datetime import timedelta

from django.conf import settings as configured
from django.utils import timezone

from samaki.agencies.models import AnsweredRequest, ApiToken
from samaki.api import urls as _every_call
from samaki.api.app import api
from tests.accounts.entering import PASSWORD, code_of
from tests.everything import rows

ASKED = {
    "code": "PP-26-222222",
    "compartments": ["care"],
    "reason": "child_in_danger",
    "text": "x",
    "second_unit": "police-pp",
}
SENSITIVE = {"add_emergency", "answer_emergency", "ask_reporter", "ask_placement", "answer_unsealing", "open_unsealed",
             "ask_wall", "answer_wall", "end_wall"}  # fmt: skip


def test_a_sensitive_call_is_refused_with_what_to_do_and_works_after_it(caller):
    duty = caller("duty.pp")
    answer = duty.post("/emergencies", ASKED)
    assert (answer.status_code, answer.json()["code"]) == (401, "prove_again")
    assert "/account/prove" in answer.json()["detail"]
    assert (
        answer["WWW-Authenticate"]
        == f'Bearer error="insufficient_user_authentication", max_age={configured.SAMAKI_PROVED_MINUTES * 60}'
    )
    assert "until" in duty.done("/account/prove", {"password": PASSWORD})
    assert duty.post("/emergencies", ASKED).json()["code"] != "prove_again"


def test_it_counts_for_this_token_and_for_some_minutes(caller, cast):
    duty = caller("duty.pp")
    duty.done("/account/prove", {"password": PASSWORD})
    other = type(duty)(cast["duty.pp"])
    assert other.post("/emergencies", ASKED).json()["code"] == "prove_again"
    longer = timezone.now() - timedelta(minutes=configured.SAMAKI_PROVED_MINUTES, seconds=1)
    ApiToken.objects.filter(proved_at__isnull=False).update(proved_at=longer)
    assert duty.post("/emergencies", ASKED).json()["code"] == "prove_again"


def test_a_code_of_the_telephone_counts_and_the_same_one_not_twice(caller, cast):
    from samaki.accounts import factors
    from tests.acting import act

    secret, then = factors.new_secret(), timezone.now() - timedelta(minutes=5)
    act(cast["duty.pp"], factors.add_totp, then, secret=secret, code=code_of(secret, then))
    code = code_of(secret)
    assert caller("duty.pp").post("/account/prove", {"code": code}).status_code == 200
    assert caller("duty.pp").post("/account/prove", {"code": code}).status_code == 422


def test_guesses_are_slowed_and_the_right_password_waits_too(caller):
    duty = caller("duty.pp")
    for _guess in range(10):
        assert duty.post("/account/prove", {"password": "a wrong guess"}).status_code == 422
    answer = duty.post("/account/prove", {"password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_tries")
    assert caller("officer.pp").post("/account/prove", {"password": PASSWORD}).status_code == 200


def test_nothing_of_it_is_kept_for_a_retry_and_it_is_in_the_ledger(caller):
    duty = caller("duty.pp")
    duty.done("/account/prove", {"password": PASSWORD})
    assert not AnsweredRequest.objects.exists()
    told = rows("select act, subject_kind, facts ->> 'kind' from ledger_entry order by id", role="auditor")
    assert told == [("session.prove", "api_token", "password")]


def test_what_is_missing_or_wrong_proves_nothing(caller):
    for body in (
        {},
        {"password": ""},
        {"password": None},
        {"code": "٠٠٠٠٠٠"},
        {"password": "x\x00"},
        {"code": "1" * 200},
    ):
        assert caller("duty.pp").post("/account/prove", body).status_code == 422
    assert caller().post("/account/prove", {"password": PASSWORD}).status_code == 401


def test_every_sensitive_call_asks():
    assert _every_call.urls
    asking = {
        one.view_func.__name__
        for path in api._routers[0][1].path_operations.values()
        for one in path.operations
        if getattr(one.view_func, "asks_again", False)
    }
    assert asking == SENSITIVE
