"""Linking lists of codes: every pair across two lists is compared, bit by bit; decoys tell how often nobody is as like as that."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from samaki.linkage import judging, model
from samaki.linkage.encoding import Coded
from samaki.linkage.problems import Unlinkable
from samaki.linkage.records import Birth, Place, Records
from samaki.linkage.spelling import NOTHING

MOST = 120_000
"""Records over all lists: each is compared with each of the other lists, so time grows with the square."""
ROWS, STEPS = 512, 100
LEAST_LIKE = 0.6
MOST_LIKELY = 0.999
Numbers = NDArray[np.int64]
Shares = NDArray[np.float64]


class Alike(NamedTuple):
    """Pairs across two lists, by their places among all records, and how alike their codes are (Dice, 0 to 1)."""

    left: Numbers
    right: Numbers
    like: Shares


def judged(lists: Sequence[Coded], threads: int | None = None) -> tuple[Any, str]:
    """A database and the name of its table of pairs, as `judging.judged` makes it, over the places in `records_of`. Raises Unlinkable."""
    whole = sum(len(one.ids) for one in lists)
    if len(lists) < 2:
        raise Unlinkable(
            "Codes are linked across lists: give two or more. Who stands twice on one list is found before it is encoded."
        )
    if whole > MOST:
        raise Unlinkable(
            f"There are {whole:,} codes. Every one is compared with every one of the other lists; at most {MOST:,} fit. Link by province."
        )
    starts = np.cumsum([0, *(len(one.ids) for one in lists)])
    place = np.cumsum(np.concatenate([~one.decoy for one in lists])) - 1
    found = []
    for a, b in combinations(range(len(lists)), 2):
        left, right, likely = _scored(lists[a], lists[b])
        found.append(Alike(place[left + starts[a]], place[right + starts[b]], likely))
    connection = model.opened(threads)
    _register(connection, records_of(lists).lists, found)
    return connection, judging.judged(connection, "likened", None)


def records_of(lists: Sequence[Coded]) -> Records:
    """The records without the decoys: lists and ids, and nothing else is told of them."""
    keys = [(one.list, key) for one in lists for key, nobody in zip(one.ids, one.decoy, strict=True) if not nobody]
    names, n, birth, place = [name for name, _key in keys], len(keys), Birth(None, None), Place(None, None, None)
    return Records(names, [key for _name, key in keys], [""] * n, [NOTHING] * n, [birth] * n, [None] * n, [place] * n)


def _register(connection: Any, sources: Sequence[str], found: list[Alike]) -> None:
    import pyarrow

    told = [pyarrow.array(np.concatenate([getattr(one, name) for one in found])) for name in Alike._fields]
    connection.register("pairs", pyarrow.table(told, names=["unique_id_l", "unique_id_r", "likely"]))
    connection.execute("""create table likened as select unique_id_l, unique_id_r, log2(likely / (1 - likely)) as match_weight
        from pairs where likely > 0.001""")
    columns = [pyarrow.array(range(len(sources)), pyarrow.int64()), pyarrow.array(sources, pyarrow.string())]
    connection.register("told", pyarrow.table(columns, names=["unique_id", "source"]))
    connection.execute("create table people as select * from told")


def _scored(one: Coded, other: Coded) -> Alike:
    """The pairs of real records with how likely they are one person in the place of how alike."""
    pairs = compared(one, other)
    decoys = one.decoy[pairs.left], other.decoy[pairs.right]
    real, mixed = ~decoys[0] & ~decoys[1], decoys[0] ^ decoys[1]
    a, b = (~one.decoy).sum(), (~other.decoy).sum()
    chances = a * other.decoy.sum() + one.decoy.sum() * b
    if not chances:
        raise Unlinkable(
            f"{one.list} and {other.list} hold no decoys, which tell how often codes are alike by chance. Encode them with ./samaki encode."
        )
    likely = _likely(pairs.like[real], pairs.like[mixed], float(a * b / chances))
    return Alike(pairs.left[real], pairs.right[real], likely)


def _likely(real: Shares, mixed: Shares, times: float) -> Shares:
    """1 less the share that decoys make expected among pairs as alike as this; never less where they are more alike."""
    edges = np.linspace(LEAST_LIKE, 1, STEPS + 1)
    kernel = np.ones(3) / 3
    seen, chance = (np.convolve(np.histogram(like, edges)[0], kernel, "same") for like in (real, mixed))
    share = 1 - times * chance / np.maximum(seen, times * chance + 1e-9)
    rising = np.clip(np.maximum.accumulate(share), 0, MOST_LIKELY)
    at = np.clip(np.searchsorted(edges, real, "right") - 1, 0, STEPS - 1)
    return np.asarray(rising[at], float)


def compared(one: Coded, other: Coded) -> Alike:
    """All pairs at least LEAST_LIKE alike, a block of rows at a time."""
    rows, columns = (np.unpackbits(side.bits, axis=1).astype(np.float32) for side in (one, other))
    set_in, found = columns.sum(axis=1), []
    for start in range(0, len(rows), ROWS):
        block = rows[start : start + ROWS]
        like = block @ columns.T
        like *= 2
        like /= block.sum(axis=1)[:, None] + set_in[None, :] + 1e-6
        left, right = np.nonzero(like >= LEAST_LIKE)
        found.append((left + start, right, like[left, right].astype(float)))
    left, right, alike = (np.concatenate(part) for part in zip(*found, strict=True))
    return Alike(left, right, alike)
