"""What `doctor` asks a running database. Django is set up when these are called."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from samaki.cli import living
from samaki.cli.findings import BAD, OK, WARN, Finding
from samaki.cli.running import is_demo, migrations_waiting
from samaki.database import roles
from samaki.database.folder import Folder
from samaki.vault import fitting, keyfile

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
    if waiting := migrations_waiting():
        return Finding("tables", BAD, f"{waiting} migrations are waiting: ./samaki migrate")
    return Finding("tables", OK, "up to date.")


def key_fits(folder: Folder) -> Finding:
    """The key file opens the oldest and the newest sealed key."""
    try:
        sealed = fitting.sealed_keys(folder)
        if keyfile.path(folder).exists():
            fitting.try_key(folder, sealed)
        elif sealed:
            return Finding("key", BAD, fitting.missing(folder))
    except keyfile.KeyProblem as problem:
        return Finding("key", BAD, str(problem))
    return Finding("key", OK, "opens what is sealed." if sealed else "nothing is sealed yet.")


def worker(folder: Folder) -> Finding:
    """No heartbeat means that no escalation is sent. Its lock tells at once whether it lives on this machine."""
    mend = "./samaki up, or ./samaki worker under your supervisor."
    try:
        last = asked(folder, "select max(beat_at) from heartbeat", "worker")[0]
    except psycopg.Error:
        return Finding("worker", WARN, "No table of its signs of life yet: ./samaki migrate")
    fresh = last is not None and datetime.now(UTC) - last <= SILENT
    here = living.held(folder, "worker") is not None
    if fresh and here:
        return Finding("worker", OK, "beats.")
    if fresh and roles.database_url():
        return Finding("worker", OK, "beats, on another machine.")
    since = f"The last sign of life was at {last:%Y-%m-%d %H:%M:%S} UTC" if last else "There was no sign of life yet"
    if here:
        return Finding("worker", BAD, f"It runs and does not beat. {since}. Read what it printed.")
    return Finding("worker", BAD, f"None runs on this machine, so no clock calls anybody. {since}: {mend}")


def web(folder: Folder) -> Finding:
    """The pages answer."""
    found = living.held(folder, "web")
    if found is None:
        level = WARN if roles.database_url() else BAD
        return Finding("web", level, "None runs on this machine: ./samaki up, or ./samaki web under your supervisor.")
    bind, port = str(found.get("bind", "")), int(str(found.get("port", 0)))
    where = "127.0.0.1" if bind in ("", "0.0.0.0") else bind  # noqa: S104 - compared, not bound
    connection = http.client.HTTPConnection(where, port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return Finding("web", BAD, f"It runs and does not answer on port {port} ({error}): start it again.")
    finally:
        connection.close()
    if status != 200:
        return Finding("web", BAD, f"It answers {status} on port {port}: read what it printed.")
    return Finding("web", OK, f"answers on port {port}.")


def strangers(folder: Folder) -> Finding:
    """Members of a demonstration, who share one password, among real ones."""
    count = 0
    if not is_demo(folder):
        count = asked(folder, "select count(*) from member where synthetic and is_active")[0]
    if count:
        mend = "close their accounts on the page Accounts, or begin anew in another folder"
        return Finding(
            "members",
            BAD,
            f"{count} members of a demonstration share one password here, in a real installation: {mend}.",
        )
    return Finding("members", OK, "none of a demonstration among real ones.")


def governance(folder: Folder) -> Finding:
    """Whether members of different agencies have signed who governs this installation, and looked at it again in time."""
    if is_demo(folder):
        return Finding("governance", OK, "a demonstration needs none.")
    try:
        signed = asked(folder, "select review_by from governance_published", "app")
    except psycopg.errors.UndefinedTable:
        return Finding("governance", WARN, "No table of it yet: ./samaki migrate")
    mend = "have it written and signed on the page /governance/ (docs/how-to/govern-an-installation.md)"
    if signed is None:
        told = "Nobody has signed who governs this installation, so every page says: demonstration, do not enter real children"
        return Finding("governance", WARN, f"{told}. Before the first real case {mend}.")
    if signed[0] < datetime.now(UTC).date():
        return Finding("governance", WARN, f"It should have been looked at again by {signed[0]}: {mend}.")
    return Finding("governance", OK, f"signed; to be looked at again by {signed[0]}.")


LOOKS: tuple[Callable[[Folder], Finding], ...] = (
    key_fits,
    version,
    role_logins,
    role_rights,
    clocks_agree,
    migrations,
    strangers,
    governance,
    web,
    worker,
)
