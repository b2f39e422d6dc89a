"""`dsn` and `migrate`."""

from __future__ import annotations

import argparse
from typing import Any
from urllib.parse import quote

from samaki.cli import running
from samaki.database import embedded, roles
from samaki.database.folder import Folder, current, secret


def add(commands: Any) -> None:
    """Put the commands of this group on the parser."""
    dsn = commands.add_parser(
        "dsn", help="connection string of the running database (application role); it holds a password"
    )
    dsn.add_argument("--owner", action="store_true", help="of the embedded server's superuser, or DATABASE_URL")
    dsn.set_defaults(run=print_dsn)
    migrate = commands.add_parser("migrate", help="make roles and bring the tables up to date")
    migrate.set_defaults(run=run_migrate)


def print_dsn(options: argparse.Namespace) -> int:
    """One line: a URL that psql and psycopg take. The server must be running for it to be of use."""
    found = owner_dsn(current()) if options.owner else dsn(current())
    running.say("the next line holds a password: keep it out of logs, tickets and messages.")
    print(found)
    return 0


def dsn(folder: Folder) -> str:
    """The application role's connection string."""
    found = roles.parameters(folder, "app")
    if not found["password"]:
        raise running.Problem(f"There is no database in {folder.path} yet: run ./samaki up first.")
    return url(found)


def owner_dsn(folder: Folder) -> str:
    """The embedded server's superuser, or DATABASE_URL as given."""
    if roles.database_url():
        return roles.database_url()
    if not folder.superuser_password.exists():
        raise running.Problem(f"There is no database in {folder.path} yet: run ./samaki up first.")
    place = {"host": str(embedded.socket_folder(folder)), "dbname": roles.DATABASE}
    return url({**place, "user": embedded.SUPERUSER, "password": secret(folder.superuser_password)})


def url(found: dict[str, str]) -> str:
    """libpq words as a URL; a socket folder becomes a percent-encoded host."""
    known = {"host", "port", "dbname", "user", "password"}
    port = f":{found['port']}" if found.get("port") else ""
    rest = "&".join(f"{word}={quote(value, safe='')}" for word, value in found.items() if word not in known)
    user, password, host = (quote(found.get(word, ""), safe="") for word in ("user", "password", "host"))
    return f"postgresql://{user}:{password}@{host}{port}/{quote(found['dbname'], safe='')}{'?' + rest if rest else ''}"


def run_migrate(options: argparse.Namespace) -> int:
    """Roles, then tables."""
    with running.system("migrate", new=True):
        running.migrate(verbosity=1)
    return 0
