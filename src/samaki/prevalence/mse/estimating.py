"""The estimate of a table, its intervals, and whether the table can carry it.

estimate(read(path))                          the choice by BIC up to five lists, stepwise from six
estimate(histories, method="stepwise")        Chan, Silverman and Vincent 2021
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from samaki.prevalence.mse import criteria, resampling
from samaki.prevalence.mse.dependence import Row, among_all, among_visited, conditional
from samaki.prevalence.mse.fitting import Floats
from samaki.prevalence.mse.hierarchies import Model, all_models, label
from samaki.prevalence.mse.histories import Histories
from samaki.prevalence.mse.resampling import Replicates
from samaki.prevalence.mse.stepwise import THRESHOLD, stepwise
from samaki.prevalence.mse.warnings import Warned, of_table, of_whole
from samaki.prevalence.problems import Unusable

BIC, STEPWISE = "bic", "stepwise"
MOST_FOR_BIC = 5
NEAR = 100
"""With five lists a replicate chooses among this many models: those that had the lowest BIC in the table itself (Silverman, Chan and
Vincent 2024, who find that the subset makes little difference). Up to four lists it chooses among all."""


Tell = Callable[[int, int], None]
"""Is told, from time to time, how many of all tables of the bootstrap are done; what it raises ends the estimate."""

PORTION = 50
"""Tables between two words to it."""


@dataclass(frozen=True)
class Estimate:
    """`total`: people, seen and unseen; `conditional`: the 95 % interval that takes the model as given; `interval`: the BCa interval
    that chooses again in each replicate (None when none were asked for); `models`: other models, see `dependence`; `carries`: no when
    a warning says that the table cannot carry an estimate. Then `total` is not to be quoted."""

    lists: tuple[str, ...]
    observed: int
    method: str
    model: Model
    total: float
    conditional: tuple[float, float]
    replicates: Replicates | None
    models: tuple[Row, ...]
    warnings: tuple[Warned, ...] = field(default=())

    @property
    def label(self) -> str:
        """The model by its generators and the names of the lists."""
        return label(self.model, self.lists)

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % BCa interval."""
        return self.replicates.interval() if self.replicates else None

    @property
    def carries(self) -> bool:
        """Whether the table can carry an estimate."""
        return not any(warned.fatal for warned in self.warnings)


def estimate(histories: Histories, method: str | None = None, replicates: int = 1000, seed: int = 2015,
             threshold: float = THRESHOLD, tell: Tell | None = None) -> Estimate:  # fmt: skip
    """The estimate by the method, `bic` or `stepwise`. `replicates` 0: without the bootstrap. Raises Unusable, and what `tell` raises."""
    lists = len(histories.lists)
    method = method or (BIC if lists <= MOST_FOR_BIC else STEPWISE)
    if method == BIC and lists > MOST_FOR_BIC:
        raise Unusable("bic_too_many", most=MOST_FOR_BIC, lists=lists)
    step = stepwise(lists, histories.table, threshold)
    by_steps = step.model(0, lists) if step.usable[0] else None
    rows = (among_all if lists <= MOST_FOR_BIC else among_visited)(histories, by_steps)
    if by_steps is None and method == STEPWISE or not rows:
        raise Unusable("no_model")
    chosen = by_steps if method == STEPWISE and by_steps is not None else rows[0].model
    total, interval = conditional(histories, chosen)
    repeated = _repeated(histories, method, total, rows, replicates, seed, threshold, tell) if replicates else None
    return Estimate(
        histories.lists, histories.observed, method, chosen, total, interval, repeated, rows,
        (*of_table(histories), *of_whole(total, histories.observed, repeated, rows)),
    )  # fmt: skip


def point(histories: Histories, counts: Floats, method: str, threshold: float = THRESHOLD,
          among: tuple[Model, ...] = (), start: Floats | None = None) -> Floats:  # fmt: skip
    """(B,) the population by the method in each of B tables of the same lists, infinite where no model is usable."""
    lists, size = len(histories.lists), counts.sum(1)
    if method == STEPWISE:
        choices = stepwise(lists, counts, threshold)
        return np.where(choices.usable, size + choices.fits.unseen, np.inf)
    told = np.full(len(counts), np.inf)
    models = among or all_models(lists)
    for at in range(0, len(counts), 200):
        found = criteria.scored(lists, counts[at : at + 200], models, start)
        unseen = found.unseen[np.arange(len(found.bic)), found.best()]
        told[at : at + 200] = np.where(found.usable(), size[at : at + 200] + unseen, np.inf)
    return told


def _repeated(histories: Histories, method: str, total: float, rows: tuple[Row, ...], replicates: int, seed: int,
              threshold: float, tell: Tell | None) -> Replicates:  # fmt: skip
    lists = len(histories.lists)
    among = all_models(lists) if lists < MOST_FOR_BIC else tuple(row.model for row in rows[:NEAR])
    start = _near(histories, among) if method == BIC else None
    return resampling.replicated(
        histories,
        total,
        _in_portions(lambda counts: point(histories, counts, method, threshold, among, start), tell),
        replicates,
        seed,
    )


def _in_portions(each: resampling.Estimator, tell: Tell | None) -> resampling.Estimator:
    """The same estimator, portion by portion, each of which is told."""
    if tell is None:
        return each

    def told(counts: Floats) -> Floats:
        parts = []
        for at in range(0, len(counts), PORTION):
            parts.append(each(counts[at : at + PORTION]))
            tell(min(at + PORTION, len(counts)), len(counts))
        return np.concatenate(parts)

    return told


def _near(histories: Histories, models: tuple[Model, ...]) -> Floats:
    """Coefficients of the models in the table itself: where the replicates begin."""
    found = criteria.scored(len(histories.lists), histories.table, models)
    return np.clip(found.coefficients[0], -12.0, 12.0)
