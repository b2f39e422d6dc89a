"""What a share tells of few: of one conviction in 16 the share alone names the one. Pure.

That fewer than `FEWEST` are counted the database keeps to itself (migration 0120). Here, of what it gives: the counts above and beside.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from samaki.figures.attrition import StepShare
from samaki.insights.definitions import AGES, FLOW, PLACES, SHARE, Definition
from samaki.insights.figures import FEWEST, Figure


def few(count: float) -> bool:
    """Whether this many could be known one by one."""
    return 0 < count < FEWEST


def counted(one: Definition, figure: Figure) -> int | None:
    """How many of `n` were counted; None where the figure is no share."""
    if one.shape == FLOW:
        return int(figure.counts.get("out", 0))
    return round((figure.value or 0) * figure.n) if one.shape in (SHARE, AGES, PLACES) else None


def bounded(one: Definition, figures: Mapping[str, Figure], whole: str, hidden: Collection[str] = ()) -> set[str]:
    """Figures of which only a bound is told: those that count fewer than `FEWEST`, or all but so few; and beside them, as long as the total
    would tell one of them closer than its bound does, the next one that counts anything, at last the total itself."""
    counts = {name: counted(one, figure) for name, figure in figures.items() if figure.n and name not in hidden}
    some = {name: count for name, count in counts.items() if count is not None}
    kept = {name for name, count in some.items() if _of_few(one, figures[name], count)}
    if whole not in some or whole in kept:
        return kept
    rows = sorted((count == 0, count, name) for name, count in some.items() if name not in kept and name != whole)
    spare = Cell(
        some[whole] - _sum(some, whole), figures[whole].n - sum(figures[name].n for name in some if name != whole)
    )
    # a total that leaves out what is hidden (of a scorecard) is told nowhere; that of a page counts it
    sums = one.shape != FLOW and (spare.n > 0 or not hidden)
    while kept:
        cells = [Cell(some[name], figures[name].n, loose=one.shape not in (SHARE, AGES)) for name in kept]
        if not (len(kept | set(hidden)) == 1 or (sums and tells(cells, spare))):
            break
        kept.add(rows.pop(0)[2] if rows else whole)
        if whole in kept:
            break
    return kept


def _sum(counts: Mapping[str, int], whole: str) -> int:
    return sum(count for name, count in counts.items() if name != whole)


class Cell(NamedTuple):
    """A share of which a bound alone is told: `loose`: not even that."""

    some: int
    n: int
    loose: bool = False

    @property
    def told(self) -> tuple[int, int]:
        """Between which counts the words say that it lies."""
        some, rest = few(self.some), few(self.n - self.some)
        if self.loose or some == rest:
            return 0, self.n
        return (1, FEWEST - 1) if some else (self.n - FEWEST + 1, self.n - 1)

    @property
    def could_be(self) -> set[int]:
        """Counts that must stay possible: each end of the few that it is one of."""
        low = {1, min(FEWEST - 1, self.n - 1)} if few(self.some) else set()
        high = {max(self.n - FEWEST + 1, 1), self.n - 1} if few(self.n - self.some) else set()
        return low | high


def tells(cells: Sequence[Cell], spare: Cell = Cell(0, 0)) -> bool:
    """Whether who knows the sum of these counts, and what is told of each, can say more of one of few than its bound: the attack on what is
    told. `spare`: what is not shown at all besides, of which its `n` alone is known."""
    together = sum(one.some for one in cells) + spare.some
    least, most = sum(one.told[0] for one in cells), sum(one.told[1] for one in cells) + spare.n
    for one in cells:
        low, high = least - one.told[0], most - one.told[1]
        if any(not low <= together - count <= high for count in one.could_be):
            return True
    return False


def _of_few(one: Definition, figure: Figure, count: int) -> bool:
    """Those counted, the rest (of a flow there is none: what went out is no part of what came in), or what the bounds of a map tell."""
    rest = 0 if one.shape == FLOW else figure.n - count
    return few(count) or few(rest) or (one.shape == PLACES and few(figure.open))


def silent(figures: Sequence[Figure], hidden: Sequence[bool]) -> set[int]:
    """Places of shares of which only a bound is told where their sum is told elsewhere: those that count fewer than `FEWEST`, or all but
    so few; and beside them, as long as the sum would tell one of them closer than its bound does, the next one that counts anything."""
    counts = {at: round((one.value or 0) * one.n) for at, one in enumerate(figures) if one.n and not hidden[at]}
    kept = {at for at, count in counts.items() if few(figures[at].n) or few(count) or few(figures[at].n - count)}
    others = sorted((count == 0, count, at) for at, count in counts.items() if at not in kept)
    while kept and others and _told_by_sum([Cell(counts[at], figures[at].n) for at in kept], sum(hidden)):
        kept.add(others.pop(0)[2])
    return kept


def _told_by_sum(cells: Sequence[Cell], hidden: int) -> bool:
    return len(cells) + hidden == 1 or (not hidden and tells(cells))


def places(rows: Sequence[StepShare]) -> list[tuple[StepShare, int | None, int | None]]:
    """Lines of a map, each with how many reached it and how many are open there; None: not told, for it, or the step down to it from the
    last one told, is of few."""
    reached: list[int | None] = []
    last: int | None = None
    for row in rows:
        shown = not few(row.reached) and (last is None or not few(last - row.reached))
        last = row.reached if shown else last
        reached.append(row.reached if shown else None)
    told: list[tuple[StepShare, int | None, int | None]] = []
    for row, here, beyond in zip(rows, reached, [*reached, 0][1:], strict=True):
        # those who did not come further are the step down: told with it, and no part of few, for one part tells the other
        parts = here is not None and beyond is not None and not few(row.open_here) and not few(sum(row.left.values()))
        told.append((row, here, row.open_here if parts else None))
    return told


def ended(counts: Sequence[int | None], n: int) -> list[bool]:
    """Which of these growing counts of `n` are told (None: not known): those of which neither it, nor the rest, nor the step up to it from
    the last one told, is of few."""
    told, last = [], 0
    for count in counts:
        shown = count is not None and not few(count) and not few(n - count) and not few(count - last)
        last = count if shown and count is not None else last
        told.append(shown)
    return told


def reasons(left: Mapping[str, int]) -> tuple[dict[str, int], int]:
    """Reasons of at least `FEWEST`, most first, and how many are together under others: none, or as many as that."""
    order = sorted(left.items(), key=lambda item: (-item[1], item[0]))
    while order and few(sum(left.values()) - sum(count for _why, count in order)) or any(few(n) for _why, n in order):
        order.pop()
    rest = sum(left.values()) - sum(count for _why, count in order)
    return dict(order), rest
