"""From what units name to the picture of who calls whom. Pure: nobody is ranked, and a unit that has not named stands apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Sign(StrEnum):
    """Of a pair (who calls, who is called): both say so, or one of the two; the other one may have named nobody at all."""

    BOTH = "both"
    CALLER = "caller"
    CALLED = "called"


@dataclass(frozen=True)
class Ties:
    """`named`: units that named anybody; `pairs`: (who calls, who is called) -> who says so."""

    named: frozenset[int]
    pairs: dict[tuple[int, int], Sign]

    def of_both(self, among: Iterable[int]) -> list[tuple[int, int]]:
        """Pairs of which both units have named, among these: only of them it can be asked whether both say so."""
        units = self.named & set(among)
        return [pair for pair in self.pairs if set(pair) <= units]


def gathered(said: Iterable[tuple[int, int, str]]) -> Ties:
    """(unit, other, way) of each naming -> all pairs."""
    rows = list(said)
    callers = {(unit, other) for unit, other, way in rows if way == "to"}
    answered = {(other, unit) for unit, other, way in rows if way == "from"}
    signs = {
        pair: Sign.BOTH if pair in callers and pair in answered else Sign.CALLER if pair in callers else Sign.CALLED
        for pair in sorted(callers | answered)
    }
    return Ties(frozenset(unit for unit, _other, _way in rows), signs)
