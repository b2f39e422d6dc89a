"""How much the answer depends on the model: models of one table beside each other, the lowest BIC first.

Up to five lists every hierarchical model stands there. From six, those that a search by BIC visits which adds or takes away one pair
at a time, from the lists alone and from the stepwise choice, and their neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from samaki.prevalence.mse import criteria
from samaki.prevalence.mse.fitting import fit, spread
from samaki.prevalence.mse.hierarchies import Model, all_models, design, label, model, pairs
from samaki.prevalence.mse.histories import Histories

SURE = 1.959963984540054
"""Normal quantile of 0.975."""

NEARLY_AS_WELL = 10.0
"""A difference of BIC within which models are shown as fitting nearly as well: beyond it the evidence is very strong (Raftery 1995)."""


@dataclass(frozen=True)
class Row:
    """One usable model: `total` people; `best_by`: which rules choose it (`bic`, `aic`, `stepwise`)."""

    model: Model
    parameters: int
    bic: float
    aic: float
    total: float
    best_by: tuple[str, ...] = ()


def among_all(histories: Histories, by_steps: Model | None) -> tuple[Row, ...]:
    """Every usable hierarchical model, the lowest BIC first."""
    return _rows(histories, all_models(len(histories.lists)), by_steps)


def among_visited(histories: Histories, by_steps: Model | None) -> tuple[Row, ...]:
    """The usable models that the search visits, the lowest BIC first."""
    visited: dict[Model, float] = {}
    for start in {(), by_steps or ()}:
        _downhill(histories, start, visited)
    return _rows(histories, sorted(visited, key=lambda terms: (len(terms), terms)), by_steps)


def conditional(histories: Histories, terms: Model) -> tuple[float, tuple[float, float]]:
    """People by one model, and the 95 % interval that takes it as given: n + exp(b0 -+ 1.96 se(b0)), b0 the constant."""
    whole = design(len(histories.lists), terms)
    fits = fit(whole, histories.table, whole.chosen([terms]))
    unseen, error = float(fits.unseen[0]), float(spread(whole, fits)[0])
    bounds = [histories.observed + unseen * float(np.exp(side * SURE * error)) for side in (-1, 1)]
    return histories.observed + unseen, (bounds[0], bounds[1])


@dataclass(frozen=True)
class Shown:
    """A row for reading: the model by the names of its lists, and the 95 % interval that takes it as given."""

    label: str
    row: Row
    low: float
    high: float
    behind: float
    """How much higher its BIC is than the lowest."""


def shown(histories: Histories, rows: Sequence[Row], most: int = 10) -> list[Shown]:
    """The first rows, and below them those that a rule chooses."""
    told = [row for at, row in enumerate(rows) if at < most or row.best_by]
    return [
        Shown(label(row.model, histories.lists), row, *conditional(histories, row.model)[1], row.bic - rows[0].bic)
        for row in told
    ]


def near(rows: Sequence[Row]) -> list[Row]:
    """Those that fit nearly as well as the best."""
    return [row for row in rows if row.bic - rows[0].bic <= NEARLY_AS_WELL]


def _rows(histories: Histories, models: Sequence[Model], by_steps: Model | None) -> tuple[Row, ...]:
    found = criteria.scored(len(histories.lists), histories.table, models)
    order = [at for at in np.argsort(found.bic[0], kind="stable") if np.isfinite(found.bic[0, at])]
    if not order:
        return ()
    best = {"bic": models[order[0]], "aic": models[int(found.aic[0].argmin())], "stepwise": by_steps}
    return tuple(
        Row(
            models[at],
            1 + len(histories.lists) + len(models[at]),
            float(found.bic[0, at]),
            float(found.aic[0, at]),
            histories.observed + float(found.unseen[0, at]),
            tuple(rule for rule, chosen in best.items() if chosen == models[at]),
        )
        for at in order
    )


def _downhill(histories: Histories, start: Model, visited: dict[Model, float]) -> None:
    """From a model to the neighbour with the lowest BIC, until none is lower. Adds what it fits to `visited`."""
    now = start
    while True:
        around = [now, *_neighbours(now, len(histories.lists))]
        new = [terms for terms in around if terms not in visited]
        if new:
            found = criteria.scored(len(histories.lists), histories.table, new)
            visited.update(zip(new, found.bic[0].tolist(), strict=True))
        best = min(around, key=lambda terms: (visited[terms], len(terms), terms))
        if best == now:
            return
        now = best


def _neighbours(terms: Model, lists: int) -> list[Model]:
    return [model(set(terms) ^ {pair}) for pair in pairs(lists)]
