"""Outside a demonstration nobody comes in as a member unseen: not the operator with a token either."""

import os
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from samaki.accounts.tokens import token_by_operator
from samaki.agencies.models import ApiToken
from samaki.agencies.operations import issue_token
from samaki.database import session
from samaki.database.refusals import Invalid, NotAllowed
from tests.accounts.entering import browser, notices, sign_in
from tests.cli.test_units import CITY, NATIONAL, table
from tests.everything import rows
from tests.places import command, migrated

WHY = "Trial of the exchange with the hotline"


def made(now, username="duty.pp", why=WHY):
    with session("app", now):
        return token_by_operator(username=username, why=why, now=now)


def api(token):
    return Client(headers={"authorization": f"Bearer {token}"}).get("/api/v1/desk").status_code


def test_a_token_of_the_operator_is_told_to_the_member_the_unit_and_the_ledger_and_ends(cast):
    now = timezone.now()
    assert api(made(now)) == 200
    assert api(made(now - timedelta(minutes=61))) == 401
    assert notices(cast["duty.pp"].unit) == ["account.token_made"] * 4
    told = rows("select who, unit, subject_id from ledger_entry where act = 'account.token'", role="auditor")
    assert set(told) == {("operator", cast["duty.pp"].unit_id, cast["duty.pp"].id)}
    assert WHY not in str(rows("select canonical::text, facts::text from ledger_entry", role="auditor"))
    head = browser()
    sign_in(head, "officer.pp")
    assert "The operator made a token" in head.get("/desk/").content.decode()


def test_the_member_reads_what_it_is_for_and_ends_it(cast):
    token = made(timezone.now())
    client, other = browser(), browser()
    sign_in(client, "duty.pp")
    sign_in(other, "social.pp")
    shown = client.get("/account/signed-in/").content.decode()
    assert "Token by the operator" in shown
    assert WHY in shown
    assert "Programs that come as you" not in other.get("/account/signed-in/").content.decode()
    address = f"/account/signed-in/programs/{ApiToken.objects.get().id}/end/"
    assert other.post(address).status_code == 404
    assert api(token) == 200
    assert client.post(address).status_code == 302
    assert api(token) == 401
    assert client.post(address).status_code == 404
    assert rows("select who from ledger_entry where act = 'account.token_end'", role="auditor") == [("duty.pp",)]


@pytest.mark.parametrize("why", ["", "  short  ", "x" * 201])
def test_it_is_said_what_it_is_for(why, cast):
    with pytest.raises(Invalid, match="what the token is for"):
        made(timezone.now(), why=why)
    assert not ApiToken.objects.exists()


def test_nobody_has_none(cast):
    with pytest.raises(NotAllowed):
        made(timezone.now(), "nobody")


def test_a_token_of_a_demonstration_stands_on_the_page_too(cast):
    issue_token("duty.pp", timezone.now())
    client = browser()
    sign_in(client, "duty.pp")
    assert "Programs that come as you" in client.get("/account/signed-in/").content.decode()


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="makes an installation of its own")
def test_the_command_refuses_in_a_real_installation_and_says_what_to_do_instead():
    with migrated() as base:
        assert table(base, NATIONAL, CITY).returncode == 0
        done = command("token", "sok.dara", base=base)
        assert (done.returncode, done.stdout) == (2, "")
        assert "nobody comes in as a member by a command" in done.stderr
        assert "--for REASON" in done.stderr
        done = command("token", "sok.dara", "--for", "a reason of some length", base=base)
        assert (done.returncode, "no active member" in done.stderr) == (1, True), done.stderr
