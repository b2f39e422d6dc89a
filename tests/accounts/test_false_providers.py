"""What a provider, a thief of codes or another site can send: none of it opens anything, and each is a plain sentence."""

import re
import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone
from joserfc.jwk import OctKey

from samaki.accounts.signon import calling
from samaki.accounts.signon.providers import configured
from tests.accounts.entering import browser
from tests.accounts.provider import CLIENT, Provider, file_of, path_of, sent_by
from tests.accounts.signing_on import IN, LINK, WORDS, bent, comes, is_told, way_out
from tests.everything import rows

pytestmark = pytest.mark.usefixtures("asked_for_two")

NOW = time.time()


@pytest.mark.parametrize("changed", [
    {"nonce": "another"}, {"nonce": None}, {"nonce": ""}, {"aud": "another"}, {"aud": None}, {"aud": []}, {"aud": ["another"]},
    {"aud": [CLIENT, "another"]}, {"aud": [CLIENT, "another"], "azp": CLIENT}, {"azp": "another"}, {"iss": "https://other.example"},
    {"iss": None}, {"exp": NOW - 600}, {"exp": None}, {"exp": "never"}, {"iat": NOW + 9000}, {"iat": None}, {"nbf": NOW + 9000},
    {"sub": None}, {"sub": ""}, {"sub": 7}, {"sub": "x" * 256}, {"sub": "a\nb"}, {"sub": ["person-1"]}, {"auth_time": None},
    {"auth_time": NOW - 90_000}, {"auth_time": NOW + 9000}, {"auth_time": "now"}, {"auth_time": True}, {"at_hash": "wrong"},
    {"amr": "mfa"},
], ids=lambda changed: re.sub(r"\d{9}.*", "then}", str(changed)))  # fmt: skip
def test_a_token_with_a_wrong_claim_opens_nothing(changed, ready):
    ready.claims = bent(**changed)
    is_told(*comes(ready), "refused")


@pytest.mark.parametrize("how", ["by_nobody", "by_public_key", "by_stranger"])
def test_a_token_that_is_not_signed_by_the_provider_opens_nothing(how, ready):
    ready.signed = getattr(ready, how)
    is_told(*comes(ready), "refused")


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "e30.e30.", "x" * 5000, "é.é.é", 7, None, ["x"]], ids=str)
def test_what_is_no_token_opens_nothing(token, ready):
    ready.signed = lambda _claims: token
    is_told(*comes(ready), "refused")


def test_nor_an_answer_without_one(ready):
    ready.gives_token = False
    is_told(*comes(ready), "refused")


def test_a_key_that_is_a_secret_or_too_short_is_none(ready, monkeypatch):
    calling.forget()
    monkeypatch.setattr(ready, "keys", [OctKey.import_key("a secret of many signs", {"kid": "one"}), *ready.keys])
    found = calling.keys_of(configured()["ministry"], calling.metadata_of(configured()["ministry"]), "one")
    assert [key.key_type for key in found.keys] == ["RSA"]


@pytest.mark.parametrize(
    "changed", [{"state": "x"}, {"state": None}, {"state": ""}, {"state": "é" * 10}, {"state": "A" * 5000}], ids=str
)
def test_an_answer_to_nothing_that_was_asked_opens_nothing(changed, ready):
    client = browser()
    back = sent_by(ready, client.get(IN), "person-1")
    is_told(client, client.get(path_of(back, **changed)), "again")


def test_a_changed_state_opens_nothing(ready):
    client = browser()
    back = sent_by(ready, client.get(IN), "person-1")
    state = parse_qs(urlsplit(back).query)["state"][0]
    for at in (0, len(state) // 2, len(state) - 2):
        other = state[:at] + ("A" if state[at] != "A" else "B") + state[at + 1 :]
        is_told(client, client.get(path_of(back, state=other)), "again")


def test_an_answer_in_another_browser_opens_nothing(ready):
    mine, thief = browser(), browser()
    back = path_of(sent_by(ready, mine.get(IN), "person-1"))
    thief.get(IN)
    is_told(thief, thief.get(back), "again")


def test_an_answer_is_taken_once(ready):
    client = browser()
    back = path_of(sent_by(ready, client.get(IN), "person-1"))
    assert client.get(back)["Location"] == "/desk/"
    is_told(browser(), client.get(back), "again")


def test_also_an_answer_that_opened_nothing(ready):
    client = browser()
    back = path_of(sent_by(ready, client.get(IN), "person-9"))
    is_told(client, client.get(back), "unknown")
    is_told(client, client.get(back), "again")


def test_a_code_that_was_used_already_opens_nothing(ready):
    first, second = browser(), browser()
    used = sent_by(ready, first.get(IN), "person-1")
    code = parse_qs(urlsplit(used).query)["code"][0]
    assert first.get(path_of(used))["Location"] == "/desk/"
    back = sent_by(ready, second.get(IN), "person-1")
    is_told(second, second.get(path_of(back, code=code)), "refused")


def test_a_stolen_code_is_of_no_use_in_another_browser(ready):
    victim, thief = browser(), browser()
    code = parse_qs(urlsplit(sent_by(ready, victim.get(IN), "person-1")).query)["code"][0]
    back = sent_by(ready, thief.get(IN), "person-9")
    is_told(thief, thief.get(path_of(back, code=code)), "refused")  # the verifier is not the victim's


def test_too_late_is_too_late(ready, monkeypatch):
    client = browser()
    back = path_of(sent_by(ready, client.get(IN), "person-1"))
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(minutes=11))
    answer = client.get(back)
    monkeypatch.undo()
    assert "amiss=again" in answer["Location"]


