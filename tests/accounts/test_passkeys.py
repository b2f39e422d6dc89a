"""Passkeys: made by their member, they open without a password; shown, taken away, and gone when everything was lost."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from samaki.accounts import invitations, passkeys
from samaki.accounts.factors import new_secret
from samaki.accounts.models import Factor
from samaki.accounts.queries import forget_sign_ins
from samaki.database import session
from tests.accounts.authenticator import ADD, AGAIN, IN, Authenticator, asked_of, enter, is_out
from tests.accounts.entering import PASSWORD, browser, code_of, hidden, sign_in
from tests.everything import rows

pytestmark = pytest.mark.usefixtures("asked_for_two")


def acts(name="duty.pp"):
    return [act for (act,) in rows("select act from ledger_entry where who = %s order by id", [name], role="auditor")]


def test_a_passkey_opens_without_name_password_or_code(owns):
    _mine, device = owns()
    client, answer = enter(device)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert client.get("/desk/").status_code == 200
    assert "passkey" in client.get("/account/signed-in/").content.decode()
    assert acts()[-2:] == ["factor.add", "session.begin"]
    client, answer = enter(device)
    assert answer.status_code == 302, "and again"


def test_it_is_shown_with_its_name_and_last_use_and_can_be_taken_away(owns):
    mine, device = owns()
    assert "Not used yet" in mine.get("/account/factors/").content.decode()
    enter(device)
    shown = mine.get("/account/factors/").content.decode()
    assert "My telephone" in shown
    assert "Not used yet" not in shown
    assert mine.post(f"/account/factors/{_key(mine)}/remove/").status_code == 302
    assert acts()[-1] == "factor.remove"
    client, answer = enter(device)
    assert answer.status_code == 422
    assert is_out(client)


def _key(client):
    """The key of the passkey on the page of factors."""
    page = client.get("/account/factors/").content.decode()
    return re.search(r"Passkey: My telephone.*?/account/factors/([0-9a-f-]{36})/remove/", page, re.DOTALL)[1]


def test_its_name_and_its_key_lie_sealed(owns, cast, now):
    _mine, device = owns()
    with session("app", now, cast["duty.pp"].id):
        row = Factor.objects.get(kind="passkey")
        assert row.name == ""
        assert b"My telephone" not in bytes(row.sealed)
        assert [name for _row, _key, name in passkeys.passkeys_of(cast["duty.pp"])] == ["My telephone"]
    for other in ("admin", "social.pp"):
        with session("app", now, cast[other].id):
            assert not Factor.objects.filter(kind="passkey").exists()


def test_adding_asks_first_who_sits_there(owns, owner_says):
    mine, _device = owns()
    asked = asked_of(mine.get(ADD))
    owner_says("update signed_in set proved_at = now() - interval '11 minutes'")
    assert mine.get(ADD)["Location"].startswith("/sign-in/again/")
    late = mine.post(ADD, {"name": "Another", "passkey": Authenticator().make(asked)})
    assert late.status_code == 401


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "\x00"])
def test_a_passkey_has_a_name(name, seated):
    client = seated("duty.pp")
    answer = client.post(ADD, {"name": name, "passkey": Authenticator().make(asked_of(client.get(ADD)))})
    assert answer.status_code == 422
    assert "at most 40 letters" in answer.content.decode()


def test_old_questions_are_deleted_by_the_clock(cast, owner_says):
    client, now = browser(), timezone.now()
    for _time in range(3):
        client.get(IN)
    assert rows("select count(*) from passkey_challenge", role="owner")[0][0] == 3
    with session("worker", now + timedelta(minutes=6)):
        forget_sign_ins()
    assert rows("select count(*) from passkey_challenge", role="owner")[0][0] == 0


def test_after_the_password_it_stands_in_for_the_code(owns):
    _mine, device = owns()
    client = browser()
    asked = sign_in(client, "duty.pp")
    said = device.sign(asked_of(asked))
    answer = client.post("/sign-in/code/", {"pending": hidden(asked, "pending"), "passkey": said})
    assert answer.status_code == 302
    assert client.get("/desk/").status_code == 200
    other = browser()
    waits = hidden(sign_in(other, "duty.pp"), "pending")
    assert other.post("/sign-in/code/", {"pending": waits, "passkey": said}).status_code == 422


def test_it_proves_again_who_sits_there(owns, owner_says):
    mine, device = owns()
    owner_says("update signed_in set proved_at = null")
    assert mine.get("/account/factors/paper/").status_code == 302
    assert mine.post(AGAIN, {"passkey": device.sign(asked_of(mine.get(AGAIN)))}).status_code == 302
    assert mine.get("/account/factors/paper/").status_code == 200
    assert acts()[-1] == "session.prove"


def test_a_password_is_changed_with_a_passkey_also_without_a_telephone(owns, cast):
    mine, device = owns()
    page = mine.get("/account/factors/").content.decode()
    phone = re.search(r"Codes of a telephone.*?/account/factors/([0-9a-f-]{36})/remove/", page, re.DOTALL)[1]
    assert mine.post(f"/account/factors/{phone}/remove/").status_code == 302, "the passkey is a factor, so one stays"
    words = {"old": PASSWORD, "password": "four words of my own", "password_again": "four words of my own"}
    assert mine.post("/account/password/", words).status_code == 422
    said = device.sign(asked_of(mine.get("/account/password/")))
    assert mine.post("/account/password/", words | {"passkey": said, "old": "wrong"}).status_code == 422
    said = device.sign(asked_of(mine.get("/account/password/")))
    assert mine.post("/account/password/", words | {"passkey": said}).status_code == 302
    assert mine.post(f"/account/factors/{_key(mine)}/remove/").status_code == 409, "the only factor stays"


@pytest.mark.parametrize("why", ["left", "dormant"])
def test_a_closed_account_is_opened_by_no_passkey(why, owns, owner_says):
    _mine, device = owns()
    owner_says("update member set is_active = false, closed_why = %s where username = 'duty.pp'", why)
    client, answer = enter(device)
    assert answer.status_code == 403
    assert "closed" in answer.content.decode()
    assert is_out(client)


def test_who_lost_everything_comes_back_without_the_old_passkey(owns, seated, cast, owner_says):
    _mine, device = owns()
    now = timezone.now()
    with session("app", now, cast["admin"].id):
        asked = invitations.ask_recovery(member=cast["duty.pp"], by=cast["admin"], now=now)
    with session("app", now, cast["officer.pp"].id):
        half = invitations.agree_recovery(invitation_id=asked.id, by=cast["officer.pp"], now=now)
    with session("app", now, cast["admin"].id):
        token = invitations.link_of_recovery(invitation_id=asked.id, by=cast["admin"], now=now)
    secret = new_secret()
    with session("app", now, cast["duty.pp"].id):
        invitations.use_link(token=token, half=half, password="four words of my own", secret=secret, code=code_of(secret),
                             by=cast["duty.pp"], now=now)  # fmt: skip
    assert enter(device)[1].status_code == 422


def test_where_samaki_is_reached_by_a_number_there_are_no_passkeys(seated):
    client = seated("duty.pp")
    numbered = {"host": "127.0.0.1:8000"}
    assert "open Samaki by its name" in client.get(ADD, headers=numbered).content.decode()
    assert client.post(ADD, {"name": "x", "passkey": "{}"}, headers=numbered).status_code == 409
    assert "data-passkey" not in client.get(IN, headers={"host": "127.0.0.1:8000"}).content.decode()
    assert IN not in browser().get("/sign-in/", headers={"host": "127.0.0.1:8000"}).content.decode()
    assert IN in browser().get("/sign-in/").content.decode()


def test_the_page_does_not_say_who_has_a_passkey(owns):
    owns()
    asked = asked_of(browser().get(IN))
    assert "allowCredentials" not in asked
    assert asked["userVerification"] == "required"
    assert asked["rpId"] == "testserver"


def test_a_member_has_at_most_ten(owns, cast, monkeypatch):
    monkeypatch.setattr(passkeys, "MOST", 1)
    mine, _device = owns()
    answer = mine.post(ADD, {"name": "x", "passkey": Authenticator().make(asked_of(mine.get(ADD)))})
    assert answer.status_code == 409


def test_what_waited_comes_back_after_a_passkey(owns):
    mine, device = owns()
    key = hidden(mine.get("/account/mail/"), "form_key")
    mine.cookies.pop("samaki_session")
    asked = mine.post("/account/mail/", {"wants": "none", "address": "kept@example.org", "form_key": key})
    assert asked.status_code == 401
    page = mine.post(IN, {"draft": hidden(asked, "draft")})
    back = mine.post(IN, {"draft": hidden(page, "draft"), "passkey": device.sign(asked_of(page))})
    assert back.status_code == 200
    assert "Send it now" in back.content.decode()
