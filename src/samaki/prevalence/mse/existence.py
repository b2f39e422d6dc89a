"""Whether a model has an estimate in a table, and only one.

**Existence** (Haberman 1974; Fienberg and Rinaldo 2012, theorem 2; Chan, Silverman and Vincent 2021, section 2.4): the estimates of
the terms that the sparse table leaves exist exactly when some table with no empty cell has the same totals: the linear programme

    largest s  such that  Z'm = Z'n,  m >= s in every live history

has s > 0. Only which cells of n are empty matters, so n is replaced by 1 where it is not 0 and answers are kept by that pattern.
Where a fit came to an end with every expected count clearly above 0, these counts are such a table and no programme is needed.

**Identifiability**: the columns of the terms in use, over the live histories, are linearly independent.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.optimize import linprog

from samaki.prevalence.mse.fitting import Bools, Fits, Floats, fit, sparse
from samaki.prevalence.mse.hierarchies import Design, Model, design

CLEARLY = 1e-5
"""An expected count above this, of a fit whose totals agree to 1e-9 of the table, is no rounding of 0."""


@dataclass(frozen=True)
class Verdict:
    """Of one model in one table."""

    exists: bool
    identifiable: bool

    @property
    def usable(self) -> bool:
        """Both."""
        return self.exists and self.identifiable

    @property
    def code(self) -> int:
        """0: both; 1: the estimate does not exist; 2: it is not the only one; 3: neither."""
        return int(not self.exists) + 2 * int(not self.identifiable)


def verdict(lists: int, counts: Floats, terms: Model) -> Verdict:
    """Of one model in a table (histories,). The linear programme is run, whatever a fit would say."""
    whole = design(lists, terms)
    used, live = sparse(whole, np.asarray(counts, dtype=float)[None], whole.chosen([terms]))
    return Verdict(_exists(whole, counts, used[0], live[0]), _identifiable(whole, used[0], live[0]))


def usable(whole: Design, counts: Floats, fits: Fits) -> Bools:
    """(B,) whether each fit is of an estimate that exists and is the only one."""
    told = np.empty(len(counts), dtype=bool)
    lowest = np.where(fits.live, fits.fitted, np.inf).min(1)
    sure = fits.converged & (lowest > CLEARLY)
    every = np.asarray(fits.live.all(1))
    for at in range(len(counts)):
        # with every history live, the columns of a hierarchical model are independent: the term of all lists is in none
        told[at] = (every[at] or _identifiable(whole, fits.used[at], fits.live[at])) and (
            sure[at] or _exists(whole, counts[at], fits.used[at], fits.live[at])
        )
    return told & fits.converged


def fitted(whole: Design, counts: Floats, chosen: Bools, start: Floats | None = None) -> tuple[Fits, Bools]:
    """The fits and which of them are usable."""
    fits = fit(whole, counts, chosen, start)
    return fits, usable(whole, counts, fits)


def _exists(whole: Design, counts: Floats, used: Bools, live: Bools) -> bool:
    return _programme(whole.lists, whole.terms, used.tobytes(), live.tobytes(), (counts > 0).tobytes())


def _identifiable(whole: Design, used: Bools, live: Bools) -> bool:
    return _independent(whole.lists, whole.terms, used.tobytes(), live.tobytes())


@lru_cache(maxsize=100_000)
def _programme(lists: int, terms: Model, used: bytes, live: bytes, filled: bytes) -> bool:
    left = _left(lists, terms, used, live)
    there = np.frombuffer(filled, dtype=bool)[np.frombuffer(live, dtype=bool)].astype(float)
    cells, columns = left.shape
    # unknowns: s, then how far each cell is above s. s is at most the mean of the cells, so the programme is bounded.
    equal = np.hstack([left.sum(0)[:, None], left.T])
    aim = np.zeros(cells + 1)
    aim[0] = -1.0
    done = linprog(aim, A_eq=equal, b_eq=left.T @ there, bounds=(0, None), method="highs")
    return bool(done.status == 0 and -done.fun > 1e-7)


@lru_cache(maxsize=100_000)
def _independent(lists: int, terms: Model, used: bytes, live: bytes) -> bool:
    left = _left(lists, terms, used, live)
    return bool(np.linalg.matrix_rank(left) == left.shape[1])


def _left(lists: int, terms: Model, used: bytes, live: bytes) -> Floats:
    matrix = design(lists, terms[lists + 1 :]).matrix
    return np.asarray(matrix[np.frombuffer(live, dtype=bool)][:, np.frombuffer(used, dtype=bool)])
