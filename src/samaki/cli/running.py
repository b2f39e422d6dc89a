"""What commands share: a sentence instead of a traceback, a running database, a set-up Django."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from samaki.database import embedded, roles
from samaki.database.folder import Folder, current
from samaki.vault import keyfile


class Problem(Exception):
    """A command that cannot go on: one sentence, and the exit code."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


def say(sentence: str) -> None:
    """A line of progress; results go to stdout, progress to stderr."""
    print(f"samaki: {sentence}", file=sys.stderr, flush=True)


@contextmanager
def database(command: str) -> Iterator[Folder]:
    """A running database with its roles: the one of `up`, an outside one, or one started for this command."""
    folder = current()
    folder.make()
    try:
        if roles.database_url():
            roles.ensure(folder)
            yield folder
            return
        with embedded.running(folder, command):
            roles.ensure(folder)
            yield folder
    except embedded.ServerProblem as problem:
        raise Problem(str(problem)) from problem


@contextmanager
def system(command: str) -> Iterator[Folder]:
    """A running database, the key and Django, for commands that read or change records."""
    with database(command) as folder:
        keyfile.ensure(folder)
        set_up_django()
        try:
            yield folder
        finally:
            close_connections()


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
