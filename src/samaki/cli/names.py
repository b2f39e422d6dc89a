"""`names`: make the blind index of names again from the sealed names: after an upgrade, or when another rule of sound came."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from samaki.cli import running
from samaki.database import embedded, roles
from samaki.database.folder import Folder

PORTION = 500
READ = ("person", "case", "data_key", "identity_record", "name_keys")

PEOPLE = """select p.id, p.case_id, p.child_id, c.area, d.id, d.wrapped from person p join "case" c on c.id = p.case_id
join data_key d on d.case_id = p.case_id
where p.id > %(after)s and exists (select 1 from identity_record i where i.person_id = p.id)
  and (%(again)s or not exists (select 1 from name_keys k where k.person_id = p.id)) order by p.id limit %(most)s"""

RECORDS = "select id, version, kind, sealed from identity_record where person_id = %s order by version desc"

WRITE = """insert into name_keys (id, case_id, child_id, person_id, version, keys) values (%s, %s, %s, %s, %s, %s)"""


def add(commands: Any) -> None:
    """Put the command on the parser."""
    names = commands.add_parser("names", help="make the blind index of names for those that are not in it yet")
    names.add_argument("--again", action="store_true", help="for all, also those that are in it")
    names.set_defaults(run=run_names)


def run_names(options: argparse.Namespace) -> int:
    """Says for how many people it was made."""
    with running.system("names") as folder:
        print(f"{index(folder, again=options.again)} people were put into the index of names.")
    return 0


def index(folder: Folder, *, again: bool = False) -> int:
    """See `fill`; on the running database of this folder."""
    with _past_row_security(folder) as connection:
        return fill(connection, again=again)


def fill(connection: psycopg.Connection[Any], *, again: bool = False) -> int:
    """Keys for everybody whose identity is known and who has none yet (`again`: for everybody); how many people. Django is
    set up and the key fits; the connection is in autocommit. Portions of 500, each a transaction that locks its cases."""
    done, after = 0, UUID(int=0)
    while True:
        with connection.transaction(), _lifted(connection):
            given = {"after": after, "again": again, "most": PORTION}
            people = connection.execute(PEOPLE.encode(), given).fetchall()
            done += sum(_one(connection, *person) for person in people)
        if not people:
            return done
        after = people[-1][0]


def _one(connection: psycopg.Connection[Any], person: UUID, case: UUID, child: UUID | None, area: str, key_id: UUID,
         wrapped: bytes) -> bool:  # fmt: skip
    from samaki.cases.identity import known_from
    from samaki.cases.indexing import keys_of
    from samaki.cases.records import IdentityRecord
    from samaki.database import uuid7
    from samaki.vault.wrapping import unwrap

    connection.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(case)])
    told = connection.execute(RECORDS, [person]).fetchall()
    rows = [IdentityRecord(id=key, version=version, kind=kind, sealed=sealed) for key, version, kind, sealed in told]
    keys = keys_of(known_from(rows, unwrap(wrapped, key_id)), area)
    connection.execute("delete from name_keys where person_id = %s", [person])
    if keys:
        connection.execute(WRITE, [uuid7(), case, child, person, rows[0].version, keys])
    return bool(keys)


@contextmanager
def _past_row_security(folder: Folder) -> Iterator[psycopg.Connection[Any]]:
    """The embedded server's superuser; elsewhere the owner, on whom row security is forced too: see `_lifted`."""
    outside = roles.database_url()
    opened = psycopg.connect(outside, connect_timeout=10) if outside else embedded.superuser(folder, roles.DATABASE)
    with opened as connection:
        connection.autocommit = True
        yield connection


@contextmanager
def _lifted(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """For an owner that is no superuser: the force of row security lifted, seen by nobody else, until the portion commits."""
    if connection.execute("select rolsuper from pg_roles where rolname = current_user").fetchone() == (True,):
        yield
        return
    connection.execute("set local lock_timeout = '5s'")
    for word in ("no force", "force"):
        for table in READ:
            line = sql.SQL(f"alter table {{}} {word} row level security").format(sql.Identifier(table))
            connection.execute(line)
        if word == "no force":
            yield
