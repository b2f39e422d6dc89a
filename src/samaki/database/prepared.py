"""Queries whose plan the server keeps from the first time on (others: after some times, see the settings).

Row security makes planning a list dearer than reading it. Measured on the lists of 5,000 cases: planning took about 2 ms
of the database's time, reading 1 ms. A plan that was made for one role is made again for another, so nothing leaks between
roles that share a connection.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, Self, cast

import psycopg
from django.db import connections
from psycopg.types.datetime import TimestamptzLoader

from samaki.database.sessions import current_alias


class _Prepared(psycopg.Cursor[Any]):
    """Binds its values on the server and asks it to keep the plan; psycopg forgets the oldest of a hundred texts."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        try:
            return super().execute(query, params, **(options | {"prepare": True}))
        finally:  # psycopg keeps no text of a prepared query; Django's log of queries asks for it
            self._query = cast(Any, SimpleNamespace(query=query.encode(), params=None))


class _Reading(_Prepared):
    """Moments are read by psycopg's own loader, in C: Django's, in Python, took as long as writing the rows of a list. Both
    give aware moments in UTC."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        super().__init__(connection)
        self.adapters.register_loader("timestamptz", TimestamptzLoader)


class _Writing(_Prepared, psycopg.RawCursor[Any]):
    """Of a text with PostgreSQL's own $1, which psycopg need not look through: of long ones it keeps nothing."""


def fetch(query: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    """All rows of a query on the connection of the open session; counted and logged like every other query."""
    with _cursor(_Reading) as cursor:
        cursor.execute(query, given)
        return cast("list[tuple[Any, ...]]", cursor.fetchall())


def write(statement: str, given: Sequence[Any]) -> None:
    """A statement with $1, $2 ... that gives nothing back."""
    with _cursor(_Writing) as cursor:
        cursor.execute(statement, given)


def _cursor(kind: type[_Prepared]) -> Any:
    connection: Any = connections[current_alias()]
    connection.ensure_connection()
    return connection._prepare_cursor(kind(connection.connection))
