"""Simulated surveys of venues where the true share is known: how often the interval holds it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samaki.prevalence.venues.estimating import share
from samaki.prevalence.venues.observations import Observations


@dataclass(frozen=True)
class Town:
    """Strata of venues. `venues`: how many of each stratum; `shares`: of minors in each; `people`: expected at a visit; `alike`:
    correlation within a venue (0: none, 1: all alike)."""

    venues: Sequence[int]
    shares: Sequence[float]
    people: float = 8.0
    alike: float = 0.05


def populated(
    town: Town, random: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """(stratum, people, minors) of every venue: beta-binomial shares, one more than negative binomial people."""
    stratum = np.repeat(np.arange(len(town.venues)), town.venues)
    people = 1 + random.negative_binomial(2.0, 2.0 / (town.people + 1.0), len(stratum))
    mean, many = np.array(town.shares)[stratum], 1 / town.alike - 1
    minors = random.binomial(people, random.beta(mean * many, (1 - mean) * many))
    return stratum, people, minors


def covered(town: Town, drawn: Sequence[int], surveys: int, seed: int, finite: bool = False) -> float:
    """The share of surveys, each of `drawn` venues of each stratum with equal probability, whose 95 % interval holds the share among all
    people in the town's venues. One town is made from the seed. `finite`: see `estimating.share`; without it the interval is too wide
    where a large part of the venues is visited."""
    random = np.random.Generator(np.random.PCG64(seed))
    stratum, people, minors = populated(town, random)
    truth = minors.sum() / people.sum()
    hits = 0
    for _ in range(surveys):
        told = share(_survey(stratum, people, minors, town, drawn, random), finite=finite)
        hits += told.low <= truth <= told.high
    return hits / surveys


def _survey(stratum: NDArray[np.int64], people: NDArray[np.int64], minors: NDArray[np.int64], town: Town,
            drawn: Sequence[int], random: np.random.Generator) -> Observations:  # fmt: skip
    chosen = np.concatenate([
        random.choice(np.flatnonzero(stratum == at), number, replace=False) for at, number in enumerate(drawn)
    ])  # fmt: skip
    of = stratum[chosen]
    return Observations(
        tuple(str(at) for at in range(len(town.venues))),
        tuple(str(venue) for venue in chosen),
        of,
        np.arange(len(chosen)),
        np.array([there / number for there, number in zip(town.venues, drawn, strict=True)])[of],
        people[chosen],
        minors[chosen],
        tuple(town.venues),
    )


SURVEYS = (
    ("three strata, 100 of 650 venues, 5 to 10 %", Town((300, 200, 150), (0.08, 0.05, 0.10)), (40, 30, 30), False),
    ("three strata, 100 of 900 venues, 2 to 3 %", Town((400, 300, 200), (0.03, 0.02, 0.02)), (40, 30, 30), False),
    (
        "three strata, 287 of 900 venues, 2 to 3 %, frame known",
        Town((400, 300, 200), (0.03, 0.02, 0.02)),
        (120, 90, 77),
        True,
    ),
    ("one stratum, 30 of 400 venues, 20 %, much alike", Town((400,), (0.20,), alike=0.2), (30,), False),
)
"""What is simulated: (name, town, venues drawn of each stratum, whether the frame is used)."""
