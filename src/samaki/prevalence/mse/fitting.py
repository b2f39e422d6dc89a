"""Maximum likelihood of Poisson log-linear models, many tables and many models at once.

For a table n with design Z the estimate is where Z'(n - m) = 0 with m = exp(Z b): Newton's method, step halved where the likelihood
would fall. The likelihood is concave, so where it has a maximum there is no other.

Sparse tables (Chan, Silverman and Vincent 2021, section 2.2; Silverman, Chan and Vincent 2024): where nobody is on all the lists of
a term, the estimate of that term is minus infinity. The histories with these lists are then expected to be empty, so they are taken
out, and with them the terms that contain that term; the rest is fitted as it is. The terms still count as parameters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from samaki.prevalence.mse.hierarchies import Design

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

STEPS = 60
HALVINGS = 12
CLOSE = 1e-9
"""How near observed and fitted totals of a term must come, as a share of the people in the table (and at least absolutely)."""

PORTION = 4_000_000
"""Numbers in the largest array of one portion: 32 megabytes."""


@dataclass(frozen=True)
class Fits:
    """Of B fits: `coefficients` (B, columns), 0 where a term is not in use; `fitted` (B, histories) expected counts, 0 where taken
    out; `used` (B, columns) and `live` (B, histories): what the sparse table left; `parameters` (B,): terms of the model, those
    at minus infinity included; `likelihood` (B,): the logarithm; `converged` (B,)."""

    coefficients: Floats
    fitted: Floats
    used: Bools
    live: Bools
    parameters: NDArray[np.int64]
    likelihood: Floats
    converged: Bools

    @property
    def unseen(self) -> Floats:
        """(B,) expected people on no list; infinite where the fit did not come to an end."""
        with np.errstate(over="ignore"):
            return np.where(self.converged, np.exp(self.coefficients[:, 0]), np.inf)


def totals(design: Design, counts: Floats) -> Floats:
    """(B, columns): people on all lists of each term; of the constant, all people."""
    return np.asarray(counts @ design.matrix)


def sparse(design: Design, counts: Floats, chosen: Bools) -> tuple[Bools, Bools]:
    """What is left of each model (B, columns) in its table (B, histories): the terms in use and the live histories."""
    gone = chosen & (totals(design, counts) == 0)
    live = gone @ (design.matrix.T > 0) == 0
    masks = np.array(design.terms)
    contains = (masks[:, None] & masks[None, :]) == masks[:, None]  # [part, whole]
    return chosen & ~(gone @ contains), live


def fit(design: Design, counts: Floats, chosen: Bools, start: Floats | None = None) -> Fits:
    """Fits B models (`chosen`: (B, columns), see `Design.chosen`) to B tables (`counts`: (B, histories)). `start`: coefficients
    near the answer (B, columns)."""
    counts = np.asarray(counts, dtype=float)
    used, live = sparse(design, counts, chosen)
    coefficients = _beginning(design, counts, used, live) if start is None else np.where(used, start, 0.0)
    converged = np.zeros(len(counts), dtype=bool)
    size = max(1, PORTION // design.products.shape[1])
    for at in range(0, len(counts), size):
        part = slice(at, at + size)
        coefficients[part], converged[part] = _newton(
            design, totals(design, counts[part]), used[part], live[part], coefficients[part]
        )
    with np.errstate(over="ignore"):
        fitted = np.exp(coefficients @ design.matrix.T) * live
    likelihood = (
        np.einsum("bc,bc->b", coefficients, totals(design, counts)) - fitted.sum(1) - gammaln(counts + 1).sum(1)
    )
    return Fits(coefficients, fitted, used, live, chosen.sum(1), likelihood, converged)


def _beginning(design: Design, counts: Floats, used: Bools, live: Bools) -> Floats:
    """Least squares of the logarithms, each history weighted by its count: near enough for Newton's method."""
    weight = (counts + 0.5) * live
    right = (weight * np.log(counts + 0.5)) @ design.matrix
    return _solved(design, weight, right, used)


def _solved(design: Design, weight: Floats, right: Floats, used: Bools) -> Floats:
    """Solves Z'WZ x = right on the terms in use; 0 elsewhere. (B, columns)."""
    columns = design.matrix.shape[1]
    square = (weight @ design.products).reshape(-1, columns, columns)
    square *= used[:, :, None] & used[:, None, :]
    at = np.arange(columns)
    square[:, at, at] = np.where(used, square[:, at, at] * (1 + 1e-13) + 1e-280, 1.0)
    right = np.where(used, right, 0.0)
    try:
        return np.asarray(np.linalg.solve(square, right[:, :, None])[:, :, 0])
    except np.linalg.LinAlgError:
        each = [np.linalg.lstsq(one, side, rcond=None)[0] for one, side in zip(square, right, strict=True)]
        return np.asarray(each, dtype=float)


def _newton(design: Design, wanted: Floats, used: Bools, live: Bools, start: Floats) -> tuple[Floats, Bools]:
    """Coefficients and whether they converged; who has converged is left out of the next step."""
    told, converged = start.copy(), np.zeros(len(start), dtype=bool)
    left = np.arange(len(start))
    now = start.copy()
    limit = CLOSE * np.maximum(1.0, wanted[:, 0])
    for _ in range(STEPS):
        fitted, height = _fitted(design, now, wanted[left], live[left])
        slope = np.where(used[left], wanted[left] - fitted @ design.matrix, 0.0)
        done = np.abs(slope).max(1) <= limit[left]
        told[left], converged[left] = now, done
        left, now, fitted, slope, height = (part[~done] for part in (left, now, fitted, slope, height))
        if not len(left):
            break
        step = _solved(design, fitted, slope, used[left])
        now = _uphill(design, now, np.clip(step, -5.0, 5.0), height, wanted[left], live[left])
    return told, converged


def _fitted(design: Design, now: Floats, wanted: Floats, live: Bools) -> tuple[Floats, Floats]:
    """Expected counts, and the logarithm of the likelihood without what is the same for all coefficients."""
    with np.errstate(over="ignore"):
        fitted = np.exp(np.minimum(now @ design.matrix.T, 600.0)) * live
    return fitted, np.einsum("bc,bc->b", now, wanted) - fitted.sum(1)


def _uphill(design: Design, now: Floats, step: Floats, height: Floats, wanted: Floats, live: Bools) -> Floats:
    """The full step where the likelihood does not fall, else half of it, and so on."""
    told = now + step
    falls = np.arange(len(now))
    for _ in range(HALVINGS):
        _, reached = _fitted(design, told[falls], wanted[falls], live[falls])
        slack = 1e-12 * (1.0 + np.abs(height[falls]))
        falls = falls[~(reached >= height[falls] - slack)]
        if not len(falls):
            break
        step[falls] *= 0.5
        told[falls] = now[falls] + step[falls]
    return told


def spread(design: Design, fits: Fits) -> Floats:
    """(B,) standard error of the constant: the inverse of the Fisher information Z' diag(m) Z. NaN where it cannot be inverted."""
    unit = np.zeros_like(fits.coefficients)
    unit[:, 0] = 1.0
    with np.errstate(invalid="ignore"):
        return np.sqrt(_solved(design, fits.fitted, unit, fits.used)[:, 0])
