"""An outside PostgreSQL 15 for tests: Debian's binaries, a cluster of its own in a temporary folder, gone afterwards.

Its user may make roles and databases and is no superuser, as on a server that somebody else runs.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

BINARIES = Path("/usr/lib/postgresql/15/bin")
MISSING = f"PostgreSQL 15 is not installed in {BINARIES}: apt-get install postgresql-15"
FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=150",
    "listen_addresses=127.0.0.1",
)
USER = "outside"


def installed() -> bool:
    """Whether this machine has the binaries."""
    return (BINARIES / "initdb").exists()


@contextmanager
def cluster() -> Iterator[dict[str, str]]:
    """A running server; yields the environment that points at it: a DATABASE_URL whose user owns an empty database, and the
    prefix of our roles there. Raises CalledProcessError."""
    folder = Path(tempfile.mkdtemp(prefix="samaki-outside-", dir="/tmp"))  # noqa: S108 - a private folder of its own
    password, port = secrets.token_urlsafe(12), _free_port()
    try:
        _make(folder, password, port)
        try:
            _make_owner(password, port)
            yield {
                "DATABASE_URL": f"postgresql://{USER}:{password}@127.0.0.1:{port}/{USER}",
                "SAMAKI_ROLE_PREFIX": "outs",
            }
        finally:
            _run(folder, "pg_ctl", "stop", "-m", "immediate", "-w", "-D", str(folder / "data"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make(folder: Path, password: str, port: int) -> None:
    secret = folder / "password"
    secret.write_text(password)
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        for path in (folder, secret):
            shutil.chown(path, "postgres", "postgres")
    data, log = str(folder / "data"), str(folder / "log")
    _run(folder, "initdb", "-D", data, "-U", "postgres", "--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync",
         "--encoding=UTF8", "--locale=C.UTF-8")  # fmt: skip
    options = " ".join(f"-c {one}" for one in (*FAST, f"port={port}", f"unix_socket_directories={folder}"))
    _run(folder, "pg_ctl", "start", "-w", "-D", data, "-l", log, "-o", options)


def _run(folder: Path, program: str, *arguments: str) -> None:
    user = pwd.getpwnam("postgres").pw_uid if os.geteuid() == 0 else None
    command = [str(BINARIES / program), *arguments]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    subprocess.run(command, check=True, cwd=folder, user=user, **quiet)  # type: ignore[call-overload]


def _make_owner(password: str, port: int) -> None:
    place = {"host": "127.0.0.1", "port": port, "user": "postgres", "password": password, "dbname": "postgres"}
    with psycopg.connect(**place, autocommit=True) as connection:  # type: ignore[arg-type]
        made = sql.SQL("create role {} login createrole createdb nosuperuser password {}")
        connection.execute(made.format(sql.Identifier(USER), sql.Literal(password)))
        connection.execute(sql.SQL("create database {0} owner {0}").format(sql.Identifier(USER)))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
