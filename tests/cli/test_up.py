"""`up` as a whole: starts, mends what dies, stops cleanly. One server, a few seconds."""

import json
import os
import signal
import socket
import subprocess
import sys
import time

import psycopg
import pytest
from tests.places import folder

from samaki.cli.database import dsn
from samaki.database.folder import ROOT, Folder

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="about the embedded server")


@pytest.fixture(scope="module")
def base():
    with folder() as place:
        yield place


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


def until(holds, process=None, patience=180):
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


def test_ctrl_c_stops_everything_also_while_a_request_is_half_sent(up, base, port):
    assert accepts(port)
    with socket.create_connection(("127.0.0.1", port)) as half:
        half.sendall(b"GET /healthz HTTP/1.1\r\nHost: local")
        time.sleep(0.5)
        up.send_signal(signal.SIGINT)
        assert up.wait(20) == 0
    told = (base / "out").read_text()
    assert "refused to gracefully stop" not in told
    assert "A request that had not come in whole" in told
    assert not accepts(port)
    assert not (base / "data/postgres/data/postmaster.pid").exists()
