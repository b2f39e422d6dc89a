"""What `doctor` asks a running database. Django is set up when these are called."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from samaki.cli.findings import BAD, OK, WARN, Finding
from samaki.database import roles
from samaki.database.folder import Folder

SILENT = timedelta(minutes=1)


def asked(folder: Folder, question: str, role: str = "owner", *values: Any) -> Any:
    """One row."""
    with psycopg.connect(**roles.parameters(folder, role), connect_timeout=10) as connection:  # type: ignore[arg-type]
        return connection.execute(question.encode(), list(values)).fetchone()


def version(folder: Folder) -> Finding:
    """Not below the floor."""
    number = int(asked(folder, "show server_version_num")[0])
    if number < roles.FLOOR:
        return Finding("database version", BAD, f"PostgreSQL {number // 10000} is too old: move to 15 or newer.")
    return Finding("database version", OK, f"PostgreSQL {number // 10000}.")


def role_logins(folder: Folder) -> Finding:
    """Each role connects with its own password."""
    closed = []
    for role in roles.LOGINS:
        try:
            asked(folder, "select 1", role)
        except psycopg.OperationalError:
            closed.append(roles.names()[role])
    if closed:
        mend = f"delete {folder.roles} and run ./samaki migrate, which gives new passwords"
        return Finding("database roles", BAD, f"Cannot connect as {', '.join(closed)}: {mend}.")
    return Finding("database roles", OK, "each connects with a password of its own.")


def role_rights(folder: Folder) -> Finding:
    """No role of ours may look past row security."""
    ours = [name for role, name in roles.names().items() if role != "owner"]
    looking = "select string_agg(rolname, ', ') from pg_roles where rolname = any(%s) and (rolsuper or rolbypassrls)"
    strong = asked(folder, looking, "owner", ours)[0]
    if strong:
        return Finding(
            "role rights", BAD, f"{strong} may look past row security: alter role ... nosuperuser nobypassrls."
        )
    return Finding("role rights", OK, "no role looks past row security.")


def clocks_agree(folder: Folder) -> Finding:
    """The database's clock against this machine's."""
    there = asked(folder, "select clock_timestamp()")[0]
    apart = abs((datetime.now(UTC) - there).total_seconds())
    if apart > 5:
        return Finding("database clock", BAD, f"{apart:.0f} s apart from this machine: switch on network time on both.")
    return Finding("database clock", OK, "agrees with this machine.")


def migrations(folder: Folder) -> Finding:
    """Tables as the code expects them."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["owner"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        return Finding("tables", BAD, f"{len(plan)} migrations are waiting: ./samaki migrate")
    return Finding("tables", OK, "up to date.")


def worker(folder: Folder) -> Finding:
    """No heartbeat means that no escalation is sent."""
    try:
        last = asked(folder, "select max(beat_at) from heartbeat", "worker")[0]
    except psycopg.Error:
        return Finding("worker", WARN, "No table of its signs of life yet: ./samaki migrate")
    if last is None or datetime.now(UTC) - last > SILENT:
        since = f"since {last:%Y-%m-%d %H:%M} UTC" if last else "ever"
        return Finding(
            "worker", BAD, f"No sign of life {since}: ./samaki up, or ./samaki worker under your supervisor."
        )
    return Finding("worker", OK, "beats.")


LOOKS: tuple[Callable[[Folder], Finding], ...] = (
    version,
    role_logins,
    role_rights,
    clocks_agree,
    migrations,
    worker,
)
