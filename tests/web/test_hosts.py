"""Only under a name of our own (DNS rebinding): the sign-in page of the demonstration prints a password."""

import pytest
from django.test import Client


@pytest.mark.parametrize(
    "path", ["/", "/sign-in/", "/healthz", "/static/samaki.css", "/api/v1/openapi.json", "/nowhere/"]
)
@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.9:8000", "localhost.evil.example", "a b"]
)
def test_a_foreign_name_is_refused_everywhere(host, path, db):
    answer = Client(HTTP_HOST=host, HTTP_ACCEPT_LANGUAGE="en").get(path)
    assert answer.status_code == 400
    assert answer.content.decode().startswith("Samaki does not answer under this name.")
    assert not answer.cookies


@pytest.mark.parametrize("host", ["localhost", "localhost:8123", "127.0.0.1:8000", "[::1]:8000"])
def test_our_own_names_are_served(host, db):
    assert Client(HTTP_HOST=host).get("/healthz").status_code == 200


def test_a_configured_host_is_served(db, settings):
    settings.ALLOWED_HOSTS = ["samaki.example.org"]
    assert Client(HTTP_HOST="samaki.example.org").get("/healthz").status_code == 200
    assert Client(HTTP_HOST="localhost").get("/healthz").status_code == 400
