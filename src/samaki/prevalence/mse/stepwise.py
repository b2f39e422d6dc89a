"""Stepwise choice of pairs (Chan, Silverman and Vincent 2021, section 3.2), for many tables at once.

It begins with the lists alone. For each pair of lists that is not in the model, the people on both have, if the pair does not belong
in it, a Poisson distribution whose mean is what the model expects; the p-value is the smaller tail at what was observed. The pair
with the smallest p-value comes in, provided that this is below the threshold and that the new model has an estimate that exists
and is the only one; a pair for which it has not is passed over for the next. It ends when no pair comes in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, pdtr, pdtrc

from samaki.prevalence.mse.existence import fitted
from samaki.prevalence.mse.fitting import Bools, Fits, Floats, totals
from samaki.prevalence.mse.hierarchies import Design, Model, design, model, pairs

THRESHOLD = 0.02


@dataclass(frozen=True)
class Choices:
    """Of B tables: `fits` of the models chosen, `usable` (B,) and `pairs` (B, pairs): which pairs came in."""

    fits: Fits
    usable: Bools
    pairs: Bools

    def model(self, at: int, lists: int) -> Model:
        """The model that was chosen for one of the tables."""
        return model(mask for mask, chosen in zip(pairs(lists), self.pairs[at], strict=True) if chosen)


def stepwise(lists: int, counts: Floats, threshold: float = THRESHOLD) -> Choices:
    """Chooses for each of B tables (B, histories). Where not even the lists alone have an estimate, `usable` is no."""
    counts = np.asarray(counts, dtype=float)
    whole = design(lists, tuple(pairs(lists)))
    chosen = np.broadcast_to(whole.chosen([()]), (len(counts), len(whole.terms))).copy()
    fits, usable = fitted(whole, counts, chosen)
    passed = np.zeros((len(counts), len(whole.terms)), dtype=bool)
    left = np.flatnonzero(usable)
    while len(left):
        ranks = _ranks(whole, counts[left], fits.fitted[left], threshold)
        ranks[chosen[left] | passed[left]] = np.inf
        best = ranks.argmin(1)
        found = np.isfinite(ranks[np.arange(len(left)), best])
        left, best = left[found], best[found]
        if not len(left):
            break
        tried = chosen[left]
        tried[np.arange(len(left)), best] = True
        new, good = fitted(whole, counts[left], tried, fits.coefficients[left])
        _take(fits, left[good], new, good)
        chosen[left[good]] = tried[good]
        passed[left[good]] = False
        passed[left[~good], best[~good]] = True
    return Choices(fits, usable, chosen[:, lists + 1 :])


def _take(fits: Fits, at: NDArray[np.int64], new: Fits, which: Bools) -> None:
    for name in vars(fits):
        getattr(fits, name)[at] = getattr(new, name)[which]


def _ranks(whole: Design, counts: Floats, expected: Floats, threshold: float) -> Floats:
    """(B, columns): the logarithm of the p-value of each pair, infinite where it is not below the threshold or no pair."""
    seen, mean = totals(whole, counts), totals(whole, expected)
    ranks = log_tail(seen, mean)
    ranks[:, : whole.lists + 1] = np.inf
    with np.errstate(divide="ignore"):
        ranks[ranks >= np.log(threshold)] = np.inf
    return ranks


def log_tail(seen: Floats, mean: Floats) -> Floats:
    """The logarithm of the smaller of P(X <= seen) and P(X >= seen) of a Poisson variable. Where this is too small for a floating
    number, its first term with the ratio of a geometric series, so that even then pairs are told apart."""
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.maximum(mean, 1e-300)
        told = np.log(np.minimum(pdtr(seen, mean), np.where(seen > 0, pdtrc(seen - 1, mean), 1.0)))
        term = seen * np.log(mean) - mean - gammaln(seen + 1)
        ratio = np.where(seen > mean, mean / (seen + 1), seen / mean)
        return np.where(told < -600.0, term - np.log1p(-np.minimum(ratio, 0.999)), told)
