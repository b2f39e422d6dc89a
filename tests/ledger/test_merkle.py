"""The tree is that of RFC 9162: against the definitions of the text, and the vectors that the logs of the Web use."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samaki.ledger.merkle import (
    EMPTY,
    Head,
    consistency_ranges,
    edge,
    hashes_of,
    inclusion_ranges,
    is_consistent,
    is_included,
    leaf_hash,
    levels,
    nodes_of,
)

VECTORS = [b"", b"\x00", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43",
           b"\x50\x51\x52\x53\x54\x55\x56\x57", bytes(range(0x60, 0x70))]  # fmt: skip
"""Leaves of the reference tests of Certificate Transparency."""

ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def mth(leaves):
    """MTH of 2.1.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = largest_power_below(len(leaves))
    return sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m, leaves):
    """PATH of 2.1.3.1, word for word."""
    if len(leaves) == 1:
        return []
    k = largest_power_below(len(leaves))
    return [*path(m, leaves[:k]), mth(leaves[k:])] if m < k else [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m, leaves, whole):
    """SUBPROOF of 2.1.4.1, word for word."""
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = largest_power_below(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


def largest_power_below(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def grown(leaves):
    """(head, complete subtrees) after these leaves, one by one."""
    head, known = Head(), {}
    for index, content in enumerate(leaves):
        known[0, index] = leaf_hash(content)
        known.update(head.add(leaf_hash(content)))
    return head, known


def test_the_roots_are_those_of_the_reference_vectors():
    for size, root in enumerate(ROOTS, 1):
        assert grown(VECTORS[:size])[0].root().hex() == root
    assert Head().root() == EMPTY == mth([])


def test_the_proofs_are_those_of_the_reference_vectors():
    _head, known = grown(VECTORS)
    got = [one.hex() for one in hashes_of(inclusion_ranges(5, 8), known)]
    assert got == ["bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                   "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                   "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]  # fmt: skip
    assert [one.hex() for one in hashes_of(consistency_ranges(6, 8), known)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]  # fmt: skip


def test_every_proof_of_every_tree_up_to_33_leaves_is_that_of_the_text_and_holds():
    content = [bytes([number]) for number in range(33)]
    _head, known = grown(content)
    for size in range(1, 34):
        root = mth(content[:size])
        for index in range(size):
            proof = hashes_of(inclusion_ranges(index, size), known)
            assert proof == path(index, content[:size])
            assert is_included(known[0, index], index, size, proof, root)
            first = index + 1
            proof = hashes_of(consistency_ranges(first, size), known)
            assert proof == subproof(first, content[:size], True)
            assert is_consistent(first, size, mth(content[:first]), root, proof)


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=80), st.data())
def test_a_proof_of_anything_else_is_refused(content, data):
    size = len(content)
    head, known = grown(content)
    index = data.draw(st.integers(0, size - 1))
    proof = hashes_of(inclusion_ranges(index, size), known)
    assert is_included(known[0, index], index, size, proof, head.root())
    assert not is_included(leaf_hash(b"another"), index, size, proof, head.root())
    assert not is_included(known[0, index], index, size, proof, EMPTY)
    assert not is_included(known[0, index], index, size, [*proof, EMPTY], head.root())
    assert not is_included(known[0, index], size, size, proof, head.root())
    for place in range(len(proof)):
        assert not is_included(known[0, index], index, size, proof[:place] + proof[place + 1 :], head.root())
        assert not is_included(known[0, index], index, size, [*proof[:place], EMPTY, *proof[place + 1 :]], head.root())


@given(st.integers(2, 200), st.data())
def test_a_forked_history_has_no_proof_of_consistency(size, data):
    first = data.draw(st.integers(1, size - 1))
    changed = data.draw(st.integers(0, first - 1))
    content = [b"%d" % number for number in range(size)]
    forked = [*content[:changed], b"changed", *content[changed + 1 :]]
    old, (new, known) = mth(content[:first]), grown(forked)
    proof = hashes_of(consistency_ranges(first, size), known)
    assert not is_consistent(first, size, old, new.root(), proof)
    assert is_consistent(first, size, mth(forked[:first]), new.root(), proof)


@given(st.lists(st.binary(max_size=3), max_size=60), st.lists(st.binary(max_size=3), max_size=60))
def test_a_head_goes_on_from_its_edge(earlier, later):
    head, _known = grown(earlier)
    again = Head(head.size, head.edge)
    for content in later:
        again.add(leaf_hash(content))
    assert again.root() == mth(earlier + later)


@given(st.integers(1, 10**9), st.data())
def test_a_proof_over_a_milliard_of_leaves_needs_a_few_subtrees(size, data):
    index = data.draw(st.integers(0, size - 1))
    assert len(nodes_of(inclusion_ranges(index, size))) <= 2 * size.bit_length()
    assert len(nodes_of(consistency_ranges(index + 1, size))) <= 2 * size.bit_length() + 1


def test_a_head_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="edge"):
        Head(3, [EMPTY])
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_ranges(3, 3)
    with pytest.raises(ValueError, match="not proved"):
        consistency_ranges(4, 3)


@given(st.integers(0, 70), st.integers(0, 70))
def test_all_subtrees_at_once_are_those_of_one_leaf_after_the_other(size, part):
    leaves = [leaf_hash(bytes([one])) for one in range(size)]
    found, head, nodes, edges = levels(b"".join(leaves)), Head(), [], [[]]
    for one in leaves:
        nodes += head.add(one)
        edges.append(list(head.edge))
    assert b"".join(found[1:]) == b"".join(one for _node, one in sorted(nodes))
    part = min(part, size)
    assert edge(found, part) == edges[part]
