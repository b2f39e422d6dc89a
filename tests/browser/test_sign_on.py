"""A real Chromium and a provider with real keys: linked under My settings, signed in by the button, told when it is down."""

import re
import socket
import subprocess
import sys
import time
import urllib.request
import uuid

import pytest
from playwright.sync_api import expect

from samaki.database.folder import ROOT
from tests.accounts.provider import Provider, file_of
from tests.browser.looking import keyboard, layout, not_khmer, serious
from tests.browser.people import PHONE
from tests.browser.test_every_page import data
from tests.browser.test_passkeys import NEWCOMER

pytestmark = pytest.mark.browser


@pytest.fixture
def ministry():
    one = Provider().open()
    yield one
    one.close()


@pytest.fixture
def site(server, ministry, tmp_path):
    """Another web process on the same data, whose operator named a provider; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    place = file_of(tmp_path, ministry.issuer, unit="police-ps")
    command = [sys.executable, "-m", "samaki.cli", "web", "--port", str(port), "--data", str(server.base / "data")]
    process = subprocess.Popen(
        command, env=server.environment() | {"SAMAKI_PROVIDERS": str(place)}, cwd=ROOT, stdout=subprocess.DEVNULL
    )
    url, deadline = f"http://127.0.0.1:{port}", time.monotonic() + 60
    try:
        while not _answers(url):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait(20)


def _answers(url):
    try:
        return urllib.request.urlopen(f"{url}/healthz", timeout=2).status == 200
    except OSError:
        return False


@pytest.fixture
def newcomer(server):
    name = "on." + "".join(chr(97 + int(sign, 16)) for sign in uuid.uuid4().hex[:8])
    server.run(NEWCOMER, name=name)
    return name


@pytest.fixture
def page(chromium):
    context = chromium.new_context(viewport=PHONE, locale="en-GB")
    one = context.new_page()
    one.set_default_timeout(8_000)
    yield one
    context.close()


def sign_on(page, person):
    """At the provider."""
    expect(page.get_by_role("heading", name="The ministry")).to_be_visible()
    page.get_by_label("Name").fill(person)
    page.get_by_role("button", name="Sign on").click()


def link(page, site, server, name, person):
    page.goto(f"{site}/sign-in/?lang=en")
    page.fill("#id_username", name)
    page.fill("#id_password", server.password)
    page.click("#sign-in button.btn")
    expect(page).to_have_url(f"{site}/desk/")
    page.goto(f"{site}/account/")
    page.get_by_role("link", name="Sign-on of my agency").click()
    page.get_by_role("link", name="Link my account").click()
    page.get_by_role("link", name="Go on to The ministry").click()
    sign_on(page, person)
    expect(page).to_have_url(f"{site}/account/sign-on/")


def test_a_member_links_their_account_and_signs_in_with_the_button(server, site, ministry, newcomer, page):
    link(page, site, server, newcomer, "Dara of the ministry")
    expect(page.get_by_role("status").first).to_contain_text("you can sign in with the sign-on of your agency")
    expect(page.locator("main")).to_contain_text("Not used yet")
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("main")).to_contain_text(ministry.issuer.removeprefix("http://"))
    page.get_by_role("link", name="Sign in with The ministry").click()
    sign_on(page, "Dara of the ministry")
    expect(page).to_have_url(f"{site}/desk/")
    page.goto(f"{site}/account/signed-in/")
    expect(page.locator("main")).to_contain_text("by sign-on of the agency.")
    page.goto(f"{site}/account/sign-on/")
    page.locator("summary", has_text="End this sign-on").click()
    page.get_by_role("button", name="End this sign-on").click()
    expect(page.get_by_role("status").first).to_contain_text("opens nothing any more")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in with The ministry").click()
    sign_on(page, "Dara of the ministry")
    expect(page).to_have_url(re.compile(r"/sign-in/\?amiss=unknown"))
    expect(page.locator("main")).to_contain_text("is linked to who you are at The ministry")


def test_where_the_provider_is_down_the_page_says_so_and_the_password_opens(server, site, ministry, newcomer, page):
    ministry.close()
    page.goto(f"{site}/sign-in/?lang=en&next=/account/")
    page.get_by_role("link", name="Sign in with The ministry").click()
    expect(page.locator("main")).to_contain_text("does not answer. Sign in with your password here")
    page.fill("#id_username", newcomer)
    page.fill("#id_password", server.password)
    page.click("#sign-in button.btn")
    expect(page).to_have_url(f"{site}/account/")
    ministry.open()


@pytest.mark.parametrize("lang", ["en", "km"])
def test_its_pages_are_whole_in_both_languages(lang, server, site, ministry, newcomer, chromium):
    context = chromium.new_context(viewport=PHONE, locale="en-GB", bypass_csp=True)
    page, found = context.new_page(), []
    link(page, site, server, newcomer, f"person {uuid.uuid4()}")
    known = re.compile(f"{data().pattern}|127\\.0\\.0\\.1:\\d+")
    paths = ["/account/sign-on/", "/account/sign-on/ministry/", "/account/", "/sign-in/", "/sign-in/?amiss=refused&by=ministry",
             "/account/signed-in/"]  # fmt: skip
    for path in paths:
        page.goto(f"{site}{path}{'&' if '?' in path else '?'}lang={lang}")
        looked = layout(page) + serious(page) + (not_khmer(page, known) if lang == "km" else []) + keyboard(page)
        found += [f"{path} {one}" for one in looked]
    context.close()
    assert not found, "\n".join(found)
