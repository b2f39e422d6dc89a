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


def settled(pairs: Iterable[Pair], verdicts: Mapping[tuple[int, int], bool]) -> list[Pair]:
    """The pairs with what people said of them: 1 for one person, 0 for two; pairs that only people named are added. The likeliest first."""
    found = {(pair.left, pair.right): pair.likely for pair in pairs} | {
        key: float(same) for key, same in verdicts.items()
    }
    return sorted(
        (Pair(*key, likely) for key, likely in found.items()), key=lambda pair: (-pair.likely, pair.left, pair.right)
    )


def pairs_at_least(connection: Any, table: str, likely: float) -> list[Pair]:
    """The pairs of the table, the likeliest first."""
    query = f"select unique_id_l, unique_id_r, match_probability from {table} where match_probability >= ? order by 3 desc, 1, 2"  # noqa: S608
    return [Pair(*row) for row in connection.execute(query, [likely]).fetchall()]


def clusters(pairs: Iterable[Pair], records: int, apart: Iterable[tuple[int, int]] = ()) -> list[int]:
    """For each record the first record of its person: whoever hangs together by a pair is one, the likeliest pair first.

    `apart`: two records that somebody found to be two people; no pair that would bring them together counts.
    """
    of = list(range(records))
    rivals: dict[int, set[int]] = defaultdict(set)
    for left, right in apart:
        rivals[left].add(right)
        rivals[right].add(left)

    def first(at: int) -> int:
        while of[at] != at:
            of[at] = at = of[of[at]]
        return at

    for pair in pairs:
        one, other = sorted((first(pair.left), first(pair.right)))
        if one == other or other in {first(at) for at in rivals.get(one, ())}:
            continue
        of[other] = one
        for rival in rivals.pop(other, ()):
            rivals[one].add(rival)
            rivals[first(rival)].add(one)
    return [first(at) for at in range(records)]


def histories(of: Sequence[int], lists: Sequence[str]) -> Mapping[frozenset[str], int]:
    """How many people are on exactly these lists."""
    found: dict[int, set[str]] = defaultdict(set)
    for at, name in zip(of, lists, strict=True):
        found[at].add(name)
    return Counter(frozenset(on) for on in found.values())
