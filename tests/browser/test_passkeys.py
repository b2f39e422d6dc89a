"""A real Chromium with an authenticator of its own: a passkey is made, opens, proves again; without a script nothing is lost."""

import contextlib
import json
import re
import uuid

import pytest
from playwright.sync_api import expect

from tests.browser.people import PHONE

NEWCOMER = """
import os
from django.utils import timezone
from samaki.agencies.models import Member, Membership
old, name = Member.objects.using("owner").get(username="duty.ps"), os.environ["GIVEN_NAME"]
new = Member(username=name, name_en=old.name_en, name_km=old.name_km, password=old.password, unit_id=old.unit_id, language="en")
new.save(using="owner", force_insert=True)
Membership(member=new, unit_id=old.unit_id, role="desk", since=timezone.now()).save(using="owner")
"""
"""A member whom no other test touches."""


@pytest.fixture
def named(server):
    """The server by its name: a number has no passkeys."""
    return server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def newcomer(server):
    name = "key." + "".join(chr(97 + int(sign, 16)) for sign in uuid.uuid4().hex[:8])
    server.run(NEWCOMER, name=name)
    return name


@pytest.fixture
def seat(chromium):
    """A browser of somebody, with an authenticator that is unlocked by its holder, or not; (page, its tool)."""
    with contextlib.ExitStack() as rooms:

        def sit(verified=True, scripts=True):
            context = chromium.new_context(viewport=PHONE, locale="en-GB", java_script_enabled=scripts)
            rooms.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(8_000)
            tool = context.new_cdp_session(page)
            tool.send("WebAuthn.enable")
            options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                       "isUserVerified": verified, "automaticPresenceSimulation": True}  # fmt: skip
            return page, tool, tool.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

        yield sit


def sign_in(page, server, named, name):
    page.goto(f"{named}/sign-in/?lang=en")
    page.fill("#id_username", name)
    page.fill("#id_password", server.password)
    page.click("#sign-in button.btn")
    expect(page).to_have_url(re.compile("/desk/"))


def add(page, named, words="My telephone"):
    page.goto(f"{named}/account/factors/")
    page.get_by_role("link", name="Add a passkey").click()
    page.fill("#id_name", words)
    page.press("#id_name", "Enter") if "Enter" in words else page.get_by_role("button", name="Make the passkey").click()
    expect(page.locator("main")).to_contain_text(f"Passkey: {words}")


def test_a_passkey_is_made_and_opens_without_a_password(server, named, newcomer, seat):
    page, tool, device = seat()
    sign_in(page, server, named, newcomer)
    add(page, named)
    expect(page.locator("main")).to_contain_text("Not used yet")
    held = tool.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    assert [(one["rpId"], one["isResidentCredential"]) for one in held] == [("localhost", True)]
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("button", name="Use my passkey").click()
    expect(page).to_have_url(re.compile("/desk/"))
    page.goto(f"{named}/account/signed-in/")
    expect(page.locator("main")).to_contain_text("passkey")
    page.goto(f"{named}/account/factors/")
    expect(page.locator("main")).to_contain_text("Last used")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_it_proves_again_and_a_password_is_changed_with_it(server, named, newcomer, seat):
    page, _tool, _device = seat()
    sign_in(page, server, named, newcomer)
    add(page, named, "Made with Enter")
    page.goto(f"{named}/sign-in/again/?next=/account/factors/paper/")
    page.get_by_role("button", name="Use a passkey instead").click()
    expect(page).to_have_url(f"{named}/account/factors/paper/")
    page.goto(f"{named}/account/password/")
    page.fill("#id_old", server.password)
    for name in ("password", "password_again"):
        page.fill(f"#id_{name}", "four words of my own")
    page.get_by_role("button", name="Change it with a passkey").click()
    expect(page.locator("main")).to_contain_text("Your password is changed")


def test_who_does_not_unlock_the_device_does_not_come_in_and_is_told(server, named, newcomer, seat):
    page, tool, device = seat()
    sign_in(page, server, named, newcomer)
    add(page, named)
    tool.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("No passkey came")
    page.get_by_role("button", name="Sign in with password and code").click()
    expect(page.locator("#id_password")).to_be_visible()


def test_a_device_without_a_passkey_is_told_and_nothing_is_in_the_way(named, seat):
    page, _tool, _device = seat()
    page.goto(f"{named}/sign-in/passkey/?lang=km")
    page.locator("[data-passkey] button").click()
    expect(page.get_by_role("alert")).to_contain_text("កូនសោសម្ងាត់")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_copied_device_that_counts_back_is_refused(server, named, newcomer, seat):
    page, tool, device = seat()
    sign_in(page, server, named, newcomer)
    add(page, named)
    (held,) = tool.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    page.get_by_role("button", name="Sign out").click()
    other, its_tool, its_device = seat()
    its_tool.send("WebAuthn.addCredential", {"authenticatorId": its_device, "credential": held | {"signCount": 50}})
    for here, end in ((other, "/desk/"), (page, "/sign-in/passkey/")):
        here.goto(f"{named}/sign-in/passkey/")
        here.get_by_role("button", name="Use my passkey").click()
        expect(here).to_have_url(re.compile(end))
    expect(page.locator("main")).to_contain_text("may have been copied")


def test_without_a_script_the_page_says_what_to_do_instead(named, seat):
    page, _tool, _device = seat(scripts=False)
    page.goto(f"{named}/sign-in/passkey/")
    expect(page.locator("main")).to_contain_text("use your password and a code")
    expect(page.get_by_role("button", name="Use my passkey")).to_have_count(0)
    page.get_by_role("button", name="Sign in with password and code").click()
    expect(page.locator("#id_password")).to_be_visible()


def test_the_page_lets_in_no_other_script_and_asks_nobody_else(named, seat):
    page, _tool, _device = seat()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    answer = page.goto(f"{named}/sign-in/passkey/")
    assert re.search(r"script-src 'nonce-[\w-]{22}';", answer.headers["content-security-policy"])
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert page.locator("script").evaluate_all("all => all.map(one => [!!one.src, one.textContent])") == [[True, ""]]
    question = json.loads(page.locator("[data-passkey]").get_attribute("data-passkey"))
    assert question["userVerification"] == "required"
    assert all(url.startswith(named) or url.startswith("data:") for url in asked)
