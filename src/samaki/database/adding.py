"""Rows that are new and bring their key along: written in one statement that is made once for each table.

The ORM makes the text of an insert anew for every row, which took longer than the database needs to write it.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections
from django.db.models import Field, Model
from psycopg import sql

from samaki.database.sessions import current_alias


def add(row: Model) -> None:
    """Insert a row as the ORM would, on the connection of the open session; raises Django's errors of the database."""
    alias = current_alias()
    connection = connections[alias]
    statement, fields = _insert_into(type(row))
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    row._state.adding, row._state.db = False, alias


@functools.cache
def _insert_into(table: type[Model]) -> tuple[str, tuple[Field[Any, Any], ...]]:
    fields = tuple(table._meta.concrete_fields)
    columns = sql.SQL(", ").join([sql.Identifier(str(field.column)) for field in fields])
    values = sql.SQL(", ").join([sql.Placeholder()] * len(fields))
    name = sql.Identifier(table._meta.db_table)
    return sql.SQL("insert into {} ({}) values ({})").format(name, columns, values).as_string(), fields


@contextmanager
def at_once() -> Iterator[None]:
    """What is written here is sent without waiting for each answer; an error of any of it is raised when the block ends.

    For `add` alone: what asks how many rows it changed (`save`, `update`, `delete`) does not belong here. The savepoint to which
    an error goes back stands around the block, never inside: there it would be given up before the error is known.
    """
    connection: Any = connections[current_alias()]
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield
