"""Simulated countries for the coverage of pooled intervals: areas more or less alike, few cases in each. All synthetic."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

AREAS = (3, 8, 25)
"""A pilot of three areas, a few, the provinces of a country."""


def countries(areas: int, seed: int) -> Iterator[tuple[NDArray[np.float64], list[tuple[int, int]]]]:
    """(true share of each area, its counts) of countries with that many areas in sum.

    Half of the countries are as the model has it (Beta), half are not (normal on the logit); 2 to 40 due in an area.
    """
    random, made = np.random.default_rng(seed), 0
    while made < areas:
        size = int(random.choice(AREAS))
        shares = _beta(random, size) if random.random() < 0.5 else _logit(random, size)
        due = np.rint(np.exp(random.uniform(np.log(2), np.log(40), size))).astype(int)
        good = random.binomial(due, shares)
        made += size
        yield shares, [(int(x), int(n)) for x, n in zip(good, due, strict=True)]


def _beta(random: np.random.Generator, size: int) -> NDArray[np.float64]:
    mean, alike = random.uniform(0.3, 0.95), random.uniform(0.01, 0.25)
    total = 1 / alike - 1
    return random.beta(mean * total, (1 - mean) * total, size)


def _logit(random: np.random.Generator, size: int) -> NDArray[np.float64]:
    middle, spread = random.uniform(-0.8, 2.5), random.uniform(0.2, 1.2)
    return 1 / (1 + np.exp(-random.normal(middle, spread, size)))
