"""`up` as a whole: starts, mends what dies, stops cleanly. One server, a few seconds."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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
    command = [sys.executable, "-m", "samaki.cli", "up", "--no-demo", "--port", str(port), "--data", str(base / "data")]
    with open(base / "out", "w") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=environment)
    until(lambda: "Ctrl-C stops it" in (base / "out").read_text(), process)
    yield process
    process.kill()
    process.wait()


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


def test_ctrl_c_stops_everything(up, base, port):
    assert accepts(port)
    up.send_signal(signal.SIGINT)
    assert up.wait(20) == 0
    assert not accepts(port)
    assert not (base / "data/postgres/data/postmaster.pid").exists()
