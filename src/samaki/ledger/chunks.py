"""A stretch of the log against its entries: what one process verifies at a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import accumulate, pairwise
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db import DataError, connections, transaction

from samaki.database import current_alias
from samaki.ledger.canonical import FIELDS, PREFIX, canonical_bytes, plain
from samaki.ledger.columns import AGREES, SAID, TIMES
from samaki.ledger.merkle import edge, leaf_hash, levels

LEVEL = 12
CHUNK = 1 << LEVEL
"""Leaves of a chunk: a complete subtree, but for the last one."""

LATE = timedelta(hours=1)
"""Sealed so long after the time that the entry itself tells: the sealer stood, or the entry is dated back."""

WITHIN = "case when e.{0} between '0001-01-02' and '9999-12-30' then e.{0} end"
"""A time that no program can read is none, so that it is named and stops nothing."""

COLUMNS = ", ".join(WITHIN.format(name) if name in TIMES else f"e.{name}" for name in FIELDS)

ROWS = f"""select l.index, l.entry_id, coalesce(l.hash, ''), l.sealed_at, e.canonical, {COLUMNS}
from ledger_leaf l left join ledger_entry e on e.id = l.entry_id where l.index >= %s and l.index < %s order by l.index"""  # noqa: S608 - of constants

AT_ONCE = """select array_agg(index), string_agg(hash, ''::bytea), string_agg(canonical, ''::bytea),
array_agg(octet_length(canonical)), count(*) filter (where sealed_at - recorded_at > %s)
from (select l.index, l.hash, l.sealed_at, e.recorded_at, e.canonical
  from ledger_leaf l left join ledger_entry e on e.id = l.entry_id where l.index >= %s and l.index < %s order by l.index) one"""

DISAGREE = f"""select count(*) from (select e.canonical, e.facts, {SAID}
  from ledger_leaf l join ledger_entry e on e.id = l.entry_id where l.index >= %s and l.index < %s offset 0) one
where not coalesce({AGREES}, false)"""  # noqa: S608 - of constants

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
    found = Chunk(start, [])
    leaves = _whole(found, end) or _one_by_one(found, end)
    nodes = levels(leaves)
    found.edge = edge(nodes, end - start)
    found.edges = {size: edge(nodes, size - start) for size in sizes}
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(NODES, [LEVEL, start, end])
        stored = bytes(cursor.fetchone()[0] or b"")
    if not found.faults and b"".join(nodes[1:]) != stored:
        found.faults.append(Fault("subtrees_changed", start, after=start, until=end))
    return found


def _whole(found: Chunk, end: int) -> bytes:
    """The hashes of the leaves, joined, where the chunk as a whole is well; nothing where it must be read one by one."""
    connection = connections[current_alias()].connection
    with connection.cursor(binary=True) as cursor:
        cursor.execute(AT_ONCE, [LATE, found.start, end])
        indexes, leaves, content, lengths, late = cursor.fetchone()
    if indexes != list(range(found.start, end)) or None in lengths:
        return b""
    ends = list(accumulate(lengths, initial=0))
    if b"".join([leaf_hash(content[at:to]) for at, to in pairwise(ends)]) != leaves or not _agree(found.start, end):
        return b""
    found.content, found.late = len(content), late
    return bytes(leaves)


def _agree(start: int, end: int) -> bool:
    """Whether the database finds the columns of these entries in their bytes."""
    connection = connections[current_alias()]
    try:
        with transaction.atomic(connection.alias), connection.cursor() as cursor:
            cursor.execute(DISAGREE, [start, end])
            return bool(cursor.fetchone()[0] == 0)
    except DataError:  # bytes that are no JSON where the facts should stand
        return False


def _one_by_one(found: Chunk, end: int) -> bytes:
    """The same, each entry by itself, so that what is wrong is named; where a leaf is missing stand zero bytes."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(ROWS, [found.start, end])
        row_at = {row[0]: row for row in cursor.fetchall()}
    for index in range(found.start, end):
        if index in row_at:
            _check(row_at[index], found)
        else:
            found.faults.append(Fault("leaf_missing", index))
    hashes = (bytes(row_at[index][2]) if index in row_at else b"" for index in range(found.start, end))
    return b"".join(one[:32].ljust(32, b"\x00") for one in hashes)


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
    try:
        same = canonical_bytes(entry) == bytes(content)
    except TypeError:  # facts with a float, which no entry holds
        same = False
    return None if same else Fault("columns_changed", index, entry_id, differing(content, entry))


def differing(content: bytes, entry: Any) -> tuple[str, ...]:
    """Columns that say something else than the entry's bytes."""
    try:
        told = json.loads(bytes(content).removeprefix(PREFIX))
        return tuple(name for name in FIELDS if not _says(told.get(name), getattr(entry, name)))
    except (ValueError, AttributeError):
        return ("canonical",)


def _says(told: Any, column: Any) -> bool:
    try:
        return bool(told == plain(column))
    except TypeError:
        return False
