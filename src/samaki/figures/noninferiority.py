"""The step-back test: is the chain, without the mentor, not much worse than it was with the mentor?

A protocol is fixed before the test. The chain passes when the one-sided Wilson lower bound of its share of steps that were on time and of
quality lies above the baseline less the margin. All rates are exact binomial sums, not approximations. Wilson 1927; Piaggio et al. 2012
(CONSORT for non-inferiority); Kish 1965 (design effect 1 + (m - 1) ICC); Ridout, Demetrio and Firth 1999 (the estimate of ICC).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from math import floor, sqrt

import numpy as np
from scipy.special import bdtrc, ndtri

from samaki.figures import cusum
from samaki.figures.cusum import Cusum
from samaki.figures.proportions import wilson_lower

PREFIX = b"samaki-step-back-test-1\n"
"""Names the version of the bytes of a protocol: a change of them is a new version beside it, never an edit."""


@dataclass(frozen=True)
class Alarm:
    """The CUSUM of a protocol: shares of failing steps and the threshold, as written down."""

    accepted: Decimal = Decimal("0.20")
    broken: Decimal = Decimal("0.35")
    threshold: Decimal = Decimal("4.0")

    def cusum(self) -> Cusum:
        """The same, to be walked."""
        return Cusum(float(self.accepted), float(self.broken), float(self.threshold))


@dataclass(frozen=True)
class Protocol:
    """All that is fixed before the test begins. Shares are decimal fractions, kept as they were written.

    `steps`: how many steps are looked at, all that fall due from the first day on, in that order. `steps_of_a_case` (m) and `icc`: how
    many of them one case brings, and how alike they are; one step per case is m = 1. `family`, `area`: codes. `confidence` of the
    one-sided bound.
    """

    family: str
    area: str
    baseline: Decimal
    steps: int
    margin: Decimal = Decimal("0.10")
    confidence: Decimal = Decimal("0.95")
    steps_of_a_case: Decimal = Decimal("1")
    icc: Decimal = Decimal("0")
    alarm: Alarm = field(default_factory=Alarm)

    def __post_init__(self) -> None:
        if not 0 < self.margin < self.baseline < 1:
            raise ValueError("the margin lies above 0 and below the baseline, the baseline below 1")
        if (
            self.steps < 1
            or self.steps_of_a_case < 1
            or not 0 <= self.icc <= 1
            or not Decimal("0.5") < self.confidence < 1
        ):
            raise ValueError(
                "a protocol needs steps, m of 1 or more, an ICC from 0 to 1 and a confidence above one half"
            )

    @property
    def least_acceptable(self) -> Decimal:
        """Baseline less margin."""
        return self.baseline - self.margin

    def canonical(self) -> bytes:
        """The bytes that are hashed into the ledger: the prefix, then JSON with sorted keys, no spaces, ASCII, decimals as text.

        Their text has no trailing zeros. Equal protocols have equal bytes however their numbers were written.
        """
        body = json.dumps(asdict(self), sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=_plain)
        return PREFIX + body.encode()


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def design_effect(steps_of_a_case: float, icc: float) -> float:
    """By how much steps of one case that are alike widen what is known: 1 + (m - 1) ICC."""
    return 1 + (steps_of_a_case - 1) * icc


def effective(steps: int, steps_of_a_case: float, icc: float) -> int:
    """As how many independent steps they count, rounded down. At least 1."""
    return max(1, floor(steps / design_effect(steps_of_a_case, icc) + 1e-9))


def icc(cases: Sequence[Sequence[bool]]) -> float | None:
    """How alike the steps of one case are: the analysis-of-variance estimate, at least 0.

    `None` where no two steps share a case, or all steps are alike.

    `cases`: for each case, whether each of its steps was good.
    """
    groups = [np.asarray(case, dtype=float) for case in cases if len(case)]
    total, k = sum(map(len, groups)), len(groups)
    if k < 2 or total == k:
        return None
    mean = sum(float(g.sum()) for g in groups) / total
    between = sum(len(g) * (float(g.mean()) - mean) ** 2 for g in groups) / (k - 1)
    within = sum(float(((g - g.mean()) ** 2).sum()) for g in groups) / (total - k)
    size = (total - sum(len(g) ** 2 for g in groups) / total) / (k - 1)
    spread = between + (size - 1) * within
    return max(0.0, (between - within) / spread) if spread > 0 else None


def fewest_good(steps: int, least_acceptable: float, confidence: float) -> int | None:
    """The fewest good of so many independent steps with which the test is passed; `None` where not even all suffice."""
    middle, z = steps * least_acceptable, float(ndtri(confidence))
    near = floor(middle + z * sqrt(middle * (1 - least_acceptable)))  # where Wilson's bound, solved for the count, lies
    candidates = range(max(0, near - 1), min(steps, near + 2) + 1)
    return next((x for x in candidates if wilson_lower(x, steps, confidence) > least_acceptable), None)


@dataclass(frozen=True)
class ErrorRates:
    """What the test can tell. `power`: it passes a chain as good as the baseline. `false_pass`: it passes one just at baseline less margin.

    `with_alarm`: the same two when an alarm on the way ends the test as not passed. `false_alarm`: an alarm although steps fail no more
    than accepted; `detection`: an alarm when they fail at the broken rate; both within the steps of the protocol. `effective` steps are
    reckoned with.
    """

    effective: int
    fewest_good: int | None
    power: float
    false_pass: float
    power_with_alarm: float
    false_pass_with_alarm: float
    false_alarm: float
    detection: float


def error_rates(protocol: Protocol) -> ErrorRates:
    """Exact for independent steps; with m > 1 for as many independent ones as the design effect leaves, which is an approximation."""
    n = effective(protocol.steps, float(protocol.steps_of_a_case), float(protocol.icc))
    good = fewest_good(n, float(protocol.least_acceptable), float(protocol.confidence))
    at_baseline, at_edge = 1 - float(protocol.baseline), 1 - float(protocol.least_acceptable)
    alarm = protocol.alarm.cusum()
    allowed = -1 if good is None else n - good
    return ErrorRates(
        n,
        good,
        pass_rate(n, good, 1 - at_baseline),
        pass_rate(n, good, 1 - at_edge),
        cusum.passing(alarm, at_baseline, n, allowed),
        cusum.passing(alarm, at_edge, n, allowed),
        cusum.rates(alarm, alarm.accepted, n).alarm,
        cusum.rates(alarm, alarm.broken, n).alarm,
    )


def pass_rate(steps: int, fewest: int | None, share: float) -> float:
    """P(X >= fewest) for X ~ Binomial(steps, share)."""
    if fewest is None:
        return 0.0
    return 1.0 if fewest == 0 else float(bdtrc(fewest - 1, steps, share))


def steps_needed(
    baseline: float,
    power: float,
    margin: float = 0.10,
    confidence: float = 0.95,
    steps_of_a_case: float = 1,
    icc: float = 0,
    most: int = 5000,
) -> int | None:
    """The fewest steps from which on the power never falls below `power` again; `None` where `most` independent ones are not enough.

    The power of a binomial test goes up in teeth: the first n that reaches it may be followed by one that does not.
    """
    needed = None
    for n in range(1, most + 1):
        reached = pass_rate(n, fewest_good(n, baseline - margin, confidence), baseline) >= power
        needed = (needed or n) if reached else None
        if needed and n > 1.5 * needed + 50:
            break
    return None if needed is None else int(np.ceil(needed * design_effect(steps_of_a_case, icc) - 1e-9))


class Outcome(StrEnum):
    """What a running or ended test says."""

    RUNNING = "running"
    ALARM = "alarm"
    PASSES = "passes"
    FAILS = "fails"


@dataclass(frozen=True)
class Reading:
    """The test so far: how many of the steps fell due, how many were good, the lower bound, the CUSUM, and the outcome."""

    due: int
    good: int
    lower: float
    path: cusum.Path
    outcome: Outcome


def read(protocol: Protocol, good: Sequence[bool]) -> Reading:
    """The steps in the order in which they fell due; one abandoned or not done is not good. Steps after the last are not looked at.

    Nobody may stop early because it looks well: before the last step the test is running, or an alarm has ended it.
    """
    looked = list(good[: protocol.steps])
    path = protocol.alarm.cusum().path(not one for one in looked)
    share = sum(looked) / len(looked) if looked else 0.0
    n = effective(len(looked), float(protocol.steps_of_a_case), float(protocol.icc)) if looked else 0
    lower = wilson_lower(share * n, n, float(protocol.confidence))
    return Reading(len(looked), sum(looked), lower, path, _outcome(protocol, len(looked), lower, path))


def _outcome(protocol: Protocol, due: int, lower: float, path: cusum.Path) -> Outcome:
    if path.alarm is not None:
        return Outcome.ALARM
    if due < protocol.steps:
        return Outcome.RUNNING
    return Outcome.PASSES if lower > float(protocol.least_acceptable) else Outcome.FAILS
