"""The design of a venue survey and its draw, which anybody can repeat.

Venues and their times of visit are put in order by a number of their own: the first 8 bytes of SHA-256 of the seed and the name, as a share
of 2^64 (permanent random numbers: Ohlsson 1995). So the draw depends on the seed and the names only, not on the order of the list, the
machine or a version, and whoever was told the seed beforehand can prove that nobody chose.

- **equal**: within a stratum the n venues with the smallest numbers: a simple random sample. Probability n / N.
- **size**: systematic with probability proportional to size (Madow 1949), in the order of the numbers: a venue of size x has n x / sum x.
  Venues for which this reaches 1 are taken for certain, and the rest are drawn from what remains.

Then v of each venue's times of visit, with equal probability. The weight of a visit is one over the product of both probabilities.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samaki.prevalence.problems import Unusable

EQUAL, SIZE = "equal", "size"


@dataclass(frozen=True)
class Venue:
    """`times`: names of the times at which it could be visited, such as days and hours; `size`: expected people, for the draw by size."""

    name: str
    stratum: str
    times: tuple[str, ...]
    size: float = 1.0


@dataclass(frozen=True)
class Plan:
    """`venues`: how many of each stratum (at least 2); `visits`: of each venue; `by`: `equal` or `size`."""

    venues: Mapping[str, int]
    visits: int = 1
    by: str = EQUAL


@dataclass(frozen=True)
class Visit:
    """One visit to make. `venue_probability` is that of the venue; `certain`: it is taken whatever the seed."""

    stratum: str
    venue: str
    time: str
    venue_probability: float
    weight: float
    certain: bool


def number(seed: str, *names: str) -> float:
    """The number of something, in [0, 1)."""
    text = "\x1f".join((seed, *names)).encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:8], "big") / 2**64


def drawn(venues: Sequence[Venue], plan: Plan, seed: str) -> list[Visit]:
    """The visits, by stratum, venue and time. Raises Unusable."""
    _checked(venues, plan)
    told = []
    for stratum in sorted(plan.venues):
        there = [venue for venue in venues if venue.stratum == stratum]
        draw = _by_size if plan.by == SIZE else _equal
        for venue, probability in draw(there, plan.venues[stratum], seed):
            times = sorted(venue.times, key=lambda time: (number(seed, stratum, venue.name, time), time))
            weight = len(times) / (probability * plan.visits)
            told += [
                Visit(stratum, venue.name, time, probability, weight, probability >= 1) for time in times[: plan.visits]
            ]
    return sorted(told, key=lambda visit: (visit.stratum, visit.venue, visit.time))


def _checked(venues: Sequence[Venue], plan: Plan) -> None:
    names: set[str] = set()
    for venue in venues:
        if venue.name in names:
            raise Unusable("venue_twice", venue=venue.name)
        names.add(venue.name)
        if venue.stratum in plan.venues and len(venue.times) < plan.visits:
            raise Unusable("slots", venue=venue.name, slots=len(venue.times), visits=plan.visits)
        if plan.by == SIZE and not venue.size > 0:
            raise Unusable("size", venue=venue.name)
    for stratum, wanted in plan.venues.items():
        there = sum(venue.stratum == stratum for venue in venues)
        if not there:
            raise Unusable("no_such_stratum", stratum=stratum)
        if wanted < 2:
            raise Unusable("two_in_each", wanted=wanted, stratum=stratum)
        if there < wanted:
            raise Unusable("too_few_venues", stratum=stratum, there=there, wanted=wanted)


def _ordered(venues: Sequence[Venue], seed: str) -> list[Venue]:
    return sorted(venues, key=lambda venue: (number(seed, venue.stratum, venue.name), venue.name))


def _equal(venues: Sequence[Venue], wanted: int, seed: str) -> list[tuple[Venue, float]]:
    return [(venue, wanted / len(venues)) for venue in _ordered(venues, seed)[:wanted]]


def probabilities(sizes: Sequence[float], wanted: int) -> list[float]:
    """Of each to be among the `wanted`, proportional to size, 1 where that would be more. They add up to `wanted`."""
    certain: set[int] = set()
    while True:
        rest = sum(size for at, size in enumerate(sizes) if at not in certain)
        scale = (wanted - len(certain)) / rest if rest else 0.0
        over = {at for at, size in enumerate(sizes) if at not in certain and size * scale >= 1 - 1e-12}
        if not over:
            return [1.0 if at in certain else size * scale for at, size in enumerate(sizes)]
        certain |= over


def _by_size(venues: Sequence[Venue], wanted: int, seed: str) -> list[tuple[Venue, float]]:
    order = _ordered(venues, seed)
    shares = probabilities([venue.size for venue in order], wanted)
    told = [(venue, 1.0) for venue, share in zip(order, shares, strict=True) if share >= 1]
    next_stop, passed = number(seed, venues[0].stratum, "start"), 0.0
    for venue, share in zip(order, shares, strict=True):
        if share < 1:
            passed += share
            if passed > next_stop and len(told) < wanted:
                told.append((venue, share))
                next_stop += 1
    return told
