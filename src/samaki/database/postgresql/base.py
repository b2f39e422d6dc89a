"""A connection of the pool is asked whether it still works only when there is reason to doubt it.

Django asks each time, which is a question more for each page. A server that ends says so or closes its end, and that lies in the
socket before anything is asked. A network that fell silent does not: so what lay unused for a while is asked all the same.
"""

from __future__ import annotations

import select
import time
from typing import Any

import psycopg
from django.db.backends.postgresql import base, operations
from psycopg_pool import ConnectionPool

TRUSTED = 30.0
"""Seconds after it was last taken in which a quiet connection is not asked."""


class DatabaseOperations(operations.DatabaseOperations):
    """As Django's; a text with PostgreSQL's own $1 stands in Django's log of queries as it is."""

    def last_executed_query(self, cursor: Any, query: Any, params: Any) -> str:
        return str(query) if "$1" in str(query) else super().last_executed_query(cursor, query, params)


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's."""

    ops_class = DatabaseOperations

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """One of the pool, or a new one."""
        if self.pool and self.pool._check is ConnectionPool.check_connection:
            self.pool._check = still_there
        return super().get_new_connection(conn_params)


def still_there(connection: psycopg.Connection[Any]) -> None:
    """Raises psycopg's errors when it is not."""
    now, taken_at = time.monotonic(), getattr(connection, "taken_at", 0.0)
    connection.taken_at = now  # type: ignore[attr-defined]
    came = select.poll()
    came.register(connection.pgconn.socket, select.POLLIN)
    if now - taken_at > TRUSTED or came.poll(0):
        ConnectionPool.check_connection(connection)
