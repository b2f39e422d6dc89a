"""The attrition map: of a cohort of reports, how many are still in process at each step, and why the others left. Open ones are counted.

`reached / cohort` alone would count a case that waits as one that was lost. So each step shows three figures: the share that reached
it, the most that can still reach it (all open ones go on), and the share expected if open ones go on as those before them did (Kaplan
and Meier 1958 with steps in place of time; intervals log(-log) with Greenwood's variance; exits by reason: Aalen and Johansen 1978).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from samaki.figures.proportions import CONFIDENCE, NOTHING_KNOWN, Interval
from samaki.figures.waiting import log_log

OPEN = None


@dataclass(frozen=True)
class Passage:
    """One case of the cohort: the place (from 0) of the last step that it reached, and why it left there; `None`: it is open there.

    A case that left by doing the last step left there for the reason of a good end: that is a reason as any other. `number`: so many
    such cases.
    """

    reached: int
    left: str | None = OPEN
    number: int = 1


@dataclass(frozen=True)
class StepShare:
    """One step of the map. Shares are of the whole cohort, 0 to 1.

    `reached`, `open_here`, `left` (reason -> cases): counts. `expected` with its `interval`: the share that reaches it, open ones taken
    to go on as others did; `expected_left`: reason -> the share that leaves here by it. `at_most`: if every open case before it reached
    it.
    """

    step: Hashable
    reached: int
    open_here: int
    left: Mapping[str, int]
    share: float
    at_most: float
    expected: float
    interval: Interval
    expected_left: Mapping[str, float]


def attrition(cohort: Sequence[Passage], steps: Sequence[Hashable], confidence: float = CONFIDENCE) -> list[StepShare]:
    """The map, one line for each step in the order of the chain. Nobody in the cohort: no lines.

    Raises ValueError for a step that is not there.
    """
    if any(not 0 <= passage.reached < len(steps) for passage in cohort):
        raise ValueError("a case reached a step that is not in the chain")
    lines: list[StepShare] = []
    expected, spread, waiting_before = 1.0, 0.0, 0
    for place, step in enumerate(steps if cohort else ()):
        line = _line(cohort, place, step, expected, _interval(expected, spread, place, confidence), waiting_before)
        lines.append(line)
        waiting_before += line.open_here
        gone = sum(line.left.values())
        decided = line.reached - line.open_here
        expected *= 1 - gone / decided if decided else 1.0
        spread += gone / (decided * (decided - gone)) if decided > gone else 0.0
    return lines


def _line(
    cohort: Sequence[Passage], place: int, step: Hashable, expected: float, interval: Interval, waiting_before: int
) -> StepShare:
    here = [passage for passage in cohort if passage.reached == place]
    reached = sum(passage.number for passage in cohort if passage.reached >= place)
    left: Counter[str] = Counter()
    for passage in here:
        if passage.left is not None:
            left[passage.left] += passage.number
    open_here = sum(passage.number for passage in here) - sum(left.values())
    decided = reached - open_here
    by_reason = {why: expected * cases / decided for why, cases in sorted(left.items())}
    of = sum(passage.number for passage in cohort)
    return StepShare(
        step,
        reached,
        open_here,
        dict(sorted(left.items())),
        reached / of,
        (reached + waiting_before) / of,
        expected,
        interval,
        by_reason,
    )


def _interval(expected: float, spread: float, place: int, confidence: float) -> Interval:
    if place == 0:
        return Interval(1.0, 1.0)
    return log_log(expected, spread, confidence) if 0 < expected < 1 else NOTHING_KNOWN
