"""What is planted in a country so that its figures have something to find: seasons, a mentor who fades, links that break.

Every figure is invented; none was observed anywhere. `passed` is the share of the years that have gone by, 0 to 1.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from functools import lru_cache

MONTHS = (0.9, 0.9, 1.1, 1.3, 1.0, 0.9, 0.85, 0.85, 0.8, 1.0, 1.3, 1.1)
"""How many matters come in each month, January first: more around the two festivals, fewer in the rains."""

WEEK = (1.1, 1.05, 1.0, 1.0, 1.15, 0.9, 0.8)
"""And on each day, Monday first."""

HOURS = (
    0.5,
    0.4,
    0.3,
    0.2,
    0.2,
    0.3,
    0.5,
    0.9,
    1.3,
    1.4,
    1.4,
    1.2,
    0.9,
    0.9,
    1.1,
    1.2,
    1.2,
    1.2,
    1.3,
    1.4,
    1.5,
    1.4,
    1.1,
    0.8,
)
"""And in each hour of the country's clocks: people tell after work, and at night."""


@dataclass(frozen=True)
class Broken:
    """From one kind of unit to another of an area, in these years, most offers meet with silence."""

    area: str
    asks: str
    asked: str
    since: float
    until: float
    silent: float = 0.85


BROKEN = (
    Broken("18", "police_ahtjp", "social", 0.62, 0.74),
    Broken("17", "social", "ngo_aftercare", 0.82, 0.9),
)

CARRY_MOST = (("police_ahtjp", "social"), ("social", "ngo_aftercare"))
MAY_BREAK = tuple(
    (area, *pair)
    for area in ("12", "17", "18")
    for pair in CARRY_MOST
    if (area, *pair) not in {(one.area, one.asks, one.asked) for one in BROKEN}
)
"""Links of which each country breaks some in its last months: those that carry most."""

LATELY, NOW_BROKEN = 0.93, 2
"""Since when these are broken (the last ten months of twelve years), and how many."""

LED = ((0.22, 0.3, 0.26, 0.12, 0.1), (0.01, 0.02, 0.05, 0.17, 0.75))
"""How often each support level 1 to 5 is told, with the mentor there and after it has gone."""

SEEN_TO = (0.9, 0.993)
"""How often each line of the checklist of a critical step is seen to, at the beginning and in the end."""

PAID = (0.7, 0.04)
"""How often the mentor pays for a critical step, at the beginning and in the end; every hundredth time the family does."""

SLOWER = {"17": 1.35, "18": 1.15}
"""Areas that joined later learn later: their waits are so much longer."""


@lru_cache(maxsize=8)
def broken(seed: int) -> tuple[Broken, ...]:
    """Every link that breaks in the country of this seed: some years ago, the same in all countries; and in the end, two by chance."""
    lately = random.Random(f"broken/{seed}").sample(MAY_BREAK, NOW_BROKEN)  # noqa: S311 - a story, not a secret
    return (*BROKEN, *(Broken(*one, since=LATELY, until=math.inf) for one in lately))


@lru_cache(maxsize=8)
def unmade(seed: int) -> tuple[str, str, str]:
    """(area, who asks, who is asked) of the link that this country never made: nothing is agreed, and nothing goes over it. (Nobody works
    in the court of appeal of the cast.)"""
    return random.Random(f"unmade/{seed}").choice(("12", "17", "18")), "prosecution", "court_appeal"  # noqa: S311 - a story


def silence(area: str, asks: str, asked: str, passed: float, seed: int) -> float:
    """The chance that nobody answers an offer because the link is broken; 0 where it is not."""
    for one in broken(seed):
        if (one.area, one.asks, one.asked) == (area[:2], asks, asked) and one.since <= passed < one.until:
            return one.silent
    return 0.0


def level(passed: float, drawn: float) -> int:
    """The support level of a step, for a number drawn from 0 to 1: the same logistic turn as the other habits."""
    turned = _turned(passed)
    reached = 0.0
    for number, (early, late) in enumerate(zip(*LED, strict=True), start=1):
        reached += early + (late - early) * turned
        if drawn < reached:
            return number
    return len(LED[0])


def seen_to(passed: float) -> float:
    """The chance that a line of the checklist of a critical step is seen to."""
    return SEEN_TO[0] + (SEEN_TO[1] - SEEN_TO[0]) * _turned(passed)


def paid(passed: float, drawn: float) -> str:
    """Who paid for a critical step, for a number drawn from 0 to 1."""
    mentor = PAID[0] + (PAID[1] - PAID[0]) * _turned(passed)
    if drawn < mentor:
        return "mentor"
    return "family" if drawn > 0.99 else "agency"


def _turned(passed: float) -> float:
    return 1 / (1 + math.exp(-9 * (passed - 0.45)))
