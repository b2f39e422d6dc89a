"""How the share moves when age is misjudged by eye.

Who judges finds a part of the minors (sensitivity) and takes a part of the adults rightly for adults (specificity). From the share p that
was judged, the true one is (Rogan and Gladen 1978)

    (p + specificity - 1) / (sensitivity + specificity - 1),   kept between 0 and 1.

It rises with p and with specificity and falls with sensitivity, so over ranges of the three its bounds lie at the corners.
"""

from __future__ import annotations

from dataclasses import dataclass

from samaki.prevalence.problems import Unusable
from samaki.prevalence.venues.estimating import Share

Range = tuple[float, float]

ONE_IN_TEN: tuple[Range, Range] = ((0.9, 1.0), (0.9, 1.0))
"""Up to one in ten of each misjudged."""


@dataclass(frozen=True)
class Judged:
    """`low` and `high`: between which the true share lies, for every sensitivity and specificity in their ranges and every p in the
    interval of the survey. `value_low`, `value_high`: the same for the estimate alone. `nobody`: all whom they took for minors could
    be adults."""

    sensitivity: Range
    specificity: Range
    value_low: float
    value_high: float
    low: float
    high: float
    nobody: bool


def true_share(judged: float, sensitivity: float, specificity: float) -> float:
    """The true share for one sensitivity and specificity. Raises Unusable when these do not add up to more than 1."""
    if sensitivity + specificity <= 1:
        raise Unusable("judging_says_nothing")
    return min(max((judged + specificity - 1) / (sensitivity + specificity - 1), 0.0), 1.0)


def misjudged(told: Share, sensitivity: Range = ONE_IN_TEN[0], specificity: Range = ONE_IN_TEN[1]) -> Judged:
    """The bounds for ranges of both. Raises Unusable."""
    for low, high in (sensitivity, specificity):
        if not 0 <= low <= high <= 1:
            raise Unusable("judging_range")
    if sensitivity[0] + specificity[0] <= 1:
        raise Unusable("judging_says_nothing")
    value_low, value_high = _corners(told.value, told.value, sensitivity, specificity)
    low, high = _corners(told.low, told.high, sensitivity, specificity)
    return Judged(sensitivity, specificity, value_low, value_high, low, high, value_low == 0.0)


def _corners(low: float, high: float, sensitivity: Range, specificity: Range) -> Range:
    return true_share(low, sensitivity[1], specificity[0]), true_share(high, sensitivity[0], specificity[1])


def spread(
    told: Share, sensitivity: float, specificity: float, judged_minors: int, judged_adults: int
) -> tuple[float, float]:
    """(true share, standard error) when both were measured on people of known age: so many minors and so many adults. The survey's
    variance and both binomial ones, by the delta method (Rogan and Gladen 1978, section 3)."""
    value, scale = true_share(told.value, sensitivity, specificity), sensitivity + specificity - 1
    by_minors = sensitivity * (1 - sensitivity) / judged_minors
    by_adults = specificity * (1 - specificity) / judged_adults
    return value, (told.error**2 + value**2 * by_minors + (1 - value) ** 2 * by_adults) ** 0.5 / scale
