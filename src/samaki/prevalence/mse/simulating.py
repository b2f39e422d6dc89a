"""Simulated populations of which the size is known: how often the intervals hold it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from samaki.prevalence.mse.estimating import BIC, estimate
from samaki.prevalence.mse.fitting import Floats
from samaki.prevalence.mse.histories import Histories, checked
from samaki.prevalence.problems import Unusable


@dataclass(frozen=True)
class Population:
    """`people`: how many there are. `caught`: for each list the share of people on it, were the lists independent. `together`: for a
    pair of lists (numbers from 0) the logarithm of the odds ratio between them."""

    people: int
    caught: tuple[float, ...]
    together: Mapping[tuple[int, int], float]

    def shares(self) -> Floats:
        """(2^t,) the probability of each history; that of no list stands first."""
        odds = np.log(np.array(self.caught)) - np.log1p(-np.array(self.caught))
        masks = range(1 << len(odds))
        height = np.array([
            sum(odds[at] for at in range(len(odds)) if mask >> at & 1)
            + sum(strength for (a, b), strength in self.together.items() if mask >> a & mask >> b & 1)
            for mask in masks
        ])  # fmt: skip
        share = np.exp(height)
        return np.asarray(share / share.sum())

    def drawn(self, random: np.random.Generator) -> Histories:
        """One table of such a population. Raises Unusable when it happens to be one that is none."""
        counts = random.multinomial(self.people, self.shares())[1:]
        return checked(Histories(tuple("ABCDEFGHIJ"[: len(self.caught)]), counts))


@dataclass(frozen=True)
class Coverage:
    """Of `tables` drawn: how many intervals hold the truth (BCa, and conditional on the chosen model), and how many tables could not
    carry an estimate, by the library's own word. These are counted in neither."""

    tables: int
    refused: int
    bca: int
    conditional: int

    @property
    def shares(self) -> tuple[float, float]:
        """Coverage of BCa and of the conditional interval among those that were not refused."""
        carried = self.tables - self.refused
        return self.bca / carried, self.conditional / carried


def coverage(population: Population, tables: int, replicates: int, seed: int, method: str = BIC) -> Coverage:
    """Draws tables and counts what their 95 % intervals hold."""
    random = np.random.Generator(np.random.PCG64(seed))
    refused = bca = conditional = 0
    for number in range(tables):
        try:
            told = estimate(population.drawn(random), method, replicates, seed=seed + number)
        except Unusable:
            refused += 1
            continue
        if not told.carries or told.interval is None:
            refused += 1
            continue
        bca += told.interval[0] <= population.people <= told.interval[1]
        conditional += told.conditional[0] <= population.people <= told.conditional[1]
    return Coverage(tables, refused, bca, conditional)


TABLES, CHOSEN_AGAIN, GIVEN = 800, (96, 99), (90, 94)
"""What the simulations below found (200 tables each, docs/proofs.md): in how many of 100 tables the interval that chooses the model again,
and the one conditional on the model, held the truth, from the worst to the best of them. The nightly test compares."""

INDEPENDENT = Population(2000, (0.25, 0.2, 0.15), {})
"""Three lists that know nothing of each other."""

LINKED = Population(2000, (0.2, 0.15, 0.15, 0.1), {(0, 1): 0.8, (2, 3): 0.8})
"""Four lists, of which two pairs refer people to each other."""

SIX = Population(10_000, (0.05, 0.08, 0.1, 0.07, 0.04, 0.02), {(0, 1): 1.5, (1, 2): -0.7, (3, 4): 1.0})
"""Six lists, thin as in the published tables, with two pairs that refer and one that shuns."""
