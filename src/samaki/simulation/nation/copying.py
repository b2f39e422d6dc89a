"""Bringing a country into the database: one transaction of the owner, so that a stop at any moment leaves nothing.

In it indexes, keys to other tables and triggers of the tables that are filled are laid aside and made again, from what the database
itself says of them, and row security is not forced on the owner. Check constraints hold throughout; keys and unique indexes are
proved over all rows when they are made again; what the triggers would have refused is asked at the end (`asking_again`).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from samaki.ledger.merkle import Head
from samaki.simulation.nation.lists import ASKED_AGAIN, LISTS
from samaki.simulation.nation.pen import NEW
from samaki.simulation.nation.portions import Portion
from samaki.simulation.nation.shapes import HEADER, TRAILER, content, moment

FILLED = (*(kind.shape.table for kind in NEW.values()), "ledger_leaf", "ledger_node", "case_in_list")
BEFORE = ("ledger_entry", "ledger_leaf", "ledger_node")
"""Tables that hold something before any work is done: that this is a demonstration stands in the ledger."""

LEAF = ("index", "entry_id", "hash", "sealed_at")
NODE = ("level", "index", "hash")

INDEXES = """select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i
where i.indrelid = %s::regclass and not i.indisprimary and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)
order by 1"""

CONSTRAINTS = """select conname, pg_get_constraintdef(oid), contype, confrelid::regclass::text from pg_constraint
where conrelid = %s::regclass and contype in ('u', 'f') order by conname"""


class NotEmpty(Exception):
    """There is work in this database; the text names the table."""


class Refused(Exception):
    """What a trigger would have refused stands in the rows: a mistake of the generator. Nothing is kept."""


@dataclass
class Laid:
    """What was laid aside, as statements that make it again: indexes and unique constraints, then keys to other tables."""

    again: list[str]
    keys: list[str]
    unforced: list[str]


@contextmanager
def bringing(parameters: dict[str, Any], now: int) -> Iterator[Copying]:
    """The owner's transaction. Raises NotEmpty, Refused; whatever is raised inside takes everything back."""
    with psycopg.connect(**parameters) as connection, connection.cursor() as cursor:
        cursor.execute("set local synchronous_commit = off")
        cursor.execute("set local maintenance_work_mem = '192MB'")
        cursor.execute("set local work_mem = '96MB'")
        laid = _lay_aside(cursor)
        _check_empty(cursor)
        copying = Copying(cursor, now)
        yield copying
        copying.finish()
        _make_again(cursor, laid)


def _check_empty(cursor: psycopg.Cursor[Any]) -> None:
    for table in FILLED:
        cursor.execute(sql.SQL("select exists (select 1 from {})").format(sql.Identifier(table)))
        if table not in BEFORE and (cursor.fetchone() or (True,))[0]:
            raise NotEmpty(table)


def _lay_aside(cursor: psycopg.Cursor[Any]) -> Laid:
    laid = Laid([], [], [])
    for table in FILLED:
        name = sql.Identifier(table).as_string(cursor)
        for index, definition in _asked(cursor, INDEXES, name):
            cursor.execute(f"drop index {index}".encode())
            laid.again.append(definition)
        for constraint, definition, kind, other in _asked(cursor, CONSTRAINTS, name):
            cursor.execute(f'alter table {name} drop constraint "{constraint}"'.encode())
            (laid.keys if kind == "f" else laid.again).append(
                f'alter table {name} add constraint "{constraint}" {definition}'
            )
            if kind == "f" and other not in laid.unforced:
                laid.unforced.append(other)
        cursor.execute(f"alter table {name} disable trigger user".encode())
        if name not in laid.unforced:
            laid.unforced.append(name)
    laid.unforced = [name for name in laid.unforced if _forced(cursor, name)]
    for name in laid.unforced:
        cursor.execute(f"alter table {name} no force row level security".encode())
    return laid


def _make_again(cursor: psycopg.Cursor[Any], laid: Laid) -> None:
    for statement in (*laid.again, *laid.keys):
        cursor.execute(statement.encode())
    for table in FILLED:
        cursor.execute(sql.SQL("alter table {} enable trigger user").format(sql.Identifier(table)))
    for name in laid.unforced:
        cursor.execute(f"alter table {name} force row level security".encode())


def _forced(cursor: psycopg.Cursor[Any], name: str) -> bool:
    return bool(_asked(cursor, "select relforcerowsecurity from pg_class where oid = %s::regclass", name)[0][0])


def _asked(cursor: psycopg.Cursor[Any], question: str, name: str) -> list[tuple[Any, ...]]:
    return cursor.execute(question.encode(), [name]).fetchall()


class Copying:
    """Portions in, one after another; the log of the ledger goes on from where it stands."""

    def __init__(self, cursor: psycopg.Cursor[Any], now: int) -> None:
        self.cursor, self.counts = cursor, dict.fromkeys(FILLED, 0)
        self.head, self._sealed_at = _head(cursor), moment(now)

    def bring(self, portion: Portion) -> None:
        """The rows of one portion, tables that others point to first, and the leaves of its entries."""
        for kind in NEW.values():
            shape = kind.shape
            if shape.table in portion.rows:
                self._copy(shape.table, shape.columns, portion.rows[shape.table], portion.counts[shape.table])
        leaves, nodes = self._log(portion.leaves)
        self._copy("ledger_leaf", LEAF, b"".join(leaves), len(leaves))
        self._copy("ledger_node", NODE, b"".join(nodes), len(nodes))

    def finish(self) -> None:
        """What the planner knows of the tables; the lists of cases; what triggers would have refused. Raises Refused."""
        self.cursor.execute(sql.SQL("analyze {}").format(sql.SQL(", ").join(map(sql.Identifier, FILLED))))
        self.cursor.execute(LISTS.encode())
        self.counts["case_in_list"] = self.cursor.rowcount
        self.cursor.execute("analyze case_in_list")
        for what, question in ASKED_AGAIN.items():
            if found := self.cursor.execute(question.encode()).fetchall():
                raise Refused(f"{what}: {found[0]}")

    def _copy(self, table: str, columns: tuple[str, ...], rows: bytes, count: int) -> None:
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        statement = sql.SQL("copy {} ({}) from stdin (format binary)").format(sql.Identifier(table), names)
        with self.cursor.copy(statement) as copy:
            copy.write(HEADER)
            copy.write(rows)
            copy.write(TRAILER)
        self.counts[table] += count

    def _log(self, packed: bytes) -> tuple[list[bytes], list[bytes]]:
        """Rows of the leaves, and of the subtrees that they complete."""
        leaves, nodes, add = [], [], self.head.add
        number, row, node = struct.Struct(">hiq").pack, struct.Struct(">hihiq").pack, self._sealed_at
        for at in range(0, len(packed), 48):
            leaf = packed[at + 16 : at + 48]
            leaves.append(number(4, 8, self.head.size) + b"\0\0\0\x10" + packed[at : at + 16] + content(leaf) + node)
            for (level, index), found in add(leaf):
                nodes.append(row(3, 2, level, 8, index) + content(found))
        return leaves, nodes


def _head(cursor: psycopg.Cursor[Any]) -> Head:
    """The head of the log as it is: read from its few leaves, none of which is waiting any more."""
    cursor.execute("select hash from ledger_leaf order by index")
    head = Head()
    for (leaf,) in cursor.fetchall():
        head.add(bytes(leaf))
    return head
