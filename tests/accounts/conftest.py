"""What the tests of accounts set up: rows of the owner, a member with a telephone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as configured
from django.db import connection

from samaki.accounts import factors
from samaki.accounts.signon import calling, operations, tokens
from samaki.accounts.signon.providers import configured as providers
from samaki.database import roles, session
from samaki.database.folder import current
from tests.accounts.authenticator import ADD, Authenticator, asked_of
from tests.accounts.entering import browser, code_of, give_code, sign_in
from tests.accounts.provider import Provider, file_of
from tests.accounts.signing_on import comes, strong


@pytest.fixture
def owner_says(cast):
    """A statement of the owner, inside the test's transaction: for what no page can do."""

    def say(statement, *given):
        with connection.cursor() as cursor:
            cursor.execute(f'set role "{roles.parameters(current(), "owner")["user"]}"')
            cursor.execute(statement, given)
            cursor.execute(f'set role "{configured.ROLES["app"]}"')

    return say


@pytest.fixture
def asked_for_two(settings):
    """As outside of the demonstration."""
    settings.SAMAKI_SECOND_FACTOR = True


@pytest.fixture
def telephone(cast):
    """Gives a member a telephone (set up some minutes ago); returns its secret."""

    def give(name):
        then = datetime.now(UTC) - timedelta(minutes=5)
        secret = factors.new_secret()
        with session("app", then, cast[name].id):
            factors.add_totp(secret=secret, code=code_of(secret, then), by=cast[name], now=then)
        return secret

    return give


@pytest.fixture
def seated(telephone):
    """Username -> a client that came in with both factors a moment ago."""
    secrets = {}

    def seat(name):
        secrets[name] = secrets.get(name) or telephone(name)
        client = browser()
        assert give_code(client, sign_in(client, name), code_of(secrets[name])).status_code == 302
        return client

    return seat


@pytest.fixture
def owns(seated):
    """Username -> (a client that is in, a device with a passkey of theirs)."""

    def own(name="duty.pp", **kind):
        client, device = seated(name), Authenticator(**kind)
        answer = client.post(ADD, {"name": "My telephone", "passkey": device.make(asked_of(client.get(ADD)))})
        assert (answer.status_code, answer.get("Location")) == (302, "/account/factors/"), answer.content.decode()
        return client, device

    return own


@pytest.fixture(scope="session")
def a_provider():
    one = Provider().open()
    yield one
    one.close()


@pytest.fixture
def provider(a_provider, tmp_path, monkeypatch):
    """The provider of the police of Phnom Penh, open and good; nothing is remembered of it."""
    a_provider.good()
    a_provider.asked.clear()
    monkeypatch.setenv("SAMAKI_PROVIDERS", str(file_of(tmp_path, a_provider.issuer)))
    calling.forget()
    yield a_provider
    calling.forget()


@pytest.fixture
def linked(provider, cast):
    """Links a member's account to a person at the provider."""

    def link(name="duty.pp", person="person-1"):
        one, now = providers()["ministry"], datetime.now(UTC)
        subject = tokens.subject_of(one, {"sub": person})
        with session("app", now, cast[name].id):
            return operations.link_provider(provider=one, subject=subject, by=cast[name], now=now)

    return link


@pytest.fixture
def ready(provider, linked, monkeypatch, tmp_path):
    """Linked, the provider's second factor accepted: only what a test bends stands between a browser and the desk."""
    linked()
    strong(provider, monkeypatch, tmp_path)
    assert comes(provider)[1]["Location"] == "/desk/"
    return provider
