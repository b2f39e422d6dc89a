"""Somebody reports from a marked address, browser, cookie and telephone, and comes back: no dump, no log, no backup and no file of the
server holds one of these marks."""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import urllib.parse
import uuid

import pytest
from tests.cli.test_canaries import _read, holds
from tests.cli.test_up import until
from tests.intake.talk import voice
from tests.places import command, demonstration

from samaki.database import dumping, embedded
from samaki.database.folder import ROOT, Folder

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="reads the files of a server of its own")

ADDRESS, AGENT, COOKIE, PHONE = "203.0.113.241", "Markquzbrowser/7.13", "markquzcookie4711", "0977130211"
NAMED, REFERRED = "IMG_Markquzname.wav", "https://markquzreferrer.example/"
MARKS = (ADDRESS, AGENT, COOKIE, PHONE, "Markquzname", "markquzreferrer")
HEADS = {"User-Agent": AGENT, "Cookie": f"tracked={COOKIE}", "X-Forwarded-For": ADDRESS, "Forwarded": f"for={ADDRESS}",
         "X-Real-IP": ADDRESS, "Referer": REFERRED, "Accept-Language": "en"}  # fmt: skip


def sent(port, path, fields, file=None):
    """A form with marks all round it; follows where it is sent on. Returns the page."""
    heads, body = HEADS | {"Content-Type": "application/x-www-form-urlencoded"}, urllib.parse.urlencode(fields).encode()
    if file is not None:
        edge = uuid.uuid4().hex
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{NAMED}"\r\nContent-Type: audio/wav\r\n\r\n'
        body = "".join([*parts, head]).encode() + file + f"\r\n--{edge}--\r\n".encode()
        heads["Content-Type"] = f"multipart/form-data; boundary={edge}"
    status, place, text = _asked(port, "POST", path, body, heads)
    while status == 303:
        status, place, text = _asked(port, "GET", place, None, HEADS)
    return text


def _asked(port, method, path, body, heads):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request(method, path, body, heads)
    answer = line.getresponse()
    text = answer.read().decode()
    assert answer.status < 500, text
    assert answer.getheader("Set-Cookie") is None
    line.close()
    return answer.status, answer.getheader("Location"), text


def form(page, name):
    return re.search(rf'<form method="post" id="{name}" action="([^"]+)"', page).group(1).replace("&amp;", "&")


@pytest.fixture(scope="module")
def files():
    """name -> bytes of everything that an installation keeps after a marked report."""
    with demonstration() as place, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SAMAKI_", "DJANGO_"))}
        words = [sys.executable, "-m", "samaki.cli", "up", "--port", str(port), "--data", str(place / "data")]
        with open(place / "out", "w") as out:
            up = subprocess.Popen(words, stdout=out, stderr=out, env=kept | {"PYTHONPATH": str(ROOT / "src")})
        try:
            until(lambda: "Ctrl-C stops it" in (place / "out").read_text(), up, patience=90)
            _tells(port)
            here = Folder(place / "data")
            assert command("backup", str(place / "made.age"), base=place).returncode == 0
            with dumping.moment(here) as moment, open(place / "dump", "wb") as out:
                dumped = subprocess.run([str(embedded.binaries() / "pg_dump"), "--format=plain", "--no-password",
                                         f"--snapshot={moment.name}"], stdout=out, env=dumping._environment(here))  # fmt: skip
            assert dumped.returncode == 0
            with embedded.superuser(here) as connection:
                connection.execute("checkpoint")
            found = [
                one for one in [*place.rglob("*"), *(place / "data/postgres").resolve().rglob("*")] if one.is_file()
            ]
            yield {str(one): _read(one) for one in found}
        finally:
            up.terminate()
            up.wait(60)


def _tells(port):
    body = {
        "what": "A child is kept",
        "where": "Toul Kork",
        "danger": "unknown",
        "contact": PHONE,
        "contact_safe": PHONE,
    }
    heads = HEADS | {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
    status, _place, text = _asked(port, "POST", "/api/v1/reports", json.dumps(body).encode(), heads)
    assert status == 201
    page = sent(port, "/status/?lang=en", {"receipt": json.loads(text)["receipt"]})
    page = sent(port, form(page, "talk"), {"go": "message", "text": f"Call {PHONE}"}, voice(PHONE.encode()))
    assert "It is kept" in page
    page = sent(port, form(page, "reach"), {"go": "reach", "how": "call", "contact": PHONE, "safe": PHONE})
    assert "We hold to what you chose" in page
    assert _asked(port, "GET", f"/status/?at={COOKIE}", None, HEADS)[0] == 410
    assert _asked(port, "POST", "/report/", b"\xff\xfe=%zz", HEADS)[0] < 500


def test_what_is_kept_is_looked_at_whole(files):
    assert {"dump", "made.age", "out", "postgres.log"} <= {name.rpartition("/")[2] for name in files}
    dump = next(raw for name, raw in files.items() if name.endswith("/dump"))
    assert b"report.say" in dump, "the report and what was said later are in it"


def test_no_mark_of_who_told_us_lies_anywhere(files):
    assert {mark: holds(files, mark) for mark in MARKS} == {mark: [] for mark in MARKS}
