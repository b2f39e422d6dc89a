"""How long things wait, with those that still wait counted: Kaplan-Meier, and Aalen-Johansen where a wait can end in several ways.

Kaplan and Meier 1958; Greenwood 1926; Aalen and Johansen 1978; Dinse and Larson 1986 (variance of an incidence, delta method);
Brookmeyer and Crowley 1982 (interval of a quantile: where the curve's interval crosses); left truncation: Tsai, Jewell and Wang 1987.
Risk sets are counted with NumPy alone: a page draws a curve without loading a library of models (ADR 57).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from samaki.figures.proportions import CONFIDENCE, NOTHING_KNOWN, Interval

Floats = NDArray[np.float64]

ROUNDING = 1e-12
LARGEST = 700.0
"""exp() of more than this is no number any more; an interval so wide is that from 0 to 1."""


@dataclass(frozen=True)
class Wait:
    """One wait: how long it lasted until it ended or until now, how it ended (`None`: still waiting), and since when it was watched.

    All in one unit. `entered` above 0: it began before anybody watched (left truncation): it is known only because it had lasted so long.
    `number`: so many such waits, all alike.
    """

    lasted: float
    ended: str | None
    entered: float = 0.0
    number: int = 1


@dataclass(frozen=True)
class Quantile:
    """The time by which a share of waits has ended. `None`: not yet seen; an open upper end says "at least"."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Curve:
    """The share that still waits after each time at which one ended; before the first it is 1.

    `at_risk`, `ended`: how many waited just before that time and how many ended at it. `emptied`: the time after which nobody watched was
    left although others were watched later (only with left truncation); from there on the curve says nothing.
    """

    times: tuple[float, ...]
    share: tuple[float, ...]
    intervals: tuple[Interval, ...]
    at_risk: tuple[int, ...]
    ended: tuple[int, ...]
    n: int
    open: int
    emptied: float | None = None

    def quantile(self, part: float) -> Quantile:
        """By when this part (0 to 1, open) of the waits has ended: the first time with at most 1 - part still waiting, and its interval."""
        left = 1 - part + 1e-12
        return Quantile(
            self._first([share <= left for share in self.share]),
            self._first([interval.low <= left for interval in self.intervals]),
            self._first([interval.high <= left for interval in self.intervals]),
        )

    def median(self) -> Quantile:
        """By when half of the waits have ended."""
        return self.quantile(0.5)

    def p90(self) -> Quantile:
        """By when nine of ten have ended."""
        return self.quantile(0.9)

    def by(self, time: float) -> tuple[int, float, Interval] | None:
        """How many had ended by then, the share that had (those that wait counted), and its interval. None: nobody was watched so long."""
        at = bisect_right(self.times, time)
        if (
            not self.times
            or (self.emptied is not None and time > self.emptied)
            or (at == len(self.times) and time > self.times[-1])
        ):
            return None
        if not at:
            return 0, 0.0, Interval(0.0, 0.0)
        still = self.intervals[at - 1]
        return sum(self.ended[:at]), 1 - self.share[at - 1], Interval(1 - still.high, 1 - still.low)

    def _first(self, holds: Sequence[bool]) -> float | None:
        return next((time for time, one in zip(self.times, holds, strict=True) if one), None)


def curve(waits: Sequence[Wait], confidence: float = CONFIDENCE) -> Curve:
    """Kaplan-Meier over all waits, whatever ended them. Raises ValueError where a wait is not longer than when it was first watched."""
    risk, n, still = _risk(waits), _how_many(waits), _how_many(wait for wait in waits if wait.ended is None)
    if risk is None:
        return Curve((), (), (), (), (), n, n)
    return Curve(
        tuple(risk.times.tolist()),
        tuple(risk.share.tolist()),
        log_logs(risk.share, risk.spread, confidence),
        tuple(risk.at_risk.astype(int).tolist()),
        tuple(risk.ended.astype(int).tolist()),
        n,
        still,
        risk.emptied,
    )


def _how_many(waits: Iterable[Wait]) -> int:
    return sum(wait.number for wait in waits)


def log_log(share: float, spread: float, confidence: float = CONFIDENCE) -> Interval:
    """The interval of a survival share with Greenwood's sum `spread` (variance / share^2), on the scale of log(-log).

    At 1 nothing is known of the lower end; at 0 Greenwood's sum does not exist, and the interval is that from 0 to 1.
    """
    return log_logs(np.array([share]), np.array([spread]), confidence)[0]


def log_logs(shares: Floats, spreads: Floats, confidence: float = CONFIDENCE) -> tuple[Interval, ...]:
    """The same of many at once."""
    known = (shares > ROUNDING) & (shares < 1 - ROUNDING) & np.isfinite(spreads)
    hazard = -np.log(np.where(known, shares, 0.5))
    half = float(ndtri((1 + confidence) / 2)) * np.sqrt(np.where(known, spreads, 0.0)) / hazard
    wide = np.minimum(half, LARGEST)
    low, high = (np.exp(-hazard * np.exp(side)) for side in (wide, -wide))
    return tuple(
        Interval(least, most) if told else NOTHING_KNOWN
        for told, least, most in zip(known.tolist(), low.tolist(), high.tolist(), strict=True)
    )


