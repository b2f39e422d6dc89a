"""PostgreSQL is gone for some seconds while people press their buttons: nothing that they typed is lost."""

import html
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest
from tests.places import demonstration
from tests.web.public.browsing import QUESTIONS

from samaki.database.folder import ROOT, Folder

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="about the embedded server")

WORDS = "A girl is kept \u2014 \u1780\u17d2\u1798\u17c1\u1784"


class Site:
    """A demonstration and its database."""

    def __init__(self, base):
        self.base = base
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SAMAKI_", "DJANGO_"))}
        environment = {**kept, "PYTHONPATH": str(ROOT / "src")}
        words = [sys.executable, "-m", "samaki.cli", "up", "--port", str(self.port), "--data", str(base / "data")]
        with open(base / "out", "w") as out:
            self.up = subprocess.Popen(words, stdout=out, stderr=out, env=environment)
        self.until(lambda: "Ctrl-C stops it" in (base / "out").read_text())

    def until(self, holds, patience=90):
        deadline = time.monotonic() + patience
        while not holds():
            assert self.up.poll() is None, (self.base / "out").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.1)

    @contextmanager
    def without_database(self):
        """Killed, and its supervisor held still so that it does not start it again."""
        self.up.send_signal(signal.SIGSTOP)
        try:
            server = int((self.base / "data/postgres/data/postmaster.pid").read_text().split()[0])
            serving = Path(f"/proc/{server}/task/{server}/children").read_text().split()
            os.kill(server, signal.SIGKILL)
            # a process that already serves a page may answer once more before it sees that its parent is gone
            self.until(lambda: not any(map(runs, serving)))
            yield
        finally:
            self.up.send_signal(signal.SIGCONT)
        self.until(lambda: Browser(self).asks("/readyz")[0] == 200)


class Browser:
    """One without script."""

    def __init__(self, site):
        self.site, self.cookies = site, {}

    def asks(self, path, body=None):
        """(status, headers, page) after being sent on."""
        connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=60)
        headers = {
            "Accept-Language": "en",
            "Cookie": "; ".join(f"{name}={text}" for name, text in self.cookies.items()),
        }
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://127.0.0.1:{self.site.port}",
            }
            headers["Host"] = f"127.0.0.1:{self.site.port}"
        connection.request("GET" if body is None else "POST", path, None if body is None else urlencode(body), headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        if answer.status in (302, 303):
            return self.asks(answer.headers["Location"])
        return answer.status, answer.headers, page


def runs(process):
    """Whether it is there and has not ended (what nobody has waited for has no command line any more)."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes() != b""
    except OSError:
        return False


@pytest.fixture(scope="module")
def site():
    with demonstration() as base:
        one = Site(base)
        yield one
        one.up.send_signal(signal.SIGINT)
        one.up.wait(30)


def form_of(page, mark=""):
    """(action, its hidden fields) of the form that holds `mark`, else of the first one of the main part."""
    main = page[page.index("<main") :]
    for action, inner in re.findall(r'<form method="post"[^>]*?action="([^"]*)"[^>]*>(.*?)</form>', main, re.S):
        if mark in inner:
            fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', inner)
            return html.unescape(action), {name: html.unescape(text) for name, text in fields}
    raise AssertionError(page)


def the_public(lang, stranger):
    """Somebody tells, in both moments without a database; `yield` where it goes and where it comes back."""
    given = {"what": WORDS, "where": "Toul Kork", "danger": "yes"}
    status, _headers, page = stranger.asks(f"/report/?lang={lang}")
    action, fields = form_of(page)
    yield
    status, headers, page = stranger.asks(action, {**fields, "what": WORDS})
    asked = stranger.asks(f"/status/?lang={lang}", {"receipt": "7K4M-92QD-XR5T-H8VP"})
    again = stranger.asks(f"/report/?lang={lang}")
    first = stranger.asks(f"/?lang={lang}")
    yield
    assert (status, headers["Retry-After"]) == (503, "60")
    assert (asked[0], asked[1]["Retry-After"], "7K4M-92QD-XR5T-H8VP" in asked[2]) == (503, "60", True)
    assert (first[0], again[0]) == (200, 202)  # nothing that these show lies in the database
    for one in (page, asked[2]):
        assert f'<html lang="{lang}"' in one
        assert all(f"tel:{number}" in one for number in (117, 1288, 1280))
    assert WORDS in html.unescape(page)
    assert "Server Error" not in page
    for code, names in QUESTIONS:
        action, fields = form_of(page)
        assert fields["q"] == code
        status, _headers, page = stranger.asks(
            action, {**fields, **{name: given[name] for name in names if name in given}}
        )
        assert status == 202
    action, fields = form_of(page)
    yield
    status, headers, page = stranger.asks(action, {**fields, "go": "send"})
    yield
    assert (status, headers["Retry-After"]) == (503, "60")
    assert WORDS in html.unescape(page)
    assert f'<html lang="{lang}"' in page
    action, fields = form_of(page)
    status, _headers, page = stranger.asks(action, {**fields, "go": "send"})
    assert (status, "key-code" in page) == (201, True)


def staff(lang, stranger):
    """A member writes a note in the first moment without a database."""
    _status, _headers, page = stranger.asks("/sign-in/")
    action, fields = form_of(page, "password")
    password = Folder(stranger.site.base / "data").demo_password.read_text().strip()
    signed = stranger.asks(action, {**fields, "username": "duty.pp", "password": password})
    assert signed[0] == 200
    stranger.asks(f"/desk/?lang={lang}")
    action, fields = form_of(stranger.asks("/cases/new/")[2])
    fields |= {"area": "12", "urgency": "urgent", "source": "police_own", "children": "1"}
    opened = stranger.asks(action, fields)[2]
    case = re.search(r'"(/cases/[A-Z]{2}-\d\d-[^"/]+/)', opened).group(1)
    action, fields = form_of(stranger.asks(f"{case}notes/new/")[2], 'name="text"')
    note = {**fields, "text": WORDS, "compartment": "justice"}
    yield
    status, headers, page = stranger.asks(action or f"{case}notes/new/", note)
    desk = stranger.asks("/desk/")
    yield
    assert (status, headers["Retry-After"], desk[0]) == (503, "60", 503)
    assert f'<html lang="{lang}"' in page
    assert WORDS in html.unescape(page)
    assert "tel:117" not in page
    action, fields = form_of(page)
    assert fields["text"] == WORDS
    status, _headers, page = stranger.asks(action, fields)
    assert status == 200
    assert WORDS in html.unescape(stranger.asks(f"{case}notes/")[2])


def test_what_was_typed_is_kept_and_sent_again(site):
    """By the public and by staff, in both languages, all in the same two outages."""
    stories = [story(lang, Browser(site)) for story in (the_public, staff) for lang in ("en", "km")]
    while stories := [story for story in stories if next(story, story) is None]:
        with site.without_database(), ThreadPoolExecutor() as side_by_side:
            list(side_by_side.map(next, stories))  # each answer waits some seconds for a database
