"""The commands from outside: names, exit codes, sentences."""

import os
import shutil
import socket
import subprocess
import sys
from datetime import UTC, datetime

import psycopg
import pytest

from samaki.cli import database, heartbeat, running
from samaki.cli.__main__ import parser
from samaki.database import roles
from samaki.database.folder import ROOT, Folder, current


def samaki(*arguments: str, data: os.PathLike[str]) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(
        [sys.executable, "-m", "samaki.cli", *arguments, "--data", str(data)],
        capture_output=True,
        text=True,
        timeout=60,
        env={**environment, "PYTHONPATH": str(ROOT / "src")},
    )


def test_the_names_that_scripts_rely_on_are_there():
    (commands,) = (action for action in parser()._actions if action.choices)
    assert {"up", "test", "check", "token", "tick", "dsn", "doctor", "pack", "migrate", "worker"} <= set(
        commands.choices
    )


def test_data_is_taken_before_and_after_the_command():
    assert str(parser().parse_args(["--data", "a", "dsn"]).data) == "a"
    assert str(parser().parse_args(["dsn", "--data", "a"]).data) == "a"


def test_a_time_without_an_offset_is_utc():
    assert heartbeat.moment("2026-01-31T08:00:00") == datetime(2026, 1, 31, 8, tzinfo=UTC)


def test_a_port_in_use_is_a_sentence_and_exit_2(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = samaki("up", "--port", str(port), data=tmp_path / "new")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"samaki: Port {port} cannot be used")
    assert not (tmp_path / "new").exists()


def test_dsn_without_a_database_says_what_to_do(tmp_path):
    done = samaki("dsn", data=tmp_path / "new")
    assert (done.returncode, done.stdout) == (1, "")
    assert "./samaki up" in done.stderr


@pytest.mark.parametrize("port", ["99999", "-1", "0", "eighty"])
@pytest.mark.parametrize("command", ["up", "web"])
def test_a_port_that_is_none_is_a_sentence(command, port, tmp_path):
    done = samaki(command, f"--port={port}", data=tmp_path / "new")
    assert (done.returncode, done.stdout) == (2, "")
    assert "from 1 to 65535" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("every", ["0", "-5", "nan", "soon", "3600"])
def test_a_worker_that_would_never_or_always_beat_is_refused(every, tmp_path):
    done = samaki("worker", f"--every={every}", data=tmp_path / "new")
    assert (done.returncode, done.stdout) == (2, "")
    assert "from 0.1 to 30 seconds" in done.stderr


@pytest.mark.skipif(bool(roles.database_url()), reason="about the embedded server")
@pytest.mark.parametrize("command", [["tick"], ["demo"], ["token", "mentor"], ["worker"], ["web", "--port=8000"]])
def test_a_command_before_the_first_up_is_a_sentence_and_makes_nothing(command, tmp_path):
    done = samaki(*command, data=tmp_path / "new")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"samaki: {running.NONE_YET.format(tmp_path / 'new')}\n"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", [["up", "--port=8765"], ["migrate"]])
def test_a_data_folder_that_cannot_be_made_is_a_sentence(command, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    done = samaki(*command, data=tmp_path / "file" / "data")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"samaki: The data folder {tmp_path}/file/data cannot be used (Not a directory).")


def test_help_comes_without_any_package(tmp_path):
    """The launcher and its documents alone, as in a fresh clone: nothing is installed to answer."""
    shutil.copy(ROOT / "samaki", tmp_path)
    for lock in [*ROOT.glob("requirements*.txt"), ROOT / "package-lock.json"]:
        shutil.copy(lock, tmp_path)
    (tmp_path / "docs/reference").mkdir(parents=True)
    shutil.copy(ROOT / "docs/reference/commands.md", tmp_path / "docs/reference")
    for words in ([], ["--help"], ["up", "-h"]):
        done = subprocess.run([sys.executable, tmp_path / "samaki", *words], capture_output=True, text=True, timeout=20)
        assert (done.returncode, done.stderr) == (0, "")
        assert {line.split()[0] for line in done.stdout.splitlines() if line.startswith("  ")} >= {
            "up",
            "doctor",
            "test",
        }
    assert not (tmp_path / ".venv").exists()


def test_dsn_warns_of_its_password_beside_the_line(capsys, django_db_setup):
    database.print_dsn(parser().parse_args(["dsn"]))
    told = capsys.readouterr()
    assert "password" in told.err
    assert told.out.count("\n") == 1


def test_dsn_is_one_url_that_connects(django_db_setup, database_name):
    url = database.url({**roles.parameters(current(), "app"), "dbname": database_name})
    assert url.startswith(f"postgresql://{roles.names()['app']}:")
    with psycopg.connect(url) as connection:
        assert connection.execute("select current_user").fetchone() == (roles.names()["app"],)


def test_a_url_keeps_odd_signs():
    found = {"host": "/a b/run", "dbname": "x", "user": "u", "password": "p@:/%", "sslmode": "require"}
    assert database.url(found) == "postgresql://u:p%40%3A%2F%25@%2Fa%20b%2Frun/x?sslmode=require"


def test_an_unknown_word_is_refused(tmp_path):
    assert samaki("dsn", "--wrong", data=tmp_path).returncode == 2


@pytest.mark.skipif(bool(roles.database_url()), reason="about the embedded server")
def test_dsn_owner_is_the_superuser(django_db_setup):
    with psycopg.connect(database.owner_dsn(Folder(current().path)).replace("/samaki", "/postgres")) as connection:
        assert connection.execute("select current_user").fetchone() == ("postgres",)


def test_without_postgresql_15_the_outside_form_says_what_to_install(monkeypatch, tmp_path):
    from samaki.cli import outside
    from samaki.cli.running import Problem
    from samaki.cli.tests import run_outside

    monkeypatch.setattr(outside, "BINARIES", tmp_path)
    with pytest.raises(Problem, match="apt-get install postgresql-15"):
        run_outside(["true"], {})
