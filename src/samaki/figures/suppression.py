"""Which cells of a table are not shown, so that no small count can be worked out: primary and complementary suppression.

Primary: every count below `FEWEST`, zero included, for "none of them" tells of each of them. Complementary: the least loss of others so
that for every primary cell, by itself, both a table with 0 and one with `FEWEST - 1` in its place agree with everything that is shown
(Fischetti and Salazar 2001, the model with one flow of deviations for each cell and direction, solved by HiGHS through
`scipy.optimize.milp`). The pattern is chosen for counts shown exactly; rounding then only takes more from the attacker.
`disclosure.attack`, which knows nothing of how the pattern was found, is asked at the end, always: a pattern that does not hold is never
returned.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import log2
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_diag, coo_matrix, hstack, identity, vstack

from samaki.figures.disclosure import (
    FEWEST,
    CannotProtect,
    Counts,
    Key,
    Shown,
    Sum,
    attack,
    blocks,
    check,
    matrix,
    rounded,
)

TOTAL = 20.0
"""How many times dearer it is to hide a total than a part of the same size: totals are what most readers come for."""

SECONDS = 20.0
"""So long the search for the least loss may take in one block; then the best pattern found so far, or all inner cells, is taken."""


@dataclass(frozen=True)
class Pattern:
    """`primary`: too small to be shown; `complementary`: would tell of those."""

    primary: frozenset[Key]
    complementary: frozenset[Key]

    @property
    def hidden(self) -> frozenset[Key]:
        """All that is not shown. Which of the two a cell is must not be told."""
        return self.primary | self.complementary


def suppressed(
    counts: Counts, *, fewest: int = FEWEST, known: Collection[Key] = (), secret: Collection[Key] = ()
) -> Pattern:
    """The pattern of a table. `known`: cells that an earlier publication shows, so hiding them hides nothing; `secret`: cells that it
    hides, so showing them now would tell of others then.

    Raises BadTable; CannotProtect where what is known tells already, or where a known cell is small itself.
    """
    check(counts)
    primary = frozenset(key for key, count in counts.cells.items() if count < fewest)
    if told := primary & frozenset(known):
        raise CannotProtect(told)
    more = set(secret) & counts.cells.keys() - primary
    for keys, sums in blocks(counts.cells, counts.sums):
        if small := primary & keys:
            more |= _beside(small, keys, sums, counts, fewest, frozenset(known) & keys - more)
    return Pattern(primary, frozenset(more))


def shown(counts: Counts, pattern: Pattern, base: int = 1) -> dict[Key, int | None]:
    """What is published: counts rounded to `base`, `None` for what is hidden."""
    return {key: None if key in pattern.hidden else rounded(count, base) for key, count in counts.cells.items()}


def exposed(
    published: Shown, sums: tuple[Sum, ...], small: Collection[Key], *, base: int = 1, fewest: int = FEWEST
) -> list[Key]:
    """Which small cells can be told to be more than small, by the attack on what is published."""
    found = attack(published, sums, base=base, fewest=fewest, targets=small)
    return sorted(key for key in small if key not in found or not found[key].protects(fewest))


def _beside(small: frozenset[Key], keys: frozenset[Key], sums: tuple[Sum, ...], counts: Counts, fewest: int,
            known: frozenset[Key]) -> frozenset[Key]:  # fmt: skip
    """The complementary cells of one block. Three tries, each proved by the attack: the least loss; every part; everything."""
    inner = keys - {one.total for one in sums}
    tries = (lambda: _least(small, keys, sums, counts, fewest, known), lambda: inner - known, lambda: keys - known)
    left: list[Key] = []
    for chosen in tries:
        hidden = chosen()
        if hidden is None:
            continue
        published = {key: None if key in hidden | small else counts.cells[key] for key in keys}
        left = exposed(published, sums, small, fewest=fewest)
        if not left:
            return frozenset(hidden) - small
    raise CannotProtect(left)


def _least(small: frozenset[Key], keys: frozenset[Key], sums: tuple[Sum, ...], counts: Counts, fewest: int,
           known: frozenset[Key]) -> frozenset[Key] | None:  # fmt: skip
    """The mixed integer programme: whether each cell is hidden, and for each small cell and direction the deviations that hide it.

    None where the solver found nothing in its time.
    """
    order = {key: at for at, key in enumerate(sorted(keys))}
    if not sums:
        return frozenset()
    values = np.array([counts.cells[key] for key in order], dtype=float)
    most = 4.0 * (
        fewest - 1
    )  # deviations beyond this are never needed in a table of two ways; a cap keeps the programme tight
    wanted = [(order[key], aim - counts.cells[key]) for key in sorted(small) for aim in (0, fewest - 1)]
    wanted = [(at, change) for at, change in wanted if change]
    answer = milp(
        np.concatenate([_weights(order, sums, values), np.zeros(len(wanted) * len(order))]),
        constraints=_constraints(matrix(order, sums), np.minimum(values, most), most, wanted),
        integrality=np.concatenate([np.ones(len(order)), np.zeros(len(wanted) * len(order))]),
        bounds=_bounds(order, small, known, wanted),
        options={"time_limit": SECONDS},
    )
    if answer.x is None:
        return None
    return frozenset(key for key, at in order.items() if answer.x[at] > 0.5)


def _weights(order: Mapping[Key, int], sums: tuple[Sum, ...], values: Any) -> Any:
    """What hiding a cell loses: more for larger ones, far more for totals; the place in the order breaks ties the same way each time."""
    totals = {one.total for one in sums}
    dear = np.array([TOTAL if key in totals else 1.0 for key in order])
    size = np.array([log2(2 + value) for value in values])
    return dear * size + 1e-4 * np.arange(len(order)) / len(order)


def _bounds(
    order: Mapping[Key, int], small: frozenset[Key], known: frozenset[Key], wanted: list[tuple[int, int]]
) -> Bounds:
    """Small cells are hidden, known ones are not; of each flow, the deviation of its own cell is at least what is wanted."""
    number = len(order)
    low = np.concatenate([np.zeros(number), np.full(number * len(wanted), -np.inf)])
    high = np.concatenate([np.ones(number), np.full(number * len(wanted), np.inf)])
    for key, at in order.items():
        low[at], high[at] = float(key in small), float(key not in known)
    for flow, (at, change) in enumerate(wanted, start=1):
        place = flow * number + at
        (high if change < 0 else low)[place] = change
    return Bounds(low, high)


def _constraints(balance: Any, down: Any, most: float, wanted: list[tuple[int, int]]) -> list[LinearConstraint]:
    """Deviations keep every sum, and only hidden cells deviate: by at most `most` up, and down no further than to nothing."""
    number, flows = len(down), len(wanted)
    if not flows:
        return []
    each = identity(number * flows)
    up = vstack([most * identity(number)] * flows)
    under = vstack([_diagonal(down)] * flows)
    kept = hstack([coo_matrix((balance.shape[0] * flows, number)), block_diag([balance] * flows)])
    zero = np.zeros(number * flows)
    return [
        LinearConstraint(kept.tocsr(), 0, 0),
        LinearConstraint(hstack([-up, each]).tocsr(), -np.inf, zero),
        LinearConstraint(hstack([under, each]).tocsr(), zero, np.inf),
    ]


def _diagonal(values: Any) -> Any:
    place = np.arange(len(values))
    return coo_matrix((values, (place, place)), shape=(len(values), len(values)))
