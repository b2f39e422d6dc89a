"""The commands from outside: names, exit codes, sentences."""

import os
import socket
import subprocess
import sys
from datetime import UTC, datetime

import psycopg
import pytest

from samaki.cli import database, heartbeat
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
