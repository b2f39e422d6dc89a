"""Partial pooling: areas with few cases borrow from the others of the same family of steps, as much as the areas are alike.

Hierarchical beta-binomial model: area a has a true share p_a ~ Beta(m M, (1 - m) M), successes ~ Binomial(due, p_a). The mean m and how
much the areas differ, s = 1 / sqrt(M + 1) (their standard deviation in units of the largest possible), are not known: each from 0 to 1
is as likely beforehand (Gelman 2006 on flat priors of a standard deviation), and all pairs are weighed over a grid by how well they
explain the areas. No random numbers, so the same counts give the same figures. Gelman et al., Bayesian Data Analysis, 3rd ed., 5.3;
Skellam 1948. To take the best m and M as if they were known (empirical Bayes: Morris 1983) was measured beside it and covers far too
seldom: decision 53.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln

from samaki.figures.proportions import CONFIDENCE, Interval, check_count

Floats = NDArray[np.float64]

MEANS = 40
SPREADS = 30
SHARES = 512
"""Points of the grids: of m, of s, and of an area's share. Twice as many move no end of an interval by .002 (tested)."""

REST = 1e-4
"""So much of the weight of all pairs is left out where an interval is reckoned: the least probable ones, most of the grid."""


@dataclass(frozen=True)
class Pooled:
    """One area: its share with what it borrows (0 to 1), the interval, and how much of the share is its own (0: all borrowed, 1.

    Nothing).
    """

    share: float
    interval: Interval
    own: float


def pool(counts: Sequence[tuple[int, int]], confidence: float = CONFIDENCE) -> list[Pooled]:
    """The (successes, due) of each area of one family of steps -> each area's share, in the same order.

    One area alone borrows from nobody; its interval is then that of a share of which little is known beforehand. Raises ValueError.
    """
    for successes, due in counts:
        check_count(successes, due)
    if not counts:
        return []
    model = _weigh(np.asarray(counts, dtype=float))
    return [_area(model, successes, due, confidence) for successes, due in counts]


@dataclass(frozen=True)
class _Model:
    """The grid, flat: alpha and beta of each Beta distribution that the areas may come from, and its weight."""

    alpha: Floats
    beta: Floats
    weight: Floats


def _weigh(counts: Floats) -> _Model:
    """Each pair of m and s by how well it explains the counts; beforehand all are as likely."""
    mean = (np.arange(MEANS) + 0.5) / MEANS
    spread = (np.arange(SPREADS) + 0.5) / SPREADS
    m, s = (flat.ravel() for flat in np.meshgrid(mean, spread))
    size = 1 / s**2 - 1  # M: the variance of Beta is m (1 - m) / (M + 1)
    alpha, beta = m * size, (1 - m) * size
    explained = np.zeros_like(m)
    for successes, due in counts:
        explained += betaln(alpha + successes, beta + due - successes) - betaln(alpha, beta)
    weight = np.exp(explained - explained.max())
    return _Model(alpha, beta, weight / weight.sum())


def _area(model: _Model, successes: int, due: int, confidence: float) -> Pooled:
    alpha, beta = model.alpha + successes, model.beta + due - successes
    share = _share(model, successes, due)
    own = float(model.weight @ (due / (due + model.alpha + model.beta)))
    return Pooled(share, _interval(alpha, beta, model.weight, confidence), own)


def _interval(alpha: Floats, beta: Floats, weight: Floats, confidence: float) -> Interval:
    """The central interval of a mixture of Beta distributions, over an even grid of the angle t, share = sin(t)^2."""
    angle = (np.arange(SHARES) + 0.5) / SHARES * (np.pi / 2)
    sine, cosine = np.log(np.sin(angle)), np.log(np.cos(angle))
    order = np.argsort(-weight)
    keep = order[: int(np.searchsorted(np.cumsum(weight[order]), 1 - REST)) + 1]
    a, b = alpha[keep], beta[keep]
    log_density = np.outer(2 * a - 1, sine) + np.outer(2 * b - 1, cosine) - betaln(a, b)[:, None]
    density = weight[keep] @ np.exp(log_density)
    below = np.concatenate(([0.0], np.cumsum(density)))
    edges = np.arange(SHARES + 1) / SHARES * (np.pi / 2)
    tail = (1 - confidence) / 2
    low, high = np.interp([tail, 1 - tail], below / below[-1], edges)
    return Interval(float(np.sin(low) ** 2), float(np.sin(high) ** 2))


def shares(counts: Sequence[tuple[int, int]]) -> list[float]:
    """The shares of `pool` without their intervals, which cost a hundred times as much: to put many areas in order. Raises ValueError."""
    for successes, due in counts:
        check_count(successes, due)
    if not counts:
        return []
    model = _weigh(np.asarray(counts, dtype=float))
    return [_share(model, successes, due) for successes, due in counts]


def _share(model: _Model, successes: int, due: int) -> float:
    alpha, beta = model.alpha + successes, model.beta + due - successes
    return float(model.weight @ (alpha / (alpha + beta)))
