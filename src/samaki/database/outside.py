"""DATABASE_URL: the owner's way into a PostgreSQL server of your own. What is said about it never holds its password."""

from __future__ import annotations

import os

import psycopg
from psycopg.conninfo import conninfo_to_dict

from samaki.database.embedded import ServerProblem

LIKE = "It must be like postgresql://USER:PASSWORD@HOST:5432/DATABASE."
CODED = "Signs such as @ / : # % in a password are written as %40 %2F %3A %23 %25."


def database_url() -> str:
    """The owner's connection string of an outside server; empty when the embedded one is used."""
    return os.environ.get("DATABASE_URL", "")


def outside() -> dict[str, str]:
    """libpq words of DATABASE_URL; empty without one. Raises ServerProblem with a sentence that quotes nothing of it.

    libpq's own complaints quote what they stumble over, and that may be the password: an unwritten code in it moves its
    rest into the host, the port or the name of the database.
    """
    if not database_url():
        return {}
    try:
        found = {name: str(value) for name, value in conninfo_to_dict(database_url()).items() if value is not None}
    except psycopg.Error:
        raise ServerProblem(f"DATABASE_URL cannot be read. {LIKE} {CODED}") from None
    strange = any("@" in found.get(word, "") for word in ("host", "dbname", "port"))
    ports = [port for port in found.get("port", "").split(",") if port]
    if strange or not all(port.isascii() and port.isdigit() and 0 < int(port[:9]) < 65536 for port in ports):
        raise ServerProblem(f"Host, port or database of DATABASE_URL cannot be right. {LIKE} {CODED}")
    if not found.get("dbname"):
        raise ServerProblem(f"DATABASE_URL names no database. {LIKE}")
    return found


def without_password(error: Exception) -> str:
    """What the server or libpq said, on one line, the password of DATABASE_URL struck out wherever it stands."""
    said = " ".join(str(error).split())
    try:
        password = outside().get("password", "")
    except ServerProblem:
        return "DATABASE_URL cannot be read."
    return said.replace(password, "***") if password else said
