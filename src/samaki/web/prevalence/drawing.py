"""Geometry of the pictures: per cent of the width across, pixels down. The table beside each says the same."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import Any

from samaki.prevalence.mse.dependence import NEARLY_AS_WELL
from samaki.web.prevalence.numbers import people, share

HEIGHT, TOP = 240, 12
FURTHEST = 20.0
"""Models whose BIC is higher than the best one's by more are not drawn."""


def bar(low: float, value: float, high: float, most: float) -> dict[str, str]:
    """An interval on a line from 0 to `most`."""
    return {name: f"{100 * min(one / most, 1):.2f}" for name, one in (("low", low), ("at", value), ("high", high))}


def widest(shares: Sequence[float]) -> float:
    """Where a line of shares ends: a round one above the largest."""
    largest = max([*shares, 0.01])
    return next(end for end in (0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0) if end >= largest)


def shares_axis(most: float) -> list[dict[str, str]]:
    """Three marks of it."""
    return [
        {"at": f"{100 * part:.0f}", "label": share(most * part, 0 if most >= 0.04 else 1)} for part in (0.0, 0.5, 1.0)
    ]


Dot = tuple[float, float, tuple[str, ...]]
"""How much higher its BIC is than the lowest, the people it says there are, and the rules that choose it."""


def cloud(dots: Sequence[Dot]) -> dict[str, Any] | None:
    """A dot for each model: across what it says, higher what fits better; and the line below which models fit much worse."""
    seen = [dot for dot in dots if dot[0] <= FURTHEST]
    if len(seen) < 2:
        return None
    low, high, step = _span(min(one[1] for one in seen), max(one[1] for one in seen))

    def down(behind: float) -> str:
        return f"{TOP + (HEIGHT - 2 * TOP) * behind / FURTHEST:.1f}"

    def across(total: float) -> str:
        return f"{100 * (total - low) / (high - low):.2f}"

    return {
        "height": HEIGHT, "gate": down(NEARLY_AS_WELL),
        "dots": [{"x": across(total), "y": down(behind), "chosen": bool(rules)} for behind, total, rules in seen],
        "ticks": [{"at": across(at), "label": people(at)} for at in _ticks(low, high, step)],
    }  # fmt: skip


def near(dots: Sequence[Dot]) -> tuple[int, float, float]:
    """(models that fit nearly as well as the best, the least and the most people that they say)."""
    totals = [total for behind, total, _rules in dots if behind <= NEARLY_AS_WELL]
    return len(totals), min(totals), max(totals)


def _span(least: float, most: float) -> tuple[float, float, float]:
    """Round ends, and a round step of about four parts."""
    rough = max((most - least) / 4, 1.0)
    scale = 10 ** floor(log10(rough))
    step = next(scale * part for part in (1, 2, 5, 10) if scale * part >= rough)
    low = step * floor(least / step)
    return low, max(step * ceil(most / step), low + step), step


def _ticks(low: float, high: float, step: float) -> list[float]:
    """Marks that are not at the very ends, where their words would not fit."""
    return [low + step * at for at in range(1, round((high - low) / step))] or [(low + high) / 2]
