"""The suite's database server and one database per pytest process.

The first process of a run starts an embedded server in a folder under /tmp (or uses DATABASE_URL), migrates one
template, and every process clones it: migrations run once, however many processes there are.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from psycopg import sql

from samaki.database import embedded, roles
from samaki.database.folder import Folder, current
from samaki.vault import keyfile
from tests import places

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "120",
        "autovacuum": "off", "plan_cache_mode": "force_generic_plan"}  # fmt: skip
"""No autovacuum: nearly all rows of a test are rolled back. Seen from outside each table is empty, and where that becomes the planner's
statistics in the middle of a test it reads whole tables, in loops, for the next minute (the same 409 tests: 179 s with it, 72 without).
Plans are kept from the sixth time on, as in a process that serves pages; with row security the server would go on making new ones."""
SWEPT_AFTER = 100
"""Tests of one process."""
TESTED = ("app", "worker", "intake", "public", "auditor", "sealer")


class Run:
    """One run of the suite: its folder and its server; made by the first process, inherited through the environment."""

    def __init__(self) -> None:
        self.base = Path(tempfile.mkdtemp(prefix="samaki-tests-", dir="/tmp"))
        self.base.chmod(0o711)  # the server's own user passes through
        os.environ["SAMAKI_DATA"] = str(self.base / "data")
        os.environ.setdefault("SAMAKI_ROLE_PREFIX", f"samaki_test{os.getpid()}" if roles.database_url() else "samaki")
        settings.ROLES.update(roles.names())  # they were read before this run had a prefix
        self.server = None if roles.database_url() else embedded.Server(current(), FAST)
        if self.server is not None:
            places.copy("migrated", self.base)
        current().make()
        keyfile.ensure()
        if self.server is not None:
            self.server.start("test")

    def end(self) -> None:
        if self.server is not None:
            self.server.stop()
        else:
            with superuser() as connection:
                drop_everything(connection)
        if current().home.is_symlink():
            shutil.rmtree(current().home.resolve(), ignore_errors=True)
        if current().socket_note.exists():
            shutil.rmtree(embedded.socket_folder(current()), ignore_errors=True)
        shutil.rmtree(self.base, ignore_errors=True)


def superuser() -> psycopg.Connection:
    """Who may make databases: the embedded server's superuser, or DATABASE_URL's user."""
    if roles.database_url():
        return psycopg.connect(roles.database_url(), autocommit=True)
    return embedded.superuser(current())


def template_name() -> str:
    return f"{roles.prefix()}_template"


@contextmanager
def one_at_a_time() -> Iterator[Folder]:
    """Across the processes of this run."""
    with open(current().path / "template.lock", "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield current()


def make_database(name: str) -> None:
    """A clone of the migrated template, which is made first when this is the first process that asks."""
    with one_at_a_time() as folder:
        ready = folder.path / "template.ready"
        if not ready.exists():
            make_template()
            ready.touch()
        with superuser() as connection:
            say(connection, "create database {} template {} owner {}", name, template_name(), owner_name())


def empty(name: str) -> None:
    """All tables of this database, as the owner."""
    _empty({**roles.parameters(current(), "owner"), "dbname": name})


def _empty(there: dict[str, Any]) -> None:
    with psycopg.connect(**there, autocommit=True) as connection:
        rows = connection.execute(
            "select tablename from pg_tables where schemaname = 'public' and tablename <> 'django_migrations'"
        ).fetchall()
        names = sql.SQL(", ").join(sql.Identifier(table) for (table,) in rows)
        connection.execute(sql.SQL("truncate {} restart identity cascade").format(names))


class Broom:
    """Empties the tables of a database where nobody has committed anything: of the dead rows of what was rolled back.

    A vacuum would leave statistics of empty tables behind, this leaves none. It knows its ways from the beginning: tests change settings.
    """

    def __init__(self, name: str) -> None:
        self.owner = {**roles.parameters(current(), "owner"), "dbname": name}
        with superuser() as found:
            self.superuser = found.info.get_parameters() | {"password": found.info.password, "dbname": name}
        self.ended = 0

    def after_a_test(self) -> None:
        self.ended += 1
        if self.ended % SWEPT_AFTER == 0:
            self.sweep()

    def sweep(self) -> None:
        with psycopg.connect(**self.superuser, autocommit=True) as connection:
            kept = "select exists (select from member) or exists (select from ledger_entry)"
            if connection.execute(kept).fetchone() == (True,):
                return
        _empty(self.owner)


def make_template() -> None:
    """An empty database of the owner's after all migrations; on our own server they have run already."""
    if roles.database_url():
        return migrate_template()
    with superuser() as connection:
        say(connection, "create database {} template {} owner {}", template_name(), roles.DATABASE, owner_name())
        let_owner_take_on_roles(connection)
    return empty(template_name())


def migrate_template() -> None:
    """The same on somebody else's server: roles and migrations."""
    roles.ensure(current())
    with superuser() as connection:
        say(connection, "create database {} owner {}", template_name(), owner_name())
        let_owner_take_on_roles(connection)
    from django.core.management import call_command
    from django.db import connections

    point_at(template_name())
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    connections.close_all()


def let_owner_take_on_roles(connection: psycopg.Connection) -> None:
    """In tests only: the owner's connection becomes the role that is tested, without inheriting any right of it."""
    how = " with inherit false, set true" if connection.info.server_version >= 160000 else ""
    for role in TESTED:
        say(connection, f"grant {{}} to {{}}{how}", roles.names()[role], owner_name())


def point_at(name: str) -> None:
    """Django's aliases use this database from now on."""
    from django.db import connections

    from samaki.settings.databases import connection_of

    for alias, role in (("default", "app"), ("owner", "owner")):
        connections[alias].close()
        found = connection_of(current(), role, testing=True)
        connections[alias].settings_dict.update({**found, "NAME": name})


def owner_name() -> str:
    return roles.parameters(current(), "owner")["user"]


def drop_everything(connection: psycopg.Connection) -> None:
    """On an outside server: our databases and roles."""
    owned = connection.execute("select datname from pg_database where starts_with(datname, %s)", [roles.prefix() + "_"])
    for (name,) in owned.fetchall():
        say(connection, "drop database {} with (force)", name)
    for name in roles.names().values():
        with suppress(psycopg.Error):
            say(connection, "drop role if exists {}", name)


def say(connection: psycopg.Connection, statement: str, *identifiers: str) -> None:
    connection.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in identifiers)))
