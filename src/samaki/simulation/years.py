"""How a synthetic country changes over its years: who brings the cases, how soon and how well the agencies answer.

Every figure here is invented so that the years differ visibly; none was observed anywhere. `passed` is the share of the
years that have gone by, 0 to 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Habits:
    """Chances (0 to 1) and paces (median share of a limit that is used up) at one moment of the years."""

    mentor_brings: float
    citizen_brings: float
    silent: float
    declines: float
    asks: float
    by_phone: float
    confirms: float
    preferred: float
    pace: float


def habits(passed: float) -> Habits:
    """The habits after this share of the years: a logistic turn, steepest after a third of them."""
    turned = 1 / (1 + math.exp(-9 * (passed - 0.35)))

    def between(early: float, late: float) -> float:
        return early + (late - early) * turned

    return Habits(
        mentor_brings=between(0.6, 0.04),
        citizen_brings=between(0.25, 0.6),
        silent=between(0.22, 0.03),
        declines=between(0.2, 0.08),
        asks=between(0.08, 0.15),
        by_phone=between(0.25, 0.05),
        confirms=between(0.45, 0.9),
        preferred=between(0.6, 0.8),
        pace=between(1.1, 0.4),
    )


def arrivals(count: int) -> list[float]:
    """When each of `count` matters begins, as shares of the years: they come about three times as often in the end."""
    return [(math.sqrt(1 + 8 * (number + 0.5) / count) - 1) / 2 for number in range(count)]
