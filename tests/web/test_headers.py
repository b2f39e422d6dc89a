"""What every answer tells the browser: nothing foreign loads, runs, frames or sniffs; a script only by the number of its own answer."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from samaki.agencies.operations import issue_token
from tests.access.addresses import routes

NONCE = re.compile(r"script-src 'nonce-([\w-]{22})'")
PLAIN = [route for route in routes() if "<" not in route]
OF_PUBLIC = ("", "report/", "report/simple/", "status/", "complain/", "how/", "progress/", "who-governs/")


def policy(answer):
    parts = (part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";"))
    return {name: value for name, _blank, value in parts}


def wrong(answer):
    """What this answer lacks."""
    found = policy(answer)
    if found.get("default-src") != "'none'" or found.get("frame-ancestors") != "'none'":
        yield "loads or is framed"
    if "sandbox" not in found and found.get("base-uri") != "'none'":
        yield "base"
    if "unsafe" in answer["Content-Security-Policy"] or "*" in answer["Content-Security-Policy"]:
        yield "unsafe"
    for name, value in (("X-Content-Type-Options", "nosniff"), ("Cross-Origin-Resource-Policy", "same-origin"),
                        ("Cross-Origin-Opener-Policy", "same-origin")):  # fmt: skip
        if answer.headers.get(name) != value:
            yield name
    if (
        "camera=()" not in answer.headers.get("Permissions-Policy", "")
        or "Access-Control-Allow-Origin" in answer.headers
    ):
        yield "others"
    scripts = (
        re.findall(r"<script[^>]*>", answer.content.decode())
        if "html" in answer.headers.get("Content-Type", "")
        else []
    )
    allowed = NONCE.findall(answer["Content-Security-Policy"])
    if len(allowed) != bool(scripts) or any(f'nonce="{allowed[0]}"' not in one for one in scripts):
        yield "scripts"
    if allowed == [] and "script-src" in found:
        yield "a script without a number"


@pytest.mark.parametrize("who", [None, "duty.pp", "admin"])
def test_every_answer_has_them(who, cast, client):
    token = {"authorization": f"Bearer {issue_token(who, timezone.now())}"} if who else {}
    if who:
        client.force_login(cast[who])
    assert len(PLAIN) > 80
    found = []
    for route in PLAIN:
        answer = client.get(f"/{route}", headers=token if route.startswith("api/") else {})
        found += [(route, one) for one in wrong(answer)]
        page = answer.status_code == 200 and "html" in answer["Content-Type"]
        if page and answer.headers.get("Cache-Control") != "no-store":
            found.append((route, "cached"))
    assert found == []


@pytest.mark.parametrize(
    "path", ["/nothing/", "/cases/PP-26-222222/", "/api/v1/nothing", "/healthz", "/static/mark.svg"]
)
@pytest.mark.parametrize("method", ["get", "post", "put", "options", "trace"])
def test_errors_files_and_other_methods_have_them_too(path, method, db, client):
    answer = getattr(client, method)(path)
    assert answer.status_code != 500
    assert policy(answer)["default-src"] == "'none'"
    assert policy(answer)["frame-ancestors"] == "'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_script_has_another_number_in_each_answer_and_a_page_without_one_allows_none(db):
    browser = Client()
    first, second = (NONCE.findall(browser.get("/sign-in/")["Content-Security-Policy"]) for _again in range(2))
    assert first
    assert second
    assert first != second
    for path in OF_PUBLIC:
        answer = browser.get(f"/{path}")
        if "<script" not in answer.content.decode():
            assert "script-src" not in answer["Content-Security-Policy"], path


def test_signing_out_tells_the_browser_to_forget_its_pages(cast, client):
    client.force_login(cast["duty.pp"])
    assert client.post("/sign-out/")["Clear-Site-Data"] == '"cache"'


def set_by(answer):
    return {name: morsel for name, morsel in answer.cookies.items() if morsel.value}


def test_over_tls_a_cookie_is_of_this_host_alone(cast, settings, now):
    from tests.accounts.entering import PASSWORD

    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-samaki_session", "__Host-csrftoken"
    browser = Client()
    found = set_by(browser.get("/sign-in/?lang=en", secure=True))
    answer = browser.post("/sign-in/", {"username": "duty.pp", "password": PASSWORD}, secure=True)
    found |= set_by(answer)
    found |= set_by(browser.post("/account/", {"language": "en", "calendar": "common"}, secure=True))
    found |= set_by(browser.post("/sign-out/", secure=True))
    assert {"__Host-samaki_session", "__Host-csrftoken", "__Secure-samaki_device", "__Secure-samaki_language"} <= set(
        found
    )
    for name, morsel in found.items():
        assert morsel["secure"], name
        assert morsel["httponly"], name
        assert morsel["samesite"] in ("Lax", "Strict"), name
        assert morsel["domain"] == "", name
        assert name.startswith("__Host-") == (morsel["path"] == "/"), name
        assert name.startswith(("__Host-", "__Secure-")), name


def test_an_installation_names_its_cookies_so():
    import json
    import os
    import subprocess
    import sys

    words = ("import json; from django.conf import settings as s; "
             "print(json.dumps([s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE]))")  # fmt: skip
    told = {}
    for demo in ("", "1"):
        given = {**os.environ, "DJANGO_SETTINGS_MODULE": "samaki.settings", "SAMAKI_DEMO": demo}
        done = subprocess.run([sys.executable, "-c", words], env=given, capture_output=True, text=True, check=True)
        told[demo] = json.loads(done.stdout)
    assert told[""] == ["__Host-samaki_session", "__Host-csrftoken", True, True]
    assert told["1"] == ["samaki_session", "csrftoken", False, False]


def test_no_middleware_stands_before_the_headers():
    assert settings.MIDDLEWARE[0] == "samaki.web.headers.Headers"
