"""What a reader can work out from published counts: tables with totals, and the attack on them by linear programme.

A published table is a set of cells, some of them hidden, and sums: each total is the sum of its parts. The attacker knows all of that, and
that no count is negative. For each hidden cell the least and the largest count that fit everything shown are found (HiGHS, through SciPy).
A cell of fewer than `FEWEST` is safe where both 0 and `FEWEST - 1` fit: then nobody can say more of it than that it is small. The integer
counts that fit are among those of the linear programme; of tables with two ways of counting (area, outcome) its ends are integers, so there
the attack is exact (the constraints are those of a flow).

Terms: Hundepool et al. 2012, Statistical Disclosure Control (Wiley), chapter 4; attacker's problem and protection levels: Fischetti and
Salazar 2001 (Management Science 47, 1008-1027).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import lil_matrix

FEWEST = 10
"""Counts below this are not published (threshold rule)."""

WHOLE = "*"
"""On one way of counting, all of it together: the name of a total."""

CLOSE = 1e-6
"""So near to a bound is at it: the solver's own tolerance is 1e-7."""

Key = tuple[str, ...]
"""Coordinates of a cell: one word for each way of counting."""


class BadTable(ValueError):
    """A table that is none: the message is a sentence that says what is wrong and with which cell."""


class CannotProtect(ValueError):
    """What is shown already tells of a small count, whatever else is hidden. `cells`: which ones."""

    def __init__(self, cells: Collection[Key]) -> None:
        self.cells = tuple(sorted(cells))
        super().__init__("What is shown already tells of a small count: " + ", ".join(map(named, self.cells)) + ".")


@dataclass(frozen=True)
class Sum:
    """The count of `total` is the sum of the counts of `parts`."""

    total: Key
    parts: tuple[Key, ...]


@dataclass(frozen=True)
class Counts:
    """A table as it is counted: cell -> how many, totals included, and the sums that hold between them. See `crossed`, `check`."""

    cells: Mapping[Key, int]
    sums: tuple[Sum, ...]


@dataclass(frozen=True)
class Bounds:
    """The least and the largest count that fit everything that is shown; `high` is infinite where nothing bounds it."""

    low: float
    high: float

    def protects(self, fewest: int = FEWEST) -> bool:
        """Whether any count below `fewest` fits."""
        return self.low <= CLOSE and self.high >= fewest - 1 - CLOSE


Shown = Mapping[Key, int | None]
"""What is published: cell -> count; `None`: not shown."""


def named(key: Key) -> str:
    """A cell in a sentence."""
    return " / ".join(part or "''" for part in key)


def crossed(inner: Mapping[Key, int]) -> Counts:
    """A table with all totals from its innermost cells, all with as many coordinates; a combination that does not occur is 0.

    Raises BadTable.
    """
    lengths = {len(key) for key in inner}
    if not inner:
        raise BadTable("The table has no cell.")
    if len(lengths) != 1 or 0 in lengths:
        raise BadTable("Every cell needs as many coordinates as the others, and at least one.")
    for key in inner:
        if WHOLE in key:
            raise BadTable(f"{named(key)} is a total; give the parts alone, totals are reckoned.")
    ways = [sorted({key[at] for key in inner}) for at in range(lengths.pop())]
    keys = _combined([[*names, WHOLE] for names in ways])
    sums = tuple(_sums(keys, ways))
    cells = {key: inner.get(key, 0) for key in keys if WHOLE not in key}
    for key in sorted((key for key in keys if WHOLE in key), key=lambda one: one.count(WHOLE)):
        at = key.index(WHOLE)
        cells[key] = sum(cells[(*key[:at], name, *key[at + 1 :])] for name in ways[at])
    found = Counts(cells, sums)
    check(found)
    return found


def _combined(ways: Sequence[Sequence[str]]) -> list[Key]:
    found: list[Key] = [()]
    for names in ways:
        found = [(*key, name) for key in found for name in names]
    return found


def _sums(keys: Iterable[Key], ways: Sequence[Sequence[str]]) -> Iterator[Sum]:
    for key in keys:
        for at, names in enumerate(ways):
            if key[at] == WHOLE:
                yield Sum(key, tuple((*key[:at], name, *key[at + 1 :]) for name in names))


