"""From marks that are kept as acts happen to what a test says so far. Pure.

A step is looked at when its due time, and some days for late entries, have passed: steps that go well are done early, and a test that
counted them as they are done would see the good ones first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from samaki.figures import noninferiority
from samaki.figures.noninferiority import Outcome, Protocol, Reading
from samaki.insights.facts import minute
from samaki.insights.leaning import How
from samaki.stepping_back.testing.plan import Plan


class Sign(StrEnum):
    """A step in the sequence of a test. Only what was done alone, on time and well is good; what the mentor led is told apart."""

    GOOD = "1"
    HELPED = "h"
    BAD = "0"


SIGNS = {How.ALONE: Sign.GOOD, How.HELPED: Sign.HELPED, How.BAD: Sign.BAD, How.OPEN: Sign.BAD}
"""An open step is looked at only when it is past its time: it is due and not done."""


@dataclass(frozen=True)
class Span:
    """Steps due from `since` to before `until` (minutes since 1970)."""

    since: int
    until: int


def span(plan: Plan, begun: datetime, ends: datetime, now: datetime) -> Span:
    """What may be looked at now: due since the beginning, before the end, and long enough ago."""
    return Span(minute(begun), min(minute(ends), minute(now - timedelta(days=plan.settle_days))))


def sequence(marks: Iterable[tuple[str, int]], within: Span, plan: Plan, protocol: Protocol) -> str:
    """One sign for each step, in the order in which they fell due; no more than are planned. `marks`: those of the measure WT1, of the
    kinds of step of this family, with how many of each."""
    found: list[tuple[int, int, str]] = []
    for mark, many in marks:
        if not mark.startswith(f"run:{plan.stratum}:"):
            continue
        due, number, how = mark.split(":")[2:]
        if within.since <= int(due) < within.until and (number == "1" or protocol.steps_of_a_case > 1):
            found += [(int(due), int(number), SIGNS[How(how)])] * many
    return "".join(sign for _due, _number, sign in sorted(found)[: protocol.steps])


def read(protocol: Protocol, signs: str) -> Reading:
    """What the sequence says."""
    return noninferiority.read(protocol, [sign == Sign.GOOD for sign in signs])


MOVES: Mapping[Outcome, str] = {Outcome.ALARM: "alarm", Outcome.PASSES: "pass", Outcome.FAILS: "fail"}
"""Outcome -> the move of its part."""


def move(found: Reading, over: bool) -> str | None:
    """What happens to a running part. `over`: nothing more can fall due within the test: then too few steps are no verdict."""
    return MOVES.get(found.outcome) or ("run_out" if over else None)


def over(plan: Plan, ends: datetime, now: datetime) -> bool:
    """Whether the longest time is over, with the days for late entries."""
    return now >= ends + timedelta(days=plan.settle_days)
