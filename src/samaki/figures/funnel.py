"""Funnel plots: which areas differ from a common share by more than chance would make them, without a ranking.

Spiegelhalter 2005 (Statistics in Medicine 24, 1185-1202) with exact binomial limits. His appendix draws them smoothly between counts,
so the count that a limit cuts may fall outside oftener than is said; here the limits are the last counts inside, and chance alone puts
an area outside at most as often as is said. With 25 areas one or two may stand outside of 95 % by chance; the 99.8 % limits ask for a
look.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from scipy.special import bdtr, bdtrc

from samaki.figures.proportions import NOTHING_KNOWN, Interval, check_count

WARNING = 0.95
ACTION = 0.998


class Standing(StrEnum):
    """Where an area lies. Better or worse is for the reader to say: of some measures more is worse."""

    INSIDE = "inside"
    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True)
class Point:
    """One area: its counts, its share (`None`: nothing due), the action limits at its size, and where it lies."""

    successes: int
    due: int
    share: float | None
    limits: Interval
    standing: Standing


def target(counts: Mapping[str, tuple[int, int]]) -> float | None:
    """The common share: all successes of all due. `None` where nothing was due."""
    due = sum(of for _, of in counts.values())
    return sum(good for good, _ in counts.values()) / due if due else None


def limits(share: float, due: int, confidence: float = ACTION) -> Interval:
    """The least and the largest share that an area of this size may show if its true share is `share`: outside on each side at most
    (1 - confidence) / 2. Raises ValueError."""
    if not 0 <= share <= 1 or due < 0:
        raise ValueError("limits need a share from 0 to 1 and a count")
    if due == 0:
        return NOTHING_KNOWN
    tail = (1 - confidence) / 2
    least = _first(due, lambda count: bdtr(count, due, share) >= tail)
    most = _first(due, lambda count: count == due or bdtrc(count, due, share) < tail)
    return Interval(least / due, most / due)


def _first(due: int, holds: Callable[[int], bool]) -> int:
    """The least count up to `due` from which on it holds; it does at `due`. As many looks as `due` has binary digits."""
    low, high = 0, due
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def funnel(
    counts: Mapping[str, tuple[int, int]], share: float | None = None, confidence: float = ACTION
) -> dict[str, Point]:
    """Each area against `share`, or against the common share of all. In the order of the names, so never a league table."""
    for successes, due in counts.values():
        check_count(successes, due)
    common = target(counts) if share is None else share
    return {area: _point(*counts[area], common, confidence) for area in sorted(counts)}


def _point(successes: int, due: int, common: float | None, confidence: float) -> Point:
    if due == 0 or common is None:
        return Point(successes, due, None, NOTHING_KNOWN, Standing.INSIDE)
    share, reach = successes / due, limits(common, due, confidence)
    above = share > reach.high + 1e-12
    below = share < reach.low - 1e-12
    return Point(
        successes, due, share, reach, Standing.ABOVE if above else Standing.BELOW if below else Standing.INSIDE
    )
