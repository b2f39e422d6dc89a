"""What must be said beside an estimate, and when the table cannot carry one. Codes with values; English beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from samaki.prevalence.mse.dependence import Row, near
from samaki.prevalence.mse.histories import Histories
from samaki.prevalence.mse.resampling import Replicates

FEW_OVERLAPS = 10
MOST_WITHOUT = 0.025
"""Share of replicates without an estimate from which on the upper bound of a 95 % interval has no meaning."""

WIDE = 10.0
"""An upper bound so many times the lower one says nothing that anybody could act on. Our own rule."""

APART = 1.5
"""Models that fit nearly as well and differ by this factor. Our own rule."""


@dataclass(frozen=True)
class Warned:
    """`code` of `SENTENCES`; `fatal`: the table cannot carry an estimate."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)
    fatal: bool = False

    def __str__(self) -> str:
        return SENTENCES[self.code] % self.values


SENTENCES = {
    "assumptions": "The method assumes that people are matched between lists without error, that nobody came or left meanwhile, and "
    "that nobody is out of reach of every list. Critics hold that this is seldom true (Whitehead, Jackson, Balch and Francis 2021).",
    "two_lists": "With two lists it cannot be seen whether being on one makes being on the other more or less likely. "
    "The estimate stands on the assumption that it does not.",
    "few_overlaps": "Only %(people)s people are on two lists or more. The estimate rests on them.",
    "list_apart": "Nobody on the list %(list)s is on any other. What it says about the others is assumed, not seen.",
    "without": "These lists cannot carry an estimate: in %(share)s %% of the redraws of the table no model has one.",
    "wide": "These lists cannot carry an estimate: the interval reaches from %(low)s to %(high)s.",
    "unbounded": "These lists cannot carry an estimate: the interval has no upper end.",
    "apart": "The answer depends on the model: %(models)s models that fit nearly as well run from %(low)s to %(high)s. "
    "Quote that range, not one number.",
}


def of_table(histories: Histories) -> list[Warned]:
    """What the table alone says."""
    told = [Warned("assumptions")]
    if len(histories.lists) == 2:
        told.append(Warned("two_lists"))
    if histories.overlapping < FEW_OVERLAPS:
        told.append(Warned("few_overlaps", {"people": histories.overlapping}))
    for at, name in enumerate(histories.lists):
        alone = int(histories.counts[(1 << at) - 1])
        if alone == histories.on(1 << at):
            told.append(Warned("list_apart", {"list": name}))
    return told


def of_whole(total: float, observed: int, replicates: Replicates | None, rows: Sequence[Row]) -> list[Warned]:
    """What the intervals and the other models say."""
    told = _of_replicates(replicates) if replicates else []
    totals = [row.total for row in near(rows)] + [total]
    if max(totals) - observed > APART * (min(totals) - observed) and len(totals) > 2:
        told.append(Warned("apart", {"models": len(totals) - 1, "low": whole(min(totals)), "high": whole(max(totals))}))
    return told


def _of_replicates(replicates: Replicates) -> list[Warned]:
    low, high = replicates.interval()
    share = replicates.without / len(replicates.sorted)
    if share > MOST_WITHOUT:
        return [Warned("without", {"share": f"{100 * share:.1f}"}, fatal=True)]
    if high == float("inf"):
        return [Warned("unbounded", fatal=True)]
    if high > WIDE * low:
        return [Warned("wide", {"low": whole(low), "high": whole(high)}, fatal=True)]
    return []


def whole(people: float) -> str:
    """A number of people for reading: 11,418."""
    return f"{people:,.0f}"
