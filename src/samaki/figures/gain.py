"""What was learnt, from the same test before and after: the gain of each item and of the whole, with intervals of paired answers.

Sources: Newcombe 1998, "Improved confidence intervals for the difference between binomial proportions based on paired data",
Statistics in Medicine 17, 2635-2650, method 10 (Wilson's score intervals joined by the correlation of the pairs); Student 1908 (mean of
paired differences). Who sat only one of the two tests is in neither: they came late or left early, so that the gain may flatter.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from scipy.special import stdtrit

from samaki.figures.proportions import CONFIDENCE, Interval, wilson


@dataclass(frozen=True)
class ItemGain:
    """Of `n` pairs: shares right before and after (0 to 1) with Wilson's intervals; the gain (-1 to 1) with Newcombe's."""

    n: int
    before: float
    after: float
    before_interval: Interval
    after_interval: Interval
    gain: float
    interval: Interval


def item_gain(both: int, lost: int, won: int, neither: int, confidence: float = CONFIDENCE) -> ItemGain | None:
    """One item of people who sat it twice. `both`: right twice; `lost`: right before only; `won`: right after only.

    gain d = p2 - p1; with Wilson's limits (l1, u1) of p1 and (l2, u2) of p2 and the correlation phi of the pairs,
    low = d - sqrt((p2 - l2)^2 - 2 phi (p2 - l2)(u1 - p1) + (u1 - p1)^2), high alike with (u2 - p2) and (p1 - l1).
    None where nobody sat both. Raises ValueError for counts below 0.
    """
    if min(both, lost, won, neither) < 0:
        raise ValueError("counts are 0 or more")
    n = both + lost + won + neither
    if n == 0:
        return None
    first, second = (both + lost) / n, (both + won) / n
    one, two = wilson(both + lost, n, confidence), wilson(both + won, n, confidence)
    phi = _phi(both, lost, won, neither)
    gain = second - first
    low = gain - _joined(second - two.low, one.high - first, phi)
    high = gain + _joined(two.high - second, first - one.low, phi)
    return ItemGain(n, first, second, one, two, gain, Interval(max(-1.0, low), min(1.0, high)))


def _phi(both: int, lost: int, won: int, neither: int) -> float:
    """The correlation of the pairs, corrected for continuity where it is positive, as method 10 does; 0 where a margin is empty."""
    n = both + lost + won + neither
    margins = (both + lost) * (won + neither) * (both + won) * (lost + neither)
    if margins == 0:
        return 0.0
    cross = both * neither - lost * won
    corrected = max(cross - n / 2, 0.0) if cross > 0 else float(cross)
    return corrected / sqrt(margins)


def _joined(one: float, other: float, phi: float) -> float:
    return sqrt(max(one * one - 2 * phi * one * other + other * other, 0.0))


@dataclass(frozen=True)
class MeanGain:
    """Of `n` people who sat both: the mean gain in points of the test, and its interval."""

    n: int
    gain: float
    interval: Interval


def mean_gain(n: int, total: float, squares: float, confidence: float = CONFIDENCE) -> MeanGain | None:
    """From the sum and the sum of squares of each person's difference: mean +- t(n - 1) s / sqrt(n). None for fewer than 2."""
    if n < 2:
        return None
    mean = total / n
    variance = max(squares - n * mean * mean, 0.0) / (n - 1)
    half = float(stdtrit(n - 1, (1 + confidence) / 2)) * sqrt(variance / n)
    return MeanGain(n, mean, Interval(mean - half, mean + half))
