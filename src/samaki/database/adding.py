"""Rows that are new and bring their key along: written in one statement that is made once for the tables it writes.

The ORM makes the text of an insert anew for every row, which took longer than the database needs to write it.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from operator import attrgetter
from typing import Any

from django.db.models import Field, JSONField, Model
from psycopg import sql
from psycopg.types.json import Jsonb

from samaki.database.prepared import write
from samaki.database.sessions import current_alias

_gathered: ContextVar[list[Model] | None] = ContextVar("samaki_gathered", default=None)


def add(row: Model) -> None:
    """Insert a row as the ORM would, on the connection of the open session; raises Django's errors of the database.

    Its values are of the type of their column already: nothing is made of them but JSON.
    """
    gathered = _gathered.get()
    if gathered is None:
        _insert([row])
    else:
        gathered.append(row)
    row._state.adding, row._state.db = False, current_alias()


@contextmanager
def at_once() -> Iterator[None]:
    """What is added here is written by one statement when the block ends, all of it or nothing.

    The policy and the triggers of each row are as ever; no row is seen by those of another one, and keys of one that point to
    another are looked at when the statement ends.
    """
    rows: list[Model] = []
    token = _gathered.set(rows)
    try:
        yield
    finally:
        _gathered.reset(token)
    if rows:
        _insert(rows)


def _insert(rows: list[Model]) -> None:
    tables = tuple([type(row) for row in rows])
    values: list[Any] = []
    for row, table in zip(rows, tables, strict=True):
        read, json = _columns(table)
        found = list(read(row))
        for place in json:
            found[place] = Jsonb(found[place]) if found[place] is not None else None
        values += found
    write(_statement(tables), values)


@functools.cache
def _columns(table: type[Model]) -> tuple[attrgetter[Any], tuple[int, ...]]:
    """What reads the values of a row, and which of them are JSON."""
    fields = _fields(table)
    json = tuple(place for place, field in enumerate(fields) if isinstance(field, JSONField))
    return attrgetter(*(field.attname for field in fields)), json


@functools.cache
def _statement(tables: tuple[type[Model], ...]) -> str:
    """One insert, or several: all but the last of them as parts of the last one."""
    inserts, number = [], 0
    for table in tables:
        fields = _fields(table)
        inserts.append(_insert_into(table._meta.db_table, fields, number))
        number += len(fields)
    *before, last = inserts
    parts = sql.SQL(", ").join(
        [sql.SQL("{} as ({})").format(sql.Identifier(f"part{place}"), one) for place, one in enumerate(before)]
    )
    return (sql.SQL("with {} {}").format(parts, last) if before else last).as_string()


def _insert_into(name: str, fields: tuple[Field[Any, Any], ...], number: int) -> sql.Composed:
    columns = sql.SQL(", ").join([sql.Identifier(str(field.column)) for field in fields])
    values = sql.SQL(", ").join([sql.SQL(f"${place}") for place in range(number + 1, number + 1 + len(fields))])
    return sql.SQL("insert into {} ({}) values ({})").format(sql.Identifier(name), columns, values)


def _fields(table: type[Model]) -> tuple[Field[Any, Any], ...]:
    return tuple(table._meta.concrete_fields)
