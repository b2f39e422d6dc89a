"""What an old list says of a link in a year, as shares with their intervals; for who is of no unit of its agency nothing small. Pure.

An old list counts everything that its agency wrote down, so its interval says only how much so few could differ by chance.
"""

from __future__ import annotations

from dataclasses import dataclass

from samaki.figures.proportions import wilson
from samaki.history.reading import Counted
from samaki.insights.figures import Figure
from samaki.insights.guarding import few

ANSWERED, IN_TIME, DONE = "answered", "in_time", "done"
PARTS = (ANSWERED, IN_TIME, DONE)


@dataclass(frozen=True)
class Old:
    """`handed`: None where so few is not for this reader. `shares`: part -> its share; one that the list does not tell is not there.
    `bounded`: parts of which this reader is told a bound alone."""

    handed: int | None
    shares: dict[str, Figure]
    bounded: frozenset[str] = frozenset()

    @property
    def hidden(self) -> bool:
        """Nothing of it is for this reader."""
        return self.handed is None


def of_counts(one: Counted, *, guarded: bool) -> Old:
    """`guarded`: the reader leads no unit of the agency."""
    counts = {ANSWERED: one.answered, IN_TIME: one.in_time, DONE: one.done}
    told = {part: count for part, count in counts.items() if count is not None}
    if guarded and few(one.handed):
        return Old(None, {part: Figure(0) for part in told})
    shares = {part: _share(count, one.handed) for part, count in told.items()}
    return Old(one.handed, shares, frozenset(_bounded(told, one.handed)) if guarded else frozenset())


def _bounded(counts: dict[str, int], handed: int) -> set[str]:
    """Parts that count fewer than five, or all but so few; and those that differ from another one that is told by so few."""
    kept: set[str] = set()
    told = [handed]
    for part, count in counts.items():
        if few(count) or any(few(abs(other - count)) for other in told):
            kept.add(part)
        else:
            told.append(count)
    return kept


def _share(count: int, handed: int) -> Figure:
    if not handed:
        return Figure(0)
    inner = wilson(count, handed)
    return Figure(handed, count / handed, inner.low, inner.high)
