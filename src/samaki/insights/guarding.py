"""What a share tells of few: of one conviction in 16 the share alone names the one. Pure.

That fewer than `FEWEST` are counted the database keeps to itself (migration 0120). Here, of what it gives: the counts above and beside.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

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
    """Figures of which only a bound is told: those that count fewer than `FEWEST`, or all but so few; and where the total would tell the
    only one that is not told, the next one that counts anything as well."""
    counts = {name: counted(one, figure) for name, figure in figures.items() if figure.n and name not in hidden}
    some = {name: count for name, count in counts.items() if count is not None}
    kept = {name for name, count in some.items() if _of_few(one, figures[name], count)}
    rows = sorted((count, name) for name, count in some.items() if name not in kept and name != whole)
    silent = (kept | set(hidden)) - {whole}
    if whole in some and whole not in kept and len(silent) == 1 and kept - {whole} and rows:
        kept.add(next((name for count, name in rows if count), rows[0][1]))
    return kept


def _of_few(one: Definition, figure: Figure, count: int) -> bool:
    """Those counted, the rest (of a flow there is none: what went out is no part of what came in), or what the bounds of a map tell."""
    rest = 0 if one.shape == FLOW else figure.n - count
    return few(count) or few(rest) or (one.shape == PLACES and few(figure.open))


def silent(figures: Sequence[Figure], hidden: Sequence[bool]) -> set[int]:
    """Places of shares of which only a bound is told where their sum is told elsewhere: those that count fewer than `FEWEST`, or all but
    so few; and where one alone would be silent, the next one that counts anything as well."""
    counts = {at: round((one.value or 0) * one.n) for at, one in enumerate(figures) if one.n and not hidden[at]}
    kept = {at for at, count in counts.items() if few(figures[at].n) or few(count) or few(figures[at].n - count)}
    others = sorted((count == 0, count, at) for at, count in counts.items() if at not in kept)
    if kept and len(kept) + sum(hidden) == 1 and others:
        kept.add(others[0][2])
    return kept


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
