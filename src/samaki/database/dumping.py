"""The whole database as one moment saw it, while people go on working; and put back into an empty one.

PostgreSQL's own programs write and read it (`pg_dump`, `pg_restore`, custom format), as the superuser of the embedded server: a dump
must read past row security, and the owner of a server that `DATABASE_URL` names does not.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Any

import psycopg
from psycopg import sql

from samaki.database import embedded, roles
from samaki.database.embedded import ServerProblem
from samaki.database.folder import Folder, secret

BLOCK = 4 << 20

Sums = dict[str, tuple[int, str]]
"""Table -> (rows, sum of the 64-bit hashes of their text)."""

TABLES = "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1"

PLAIN = """set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local intervalstyle = 'iso_8601';
set local bytea_output = 'hex'; set local extra_float_digits = 1"""


@dataclass(frozen=True)
class Moment:
    """One state of the database, held for as long as the block lasts. `name`: of the exported snapshot."""

    name: str
    sums: Sums
    migrations: list[str]


@contextmanager
def moment(folder: Folder) -> Iterator[Moment]:
    """What is committed now."""
    with embedded.superuser(folder, roles.DATABASE) as connection:
        connection.autocommit = False
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with connection.transaction(force_rollback=True):
            name = str(_one(connection, "select pg_export_snapshot()"))
            yield Moment(name, sums(connection), migrations(connection))


def sums(connection: psycopg.Connection[Any]) -> Sums:
    """Of every table, in the open transaction: equal before and after when nothing was lost or changed on the way."""
    connection.execute(PLAIN)
    found: Sums = {}
    for (table,) in connection.execute(TABLES).fetchall():
        question = sql.SQL("select count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text from {} t")
        row = connection.execute(question.format(sql.Identifier("public", table))).fetchone()
        assert row is not None
        found[table] = (row[0], row[1])
    return found


def migrations(connection: psycopg.Connection[Any]) -> list[str]:
    """What was applied; empty where there are no tables yet."""
    if _one(connection, "select to_regclass('public.django_migrations')") is None:
        return []
    return [f"{app}.{name}" for app, name in connection.execute("select app, name from django_migrations order by id")]


def dump(folder: Folder, snapshot: str) -> Iterator[bytes]:
    """The dump in blocks. Raises ServerProblem when it could not be ended."""
    command = ["pg_dump", "--format=custom", "--compress=gzip:3", "--no-password", f"--snapshot={snapshot}"]
    with tempfile.TemporaryFile() as said, _program(folder, command, said, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        while block := process.stdout.read(BLOCK):
            yield block
        _check(process, said, "pg_dump")


def load(folder: Folder, blocks: Iterable[bytes]) -> None:
    """Put a dump into the empty database, in one transaction: nothing is left of half of one. Raises ServerProblem, and
    whatever `blocks` raises."""
    command = ["pg_restore", "--no-password", "--exit-on-error", "--single-transaction", f"--dbname={roles.DATABASE}"]
    with tempfile.TemporaryFile() as said, _program(folder, command, said, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        with suppress(BrokenPipeError):  # it has ended and says why
            for block in blocks:
                process.stdin.write(block)
            process.stdin.close()
        _check(process, said, "pg_restore")


@contextmanager
def _program(folder: Folder, command: list[str], said: IO[bytes], **pipes: int) -> Iterator[subprocess.Popen[bytes]]:
    """One of PostgreSQL's, ended with the block: what is not read to its end must not run on."""
    whole = [str(embedded.binaries() / command[0]), *command[1:]]
    process = subprocess.Popen(whole, env=_environment(folder), stderr=said, **pipes)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None and not pipe.closed:
                _close(pipe)


def _close(pipe: IO[bytes]) -> None:
    with suppress(BrokenPipeError):
        pipe.close()


def _check(process: subprocess.Popen[bytes], said: IO[bytes], name: str) -> None:
    if process.wait():
        said.seek(0)
        words = " ".join(said.read().decode(errors="replace")[-600:].split())
        raise ServerProblem(f"{name} could not go on: {words}")


def _environment(folder: Folder) -> dict[str, str]:
    """Where and as whom, in the environment: a password never stands in the list of processes."""
    ours = {
        "PGHOST": str(embedded.socket_folder(folder)),
        "PGUSER": embedded.SUPERUSER,
        "PGPASSWORD": secret(folder.superuser_password),
        "PGDATABASE": roles.DATABASE,
    }
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | ours


def _one(connection: psycopg.Connection[Any], question: str) -> object:
    row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None
