"""Geometry of the pictures: per cent of the width across, so that they are as wide as the page, on paper too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from samaki.figures.independence import STANDS_FROM, Index, Verdict
from samaki.figures.proportions import Interval
from samaki.web.moments import digits

GATE = f"{100 * STANDS_FROM:.0f}"
"""Where the upright stands: from here on a step stands alone."""

MARKS = {
    Verdict.STANDS_ALONE: "holds",
    Verdict.NOT_ENOUGH_EVIDENCE: "open",
    Verdict.LEANS: "leans",
    Verdict.BREAKS: "breaks",
}
"""The mark is the verdict, by shape first: a full dot, a hollow one, a cross, a cross in a box."""


def interval(index: Index) -> dict[str, str] | None:
    """`at`: the share; thick from `low` to `high`, thin from `jointly_low` to `jointly_high`; `mark`: its shape. None of nothing."""
    if index.share is None:
        return None
    return {
        "at": _place(index.share), "low": _place(index.interval.low), "high": _place(index.interval.high),
        "jointly_low": _place(index.jointly.low), "jointly_high": _place(index.jointly.high), "mark": MARKS[index.verdict],
    }  # fmt: skip


@dataclass(frozen=True)
class Year:
    """The mentor's share of a year as the page tells it. `share`: None where a bound alone is told; `interval`: None where nothing is."""

    year: int
    words: str
    share: float | None
    interval: Interval | None


def years(told: Sequence[Year], inputs: Sequence[tuple[date, str]], until: date) -> dict[str, Any] | None:
    """The mentor's share by year, as a band and lines in a square of 100 by 100 that is stretched, and the days on which an input ended.

    A year stands at its middle. Years of which nothing is told are left out; of those of which a bound alone is told the band is as wide as
    the bound and no line goes through it. None with fewer than two years to show."""
    known = [(one, one.interval) for one in told if one.interval is not None]
    if len(known) < 2:
        return None
    (first, lowest), (last, highest) = known[0], known[-1]
    span = last.year - first.year + 1

    def across(moment: float) -> float:
        return 100 * (moment - first.year) / span

    def point(year: int, share: float) -> str:
        return f"{across(year + 0.5):.1f},{100 - 100 * share:.1f}"

    upper = [point(one.year, interval.high) for one, interval in known]
    lower = [point(one.year, interval.low) for one, interval in reversed(known)]
    ended = [(across(day.year + (day.timetuple().tm_yday - 1) / 366), words) for day, words in inputs if day <= until]
    return {
        "lines": [
            f"{point(one.year, one.share)} {point(then.year, then.share)}" for (one, _of), (then, _then) in pairwise(known)
            if one.share is not None and then.share is not None
        ],
        "band": " ".join([*upper, *lower]), "ended": [{"at": f"{at:.1f}", "words": words} for at, words in ended if 0 <= at <= 100],
        "from": digits(first.year), "to": digits(last.year), "first": first.words, "last": last.words,
        "fell": highest.high < lowest.low,
    }  # fmt: skip


def _place(share: float) -> str:
    return f"{100 * share:.1f}"
