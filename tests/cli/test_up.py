"""`up` as a whole: starts, mends what dies, stops cleanly. One server, a few seconds."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest

from samaki.cli.database import dsn
from samaki.database.folder import ROOT, Folder

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="about the embedded server")


@pytest.fixture(scope="module")
def base():
    place = Path(tempfile.mkdtemp(prefix="samaki-tests-", dir="/tmp"))
    place.chmod(0o711)
    yield place
    if (place / "data/postgres").is_symlink():
        shutil.rmtree((place / "data/postgres").resolve(), ignore_errors=True)
    shutil.rmtree(place)


@pytest.fixture(scope="module")
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def up(base, port):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SAMAKI_", "DJANGO_"))}
    environment["PYTHONPATH"] = str(ROOT / "src")
    words = [sys.executable, "-m", "samaki.cli", "up", "--no-demo", "--port", str(port), "--data", str(base / "data")]
    with open(base / "out", "w") as out:
        process = subprocess.Popen(words, stdout=out, stderr=out, env=environment)
    until(lambda: "Ctrl-C stops it" in (base / "out").read_text(), process)
    yield process
    process.kill()
    process.wait()


def command(*words, base):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SAMAKI_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "samaki.cli", *words, "--data", str(base / "data")],
        capture_output=True,
        text=True,
        timeout=90,
        env={**environment, "PYTHONPATH": str(ROOT / "src")},
    )


def until(holds, process=None, patience=40):
    deadline = time.monotonic() + patience
    while not holds():
        assert process is None or process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.1)


def accepts(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_the_page_roles_find_their_tables(up, base):
    with psycopg.connect(dsn(Folder(base / "data"))) as connection:
        assert connection.execute('select count(*) from "case"').fetchone() == (0,)


def test_a_killed_database_comes_back(up, base):
    pid = int((base / "data/postgres/data/postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    until(lambda: "the database is back" in (base / "out").read_text(), up)


def test_a_killed_worker_comes_back(up, base):
    children = subprocess.run(["pgrep", "-P", str(up.pid), "-f", "cli worker"], capture_output=True, text=True)
    os.kill(int(children.stdout), signal.SIGKILL)
    until(lambda: "the worker ended (code -9); starting it again" in (base / "out").read_text(), up)


def said(base, port, path, method="GET", body="", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=40)
    form = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    connection.request(method, path, body, {"Accept-Language": "en", **form, **headers})
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read().decode()


@contextmanager
def away(up, base):
    """PostgreSQL killed, and nobody there to start it again."""
    up.send_signal(signal.SIGSTOP)
    try:
        os.kill(int((base / "data/postgres/data/postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        yield
    finally:
        up.send_signal(signal.SIGCONT)


@pytest.mark.parametrize("lang", ["en", "km"])
def test_while_the_database_is_away_every_page_keeps_what_was_typed(lang, up, base, port):
    words = "A girl is kept \u2014 \u1780\u17d2\u1798\u17c1\u1784"
    draft = re.search(r'name="draft" value="([^"]+)"', said(base, port, f"/report/?lang={lang}")[2]).group(1)
    status = 0, {}, ""
    with away(up, base):
        checked = said(base, port, f"/report/?lang={lang}", "POST", urlencode({"draft": draft, "go": "send"}))
        receipt = said(base, port, f"/status/?lang={lang}", "POST", urlencode({"receipt": "7K4M-92QD-XR5T-H8VP"}))
        desk = said(base, port, f"/desk/?lang={lang}", Cookie="samaki_session=0123456789abcdef0123456789abcdef")
        first = said(base, port, f"/?lang={lang}")
    assert first[0] == 200
    for status, headers, page in (receipt, desk):
        assert (status, headers["Retry-After"]) == (503, "60")
        assert f'<html lang="{lang}"' in page
    assert "7K4M-92QD-XR5T-H8VP" in receipt[2]
    for number in ("117", "1288", "1280"):
        assert number in receipt[2]
        assert number not in desk[2]
    assert checked[0] in (422, 503)  # nothing was answered yet, so the first question is asked
    until(lambda: said(base, port, "/readyz")[0] == 200)
    body = urlencode({"draft": draft, "q": "what", "what": words})
    assert said(base, port, f"/report/?lang={lang}", "POST", body)[0] in (200, 303)


def test_the_doctor_sees_at_once_who_is_gone(up, base, port):
    def levels():
        done = command("doctor", "--json", base=base)
        return {one["what"]: one["level"] for one in json.loads(done.stdout)["findings"]}

    until(lambda: levels()["worker"] == "ok", patience=60)
    found = levels()
    assert (found["web"], found["worker"], found["key"], found["key file"]) == ("ok",) * 4
    children = subprocess.run(["pgrep", "-P", str(up.pid), "-f", "cli (web|worker)"], capture_output=True, text=True)
    up.send_signal(signal.SIGSTOP)
    try:
        for pid in children.stdout.split():
            os.killpg(int(pid), signal.SIGKILL)  # with the child that answers the pages
        found = levels()
        assert (found["web"], found["worker"]) == ("bad", "bad")
    finally:
        up.send_signal(signal.SIGCONT)
    until(lambda: accepts(port), up)


def test_ctrl_c_stops_everything(up, base, port):
    assert accepts(port)
    up.send_signal(signal.SIGINT)
    assert up.wait(20) == 0
    assert not accepts(port)
    assert not (base / "data/postgres/data/postmaster.pid").exists()
