"""Proofs from the stored leaves and subtrees: a few rows each, however long the log is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connections

from samaki.database import current_alias
from samaki.ledger.merkle import Node, consistency_ranges, hashes_of, inclusion_ranges, nodes_of
from samaki.ledger.models import LedgerCheckpoint, LedgerLeaf


@dataclass(frozen=True)
class Inclusion:
    """That a leaf is in the log: under `checkpoint` by the hashes of `path`, or (without one) not signed for yet."""

    leaf: LedgerLeaf
    checkpoint: LedgerCheckpoint | None
    path: tuple[bytes, ...] = ()


def inclusion(leaf: LedgerLeaf, size: int | None = None) -> Inclusion:
    """The proof under the first checkpoint that holds the leaf; `size`: under one of that size, if there is one."""
    signed = LedgerCheckpoint.objects.filter(size__gt=leaf.index).order_by("number")
    found = (signed.filter(size=size) if size is not None else signed).first()
    if found is None:
        return Inclusion(leaf, None)
    ranges = inclusion_ranges(leaf.index, found.size)
    return Inclusion(leaf, found, tuple(hashes_of(ranges, known_nodes(nodes_of(ranges)))))


def consistency(first: int, second: int) -> list[bytes]:
    """That the log of `first` leaves is the beginning of that of `second`; empty for 0 leaves and for equal sizes."""
    if first in (0, second):
        return []
    ranges = consistency_ranges(first, second)
    return hashes_of(ranges, known_nodes(nodes_of(ranges)))


def known_nodes(nodes: Iterable[Node]) -> dict[Node, bytes]:
    """The stored hashes of these complete subtrees, leaves among them."""
    wanted = list(nodes)
    leaves = [index for level, index in wanted if level == 0]
    above = [(level, index) for level, index in wanted if level]
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select 0, index, hash from ledger_leaf where index = any(%s::bigint[])", [leaves])
        rows = cursor.fetchall()
        cursor.execute(
            "select n.level, n.index, n.hash from ledger_node n"
            " join unnest(%s::smallint[], %s::bigint[]) as t (level, index) on (n.level, n.index) = (t.level, t.index)",
            [[level for level, _index in above], [index for _level, index in above]],
        )
        rows += cursor.fetchall()
    return {(level, index): bytes(found) for level, index, found in rows}
