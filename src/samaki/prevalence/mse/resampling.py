"""Bootstrap intervals that repeat the choice of the model (Chan, Silverman and Vincent 2021, section 3.3; Efron 1987).

A replicate draws as many people as the table has, with replacement, and everything is done again: the choice, its checks, the estimate.
With z0 = normal quantile of the share of replicates below the estimate, and the acceleration

    a = sum n_i (mean - N_i)^3 / (6 (sum n_i (mean - N_i)^2)^(3/2))

where N_i is the estimate when one person of history i is taken out (n_i people have that history), the bound of level p is the
replicates' quantile at  Phi(z0 + (z0 + z_p) / (1 - a (z0 + z_p))).

A replicate in which no model has an estimate counts as infinitely many: a bound that falls among these is infinite. Random numbers
are of PCG64 from the seed, so that the same table and seed give the same bounds whatever the order of rows and lists.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from samaki.prevalence.mse.fitting import Floats
from samaki.prevalence.mse.histories import Histories

Estimator = Callable[[Floats], Floats]
"""From tables (B, histories) to estimates of the population (B,), infinite where there is none."""


@dataclass(frozen=True)
class Replicates:
    """`sorted`: the estimates of the replicates in order; `bias` is z0, `acceleration` a."""

    sorted: Floats
    bias: float
    acceleration: float

    @property
    def without(self) -> int:
        """Replicates in which no model had an estimate."""
        return int(np.isinf(self.sorted).sum())

    def bound(self, level: float) -> float:
        """The BCa bound below which the population is with probability `level`; infinite when it falls among those without one."""
        shifted = self.bias + float(ndtri(level))
        squeeze = 1 - self.acceleration * shifted
        at = float(ndtr(self.bias + shifted / squeeze)) if squeeze > 0 else float(shifted > 0)
        return quantile(self.sorted, at)

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """Both bounds of a two-sided interval."""
        return self.bound((1 - confidence) / 2), self.bound((1 + confidence) / 2)


def quantile(ordered: Floats, share: float) -> float:
    """Linear between the two nearest of an ordered sample (type 7 of Hyndman and Fan 1996); infinite when one of them is."""
    place = min(max(share, 0.0), 1.0) * (len(ordered) - 1)
    low, high = ordered[int(np.floor(place))], ordered[int(np.ceil(place))]
    return float(high if low == high or np.isinf(high) else low + (high - low) * (place % 1))


def draws(histories: Histories, replicates: int, seed: int) -> Floats:
    """(replicates, histories) tables drawn from the observed one."""
    shares = histories.counts / histories.observed
    return np.random.Generator(np.random.PCG64(seed)).multinomial(histories.observed, shares, replicates).astype(float)


def replicated(histories: Histories, point: float, estimator: Estimator, replicates: int, seed: int) -> Replicates:
    """Estimates of the replicates, z0 and a. `point`: the estimate in the table itself."""
    there = np.flatnonzero(histories.counts)
    fewer = np.repeat(histories.counts[None].astype(float), len(there), 0)
    fewer[np.arange(len(there)), there] -= 1
    told = estimator(np.vstack([draws(histories, replicates, seed), fewer]))
    return Replicates(
        np.sort(told[:replicates]),
        bias(told[:replicates], point),
        acceleration(told[replicates:], histories.counts[there].astype(float)),
    )


def bias(estimates: Floats, point: float) -> float:
    """z0. A share of 0 or 1 is taken as half a replicate, so that it stays finite."""
    half = 0.5 / len(estimates)
    return float(ndtri(min(max(float((estimates < point).mean()), half), 1 - half)))


def acceleration(fewer: Floats, people: Floats) -> float:
    """a. Tables with one person fewer that have no estimate are left out; 0 when all others agree."""
    finite = np.isfinite(fewer)
    if not finite.any():
        return 0.0
    off = np.average(fewer[finite], weights=people[finite]) - fewer[finite]
    square = float((people[finite] * off**2).sum())
    return float((people[finite] * off**3).sum() / (6 * square**1.5)) if square > 0 else 0.0


def shares(chosen: Sequence[str]) -> list[tuple[str, float]]:
    """How often each was chosen, as a share, the most frequent first."""
    names, counts = np.unique(np.array(chosen, dtype=object).astype(str), return_counts=True)
    order = np.lexsort((names, -counts))
    return [(str(names[at]), float(counts[at] / len(chosen))) for at in order]
