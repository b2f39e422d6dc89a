"""Choice among all hierarchical models by an information criterion, for many tables at once.

BIC = -2 log L + k log n, AIC = -2 log L + 2 k, with k the terms of the model, those at minus infinity included, and n the people
in the table (as Rcapture has it: Baillargeon and Rivest 2007). Models without an estimate that exists and is the only one are not
in the choice. Of models alike the one that stands first in `all_models` is taken: the simplest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samaki.prevalence.mse.existence import fitted
from samaki.prevalence.mse.fitting import Floats
from samaki.prevalence.mse.hierarchies import Design, Model, design

PORTION = 20_000
"""Fits at once."""


@dataclass(frozen=True)
class Scored:
    """Of each table and each of the models (B, models): BIC and AIC, infinite where the model is not usable, people on no list, and
    the coefficients (B, models, columns)."""

    models: tuple[Model, ...]
    bic: Floats
    aic: Floats
    unseen: Floats
    coefficients: Floats

    def best(self) -> NDArray[np.int64]:
        """(B,) the model with the lowest BIC."""
        return np.asarray(self.bic.argmin(1))

    def usable(self) -> NDArray[np.bool_]:
        """(B,) whether any model is usable."""
        return np.asarray(np.isfinite(self.bic).any(1))


def widest(lists: int, models: Sequence[Model]) -> Design:
    """A design in which all these models can be fitted."""
    terms = {mask for one in models for mask in one}
    return design(lists, tuple(sorted(terms, key=lambda mask: (mask.bit_count(), mask))))


def scored(lists: int, counts: Floats, models: Sequence[Model], start: Floats | None = None) -> Scored:
    """Fits every model to every table (B, histories). `start`: coefficients of each model near the answer (models, columns)."""
    counts = np.asarray(counts, dtype=float)
    whole, many = widest(lists, models), len(models)
    chosen = whole.chosen(models)
    shape = (len(counts), many)
    bic, aic, unseen = np.full(shape, np.inf), np.full(shape, np.inf), np.full(shape, np.inf)
    coefficients = np.zeros((*shape, len(whole.terms)))
    step = max(1, PORTION // many)
    for at in range(0, len(counts), step):
        some = counts[at : at + step]
        rows = np.repeat(some, many, axis=0)
        begin = None if start is None else np.tile(start, (len(some), 1))
        fits, good = fitted(whole, rows, np.tile(chosen, (len(some), 1)), begin)
        size = rows.sum(1)
        told = slice(at, at + len(some))
        bic[told] = np.where(good, -2 * fits.likelihood + fits.parameters * np.log(size), np.inf).reshape(-1, many)
        aic[told] = np.where(good, -2 * fits.likelihood + 2 * fits.parameters, np.inf).reshape(-1, many)
        unseen[told] = np.where(good, fits.unseen, np.inf).reshape(-1, many)
        coefficients[told] = fits.coefficients.reshape(len(some), many, -1)
    return Scored(tuple(models), _even(bic), _even(aic), unseen, coefficients)


def _even(criterion: Floats) -> Floats:
    """To nine decimals, so that models that are alike but for rounding are alike."""
    return np.round(criterion, 9)
