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
SHARES = 160
"""Points of the grids: of m, of s, and of an area's share. Twice as many move no end of an interval by .002 (tested)."""

WIDE = 8
"""So many standard deviations to each side an interval is looked for."""

REST = 1e-4
"""So much of the weight of all pairs is left out where an interval is reckoned: the least probable ones."""


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
    """The central interval of a mixture of Beta distributions, over an even grid of the angle t, share = sin(t)^2, as far as the mixture
    reaches. Sums without matrix products: those of a library wait for its threads, longer than these take."""
    order = np.argsort(-weight)
    keep = order[: int(np.searchsorted(np.cumsum(weight[order]), 1 - REST)) + 1]
    a, b, of_it = alpha[keep], beta[keep], weight[keep]
    edges = np.linspace(*_reach(a, b, of_it / of_it.sum()), SHARES + 1)
    angle = (edges[1:] + edges[:-1]) / 2
    log_density = np.outer(2 * a - 1, np.log(np.sin(angle)))
    log_density += np.outer(2 * b - 1, np.log(np.cos(angle)))
    log_density -= betaln(a, b)[:, None]
    log_density[:, 0] += _within_first(a) if edges[0] == 0 else 0.0
    log_density[:, -1] += _within_first(b) if edges[-1] >= np.pi / 2 - 1e-9 else 0.0
    density = (np.exp(log_density.astype(np.float32)) * of_it[:, None].astype(np.float32)).sum(axis=0, dtype=float)
    below = np.concatenate(([0.0], np.cumsum(density)))
    tail = (1 - confidence) / 2
    low, high = np.interp([tail, 1 - tail], below / below[-1], edges)
    return Interval(float(np.sin(low) ** 2), float(np.sin(high) ** 2))


def _within_first(power: Floats) -> Floats:
    """What a midpoint misses, as a logarithm, in a step that touches 0 (or 1), where a density of t^(2 power - 1) has no end below 1/2."""
    return np.where(power < 1, (2 * power - 1) * np.log(2) - np.log(2 * power), 0.0)


def _reach(alpha: Floats, beta: Floats, weight: Floats) -> tuple[float, float]:
    """The angles between which all but nothing of the mixture lies: `WIDE` standard deviations to each side."""
    size = alpha + beta
    means = alpha / size
    mean = (weight * means).sum()
    spread = np.sqrt((weight * (means * (1 - means) / (size + 1) + (means - mean) ** 2)).sum())
    ends = np.clip([mean - WIDE * spread, mean + WIDE * spread], 0, 1)
    low, high = np.arcsin(np.sqrt(ends))
    return float(low), float(high)


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
