"""What commands share: a sentence instead of a traceback, a running database, a set-up Django."""

from __future__ import annotations

import argparse
import ipaddress
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg

from samaki.database import embedded, roles
from samaki.database.folder import Folder, current
from samaki.database.outside import without_password
from samaki.vault import fitting
from samaki.vault.keyfile import KeyProblem

NONE_YET = "There is no database in {} yet: run ./samaki up first, or name its folder with --data."


class Problem(Exception):
    """A command that cannot go on: one sentence, and the exit code."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


def say(sentence: str) -> None:
    """A line of progress; results go to stdout, progress to stderr."""
    print(f"samaki: {sentence}", file=sys.stderr, flush=True)


def sentence_of(error: Exception) -> str:
    """What an operator can do about a full disk, a place that may not be written, a database that is away; else ""."""
    if isinstance(error, OSError):
        return f"{error.strerror or error}: {error.filename}" if error.filename else str(error)
    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    if isinstance(cause, psycopg.OperationalError):
        return f"The database cannot be reached: {without_password(cause)}"
    return ""


def port(text: str) -> int:
    """A TCP port, for argparse."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port: choose a number from 1 to 65535, such as 8080")
    return int(text)


def check_bind(folder: Folder, bind: str) -> None:
    """A demonstration has one password for all its members: it listens on this machine only. Raises Problem (exit 2)."""
    if not at_home(bind) and is_demo(folder):
        raise Problem(
            f"{folder.path} holds a demonstration, whose members share one password: it listens on 127.0.0.1 only. "
            "For real work take a new folder: ./samaki up --no-demo --data NEW-FOLDER",
            2,
        )


def at_home(bind: str) -> bool:
    """Whether nobody but this machine reaches the address. Raises Problem (exit 2) for what is none."""
    try:
        return bind == "localhost" or ipaddress.ip_address(bind).is_loopback
    except ValueError as error:
        raise Problem(f"{bind} is no address of this machine: take 127.0.0.1, 0.0.0.0 or one of its own.", 2) from error


def is_demo(folder: Folder) -> bool:
    """Synthetic members with a shared password were written here; before there is a database, as far as the folder tells."""
    from samaki.cli import standing

    return standing.guessed(folder) == standing.DEMO


def made(folder: Folder) -> Folder:
    """The data folder, made where it is missing. Raises Problem when it cannot be used."""
    words = f"The data folder {folder.path} cannot be used ({{}}). Name another with --data, or mend its rights."
    try:
        folder.make()
    except OSError as error:
        raise Problem(words.format(error.strerror)) from error
    if not os.access(folder.path, os.R_OK | os.W_OK | os.X_OK):
        raise Problem(words.format("it may not be written"))
    return folder


@contextmanager
def database(command: str, *, new: bool = False, server: Mapping[str, str] | None = None) -> Iterator[Folder]:
    """A running database with its roles: the one of `up`, an outside one, or one started for this command (`server`: its settings).

    Raises Problem where there is none yet, unless a `new` one may be made.
    """
    folder = current()
    if not new and not roles.database_url() and not folder.home.exists():
        raise Problem(NONE_YET.format(folder.path))
    made(folder)
    try:
        if roles.database_url():
            roles.ensure(folder)
            yield folder
            return
        with embedded.running(folder, command, server):
            roles.ensure(folder)
            yield folder
    except embedded.ServerProblem as problem:
        raise Problem(str(problem)) from problem


@contextmanager
def system(
    command: str, *, new: bool = False, begins: str = "", server: Mapping[str, str] | None = None
) -> Iterator[Folder]:
    """A running database with its tables, the key that opens it, and Django; `new`: tables and key may be missing yet.

    `begins`: what an installation becomes by this command where nothing was decided.
    """
    from samaki.cli import standing

    with database(command, new=new, server=server) as folder:
        fit(folder)
        standing.tell_settings(folder, begins)
        set_up_django()
        try:
            if not new and (waiting := migrations_waiting()):
                raise Problem(f"{waiting} migrations are waiting: run ./samaki up, or ./samaki migrate, first.")
            yield folder
        finally:
            close_connections()


def fit(folder: Folder) -> None:
    """The key of a running database, made for one that has none. Raises Problem."""
    try:
        fitting.ensure(folder)
    except KeyProblem as problem:
        raise Problem(str(problem)) from problem


def fit_of_process() -> Folder:
    """The data folder of `web` and `worker`, its key tried; while the database is away, the note in the folder tells.

    Raises Problem.
    """
    folder = current()
    if not roles.database_url() and not folder.home.exists():
        raise Problem(NONE_YET.format(folder.path))
    made(folder)
    try:
        try:
            fitting.ensure(folder)
        except psycopg.OperationalError as error:
            if not fitting.note(folder).exists():
                raise Problem(f"The key cannot be tried: {sentence_of(error)}") from error
            fitting.check(folder)
    except KeyProblem as problem:
        raise Problem(str(problem)) from problem
    return folder


def record_act(act: str, now: datetime, **facts: Any) -> None:
    """An entry of the ledger for what the operator does to the whole installation, in a session of its own."""
    from samaki.database import session
    from samaki.ledger.operations import record
    from samaki.vault.models import DataKey

    with session("worker", now):
        record(act, by="operator", now=now, subject=DataKey(), facts=facts)


def set_up_django() -> None:
    """Django's registry; imported late because it takes half a second that `dsn` need not wait for."""
    import django

    django.setup()


def close_connections() -> None:
    """Before a database that was started for one command is stopped."""
    from django.db import connections

    connections.close_all()


def migrate(verbosity: int = 0) -> None:
    """Bring the tables up to date as the owner; a migration that cannot get its lock gives up and says so."""
    from django.core.management import call_command

    call_command("migrate", database="owner", verbosity=verbosity, interactive=False)


def migrations_waiting() -> int:
    """How many are not applied yet."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["owner"])
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
