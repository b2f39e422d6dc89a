"""The embedded server: asks for passwords, listens to nobody outside, comes back after anything."""

import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from samaki.database import embedded, roles, system_user
from samaki.database.folder import Folder
from tests.databases import FAST


@pytest.fixture(scope="module")
def server():
    """A server of these tests' own, which they may kill."""
    base = Path(tempfile.mkdtemp(prefix="samaki-tests-", dir="/tmp"))
    base.chmod(0o711)
    one = embedded.Server(Folder(base / "data"), {**FAST, "synchronous_commit": "on"})
    one.start("test")
    yield one
    one.stop()
    if one.folder.home.is_symlink():
        shutil.rmtree(one.folder.home.resolve(), ignore_errors=True)
    shutil.rmtree(base)


def asked(server, question):
    with embedded.superuser(server.folder) as connection:
        return connection.execute(question).fetchone()[0]


def test_there_is_no_tcp(server):
    assert asked(server, "show listen_addresses") == ""


def test_pages_carry_checksums_and_text_is_utf8(server):
    assert asked(server, "show data_checksums") == "on"
    assert asked(server, "show server_encoding") == "UTF8"


def test_the_socket_lies_in_a_folder_of_its_own_user(server):
    found = embedded.socket_folder(server.folder).stat()
    assert stat.S_IMODE(found.st_mode) == 0o700
    assert found.st_uid == server.folder.cluster.stat().st_uid


def test_secrets_are_read_by_their_owner_only(server, monkeypatch):
    monkeypatch.delenv(
        "DATABASE_URL", raising=False
    )  # else the roles of this run get new passwords on the outside server
    roles.ensure(server.folder)
    for file in (server.folder.superuser_password, server.folder.roles):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("password", ["", "wrong"])
def test_nobody_enters_without_the_password(server, password):
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(
            host=str(embedded.socket_folder(server.folder)), user="postgres", password=password, dbname="postgres"
        )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another user")
def test_as_root_the_server_is_a_system_user(server):
    assert Path(f"/proc/{server.process.pid}").stat().st_uid == server.user.uid != 0


def test_what_was_committed_survives_kill_9(server):
    with embedded.superuser(server.folder) as connection:
        connection.execute("create table kept (one int)")
        connection.execute("insert into kept values (1)")
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    server.restart()
    assert asked(server, "select count(*) from kept") == 1


def test_a_pid_file_that_names_another_process_does_not_stop_the_start(server):
    os.kill(server.process.pid, signal.SIGKILL)
    server.process.wait()
    note = server.folder.cluster / "postmaster.pid"
    note.write_text(note.read_text().replace(str(server.process.pid), str(os.getpid()), 1))
    server.restart()
    assert asked(server, "select 1") == 1


def test_a_server_whose_supervisor_was_killed_is_taken_over(server):
    orphan, server.process = server.process, None
    server.restart()
    assert orphan.wait(5) == 0
    assert asked(server, "select 1") == 1


def test_a_second_supervisor_is_told_that_there_is_one(server):
    began = time.monotonic()
    with pytest.raises(embedded.ServerBusy, match=f"process {os.getpid()}"):
        embedded.Server(server.folder).start("tick")
    assert time.monotonic() - began < 5


def test_a_command_uses_the_server_that_runs(server):
    with embedded.running(server.folder, "tick"):
        assert asked(server, "select 1") == 1
    assert server.alive()


def test_programs_that_the_server_may_not_reach_run_from_a_copy(monkeypatch, tmp_path):
    """With their libraries, which lie beside the package and not in it."""
    monkeypatch.setattr(system_user, "ELSEWHERE", tmp_path / "elsewhere")
    monkeypatch.setattr(system_user, "blocked_at", lambda path, _user: path)
    found = system_user.reachable_binaries(embedded.binaries(), system_user.for_server())
    assert found.is_relative_to(tmp_path)
    answer = subprocess.run([found / "initdb", "--version"], capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert system_user.reachable_binaries(embedded.binaries(), system_user.for_server()) == found, "copied once"
