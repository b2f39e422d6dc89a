"""Does the key file open this database? Asked before anything runs on it, so that no second key is ever made in silence.

The data folder keeps a note that only the right key can have written (a keyed digest, HMAC-SHA-256; it tells nothing of
the key). Where a database is there to ask, its oldest and its newest sealed key are tried as well: a database may have been
put under another data folder. A key is made only where neither a note nor a sealed key exists.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from samaki.database import embedded, roles
from samaki.database.folder import Folder, write_secret
from samaki.vault import keyfile
from samaki.vault.keyfile import KeyProblem
from samaki.vault.wrapping import CannotOpen, all_derived, unwrap

UNCHANGED = "Nothing was changed, and no new key was made."
COPY = (
    'Put back your copy of it: docs/how-to/operate.md, under "What runs" and "Back up", says where one should be kept.'
)


def note(folder: Folder) -> Path:
    """What tells the right key from a wrong one without a database."""
    return folder.path / "key-check"


def ensure(folder: Folder) -> None:
    """The key of a running database: tried, and made for one that has none. Raises KeyProblem, a sentence."""
    sealed = sealed_keys(folder)
    if not keyfile.path(folder).exists():
        if sealed or note(folder).exists():
            raise KeyProblem(missing(folder))
        keyfile.ensure(folder)
    try_key(folder, sealed)
    if not note(folder).exists():
        write_note(folder)


def check(folder: Folder) -> None:
    """The same as far as it can be told without a database. Raises KeyProblem."""
    if not keyfile.path(folder).exists():
        raise KeyProblem(missing(folder))
    try_key(folder, [])


def try_key(folder: Folder, sealed: list[tuple[UUID, bytes]]) -> None:
    """The key file against the note and these sealed keys. Raises KeyProblem."""
    keyfile.load()
    noted = note(folder)
    if noted.exists() and not any(hmac.compare_digest(noted.read_text().strip(), one) for one in _digests()):
        raise KeyProblem(wrong(folder))
    for row_id, wrapped in sealed:
        try:
            unwrap(wrapped, row_id)
        except CannotOpen as problem:
            raise KeyProblem(wrong(folder)) from problem


def sealed_keys(folder: Folder) -> list[tuple[UUID, bytes]]:
    """The oldest and the newest data key of the running database; empty while it has none."""
    with past_row_security(folder) as connection:
        if connection is None:
            return []
        one = "(select id, wrapped from data_key order by id {} limit 1)"
        rows = connection.execute(f"{one.format('asc')} union all {one.format('desc')}").fetchall()
    return [(row_id, bytes(wrapped)) for row_id, wrapped in rows]


def missing(folder: Folder) -> str:
    """The sentence for a key file that is gone."""
    return (
        f"The key file {keyfile.path(folder)} is missing, and the names and notes of this installation open with no "
        f"other key. {COPY} {UNCHANGED}"
    )


def wrong(folder: Folder) -> str:
    """The sentence for a key file that opens nothing here."""
    return (
        f"The key file {keyfile.path(folder)} is not the one with which the names and notes of this installation were "
        f"sealed. {COPY} {UNCHANGED}"
    )


def write_note(folder: Folder) -> None:
    """Remember which key belongs to this data folder: the newest of the key file."""
    write_secret(note(folder), _digests()[0] + "\n")


@contextmanager
def connected(folder: Folder) -> Iterator[psycopg.Connection[Any]]:
    """As the embedded server's superuser, or as the owner that `DATABASE_URL` names."""
    outside = roles.database_url()
    with (
        psycopg.connect(outside, connect_timeout=10) if outside else embedded.superuser(folder, roles.DATABASE)
    ) as found:
        yield found


@contextmanager
def past_row_security(
    folder: Folder, table: str = "data_key", *, keep: bool = False
) -> Iterator[psycopg.Connection[Any] | None]:
    """A transaction that sees every row of `table`, or None while there is no such table. Rolled back unless `keep`.

    The embedded server's superuser does. Elsewhere the owner lifts the force of row security within the transaction.
    """
    name = sql.Identifier(table)
    with connected(folder) as connection, connection.transaction(force_rollback=not keep):
        if connection.execute("select to_regclass(%s)", [f"public.{table}"]).fetchone() == (None,):
            yield None
            return
        if roles.database_url():
            connection.execute("set local lock_timeout = '5s'")
            connection.execute(sql.SQL("alter table {} no force row level security").format(name))
        yield connection
        if roles.database_url():
            connection.execute(sql.SQL("alter table {} force row level security").format(name))


def _digests() -> list[str]:
    """What a note says of each key in the file, the newest first."""
    return [hmac.new(key, b"this is the key", "sha256").hexdigest() for key in all_derived("check")]