def check(counts: Counts) -> None:
    """Raises BadTable: a count that is negative or no whole number, a sum that is not right or names a cell that is not there."""
    for key, count in counts.cells.items():
        if isinstance(count, bool) or not isinstance(count, int | np.integer):
            raise BadTable(f"{named(key)} is {count!r}: a count is a whole number.")
        if count < 0:
            raise BadTable(f"{named(key)} is {count}: a count is never negative.")
    for one in counts.sums:
        missing = [key for key in (one.total, *one.parts) if key not in counts.cells]
        if missing:
            raise BadTable(f"A sum names {named(missing[0])}, which the table does not have.")
        if len(set(one.parts)) != len(one.parts) or one.total in one.parts:
            raise BadTable(f"The sum of {named(one.total)} counts a cell twice.")
        made = sum(counts.cells[key] for key in one.parts)
        if made != counts.cells[one.total]:
            raise BadTable(f"{named(one.total)} is {counts.cells[one.total]}, but its parts are {made} together.")


def rounded(count: int, base: int) -> int:
    """To the nearest multiple of `base`, a half upwards."""
    return (count + base // 2) // base * base


def range_of(shown: int, base: int, fewest: int = 0) -> tuple[int, int]:
    """The counts that are rounded to what is shown, of which none is below `fewest`."""
    return max(shown - base // 2, fewest), shown + (base - 1) // 2


def attack(
    shown: Shown, sums: Sequence[Sum], *, base: int = 1, fewest: int = 0, targets: Collection[Key] | None = None
) -> dict[Key, Bounds]:
    """What can be worked out of each hidden cell (or of `targets`). `base`: what the shown counts are rounded to; `fewest`: below which
    none is shown, which the reader is told.

    Needs nothing but what is published. Raises BadTable where no counts fit what is shown.
    """
    wanted = sorted(key for key, count in shown.items() if count is None and (targets is None or key in targets))
    found: dict[Key, Bounds] = {}
    for keys, some in blocks(shown, sums):
        of_block = [key for key in wanted if key in keys]
        if of_block:
            limits = [
                (0, None) if (count := shown[key]) is None else range_of(count, base, fewest) for key in sorted(keys)
            ]
            found |= _attacked(of_block, keys, some, limits)
    return found


def _attacked(
    wanted: Sequence[Key], keys: Collection[Key], sums: Sequence[Sum], limits: Sequence[tuple[int, int | None]]
) -> dict[Key, Bounds]:
    order = {key: at for at, key in enumerate(sorted(keys))}
    balance = matrix(order, sums)
    return {
        key: Bounds(_end(order[key], 1, limits, balance, key), _end(order[key], -1, limits, balance, key))
        for key in wanted
    }


def _end(at: int, sign: int, limits: Sequence[tuple[int, int | None]], balance: Any, key: Key) -> float:
    cost = np.zeros(len(limits))
    cost[at] = sign
    if not balance.shape[0]:
        low, high = limits[at]
        return float(low) if sign > 0 else inf if high is None else float(high)
    answer = linprog(cost, A_eq=balance, b_eq=np.zeros(balance.shape[0]), bounds=limits, method="highs")
    if answer.status == 3 or (answer.status == 4 and sign < 0):  # unbounded
        return -inf if sign > 0 else inf
    if answer.status != 0 or not isfinite(answer.fun):
        raise BadTable(f"No counts fit what is shown around {named(key)}.")
    return float(sign * answer.fun)


def matrix(order: Mapping[Key, int], sums: Sequence[Sum]) -> Any:
    """One line a sum: 1 for its total, -1 for each part."""
    found = lil_matrix((len(sums), len(order)))
    for row, one in enumerate(sums):
        found[row, order[one.total]] = 1
        for part in one.parts:
            found[row, order[part]] = -1
    return found.tocsr()


def blocks(cells: Collection[Key], sums: Sequence[Sum]) -> Iterator[tuple[frozenset[Key], tuple[Sum, ...]]]:
    """Cells that no sum joins tell nothing of each other: each group of joined cells with its sums, in the order of its first cell."""
    leader = {key: key for key in cells}

    def find(key: Key) -> Key:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    for one in sums:
        for part in one.parts:
            leader[find(part)] = find(one.total)
    groups: dict[Key, set[Key]] = {}
    for key in sorted(cells):
        groups.setdefault(find(key), set()).add(key)
    of_group: dict[Key, list[Sum]] = {}
    for one in sums:
        of_group.setdefault(find(one.total), []).append(one)
    for head, members in groups.items():
        yield frozenset(members), tuple(of_group.get(head, ()))
