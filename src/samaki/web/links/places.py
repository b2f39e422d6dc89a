"""Where kinds of units stand in the picture of the chain: two columns, the same in every area, so that areas can be compared. Pure.

Left stand kinds that hold steps of justice alone, in the order of the pathway: there it is a chain. Right stand all others, those who care
for the child or stand by it, in the order in which the fewest links must go round a box; of equal ones, that of the pathway.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import permutations

from samaki.countries.kinds import StepKind

LEFT, RIGHT = 0, 1

Pair = tuple[str, str]
"""Kind that asks, kind that is asked."""

Spot = tuple[int, int]
"""Column, row."""

TRIED = 6
"""Kinds on the right of which every order is tried."""


def spots(steps: Collection[StepKind], pairs: Collection[Pair]) -> dict[str, Spot]:
    """Kind -> its spot, of every kind that has a link."""
    kinds = _as_the_pathway(steps, {kind for pair in pairs for kind in pair})
    justice = {kind for kind in kinds if _of_justice(kind, steps)}
    left, right = tuple(one for one in kinds if one in justice), tuple(one for one in kinds if one not in justice)
    return dict(_placed(left, right, frozenset(pairs)))


def _as_the_pathway(steps: Iterable[StepKind], kinds: Collection[str]) -> list[str]:
    """In the order in which the pathway comes to them; those that hold no step last."""
    held = [kind for step in steps for kind in (step.default_holder, *step.may_hold)]
    return [one for one in dict.fromkeys([*held, *sorted(kinds)]) if one in kinds]


def _of_justice(kind: str, steps: Iterable[StepKind]) -> bool:
    """Whether it holds steps, and those of justice alone."""
    strands = {step.strand for step in steps if kind in step.may_hold}
    return strands == {"justice"}


@lru_cache(maxsize=64)
def _placed(left: tuple[str, ...], right: tuple[str, ...], pairs: frozenset[Pair]) -> tuple[tuple[str, Spot], ...]:
    rows = {kind: row for row, kind in enumerate(left)}
    # of more than these not every order is tried: they stand as the pathway comes to them
    orders: Iterable[Sequence[str]] = permutations(right) if len(right) <= TRIED else [right]
    best = min(orders, key=lambda order: _bends(order, pairs, rows))
    columns = ((LEFT, left), (RIGHT, best))
    return tuple((kind, (column, row)) for column, kinds in columns for row, kind in enumerate(kinds))


def _bends(order: Sequence[str], pairs: Iterable[Pair], others: dict[str, int]) -> float:
    """Boxes that links of this column go round, and half a row for each row that a link across falls or rises."""
    rows = {kind: row for row, kind in enumerate(order)}
    found = 0.0
    for asks, asked in pairs:
        if asks in rows and asked in rows:
            found += max(abs(rows[asks] - rows[asked]) - 1, 0)
        for here, there in ((asks, asked), (asked, asks)):
            if here in rows and there in others:
                found += abs(rows[here] - others[there]) / 2
    return found
