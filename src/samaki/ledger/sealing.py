"""The sealer: entries that wait become leaves, and the head of the log is signed. Its own database role; it can only add.

Acts never wait for it. Two sealers, or one killed at any moment: one at a time holds the sealer's lock, everything happens in
one transaction, and the next index is counted under the lock, so that the log has no gap and no fork (the primary key of
the leaf says so once more). An entry that becomes visible late is still waiting, and is sealed when it is there.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connections

from samaki.database import current_alias, session
from samaki.ledger.merkle import Head, Node, cover, is_consistent, leaf_hash
from samaki.ledger.models import LedgerCheckpoint
from samaki.ledger.notes import Signer
from samaki.ledger.proving import consistency, known_nodes
from samaki.vault.keyfile import kept_key

BATCH = 2000
"""Entries that are sealed in one transaction."""

GROWN_EVERY, QUIET_EVERY = timedelta(minutes=5), timedelta(minutes=10)
"""Between two checkpoints: when entries were added, and when nothing happened. Witnesses get one every 15 minutes at least."""

LOCK = 0x5A3A_C1_5EA1
"""Advisory lock of the sealer."""


class LogBroken(Exception):
    """The log is not the one that was signed: nothing is sealed over it. The text is a sentence for the operator."""


def signer() -> Signer:
    """The log's key, derived from the key file: never in the database or the data folder."""
    return Signer(Ed25519PrivateKey.from_private_bytes(kept_key("ledger-checkpoint")))


def seal(now: datetime, most: int = BATCH) -> int:
    """Seal up to `most` entries; returns how many. 0 also when another sealer is at work."""
    with session("sealer", now):
        if not _ask("select pg_try_advisory_xact_lock(%s)", LOCK)[0][0]:
            return 0
        last = last_checkpoint()
        if last is None and _is_empty():
            _adopt()
        elif last is not None and size_of_log() < last.size:
            raise LogBroken(f"The log is shorter than checkpoint {last.number} says: run ./samaki ledger verify.")
        found = _ask(
            "select w.entry_id, e.canonical from ledger_waiting w join ledger_entry e on e.id = w.entry_id"
            " order by w.entry_id limit %s",
            most,
        )
        if found:
            _append([entry for entry, _content in found], [leaf_hash(bytes(raw)) for _entry, raw in found], now)
        return len(found)


def seal_all(now: datetime) -> int:
    """Seal whatever waits, one transaction after the other."""
    total = 0
    while number := seal(now):
        total += number
    return total


def checkpoint(now: datetime) -> LedgerCheckpoint:
    """Sign the head as it is now; waits for a sealer that is at work."""
    with session("sealer", now):
        _ask("select pg_advisory_xact_lock(%s)", LOCK)
        last, head = last_checkpoint(), present_head()
        _check_goes_on(last, head)
        number, root = last.number + 1 if last else 1, head.root()
        made = LedgerCheckpoint(number=number, size=head.size, root=root, made_at=now)
        made.note = signer().sign(head.size, root, now)
        made.save(force_insert=True)
        return made


def checkpoint_if_due(now: datetime) -> LedgerCheckpoint | None:
    """A checkpoint when the last one is old enough (see GROWN_EVERY), or none was ever made."""
    with session("sealer", now):
        last = last_checkpoint()
        grown = last is None or size_of_log() > last.size
    if last is not None and last.made_at + (GROWN_EVERY if grown else QUIET_EVERY) > now >= last.made_at:
        return None
    return checkpoint(now)


def last_checkpoint() -> LedgerCheckpoint | None:
    """The newest one that this log signed."""
    return LedgerCheckpoint.objects.order_by("-number").first()


def size_of_log() -> int:
    """How many leaves there are."""
    return int(_ask("select coalesce(max(index) + 1, 0) from ledger_leaf")[0][0])


def present_head() -> Head:
    """The head, read from a few complete subtrees."""
    size = size_of_log()
    edge = cover(0, size)
    known = known_nodes(edge)
    return Head(size, [known[node] for node in edge])


def _check_goes_on(last: LedgerCheckpoint | None, head: Head) -> None:
    """A head that does not continue the last signed one is never signed: that would be a fork in our own hand."""
    if last is None:
        return
    try:
        proved = is_consistent(last.size, head.size, bytes(last.root), head.root(), consistency(last.size, head.size))
    except (KeyError, ValueError):  # it is shorter, or a subtree is missing
        proved = False
    if not proved:
        raise LogBroken(f"The log does not continue checkpoint {last.number}: run ./samaki ledger verify.")


def _append(entries: list[Any], leaves: list[bytes], now: datetime) -> None:
    head = present_head()
    indexes = list(range(head.size, head.size + len(leaves)))
    ended: list[tuple[Node, bytes]] = [node for leaf in leaves for node in head.add(leaf)]
    _do(
        "insert into ledger_leaf (index, entry_id, hash, sealed_at)"
        " select i, e, h, %s from unnest(%s::bigint[], %s::uuid[], %s::bytea[]) as t (i, e, h)",
        now, indexes, entries, leaves,
    )  # fmt: skip
    _do(
        "insert into ledger_node (level, index, hash) select * from unnest(%s::smallint[], %s::bigint[], %s::bytea[])",
        [level for (level, _index), _hash in ended],
        [index for (_level, index), _hash in ended],
        [found for _node, found in ended],
    )
    _do("delete from ledger_waiting where entry_id = any(%s::uuid[])", entries)


def _is_empty() -> bool:
    return not _ask("select 1 from ledger_leaf limit 1")


def _adopt() -> None:
    """Entries from before there was a sealer. Only into an empty log: later, what did not wait came past the application."""
    _do("insert into ledger_waiting (entry_id) select id from ledger_entry on conflict do nothing")


def _ask(question: str, *values: Any) -> list[tuple[Any, ...]]:
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchall()


def _do(statement: str, *values: Any) -> None:
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(statement, values)
