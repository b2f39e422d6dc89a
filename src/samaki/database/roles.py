"""The database roles: who may connect, each with a password of its own.

Rights are given by the migrations; here the roles are only made. The owner runs migrations and owns the tables; row
security is forced on it too. Passwords travel to the server as SCRAM verifiers, never in the clear.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from samaki.database import embedded
from samaki.database.embedded import ServerProblem, superuser
from samaki.database.folder import Folder, write_secret
from samaki.database.outside import database_url as database_url
from samaki.database.outside import outside as outside
from samaki.database.outside import without_password

DATABASE = "samaki"
FLOOR = 150000  # PostgreSQL 15: what the code relies on
LOGINS = {
    "owner": "migrations; owns the tables",
    "app": "pages and API of members; sees what row security shows",
    "worker": "the heartbeat; sees rows that wait, no compartment",
    "sealer": "seals the ledger",
    "intake": "the public report; can only add",
    "public": "public figures; reads published tables only",
    "auditor": "reads the ledger",
}
DEFINER = "definer"  # owns the few functions that look past row security; nobody can connect as it
FOR_PAGES = ("app", "intake", "public")


def prefix() -> str:
    """Several installations may share a server; each has a prefix of its own."""
    return os.environ.get("SAMAKI_ROLE_PREFIX") or "samaki"


def names() -> dict[str, str]:
    """Role -> its name in the database, the definer included."""
    return {role: f"{prefix()}_{role}" for role in (*LOGINS, DEFINER)}


def parameters(folder: Folder, role: str) -> dict[str, str]:
    """Connection parameters (libpq words) of a role; without a password before `ensure` has run."""
    if database_url():
        found = outside()
        if role == "owner":
            return found
        place = {name: value for name, value in found.items() if name not in ("user", "password", "options")}
    else:
        place = {"host": str(embedded.socket_folder(folder)), "dbname": DATABASE}
    return {**place, "user": names()[role], "password": _passwords(folder).get(names()[role], "")}


def ensure(folder: Folder) -> None:
    """Make the roles and, on the embedded server, the database. Raises ServerProblem with a sentence."""
    if database_url():
        with _as_owner() as connection:
            _make_roles(connection, folder, [role for role in LOGINS if role != "owner"])
            return
    with superuser(folder) as connection:
        _make_roles(connection, folder, list(LOGINS))
        owner = sql.Identifier(names()["owner"])
        if not _exists(connection, "select 1 from pg_database where datname = %s", DATABASE):
            connection.execute(sql.SQL("create database {} owner {}").format(sql.Identifier(DATABASE), owner))
            connection.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(DATABASE)))
        _may_connect(connection, DATABASE)


@contextmanager
def connected(folder: Folder) -> Iterator[psycopg.Connection[Any]]:
    """As the embedded server's superuser, or as the owner that `DATABASE_URL` names."""
    url = database_url()
    with psycopg.connect(url, connect_timeout=10) if url else superuser(folder, DATABASE) as found:
        yield found


def _as_owner() -> psycopg.Connection[Any]:
    """The URL's user, after a look at whether it can do what an owner must."""
    try:
        words: dict[str, Any] = {"connect_timeout": 10, **outside()}
        connection: psycopg.Connection[Any] = psycopg.connect(**words, autocommit=True)
    except psycopg.Error as error:
        raise ServerProblem(f"The database of DATABASE_URL cannot be reached: {without_password(error)}") from None
    row = connection.execute(
        "select rolcreaterole or rolsuper, has_database_privilege(current_database(), 'create'), current_user"
        " from pg_roles where rolname = current_user"
    ).fetchone()
    if row is None or not row[0]:
        raise ServerProblem("The user of DATABASE_URL must be allowed to make roles: alter role ... createrole.")
    if not row[1]:
        raise ServerProblem(
            f"The database of DATABASE_URL must belong to its user: alter database ... owner to {row[2]}."
        )
    if connection.info.server_version < FLOOR:
        raise ServerProblem(f"PostgreSQL 15 or newer is needed; this is {connection.info.server_version // 10000}.")
    return connection


def _make_roles(connection: psycopg.Connection[Any], folder: Folder, logins: list[str]) -> None:
    known = _passwords(folder)
    passwords = {names()[role]: known.get(names()[role]) or secrets.token_urlsafe(24) for role in logins}
    write_secret(folder.roles, json.dumps({**known, **passwords}, indent=1) + "\n")
    for role in logins:
        name = names()[role]
        new = _create(connection, name, "login")
        if new or name not in known:
            _set_password(connection, name, passwords[name])
        if role in FOR_PAGES:
            _say(connection, "alter role {} set idle_in_transaction_session_timeout = '60s'", name)
    _create(connection, names()[DEFINER], "nologin")
    _let_owner_hand_over(connection)
    if database_url():
        _may_connect(connection, connection.info.dbname)


def _create(connection: psycopg.Connection[Any], name: str, login: str) -> bool:
    """True when the role is new."""
    if _exists(connection, "select 1 from pg_roles where rolname = %s", name):
        return False
    _say(connection, f"create role {{}} {login} nosuperuser nocreatedb nocreaterole nobypassrls", name)
    return True


def _set_password(connection: psycopg.Connection[Any], name: str, password: str) -> None:
    verifier = connection.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
    connection.execute(sql.SQL("alter role {} password {}").format(sql.Identifier(name), sql.Literal(verifier)))


def _let_owner_hand_over(connection: psycopg.Connection[Any]) -> None:
    """The owner gives functions to the definer, so it must be a member of it."""
    owner = connection.info.user if database_url() else names()["owner"]
    member = "select 1 from pg_roles where rolname = %s and pg_has_role(%s, oid, 'usage')"
    if not connection.execute(member, [names()[DEFINER], owner]).fetchone():
        _say(connection, "grant {} to {}", names()[DEFINER], owner)


def _may_connect(connection: psycopg.Connection[Any], database: str) -> None:
    for role in LOGINS:
        if role != "owner" or not database_url():
            _say(connection, "grant connect on database {} to {}", database, names()[role])


def _say(connection: psycopg.Connection[Any], statement: str, *identifiers: str) -> None:
    text = sql.SQL(statement)
    connection.execute(text.format(*(sql.Identifier(name) for name in identifiers)))


def _exists(connection: psycopg.Connection[Any], question: str, name: str) -> bool:
    return connection.execute(question.encode(), [name]).fetchone() is not None


def _passwords(folder: Folder) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads(folder.roles.read_text())
    except (FileNotFoundError, PermissionError):
        return {}
    return found
