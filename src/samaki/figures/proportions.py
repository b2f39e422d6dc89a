"""Shares of counted things with their intervals, and agreement of two raters.

Sources: Wilson 1927 (score interval); Clopper and Pearson 1934 (exact interval); Dunn 1961 (Bonferroni's simultaneous intervals);
Newcombe 1998 (Statistics in Medicine 17, 873-890, method 10: difference of two shares from their score intervals);
Cohen 1960 and 1968, Fleiss, Cohen and Everitt 1969 (kappa and its large-sample error).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np
from scipy.special import betaincinv, ndtri

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Interval:
    """From `low` to `high`, both included, in the unit of what it is of (shares: 0 to 1)."""

    low: float
    high: float

    def covers(self, value: float) -> bool:
        """Whether the value lies in it."""
        return self.low <= value <= self.high


NOTHING_KNOWN = Interval(0.0, 1.0)


def wilson(successes: float, due: float, confidence: float = CONFIDENCE) -> Interval:
    """Wilson's two-sided interval of a share. Counts may be effective ones (not whole). Nothing due: from 0 to 1. Raises ValueError."""
    return _score(successes, due, float(ndtri((1 + confidence) / 2)))


def wilson_lower(successes: float, due: float, confidence: float = CONFIDENCE) -> float:
    """The one-sided lower bound: the share lies above it with that confidence."""
    return _score(successes, due, float(ndtri(confidence))).low


def wilson_upper(successes: float, due: float, confidence: float = CONFIDENCE) -> float:
    """The one-sided upper bound."""
    return _score(successes, due, float(ndtri(confidence))).high


def _score(successes: float, due: float, z: float) -> Interval:
    check_count(successes, due)
    if due == 0:
        return NOTHING_KNOWN
    share, weight = successes / due, z * z / due
    middle = (share + weight / 2) / (1 + weight)
    half = z * sqrt(share * (1 - share) / due + weight / (4 * due)) / (1 + weight)
    return Interval(max(0.0, middle - half), min(1.0, middle + half))


def check_count(successes: float, due: float) -> None:
    """Raises ValueError unless 0 <= successes <= due."""
    if not 0 <= successes <= due:
        raise ValueError(f"{successes} of {due} is no share")


def fewest_for(share: float, confidence: float = CONFIDENCE) -> int:
    """The fewest due of which all must succeed before the lower end of Wilson's interval reaches `share` (0 to 1, open).

    With all of n: low = n / (n + z^2). So .70 needs 9 of 9 at 95 %.
    """
    z2, fewest = float(ndtri((1 + confidence) / 2)) ** 2, 1
    while fewest / (fewest + z2) < share:
        fewest += 1
    return fewest


def jointly(kinds: int, confidence: float = CONFIDENCE) -> float:
    """The confidence of each interval so that all of `kinds` cover at once with `confidence`: Bonferroni's 1 - (1 - c) / k.

    It holds however the kinds depend on each other; steps of one case do.
    """
    return 1 - (1 - confidence) / max(kinds, 1)


def simultaneous(counts: Sequence[tuple[float, float]], confidence: float = CONFIDENCE) -> list[Interval]:
    """Wilson's interval of each (successes, due), wide enough that all hold at once."""
    each = jointly(len(counts), confidence)
    return [wilson(successes, due, each) for successes, due in counts]


def difference(before: tuple[float, float], after: tuple[float, float], confidence: float = CONFIDENCE) -> Interval:
    """The interval of the share of `after` less that of `before`, each (successes, due) with something due, of samples that are
    independent: Newcombe's hybrid score interval. From -1 to 1. Raises ValueError."""
    one, other = wilson(*before, confidence), wilson(*after, confidence)
    first, then = before[0] / before[1], after[0] / after[1]
    down = sqrt((then - other.low) ** 2 + (one.high - first) ** 2)
    up = sqrt((other.high - then) ** 2 + (first - one.low) ** 2)
    return Interval(then - first - down, then - first + up)


def clopper_pearson(successes: int, due: int, confidence: float = CONFIDENCE) -> Interval:
    """The exact interval: it covers at least as often as it says, mostly more."""
    check_count(successes, due)
    if due == 0:
        return NOTHING_KNOWN
    tail = (1 - confidence) / 2
    low = float(betaincinv(successes, due - successes + 1, tail)) if successes else 0.0
    high = float(betaincinv(successes + 1, due - successes, 1 - tail)) if successes < due else 1.0
    return Interval(low, high)


@dataclass(frozen=True)
class Kappa:
    """Agreement beyond chance (at most 1), how often the two agreed, on how many, and the interval of kappa."""

    value: float
    agreed: float
    n: int
    interval: Interval


Weights = Literal["none", "linear", "quadratic"]


def kappa(table: Sequence[Sequence[int]], weights: Weights = "none", confidence: float = CONFIDENCE) -> Kappa | None:
    """Cohen's kappa of a square table of counts: rows as one rater says, columns as the other.

    `None` where nothing was rated or both gave everything one rating: agreement by chance is then whole. Levels that
    have an order (support levels) take weights. Raises ValueError when the table is not square or a count is below 0.
    """
    counts = np.asarray(table, dtype=float)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or (counts < 0).any():
        raise ValueError("kappa needs a square table of counts")
    n = float(counts.sum())
    if n == 0:
        return None
    share, agree = counts / n, _agreement(len(counts), weights)
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    observed, chance = float((agree * share).sum()), float(rows @ agree @ columns)
    if 1 - chance < 1e-12:
        return None
    value = (observed - chance) / (1 - chance)
    by_margin = (agree @ columns)[:, None] + (rows @ agree)[None, :]
    spread = float((share * (agree * (1 - chance) - by_margin * (1 - observed)) ** 2).sum())
    variance = (spread - (observed * chance - 2 * chance + observed) ** 2) / ((1 - chance) ** 4 * n)
    half = float(ndtri((1 + confidence) / 2)) * sqrt(max(variance, 0.0))
    return Kappa(value, float(np.trace(share)), int(n), Interval(value - half, value + half))


def _agreement(kinds: int, weights: Weights) -> np.ndarray:
    """1 where two ratings agree, less where they are far apart."""
    apart = np.abs(np.subtract.outer(np.arange(kinds), np.arange(kinds))).astype(float)
    if weights == "none":
        return (apart == 0).astype(float)
    return 1 - (apart / max(kinds - 1, 1)) ** (1 if weights == "linear" else 2)
