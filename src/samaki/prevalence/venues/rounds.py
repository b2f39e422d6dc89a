"""Two rounds of a survey beside each other.

Difference p2 - p1 with variance v1 + v2, t with the degrees of freedom of Welch (1947) and Satterthwaite (1946); ratio p2 / p1 with the
variance of its logarithm v1/p1^2 + v2/p2^2. The rounds are taken as independent; where venues are visited in both, they go along
with each other and the interval is wider than it need be.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, inf, log, nan, sqrt

from scipy.special import stdtr, stdtrit

from samaki.prevalence.venues.estimating import Share


@dataclass(frozen=True)
class Change:
    """`difference` of shares with `low` and `high`; `p`: two-sided; `ratio` with `ratio_low`, `ratio_high` (NaN where a share is 0)."""

    difference: float
    low: float
    high: float
    freedom: float
    p: float
    ratio: float
    ratio_low: float
    ratio_high: float


def change(before: Share, after: Share, confidence: float = 0.95) -> Change:
    """From one round to a later one."""
    difference, error = after.value - before.value, sqrt(before.error**2 + after.error**2)
    freedom = _freedom(before, after)
    t = float(stdtrit(freedom, (1 + confidence) / 2))
    p = 2 * float(stdtr(freedom, -abs(difference) / error)) if error else float(difference == 0)
    return Change(difference, difference - t * error, difference + t * error, freedom, p, *_ratio(before, after, t))


def _freedom(before: Share, after: Share) -> float:
    parts = [(one.error**2, one.freedom) for one in (before, after)]
    below = sum(variance**2 / freedom for variance, freedom in parts)
    return sum(variance for variance, _ in parts) ** 2 / below if below else float(before.freedom + after.freedom)


def _ratio(before: Share, after: Share, t: float) -> tuple[float, float, float]:
    if not before.value:
        return nan, nan, nan
    if not after.value:
        return 0.0, 0.0, inf
    ratio = after.value / before.value
    half = t * sqrt((before.error / before.value) ** 2 + (after.error / after.value) ** 2)
    return ratio, exp(log(ratio) - half), exp(log(ratio) + half)
