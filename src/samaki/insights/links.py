"""Links of the chain: from one kind of unit to another, in an area. What each is worth, and which is the weakest. Pure.

| id | of a link | counted |
|---|---|---|
| L1 | exists | of three: an agreement in force, a focal point, a duty roster at who is asked |
| L2 | carries | hand-offs offered on it, per quarter |
| I3 | holds | answered in time (`definitions.py`) |
| C1 | closes | confirmed by who asked (`definitions.py`) |

The order is a rule of its own (`weakness`, ADR 59): a link is judged by its own interval, and put in order by the share that it has
after it borrowed from the others, so that few hand-offs make no link weak, or strong, by chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from samaki.countries.kinds import StepKind
from samaki.countries.measuring import Measuring
from samaki.figures.pooling import shares
from samaki.insights.definitions import MEASURES
from samaki.insights.figures import FEWEST, Figure, Marks, Window, figure

EXISTS, CARRIES, HOLDS_BY, CLOSES_BY = "L1.v1", "L2.v1", MEASURES["I3"], MEASURES["C1"]
MEASURED = (HOLDS_BY.id, CLOSES_BY.id)
"""What of kept figures a link is made of."""

GATE = 0.70
"""A link holds where the whole interval of its share lies at or above this, and does not where it lies below."""

QUARTERS = 4
"""So many quarters, the running one included, are looked at together."""

MISSING, FAILS, FEW, OPEN, HOLDS = "missing", "fails", "few", "open", "holds"
"""Verdicts: nothing is agreed and nothing goes over it; surely too weak; not enough evidence; cannot be said; surely strong."""

OFFERED = ("yes", "no", "open", "away")
"""Marks of hand-offs answered that are one for each hand-off."""

DAYS = 365.25 / 4


class Ends(NamedTuple):
    """Province, kind of the unit that asks, kind of the unit that is asked."""

    area: str
    asks: str
    asked: str


@dataclass(frozen=True)
class Part:
    """Of so many who should have it, so many have it."""

    have: int
    of: int

    @property
    def whole(self) -> bool:
        """Nobody is without it."""
        return self.have == self.of


@dataclass(frozen=True)
class Exists:
    """What stands on paper. `agreement`: of pairs of different agencies (none of none: both are one agency); `focal_point`, `roster`: of
    the units that are asked."""

    agreement: Part
    focal_point: Part
    roster: Part

    @property
    def parts(self) -> dict[str, Part]:
        """Name -> part."""
        return {"agreement": self.agreement, "focal_point": self.focal_point, "roster": self.roster}

    @property
    def count(self) -> int:
        """How many of the three at least somebody has; none where nobody of this kind serves the area."""
        if not self.focal_point.of:
            return 0
        return sum(1 for one in self.parts.values() if one.have or not one.of)


NOTHING = Exists(Part(0, 0), Part(0, 0), Part(0, 0))


@dataclass(frozen=True)
class Link:
    """`carried`: hand-offs offered in the time looked at (None: not shown); `hidden`: its figures are not for this reader; `pooled`: share
    answered in time with what it borrows; None where fewer than five can be judged; `bounded`: of which of `holds`, `closes` this reader
    is told a bound alone (`guarding.silent`); `guarded`: nothing
    of few is told, for the reader is of no link."""

    ends: Ends
    exists: Exists
    carried: int | None
    holds: Figure
    closes: Figure
    hidden: bool = False
    pooled: float | None = None
    bounded: frozenset[str] = frozenset()
    guarded: bool = False

    @property
    def verdict(self) -> str:
        """One of the five, by what exists and by its own interval."""
        if self.carried == 0 and self.exists.count == 0:
            return MISSING
        return FEW if self.hidden else judged(self.holds)


def judged(one: Figure) -> str:
    """What an interval says of a share: few, fails, open or holds."""
    if one.n < FEWEST or one.low is None or one.high is None:
        return FEW
    if one.high < GATE:
        return FAILS
    return HOLDS if one.low >= GATE else OPEN


def link_of(
    ends: Ends, exists: Exists, marks: Mapping[str, Marks], window: Window, rules: Measuring, *, hidden: bool = False
) -> Link:
    """A link from the marks of its two measures."""
    holds, closes = (figure(MEASURES[name], marks.get(name, Counter()), window, rules) for name in MEASURED)
    return Link(ends, exists, None if hidden else carried(marks), holds, closes, hidden)


def carried(marks: Mapping[str, Marks]) -> int:
    """How many hand-offs were offered."""
    found = marks.get(HOLDS_BY.id, Counter())
    return sum(number for mark, number in found.items() if mark.split(":")[0] in OFFERED)


def a_quarter(number: int, window: Window) -> float:
    """So many in the window: how many in a quarter of a year."""
    days = (window.end - window.since).total_seconds() / 86400
    return number * DAYS / days if days > 0 else 0.0


# ---------------------------------------------------------------- the order
def weakest_first(links: Iterable[Link]) -> list[Link]:
    """Each with its pooled share, in the order of `weakness`."""
    known = list(links)
    told = [one for one in known if not one.hidden and one.holds.n >= FEWEST]
    pooled = dict(zip((one.ends for one in told), shares([_counts(one.holds) for one in told]), strict=True))
    return sorted((replace(one, pooled=pooled.get(one.ends)) for one in known), key=weakness)


def _counts(one: Figure) -> tuple[int, int]:
    return round((one.value or 0.0) * one.n), one.n


PLACES = {MISSING: 0, FAILS: 1, OPEN: 3, HOLDS: 5}


def weakness(one: Link) -> tuple[float | str, ...]:
    """What links are put in order by, the weakest first:

    1. nothing is agreed, nobody is named, nobody is on duty, and nothing goes over it; 2. it surely does not hold; 3. too few to judge and
    something of the three is wanting; 4. it cannot be said; 5. too few to judge, and all three are there; 6. it surely holds. Within 2, 4
    and 6 by the pooled share, the lowest first; within 1, 3 and 5 by how much of the three is there, the least first, and those that carry
    something before those that carry nothing.
    """
    verdict = one.verdict
    place = PLACES[verdict] if verdict != FEW else 2 if one.exists.count < 3 else 4
    if one.pooled is not None:
        return (place, one.pooled, one.exists.count, *one.ends)
    return (place, one.exists.count / 3, 0.0 if one.carried != 0 else 1.0, *one.ends)


# ---------------------------------------------------------------- which links there should be
Serves = Callable[[str], bool]
"""Whether a unit of this kind serves the area."""


def of_pathway(kinds: Collection[StepKind], serves: Serves) -> tuple[set[tuple[str, str]], set[str]]:
    """((asks, asked) of every hand-off that the pathway makes in an area by itself; step kinds for which no unit serves it).

    Each step lies with the first kind of those that may hold it that serves the area; so does each that follows with an offer, or that the
    holder of the one before may not hold.
    """
    by_code = {one.code: one for one in kinds}
    found: set[tuple[str, str]] = set()
    nobody: set[str] = set()
    for kind in kinds:
        asks = _first(kind, serves, "")
        if asks is None:
            nobody.add(kind.code)
            continue
        for follow in kind.follows:
            after = by_code[follow.code]
            asked = _first(after, serves, asks) if follow.how == "offer" or asks not in after.may_hold else None
            if asked is not None:
                found.add((asks, asked))
    return found, nobody


def _first(kind: StepKind, serves: Serves, without: str) -> str | None:
    """Who is asked to hold it: as the pathway does it, the default holder first."""
    return next((one for one in (kind.default_holder, *kind.may_hold) if one != without and serves(one)), None)


# ---------------------------------------------------------------- quarters
def quarter_of(month: date) -> date:
    """The first day of its quarter."""
    return month.replace(month=3 * ((month.month - 1) // 3) + 1, day=1)


def quarters(month: date, count: int) -> Sequence[date]:
    """The first days of so many quarters, the one of this month last."""
    last = quarter_of(month)
    months = [last.year * 12 + last.month - 1 - 3 * back for back in range(count)]
    return [date(one // 12, one % 12 + 1, 1) for one in reversed(months)]
