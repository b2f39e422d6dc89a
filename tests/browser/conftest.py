"""A real Chromium against a real server; one of each per pytest process, one server per run."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.people import People
from tests.browser.server import Server

WHOLE = "/usr/bin/chromium"
CHROMIUM = os.environ.get("SAMAKI_CHROMIUM") or shutil.which("chromium-headless-shell") or WHOLE
"""The shell is the same Chromium without the windows of a desktop, for about two thirds of the work."""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def server():
    running = Server()
    yield running
    running.leave()


@pytest.fixture(scope="session")
def chromium():
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright's loop runs in the thread of the tests
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed_in():
    """Cookies of members who have signed in once, for the whole session."""
    return {}


@pytest.fixture
def people(server, chromium, signed_in):
    """Members and strangers, each with a browser of their own; closed after the test."""
    everyone = People(server, chromium, signed_in)
    yield everyone
    everyone.go_home()
