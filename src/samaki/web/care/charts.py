"""Lines over time, one small picture for each domain: drawn on the server, with a table beneath that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

WIDTH, HEIGHT = 320, 132
LEFT, RIGHT, TOP, BOTTOM = 26, 304, 10, 108
"""Of the picture and of the field in it, in its own units."""


@dataclass(frozen=True)
class Dot:
    """One assessment: where, and what it says."""

    x: float
    y: float


@dataclass(frozen=True)
class Picture:
    """`lines`: each a run of assessments without a gap; a run of one is a dot alone, for one point is no line. `rungs`: (y, number)."""

    dots: tuple[Dot, ...]
    lines: tuple[str, ...]
    rungs: tuple[tuple[float, int], ...]


def picture(points: Sequence[tuple[datetime, Fraction | None]], lowest: int, highest: int) -> Picture:
    """`points`: in the order of time; None where the domain has no mean then, which makes a gap."""
    places = _across([moment for moment, _mean in points])
    runs: list[list[Dot]] = [[]]
    for x, (_moment, mean) in zip(places, points, strict=True):
        if mean is None:
            runs.append([])
        else:
            runs[-1].append(Dot(x, _height(mean, lowest, highest)))
    lines = tuple(" ".join(f"{dot.x},{dot.y}" for dot in run) for run in runs if len(run) > 1)
    rungs = tuple((_height(Fraction(rung), lowest, highest), rung) for rung in range(lowest, highest + 1))
    return Picture(tuple(dot for run in runs for dot in run), lines, rungs)


def _across(moments: Sequence[datetime]) -> list[float]:
    """By time, from edge to edge; alone, or all at one moment: in the middle."""
    if not moments:
        return []
    first, span = moments[0], (moments[-1] - moments[0]).total_seconds()
    if not span:
        return [(LEFT + RIGHT) / 2 for _one in moments]
    inside = (LEFT + 10, RIGHT - 10)
    return [round(inside[0] + (inside[1] - inside[0]) * (one - first).total_seconds() / span, 1) for one in moments]


def _height(value: Fraction, lowest: int, highest: int) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * float((value - lowest) / (highest - lowest)), 1)
