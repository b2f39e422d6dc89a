"""Verifying everything: each entry against its leaf, the leaves against every signed checkpoint, and what was never sealed.

The first bad entry is named while the stored leaf hashes survive; where entry and leaf were both rewritten, the interval between
two checkpoints. A log that was rewritten and signed anew as a whole is only caught by a checkpoint that is kept elsewhere.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connections

from samaki.database import current_alias
from samaki.ledger.chunks import CHUNK, Chunk, Fault, check_chunk
from samaki.ledger.merkle import Head, folded
from samaki.ledger.models import LedgerCheckpoint
from samaki.ledger.notes import BadNote, Checkpoint, read
from samaki.ledger.proving import consistency
from samaki.ledger.sealing import size_of_log

Task = tuple[int, int, list[int]]
"""(start, end, sizes of checkpoints that end in it)."""

UNSEALED = """select e.id from ledger_entry e where not exists (select 1 from ledger_leaf l where l.entry_id = e.id)
and not exists (select 1 from ledger_waiting w where w.entry_id = e.id) order by e.id limit 1"""

GONE = """select w.entry_id from ledger_waiting w
where not exists (select 1 from ledger_entry e where e.id = w.entry_id) order by w.entry_id limit 1"""


@dataclass
class Verdict:
    """What was verified. `faults`: the worst place first; empty when all is well. `root`: of the leaves as stored;
    `proofs`: held note -> the hashes that prove it a beginning of this log."""

    size: int
    root: bytes = b""
    checkpoints: int = 0
    waiting: int = 0
    late: int = 0
    content: int = 0
    proofs: dict[str, list[bytes]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def verify(vkey: str, held: Iterable[str] = (), run: Callable[[list[Task]], Iterable[Chunk]] | None = None) -> Verdict:
    """Everything in the open session (auditor). `held`: notes that somebody keeps elsewhere; `run`: verifies chunks, in order,
    by more than one process."""
    notes, faults = _notes(held, vkey)
    rows = list(LedgerCheckpoint.objects.order_by("number"))
    found = Verdict(size_of_log(), checkpoints=len(rows))
    sizes = {row.size for row in rows} | {note.size for note in notes.values()}
    roots = _walk(found, sorted(sizes), run or _one_by_one)
    signed = _signed(rows, vkey, roots, found.size)
    found.faults = sorted(found.faults, key=lambda one: one.index or 0) + _unsealed() + signed + faults
    for text, note in notes.items():
        if (fault := _against(note, roots, found.size)) is not None:
            found.faults.append(fault)
        elif not found.faults:
            found.proofs[text] = consistency(note.size, found.size)
    found.waiting = _ask("select count(*) from ledger_waiting")[0][0]
    return found


def tasks(size: int, sizes: Iterable[int]) -> list[Task]:
    """The log in chunks."""
    ends: dict[int, list[int]] = {}
    for one in sizes:
        if 0 < one <= size:
            ends.setdefault((one - 1) // CHUNK, []).append(one)
    return [(start, min(start + CHUNK, size), ends.get(start // CHUNK, [])) for start in range(0, size, CHUNK)]


def _one_by_one(given: list[Task]) -> Iterable[Chunk]:
    return (check_chunk(*task) for task in given)


def _walk(found: Verdict, sizes: list[int], run: Callable[[list[Task]], Iterable[Chunk]]) -> dict[int, bytes]:
    """Size -> root, for each size up to the log's; adds what the chunks found."""
    head, roots = Head(), {0: folded([])}
    edge: list[bytes] = []
    for chunk in run(tasks(found.size, sizes)):
        roots |= {size: folded(head.edge + partial) for size, partial in chunk.edges.items()}
        found.faults += chunk.faults
        found.late += chunk.late
        found.content += chunk.content
        edge = head.edge + chunk.edge
        if len(chunk.edge) == 1:  # a whole chunk, or the single leaf of the last one
            head.add(chunk.edge[0])
    found.root = folded(edge)
    return roots


def _signed(rows: list[LedgerCheckpoint], vkey: str, roots: dict[int, bytes], size: int) -> list[Fault]:
    """The stored checkpoints: numbers without gaps, notes that say what the rows say, roots that are those of the leaves."""
    faults: list[Fault] = []
    good = 0
    for number, row in enumerate(rows, 1):
        if row.number != number:
            return [*faults, Fault("checkpoint_missing", number=number)]
        try:
            note = read(row.note, vkey)
        except BadNote:
            return [*faults, Fault("checkpoint_signature", number=number)]
        if (note.size, note.root) != (row.size, bytes(row.root)) or row.size < good:
            return [*faults, Fault("checkpoint_changed", number=number)]
        if row.size > size:
            return [*faults, Fault("truncated", size, after=size, until=row.size, number=number)]
        if roots[row.size] != note.root:
            return [*faults, Fault("interval", good, after=good, until=row.size, number=number)]
        good = row.size
    return faults


def _notes(held: Iterable[str], vkey: str) -> tuple[dict[str, Checkpoint], list[Fault]]:
    notes: dict[str, Checkpoint] = {}
    faults: list[Fault] = []
    for text in held:
        try:
            notes[text] = read(text, vkey)
        except BadNote:
            faults.append(Fault("held_signature"))
    return notes, faults


def _against(note: Checkpoint, roots: dict[int, bytes], size: int) -> Fault | None:
    """A checkpoint that is kept elsewhere, against the leaves."""
    if note.size > size:
        return Fault("held_truncated", size, after=size, until=note.size)
    return Fault("held_forked", after=0, until=note.size) if roots[note.size] != note.root else None


def contents() -> Iterator[str]:
    """Every sealed entry's canonical bytes in base64, in the order of the leaves; an entry that is gone is an empty line."""
    question = """select e.canonical from ledger_leaf l left join ledger_entry e on e.id = l.entry_id
    where l.index >= %s and l.index < %s order by l.index"""
    for start, end, _sizes in tasks(size_of_log(), []):
        with connections[current_alias()].cursor() as cursor:
            cursor.execute(question, [start, end])
            for (content,) in cursor.fetchall():
                yield base64.b64encode(bytes(content or b"")).decode()


def _unsealed() -> list[Fault]:
    """Entries that came past the application, and such as were deleted before they were sealed."""
    past = [Fault("never_sealed", entry=row[0]) for row in _ask(UNSEALED)]
    return past + [Fault("deleted_unsealed", entry=row[0]) for row in _ask(GONE)]


def _ask(question: str) -> list[tuple[Any, ...]]:
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()
