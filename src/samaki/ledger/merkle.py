"""The Merkle tree of RFC 9162, section 2.1: values in, values out.

A leaf is SHA-256 of 0x00 and its bytes, a node SHA-256 of 0x01 and its two children; a tree of n leaves splits at the largest
power of two below n. A complete subtree is named by (level, index): it covers the leaves from index * 2^level on, 2^level of
them. Every range that a proof needs begins where a complete subtree begins, so a few complete subtrees cover it: that is what
makes a head of millions of leaves, and a proof, cost log n.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

Node = tuple[int, int]
"""(level, index) of a complete subtree; level 0 is a leaf."""

EMPTY = sha256(b"").digest()
"""The root of the tree that has no leaf."""


def leaf_hash(content: bytes) -> bytes:
    """32 bytes."""
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """32 bytes of the parent of two nodes."""
    return sha256(b"\x01" + left + right).digest()


def cover(start: int, end: int) -> list[Node]:
    """The complete subtrees of the leaves from `start` to before `end`, from left to right. `start` must be aligned to the
    largest of them, as all ranges of a tree are (RFC 9162: 0 or a multiple of the power of two that split it off)."""
    found: list[Node] = []
    while start < end:
        level = (end - start).bit_length() - 1
        if start % (1 << level):
            raise ValueError(f"No subtree of the tree begins at {start} and ends at {end}.")
        found.append((level, start >> level))
        start += 1 << level
    return found


def folded(hashes: Sequence[bytes]) -> bytes:
    """The hash of a range from the hashes of its cover; of nothing the empty tree's."""
    if not hashes:
        return EMPTY
    right = hashes[-1]
    for left in reversed(hashes[:-1]):
        right = node_hash(left, right)
    return right


def levels(leaves: bytes) -> list[bytes]:
    """Every complete subtree of these leaves (32 bytes each, joined): by level from 0 on, the hashes of a level joined."""
    found = [leaves]
    while len(found[-1]) >= 64:
        below = found[-1]
        pairs = range(0, len(below) - 63, 64)
        found.append(b"".join([sha256(b"\x01" + below[at : at + 64]).digest() for at in pairs]))
    return found


def edge(found: Sequence[bytes], size: int) -> list[bytes]:
    """The hashes of `cover(0, size)`, from `levels` of at least as many leaves."""
    return [found[level][32 * index : 32 * index + 32] for level, index in cover(0, size)]


class Head:
    """The right edge of a tree: its size and the hashes of `cover(0, size)`. Enough to add leaves and to tell the root."""

    def __init__(self, size: int = 0, edge: Iterable[bytes] = ()) -> None:
        self.size, self.edge = size, list(edge)
        if len(self.edge) != size.bit_count():
            raise ValueError(f"The edge of a tree of {size} leaves has {size.bit_count()} subtrees.")

    def add(self, leaf: bytes) -> list[tuple[Node, bytes]]:
        """One leaf more; the complete subtrees above it that it ends, the lowest first."""
        ended: list[tuple[Node, bytes]] = []
        level, index, found = 0, self.size, leaf
        while index & 1:
            found, index, level = node_hash(self.edge.pop(), found), index >> 1, level + 1
            ended.append(((level, index), found))
        self.edge.append(found)
        self.size += 1
        return ended

    def root(self) -> bytes:
        """Of all leaves so far."""
        return folded(self.edge)


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """The ranges whose hashes are the proof that leaf `index` is in the tree of `size` leaves, the nearest first (2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError(f"There is no leaf {index} in a tree of {size}.")
    start, end, found = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return found[::-1]


def consistency_ranges(first: int, second: int) -> list[tuple[int, int]]:
    """The ranges whose hashes prove that the tree of `first` leaves is the beginning of that of `second` (2.1.4.1)."""
    if not 0 < first <= second:
        raise ValueError(f"A tree of {second} leaves is not proved against one of {first}.")
    start, end, whole, found = 0, second, True, []
    while first != end:
        middle = start + _split(end - start)
        if first <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start, whole = middle, False
    return ([] if whole else [(start, end)]) + found[::-1]


def nodes_of(ranges: Iterable[tuple[int, int]]) -> set[Node]:
    """All complete subtrees that these ranges need."""
    return {node for start, end in ranges for node in cover(start, end)}


def hashes_of(ranges: Iterable[tuple[int, int]], known: Mapping[Node, bytes]) -> list[bytes]:
    """The hash of each range. Raises KeyError for a subtree that is not known."""
    return [folded([known[node] for node in cover(start, end)]) for start, end in ranges]


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows this leaf at this place of the tree with this root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for one in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(one, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, one)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(first: int, second: int, old_root: bytes, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows the tree with `old_root` to be the beginning of the one with `root` (RFC 9162, 2.1.4.2)."""
    if first == second:
        return not proof and old_root == root
    if first == 0:  # the empty tree is the beginning of every tree
        return not proof and old_root == EMPTY
    path = list(proof) if first & (first - 1) else [old_root, *proof]
    if not 0 < first < second or not path:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for one in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(one, old), node_hash(one, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, one)
        place, last = place >> 1, last >> 1
    return last == 0 and old == old_root and new == root


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)
