"""Looks past row security, for the checks of tests only: roles that see all rows of the tables they may read."""

from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection
from psycopg.pq import TransactionStatus


@contextmanager
def seen_by(role: str):
    """Everything inside runs as this database role (definer: casework tables; auditor: the ledger)."""
    with connection.cursor() as cursor:
        cursor.execute(f'set role "{settings.ROLES[role]}"')
        try:
            yield cursor
        finally:
            if cursor.connection.info.transaction_status != TransactionStatus.INERROR:
                cursor.execute(f'set role "{settings.ROLES["app"]}"')


def rows(statement: str, params: Any = None, *, role: str = "definer") -> list[tuple]:
    """Rows of a statement as this role."""
    with seen_by(role) as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()


def value(statement: str, params: Any = None, *, role: str = "definer") -> Any:
    """The first column of the first row."""
    return rows(statement, params, role=role)[0][0]
