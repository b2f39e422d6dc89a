"""The alarm while the mentor steps back: a Bernoulli CUSUM over steps that fail or not, in the order in which they fall due.

After each step S <- max(0, S + w), where w is the logarithm of how much more probable the step is at the broken rate than at the accepted
one; the alarm sounds when S reaches the threshold. Page 1954; Reynolds and Stoumbos 1999 (Bernoulli CUSUM). All rates here are exact: S
follows from the numbers of failures and successes since it last stood at 0, so a finite chain of such pairs holds all that can happen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import log

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Path:
    """What is drawn: S after each step, the threshold, and the index (from 0) of the step that sounded the alarm, if one did."""

    values: tuple[float, ...]
    threshold: float
    alarm: int | None


def walk(weights: Iterable[float], threshold: float) -> Path:
    """S over the weights. It goes on after the alarm: who reads the picture sees what came then."""
    values: list[float] = []
    alarm = None
    for place, weight in enumerate(weights):
        values.append(max(0.0, (values[-1] if values else 0.0) + weight))
        if alarm is None and reaches(values[-1], threshold):
            alarm = place
    return Path(tuple(values), threshold, alarm)


def reaches(value: float, threshold: float) -> bool:
    """Whether S stands at the threshold, sums of floating point numbers forgiven."""
    return value >= threshold - 1e-9


@dataclass(frozen=True)
class Cusum:
    """`accepted` and `broken`: shares of steps that fail (0 < accepted < broken < 1). The reference: 20 %, 35 %, threshold 4.0."""

    accepted: float = 0.20
    broken: float = 0.35
    threshold: float = 4.0

    def __post_init__(self) -> None:
        if not (0 < self.accepted < self.broken < 1 and self.threshold > 0):
            raise ValueError("a CUSUM needs 0 < accepted < broken < 1 and a threshold above 0")

    @property
    def of_failure(self) -> float:
        """What a failure adds."""
        return log(self.broken / self.accepted)

    @property
    def of_success(self) -> float:
        """What a success adds: less than 0."""
        return log((1 - self.broken) / (1 - self.accepted))

    def path(self, failed: Iterable[bool]) -> Path:
        """S over the steps as they fell due."""
        return walk((self.of_failure if one else self.of_success for one in failed), self.threshold)


@dataclass(frozen=True)
class Rates:
    """Within so many steps: the probability of an alarm, and the mean number of steps until it among runs that alarm (`None`: none can)."""

    alarm: float
    mean_steps: float | None


def rates(cusum: Cusum, failing: float, within: int) -> Rates:
    """Exact, when each step fails with probability `failing`, independently. Steps of one case do not: see the design effect."""
    chain = _chain(cusum, within)
    held = np.zeros(len(chain.success))
    held[0] = 1.0
    alarms = np.zeros(within)
    for step in range(within):
        held, alarms[step] = chain.move(held, failing)
    alarm = float(alarms.sum())
    return Rates(alarm, float(alarms @ np.arange(1, within + 1)) / alarm if alarm > 0 else None)


def passing(cusum: Cusum, failing: float, within: int, most_failures: int) -> float:
    """Probability that a run of `within` steps ends with at most `most_failures` failures and without an alarm on the way. Exact."""
    if most_failures < 0:
        return 0.0
    chain = _chain(cusum, within)
    held = np.zeros((most_failures + 1, len(chain.success)))
    held[0, 0] = 1.0
    for _ in range(within):
        after = np.zeros_like(held)
        for failures in range(most_failures + 1):
            after[failures] += chain.succeed(held[failures]) * (1 - failing)
            if failures < most_failures:
                after[failures + 1] += chain.fail(held[failures])[:-1] * failing
        held = after
    return float(held.sum())


@dataclass(frozen=True)
class _Chain:
    """Where each state goes after a success and after a failure; the last place of `failure`'s is the alarm."""

    success: Places
    failure: Places

    def succeed(self, held: Floats) -> Floats:
        return np.asarray(np.bincount(self.success, weights=held, minlength=len(held)), dtype=np.float64)

    def fail(self, held: Floats) -> Floats:
        return np.asarray(np.bincount(self.failure, weights=held, minlength=len(held) + 1), dtype=np.float64)

    def move(self, held: Floats, failing: float) -> tuple[Floats, float]:
        after = self.fail(held) * failing
        return after[:-1] + self.succeed(held) * (1 - failing), float(after[-1])


@lru_cache(maxsize=16)
def _chain(cusum: Cusum, within: int) -> _Chain:
    """All pairs (failures, successes) since S stood at 0 that `within` steps can reach. After the last step nobody asks where it went."""
    places: dict[tuple[int, int], int] = {(0, 0): 0}
    states = [(0, 0)]
    moves: tuple[list[int], list[int]] = ([], [])
    for failures, successes in states:  # grows while it is read
        for kind, after in enumerate(((failures, successes + 1), (failures + 1, successes))):
            value = after[0] * cusum.of_failure + after[1] * cusum.of_success
            if reaches(value, cusum.threshold):
                moves[kind].append(-1)
                continue
            if value <= 0 or sum(after) > within:
                after = (0, 0)
            if after not in places:
                places[after] = len(states)
                states.append(after)
            moves[kind].append(places[after])
    alarm = len(states)
    return _Chain(np.asarray(moves[0]), np.asarray([alarm if place < 0 else place for place in moves[1]]))