@pytest.mark.parametrize("said", [{"iss": "https://other.example"}, {"iss": None}, {"iss": ""}, {"code": None}, {"code": ""},
                                  {"code": "x"}, {"error": "something"}], ids=str)  # fmt: skip
def test_an_answer_in_anothers_name_or_without_a_code_opens_nothing(said, ready):
    ready.says = said
    is_told(*comes(ready), "refused")


def test_a_provider_that_never_said_it_names_itself_need_not(ready):
    calling.forget()
    ready.metadata, ready.says = {"authorization_response_iss_parameter_supported": False}, {"iss": None}
    assert comes(ready)[1]["Location"] == "/desk/"
    ready.says = {"iss": "https://other.example"}
    is_told(*comes(ready), "refused")


@pytest.mark.parametrize(("error", "word"), [("access_denied", "stopped"), ("login_required", "stopped"),
                                             ("temporarily_unavailable", "away"), ("<script>", "refused")])  # fmt: skip
def test_a_no_of_the_provider_is_told(error, word, ready):
    ready.says = {"error": error, "error_description": "<b>look here</b>", "code": None}
    client, answer = comes(ready)
    is_told(client, answer, word)
    assert "look here" not in client.get(answer["Location"]).content.decode()


def test_who_is_not_linked_is_told_how(ready):
    is_told(*comes(ready, "person-9"), "unknown")


def test_a_member_of_another_agency_is_never_in_by_it(ready, owner_says):
    owner_says(
        "update member set unit = (select principal from unit where code = 'social-pp') where username = 'duty.pp'"
    )
    is_told(*comes(ready), "unknown")


def test_nor_when_the_provider_serves_another_agency_now(ready, monkeypatch, tmp_path):
    (tmp_path / "other").mkdir()
    monkeypatch.setenv(
        "SAMAKI_PROVIDERS", str(file_of(tmp_path / "other", ready.issuer, unit="social-pp", amr=["mfa"]))
    )
    is_told(*comes(ready), "unknown")


def test_a_provider_of_another_agency_cannot_be_linked(provider, seated):
    mine = seated("social.pp")
    assert mine.get(LINK).status_code == 403
    assert "Your agency has no sign-on of its own here." in mine.get("/account/sign-on/").content.decode()


def test_an_answer_for_linking_is_its_members_alone(provider, seated):
    mine, other = seated("duty.pp"), seated("officer.pp")
    back = path_of(sent_by(provider, way_out(mine), "person-1"))
    assert "amiss=again" in other.get(back)["Location"]
    assert "amiss=again" in browser().get(back)["Location"]
    assert rows("select count(*) from provider_link")[0][0] == 0
    assert mine.get(back)["Location"] == "/account/sign-on/"


def test_an_answer_for_signing_in_links_nothing_and_the_other_way_round(provider, seated):
    mine = seated("duty.pp")
    back = path_of(sent_by(provider, mine.get(IN), "person-1"))
    assert "amiss=unknown" in mine.get(back)["Location"]
    assert rows("select count(*) from provider_link")[0][0] == 0


def test_two_providers_do_not_answer_for_one_another(ready, monkeypatch, tmp_path):
    other = Provider().open()
    try:
        (tmp_path / "two").mkdir()
        place = file_of(tmp_path / "two", ready.issuer, amr=["mfa"])
        file_of(tmp_path / "two", other.issuer, code="second", amr=["mfa"])
        monkeypatch.setenv("SAMAKI_PROVIDERS", str(place))
        client = browser()
        asked = client.get(IN)
        back = path_of(sent_by(ready, asked, "person-1")).replace("/with/ministry/", "/with/second/")
        answer = client.get(back)
        assert "amiss=again" in answer["Location"]
        second = browser()
        other.claims = bent(iss=ready.issuer)
        start = second.get("/sign-in/with/second/")
        assert "amiss=refused" in second.get(path_of(sent_by(other, start, "person-1")))["Location"]
    finally:
        other.close()


@pytest.mark.parametrize(
    "query", ["amiss=refused", "amiss=refused&by=other", "amiss=x&by=ministry", "amiss=&by=", "amiss=%00&by=ministry"]
)
def test_nobody_elses_words_come_onto_the_page(query, provider):
    page = browser().get(f"/sign-in/?{query}").content.decode()
    assert not any(word in page for word in WORDS.values())


def test_the_log_says_what_and_not_who(ready, caplog):
    ready.claims = bent(nonce="another")
    comes(ready, "Secretperson")
    said = "\n".join(record.getMessage() for record in caplog.records if record.name == "samaki.sign_on")
    assert said == "provider ministry is not believed: nonce"
