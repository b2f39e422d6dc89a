"""Geometry of the pictures: per cent of the width across, so that they are as wide as the page, on paper too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from samaki.figures.independence import STANDS_FROM, Index, Verdict
from samaki.stepping_back.shares import Share
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


def percent(share: float) -> str:
    """A share in whole per cent, in the digits of the page."""
    return _("%(share)s%%") % {"share": digits(round(100 * share))}


def interval(index: Index) -> dict[str, str] | None:
    """`at`: the share; thick from `low` to `high`, thin from `jointly_low` to `jointly_high`; `mark`: its shape. None of nothing."""
    if index.share is None:
        return None
    return {
        "at": _place(index.share), "low": _place(index.interval.low), "high": _place(index.interval.high),
        "jointly_low": _place(index.jointly.low), "jointly_high": _place(index.jointly.high), "mark": MARKS[index.verdict],
    }  # fmt: skip


def years(shares: Sequence[Share], inputs: Sequence[tuple[date, str]], until: date) -> dict[str, Any] | None:
    """The mentor's share by year, as a band and a line in a square of 100 by 100 that is stretched, and the days on which an input ended.

    A year stands at its middle. Years of too few are left out of the line. None with fewer than two years to show."""
    known = [one for one in shares if one.share is not None and not one.few]
    if len(known) < 2:
        return None
    first, span = known[0].year, known[-1].year - known[0].year + 1

    def across(moment: float) -> float:
        return 100 * (moment - first) / span

    line = " ".join(f"{across(one.year + 0.5):.1f},{100 - 100 * (one.share or 0):.1f}" for one in known)
    upper = [f"{across(one.year + 0.5):.1f},{100 - 100 * one.interval.high:.1f}" for one in known]
    lower = [f"{across(one.year + 0.5):.1f},{100 - 100 * one.interval.low:.1f}" for one in reversed(known)]
    ended = [(across(day.year + (day.timetuple().tm_yday - 1) / 366), words) for day, words in inputs if day <= until]
    return {
        "line": line,
        "band": " ".join([*upper, *lower]),
        "ended": [{"at": f"{at:.1f}", "words": words} for at, words in ended if 0 <= at <= 100],
        "from": digits(known[0].year),
        "to": digits(known[-1].year),
        "first": percent(known[0].share or 0),
        "last": percent(known[-1].share or 0),
        "fell": known[-1].interval.high < known[0].interval.low,
    }


def _place(share: float) -> str:
    return f"{100 * share:.1f}"