@dataclass(frozen=True)
class _Risk:
    """At each time at which one ended: who was at risk, who ended, what share still waits, Greenwood's sum."""

    times: Floats
    at_risk: Floats
    ended: Floats
    share: Floats
    spread: Floats
    emptied: float | None


def _risk(waits: Sequence[Wait]) -> _Risk | None:
    if any(not 0 <= wait.entered < wait.lasted for wait in waits):
        raise ValueError("a wait lasts longer than 0, and longer than until it was first watched")
    lasted, ended, entered, number = _columns(waits)
    if not ended.any():
        return None
    times, places = np.unique(lasted[ended], return_inverse=True)
    gone: Floats = np.bincount(places, weights=number[ended]).astype(np.float64)
    # at risk: who was watched before that time and had not ended or left before it
    risk = _before(entered, number, times) - _before(lasted, number, times)
    stays = risk > gone
    spread = np.cumsum(np.divide(gone, risk * (risk - gone), out=np.full_like(gone, np.inf), where=stays))
    share: Floats = np.cumprod(1 - gone / risk, dtype=np.float64)
    return _Risk(times, risk, gone, share, spread, _emptied(times, stays, lasted))


def _before(values: Floats, number: Floats, times: Floats) -> Floats:
    """How many have a value below each time."""
    order = np.argsort(values)
    below = np.concatenate(([0.0], np.cumsum(number[order])))
    return below[np.searchsorted(values[order], times, "left")]


def _columns(waits: Sequence[Wait]) -> tuple[Floats, NDArray[np.bool_], Floats, Floats]:
    return (
        np.array([wait.lasted for wait in waits], dtype=float),
        np.array([wait.ended is not None for wait in waits], dtype=bool),
        np.array([wait.entered for wait in waits], dtype=float),
        np.array([wait.number for wait in waits], dtype=float),
    )


def _emptied(times: Floats, stays: NDArray[np.bool_], lasted: Floats) -> float | None:
    empty = times[~stays]
    return float(empty[0]) if len(empty) and empty[0] < lasted.max() else None


@dataclass(frozen=True)
class Exits:
    """Of all waits, the share that has ended in each way by each time, with its interval; `waiting`: the share that still waits.

    At every time the shares and `waiting` add up to 1. Unlike one minus Kaplan-Meier for each way, which counts the others as still
    waiting.
    """

    times: tuple[float, ...]
    waiting: tuple[float, ...]
    shares: dict[str, tuple[float, ...]]
    intervals: dict[str, tuple[Interval, ...]]
    n: int
    open: int


def exits(waits: Sequence[Wait], confidence: float = CONFIDENCE) -> Exits:
    """Aalen-Johansen over the ways in which waits end (acted on, declined, expired, ...). Raises ValueError as `curve`."""
    risk, n, still = _risk(waits), _how_many(waits), _how_many(wait for wait in waits if wait.ended is None)
    if risk is None:
        return Exits((), (), {}, {}, n, still)
    before = np.concatenate(([1.0], risk.share[:-1]))
    shares, intervals = {}, {}
    for way in sorted({wait.ended for wait in waits if wait.ended is not None}):
        events = _events(waits, way, risk.times)
        incidence = np.cumsum(before * events / risk.at_risk)
        shares[way] = tuple(incidence.tolist())
        intervals[way] = _intervals(incidence, incidence_variance(risk.at_risk, risk.ended, events, before), confidence)
    return Exits(tuple(risk.times.tolist()), tuple(risk.share.tolist()), shares, intervals, n, still)


def _events(waits: Sequence[Wait], way: str, times: Floats) -> Floats:
    of_it = [wait for wait in waits if wait.ended == way]
    places = np.searchsorted(times, [wait.lasted for wait in of_it])
    return np.bincount(places, weights=[wait.number for wait in of_it], minlength=len(times)).astype(float)


def incidence_variance(at_risk: Floats, ended: Floats, events: Floats, before: Floats) -> Floats:
    """Variance of the Aalen-Johansen share at each time: Dinse and Larson's sums, expanded so that one pass is enough.

    `ended`: all that ended at a time, `events`: those in this way, `before`: the share waiting just before. Arrays of one length.
    """
    incidence = np.cumsum(before * events / at_risk)
    last = (
        at_risk <= ended
    )  # the last who waited: their term of Greenwood's sum does not exist, and nothing comes after it
    greenwood = np.divide(ended, at_risk * (at_risk - ended), out=np.zeros_like(before), where=~last)
    own = before**2 * events * (at_risk - events) / at_risk**3
    mixed = before * events / at_risk**2
    squares = incidence**2 * np.cumsum(greenwood) - 2 * incidence * np.cumsum(incidence * greenwood)
    squares += np.cumsum(incidence**2 * greenwood)
    return np.maximum(squares + np.cumsum(own) - 2 * (incidence * np.cumsum(mixed) - np.cumsum(incidence * mixed)), 0.0)


def _intervals(incidence: Floats, variance: Floats, confidence: float) -> tuple[Interval, ...]:
    """On the scale of log(-log) of the incidence, so that none leaves 0 to 1."""
    spread = np.divide(variance, incidence**2, out=np.zeros_like(variance), where=incidence > 0)
    return log_logs(incidence, spread, confidence)
