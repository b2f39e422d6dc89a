"""From judged pairs to people: clusters, capture histories of lists for `./samaki mse`, and the pairs that somebody should look at."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple


class Pair(NamedTuple):
    """Two records by their places, and how likely the model holds it that they are of one person (0 to 1)."""

    left: int
    right: int
    likely: float


def pairs_at_least(connection: Any, table: str, likely: float) -> list[Pair]:
    """The pairs of the table, the likeliest first."""
    query = f"select unique_id_l, unique_id_r, match_probability from {table} where match_probability >= ? order by 3 desc, 1, 2"  # noqa: S608
    return [Pair(*row) for row in connection.execute(query, [likely]).fetchall()]


def clusters(pairs: Iterable[Pair], records: int) -> list[int]:
    """For each record the first record of its person: whoever hangs together by a pair is one."""
    of = list(range(records))

    def first(at: int) -> int:
        while of[at] != at:
            of[at] = at = of[of[at]]
        return at

    for pair in pairs:
        one, other = sorted((first(pair.left), first(pair.right)))
        of[other] = one
    return [first(at) for at in range(records)]


def histories(of: Sequence[int], lists: Sequence[str]) -> Mapping[frozenset[str], int]:
    """How many people are on exactly these lists."""
    found: dict[int, set[str]] = defaultdict(set)
    for at, name in zip(of, lists, strict=True):
        found[at].add(name)
    return Counter(frozenset(on) for on in found.values())
