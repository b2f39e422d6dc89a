"""Geometry of the pictures: per cent of the width across, pixels down; shapes first, so that they are read in black and white."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log10
from typing import Any, NamedTuple

from samaki.figures.attrition import StepShare
from samaki.figures.funnel import ACTION, WARNING, limits
from samaki.insights.facts import minute
from samaki.insights.figures import FEWEST, Marks, Window
from samaki.web.moments import digits

HIGH = 220
"""Pixels of a funnel, from no share to all of it."""

MOST_MARKS = 60
"""Of more that wait, so many are drawn, evenly from the youngest to the oldest."""

SHORTEST, LONGEST = 60, 3 * 365 * 24 * 60
"""Minutes at the two ends of a scale of ages: one hour, three years; in powers of ten between."""

SIZES = 24
"""At so many sizes the lines of a funnel are reckoned."""


class Point(NamedTuple):
    """A link in a funnel: how many of how many."""

    name: str
    some: int
    of: int


def bars(rows: Sequence[tuple[StepShare, int | None, int | None]]) -> list[dict[str, str] | None]:
    """For each place of the chain: per cent that reached it, and per cent more that may still (open before it). None: not told."""
    whole = rows[0][1] if rows else None
    if not whole:
        return [None for _row in rows]
    found: list[dict[str, str] | None] = []
    waiting: int | None = 0
    for _row, reached, here in rows:
        more = f"{100 * waiting / whole:.1f}" if waiting is not None else ""
        found.append(None if reached is None else {"at": f"{100 * reached / whole:.1f}", "more": more})
        waiting = None if waiting is None or here is None else waiting + here
    return found


def ages(marks: Marks, window: Window) -> list[dict[str, Any]]:
    """A mark for each that waits, the youngest first: `at` per cent of the scale; `late`: past its due time."""
    moment = minute(window.now)
    told: list[tuple[int, bool, int]] = []
    for mark, number in marks.items():
        sort, *ends = mark.split(":")
        if sort == "age":
            told.append((moment - int(ends[0]), bool(ends[1]) and int(ends[1]) < moment, number))
    return [{"at": f"{place(age):.1f}", "late": late} for age, late in _evenly(sorted(told))]


def _evenly(told: Sequence[tuple[int, bool, int]]) -> list[tuple[int, bool]]:
    """At most `MOST_MARKS` of all that wait, the first and the last among them."""
    whole = sum(number for _age, _late, number in told)
    shown = min(whole, MOST_MARKS)
    wanted = [at * (whole - 1) // max(shown - 1, 1) for at in range(shown)]
    found, below, at = [], 0, 0
    for age, late, number in told:
        below += number
        while at < shown and wanted[at] < below:
            found.append((age, late))
            at += 1
    return found


def place(minutes: float) -> float:
    """Where an age stands on its scale, in per cent."""
    inside = min(max(minutes, SHORTEST), LONGEST)
    return 100 * log10(inside / SHORTEST) / log10(LONGEST / SHORTEST)


def funnel(points: Sequence[Point]) -> dict[str, Any] | None:
    """Links of at least `FEWEST` around their common share; None of fewer than two. `shape`: in, or out (of 99.8 %)."""
    told = sorted((one for one in points if one.of >= FEWEST), key=lambda one: (one.of, one.name))
    if len(told) < 2:
        return None
    share, most = sum(one.some for one in told) / sum(one.of for one in told), max(one.of for one in told)
    sizes = sorted({FEWEST + round((most - FEWEST) * at / SIZES) for at in range(SIZES + 1)})

    def x(size: int) -> str:
        return f"{100 * (size - FEWEST) / max(most - FEWEST, 1):.1f}"

    def lines(confidence: float) -> list[str]:
        reach = [limits(share, size, confidence) for size in sizes]
        ends: Mapping[str, list[float]] = {"low": [one.low for one in reach], "high": [one.high for one in reach]}
        return [" ".join(f"{x(n)},{100 - 100 * y:.1f}" for n, y in zip(sizes, of, strict=True)) for of in ends.values()]

    return {
        "points": [
            {"x": x(one.of), "y": round(HIGH * (1 - one.some / one.of)), "name": one.name, "shape": _shape(one, share)}
            for one in told
        ],
        "share": share, "middle": round(HIGH * (1 - share)), "inner": lines(WARNING), "outer": lines(ACTION),
        "least": digits(FEWEST), "most": digits(most), "n": digits(len(told)),
    }  # fmt: skip


def _shape(one: Point, share: float) -> str:
    reach = limits(share, one.of, ACTION)
    return "out" if not reach.low - 1e-12 <= one.some / one.of <= reach.high + 1e-12 else "in"
