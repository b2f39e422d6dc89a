"""A stretch of the log against its entries: what one process verifies at a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db import connections

from samaki.database import current_alias
from samaki.ledger.canonical import FIELDS, PREFIX, canonical_bytes, plain
from samaki.ledger.merkle import Head, leaf_hash

LEVEL = 12
CHUNK = 1 << LEVEL
"""Leaves of a chunk: a complete subtree, but for the last one."""

LATE = timedelta(hours=1)
"""Sealed so long after the time that the entry itself tells: the sealer stood, or the entry is dated back."""

COLUMNS = ", ".join(f"e.{name}" for name in FIELDS)

ROWS = f"""select l.index, l.entry_id, l.hash, l.sealed_at, e.canonical, {COLUMNS}
from ledger_leaf l left join ledger_entry e on e.id = l.entry_id where l.index >= %s and l.index < %s order by l.index"""  # noqa: S608 - of constants

NODES = """select string_agg(hash, ''::bytea order by level, index) from ledger_node
where level between 1 and %s and index >= %s >> level and index < %s >> level"""


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where. `index`: of the leaf; `entry`: the key of the ledger entry; `columns`: those that differ."""

    reason: str
    index: int | None = None
    entry: UUID | None = None
    columns: tuple[str, ...] = ()
    after: int | None = None
    until: int | None = None
    number: int | None = None


@dataclass
class Chunk:
    """What was found in one chunk. `edge`: of its leaves as they are stored; `edges`: size -> the edge at that size."""

    start: int
    edge: list[bytes]
    edges: dict[int, list[bytes]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    late: int = 0
    content: int = 0


def check_chunk(start: int, end: int, sizes: Sequence[int]) -> Chunk:
    """Verify the leaves from `start` (a multiple of CHUNK) to before `end`; `sizes`: of checkpoints that end in it."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(ROWS, [start, end])
        rows = cursor.fetchall()
        cursor.execute(NODES, [LEVEL, start, end])
        stored = cursor.fetchone()[0]
    found, head, nodes = Chunk(start, []), Head(), []
    wanted, row_at = set(sizes), {row[0]: row for row in rows}
    for index in range(start, end):
        row = row_at.get(index)
        if row is None:
            found.faults.append(Fault("leaf_missing", index))
            nodes += head.add(b"")
        else:
            _check(row, found)
            nodes += head.add(bytes(row[2]))
        if index + 1 in wanted:
            found.edges[index + 1] = list(head.edge)
    ours = b"".join(one for _node, one in sorted(nodes))
    if not found.faults and ours != bytes(stored or b""):
        found.faults.append(Fault("subtrees_changed", start, after=start, until=end))
    found.edge = head.edge
    return found


def _check(row: tuple[Any, ...], found: Chunk) -> None:
    index, entry_id, stored, sealed_at, content = row[:5]
    entry = SimpleNamespace(**dict(zip(FIELDS, row[5:], strict=True)))
    entry.facts = json.loads(entry.facts) if isinstance(entry.facts, str) else entry.facts
    fault = fault_of(index, entry_id, bytes(stored), content, entry)
    if fault is not None:
        found.faults.append(fault)
        return
    found.content += len(content)
    found.late += sealed_at - entry.recorded_at > LATE


def fault_of(index: int, entry_id: UUID, stored: bytes, content: bytes | None, entry: Any) -> Fault | None:
    """What is wrong with one entry and its leaf: its bytes against the leaf, its columns against its bytes."""
    if content is None or entry.id is None:
        return Fault("entry_missing", index, entry_id)
    if leaf_hash(bytes(content)) != stored:
        return Fault("entry_changed", index, entry_id, differing(content, entry))
    if canonical_bytes(entry) != bytes(content):
        return Fault("columns_changed", index, entry_id, differing(content, entry))
    return None


def differing(content: bytes, entry: Any) -> tuple[str, ...]:
    """Columns that say something else than the entry's bytes."""
    try:
        told = json.loads(bytes(content).removeprefix(PREFIX))
        return tuple(name for name in FIELDS if told.get(name) != plain(getattr(entry, name)))
    except (ValueError, AttributeError):
        return ("canonical",)
