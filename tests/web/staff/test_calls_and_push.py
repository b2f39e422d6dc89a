"""The pages on which a member chooses calls and push."""

import re
from datetime import UTC, datetime

import pytest

from samaki.channels.push.choosing import browsers_of, kind_of
from samaki.channels.voice.choosing import choice_of, proof_of
from samaki.cli.findings import calls as found
from samaki.database import session
from samaki.database.folder import current
from tests.channels.ringing import Browser, point_at, push_key

PASSWORD = "a password of the tests"
GOOD = {"wants": "urgent", "number": "012 345 678", "pin": "4711", "password": PASSWORD, "version": "0"}


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_calls_are_chosen_and_the_page_shows_the_digits_that_prove_the_number(sign_in, cast, monkeypatch, tmp_path):
    monkeypatch.delenv("SAMAKI_CALLS", raising=False)
    client = sign_in("social.pp")
    assert "Calls are switched off in this installation" in words(client.get("/account/calls/"))
    assert [one.level for one in found.calls(current())] == ["ok"]
    path = point_at(monkeypatch, tmp_path, 9)
    assert found.calls(current())[0].level == "bad", "nothing answers there"
    wrong = client.post("/account/calls/", GOOD | {"pin": "12"})
    assert (wrong.status_code, 'id="pin-error"' in wrong.content.decode()) == (422, True)
    assert "012 345 678" in wrong.content.decode(), "what was typed stays"
    assert "4711" not in wrong.content.decode()
    assert client.post("/account/calls/", GOOD)["Location"] == "/account/calls/?kept=1"
    with session("app", datetime.now(UTC), cast["social.pp"].id):
        digits = proof_of(choice_of(cast["social.pp"].id))
    page = words(client.get("/account/calls/"))
    assert digits in page
    assert "Waits, or was just asked for" in page
    path.write_text('[mekong]\ncall_url = "http://elsewhere.example.org/"\n')
    assert found.calls(current())[0].level == "bad"


def test_push_is_turned_on_in_a_browser_listed_and_turned_off(sign_in, cast, monkeypatch, tmp_path, settings):
    monkeypatch.delenv("SAMAKI_PUSH_KEY", raising=False)
    settings.PUSH_TO_LOOPBACK = True
    client = sign_in("social.pp")
    assert "Push is switched off in this installation" in words(client.get("/account/push/"))
    push_key(monkeypatch, tmp_path)
    assert found.pushes(current()).level == "ok"
    assert "data-push=" in client.get("/account/push/").content.decode()
    given = {"subscription": Browser(9).subscription, "password": PASSWORD}
    refused = client.post("/account/push/", given | {"password": "another"})
    assert (refused.status_code, 'id="password-error"' in refused.content.decode()) == (422, True)
    assert client.post("/account/push/", {"password": PASSWORD}).status_code == 422
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    assert client.post("/account/push/", given, HTTP_USER_AGENT=agent)["Location"] == "/account/push/?kept=on"
    assert "Firefox, Linux" in words(client.get("/account/push/"))
    with session("app", datetime.now(UTC), cast["social.pp"].id):
        (row,) = browsers_of(cast["social.pp"].id)
    assert sign_in("duty.pp").post(f"/account/push/{row.id}/off/").status_code == 404
    client = sign_in("social.pp")
    assert client.post(f"/account/push/{row.id}/off/")["Location"] == "/account/push/?kept=off"
    assert "Firefox, Linux" not in words(client.get("/account/push/"))


def test_the_script_that_shows_a_push_comes_from_our_own_origin_and_holds_nothing_of_anybody(client, db):
    answer = client.get("/push-worker.js")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert 'openWindow("/desk/")' in answer.content.decode()


@pytest.mark.parametrize(
    ("agent", "kind"),
    [("", ""), ("Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36", "Chrome, Android")],
)
def test_of_a_browsers_own_name_two_words_are_kept(agent, kind):
    assert kind_of(agent) == kind
