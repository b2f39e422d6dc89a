"""A provider that is down, slow, or says of itself what cannot be used: the page says so, and the password opens as ever."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest

from samaki.accounts.signon import calling
from samaki.accounts.signon.providers import configured
from tests.accounts.entering import browser, sign_in
from tests.accounts.provider import Provider, path_of, sent_by
from tests.accounts.signing_on import IN, is_told

pytestmark = pytest.mark.usefixtures("asked_for_two")


def test_a_provider_that_is_down_is_said_and_passwords_work(ready):
    gone = Provider().open()
    gone.close()
    calling.forget()
    file = configured()["ministry"]
    metadata = calling.Metadata(gone.issuer, f"{gone.issuer}/token", f"{gone.issuer}/jwks", True, False, True)
    client = browser()
    back = path_of(sent_by(ready, client.get(IN), "person-1"))
    calling._known[file.issuer] = (time.monotonic(), metadata)
    is_told(client, client.get(back), "away")
    is_told(client, client.get(IN), "away")  # and for some seconds nobody asks it again
    assert sign_in(browser(), "duty.pp").status_code in (200, 403)


@pytest.mark.parametrize("lasts", [0.05, 30.0])
def test_a_slow_provider_costs_a_page_its_patience_and_no_more(lasts, ready, monkeypatch):
    monkeypatch.setattr(calling, "PATIENCE", 0.7)
    calling.forget()
    ready.lasts = lasts
    client, began = browser(), time.monotonic()
    answer = client.get(IN)
    assert time.monotonic() - began < 2.5
    ready.lasts = 0
    is_told(client, answer, "away")
    began = time.monotonic()
    assert client.get("/sign-in/").status_code == 200
    assert time.monotonic() - began < 0.5, "the page to sign in asks no provider"


@pytest.mark.parametrize("metadata", [
    {"issuer": "https://other.example"}, {"token_endpoint": None}, {"token_endpoint": "http://elsewhere.example/"}, {"jwks_uri": "file:///etc/passwd"},
    {"authorization_endpoint": "javascript:alert(1)"}, {"jwks_uri": 7}, {"id_token_signing_alg_values_supported": ["HS256", "none"]},
], ids=str)  # fmt: skip
def test_a_description_that_cannot_be_used_is_as_good_as_none(metadata, ready):
    calling.forget()
    ready.metadata = metadata
    client = browser()
    is_told(client, client.get(IN), "away")


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/jwks"])
def test_a_provider_that_fails_or_sends_elsewhere_is_not_followed(path, ready):
    for status in (302, 500):
        calling.forget()
        ready.status = {path: status}
        client = browser()
        answer = client.get(IN)
        if answer["Location"].startswith(ready.issuer):
            answer = client.get(path_of(sent_by(ready, answer, "person-1")))
        assert parse_qs(urlsplit(answer["Location"]).query)["amiss"][0] in ("away", "refused")
        assert client.get("/desk/").status_code == 302
