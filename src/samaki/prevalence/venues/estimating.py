"""The weighted share of minors among the people observed in venues, with a design-based interval.

With weights w, people x and minors y of each visit, venues i of strata h (Cochran 1977, chapter 6; Korn and Graubard 1999, chapter 2;
Lumley 2010, chapter 2):

    share      p = sum w y / sum w x                                             (ratio estimator)
    of a venue z_hi = sum over its visits of w (y - p x) / sum w x                 (Taylor linearisation)
    variance   v = sum_h (1 - f_h) n_h / (n_h - 1) sum_i (z_hi - mean_h z)^2       (venues as primary units)
    interval   on the logit scale: logit p -+ t se / (p (1 - p)), t with (venues - strata) degrees of freedom

The logit keeps a small share above 0 and holds its level better there than p -+ t se (Korn and Graubard 1998), which is told as well
(`plain`). f_h is the part of a stratum's venues that was visited; it is taken as 0, on the safe side, unless `frame` is known and
asked for.

Design effect: v over p (1 - p) / (people - 1), the variance of a simple random sample of as many people (Kish 1965).

A venue that was taken for certain is counted as one drawn among the others of its stratum, which is an approximation.

Where no minor (or only minors) was seen, the venues show no spread. The interval is then that of Clopper and Pearson (1934) with the
number of venues in place of the people: as wide as if everybody in a venue were alike, which no design effect exceeds on average.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, stdtrit

from samaki.prevalence.venues.observations import Observations


@dataclass(frozen=True)
class Share:
    """A share of people: `value`, `low` and `high` between 0 and 1; `error`: its standard error; `plain`: the interval p -+ t se;
    `freedom`: degrees of freedom; `effect`: design effect (NaN where nothing varies); `people`, `minors`: as counted, without weights;
    `from_venues`: no spread was seen and the interval counts venues."""

    value: float
    low: float
    high: float
    error: float
    plain: tuple[float, float]
    freedom: int
    effect: float
    people: int
    minors: int
    venues: int
    visits: int
    from_venues: bool = False


def share(seen: Observations, confidence: float = 0.95, finite: bool = False) -> Share:
    """The share of minors. `finite`: take the venues that were not visited into account (needs `frame`; only where the venues of a
    stratum were drawn with equal probability without replacement)."""
    value, variance = ratio(seen, finite)
    freedom = len(seen.venues) - len(seen.strata)
    t = float(stdtrit(freedom, (1 + confidence) / 2))
    error = float(np.sqrt(variance))
    low, high, flat = _bounds(value, error, t, len(seen.venues), confidence)
    people = int(seen.people.sum())
    simple = value * (1 - value) / max(people - 1, 1)
    return Share(
        value, low, high, error, (value - t * error, value + t * error), freedom,
        variance / simple if simple > 0 else float("nan"),
        people, int(seen.minors.sum()), len(seen.venues), len(seen.people), flat,
    )  # fmt: skip


def by_stratum(seen: Observations, confidence: float = 0.95, finite: bool = False) -> dict[str, Share | None]:
    """The share in each stratum by itself; None where nobody was observed there."""
    told: dict[str, Share | None] = {}
    for at, name in enumerate(seen.strata):
        part = _part(seen, at)
        told[name] = share(part, confidence, finite) if part.people.sum() else None
    return told


def _part(seen: Observations, stratum: int) -> Observations:
    rows = seen.stratum == stratum
    venues, places = np.unique(seen.venue[rows], return_inverse=True)
    return Observations(
        (seen.strata[stratum],),
        tuple(seen.venues[at] for at in venues),
        np.zeros(int(rows.sum()), dtype=np.int64),
        places,
        seen.weight[rows],
        seen.people[rows],
        seen.minors[rows],
        None if seen.frame is None else (seen.frame[stratum],),
    )


def ratio(seen: Observations, finite: bool = False) -> tuple[float, float]:
    """The share and its variance."""
    whole = float(seen.weight @ seen.people)
    value = float(seen.weight @ seen.minors) / whole
    each = seen.weight * (seen.minors - value * seen.people) / whole
    off = np.bincount(seen.venue, each, len(seen.venues)).astype(float)
    return value, float(_between(off, seen.of_venue, _left_out(seen, finite)))


def _between(off: NDArray[np.float64], of: NDArray[np.int64], left_out: NDArray[np.float64]) -> float:
    """The variance of a sum over venues, from how they differ within their strata."""
    venues = np.bincount(of)
    mean = np.bincount(of, off) / venues
    squares = np.bincount(of, (off - mean[of]) ** 2)
    return float((left_out * venues / (venues - 1) * squares).sum())


def _left_out(seen: Observations, finite: bool) -> NDArray[np.float64]:
    """(strata,) 1 - f_h."""
    visited = np.bincount(seen.of_venue, minlength=len(seen.strata))
    if not finite or seen.frame is None:
        return np.ones(len(seen.strata))
    return np.asarray(1 - visited / np.array(seen.frame))


def _bounds(value: float, error: float, t: float, venues: int, confidence: float) -> tuple[float, float, bool]:
    if value <= 0 or value >= 1 or error == 0:
        return *exact(value, venues, confidence), True
    middle, half = np.log(value / (1 - value)), t * error / (value * (1 - value))
    return float(1 / (1 + np.exp(half - middle))), float(1 / (1 + np.exp(-half - middle))), False


def exact(value: float, number: float, confidence: float = 0.95) -> tuple[float, float]:
    """Clopper and Pearson's interval of a share of a number of independent observations."""
    tail, there = (1 - confidence) / 2, value * number
    low = float(betaincinv(there, number - there + 1, tail)) if there > 0 else 0.0
    high = float(betaincinv(there + 1, number - there, 1 - tail)) if there < number else 1.0
    return low, high
