"""How long it takes, as curves: by when which share had ended, with those that still wait counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from math import log10
from typing import Any

from django.utils.translation import gettext as _

from samaki.figures.waiting import Curve
from samaki.insights import guarding
from samaki.insights.definitions import MEASURES
from samaki.insights.figures import FEWEST, Figure
from samaki.web.links.showing import share as percent
from samaki.web.moments import digits, span

CURVES = ("I1", "C4", "C5", "C6")
"""Until a report is answered, a hand-off decided, action begun, completed."""

DAY = 24 * 60
BY = (15, 60, 4 * 60, DAY, 3 * DAY, 7 * DAY, 30 * DAY, 91 * DAY, 364 * DAY)
"""Minutes at which the share is told: ends of the steps in which waits are kept (migration 0147), so that it is exact there."""

FIRST, LAST = 10, 400 * DAY
"""Minutes at the two ends of the picture, in powers of ten between."""

HIGH = 120
"""Pixels from none to all."""


def shown(figures: Mapping[str, Figure], *, of_others: bool) -> list[dict[str, Any]]:
    """A picture and its table for each measure of which there are enough; `of_others`: without what tells of few."""
    told = [_one(name, figures[name], of_others) for name in CURVES if name in figures]
    return [one for one in told if one["lines"]]


def _one(name: str, figure: Figure, of_others: bool) -> dict[str, Any]:
    one, drawn = MEASURES[name], figure.lasting
    lines = _lines(drawn, of_others) if drawn is not None and drawn.n >= FEWEST else []
    n, still = (drawn.n, drawn.open) if drawn is not None else (0, 0)
    notes = (
        [_("still open: %(count)s") % {"count": digits(still)}]
        if still and not (of_others and guarding.few(still))
        else []
    )
    ways = [] if of_others else _ways(figure)
    return {
        "title": TITLES[name](), "code": one.code, "href": f"/measures/{one.name}/", "n": digits(n), "notes": [*notes, *ways],
        "lines": lines, "points": [line["draw"] for line in lines], "line": _steps(lines),
    }  # fmt: skip


def _ways(figure: Figure) -> list[str]:
    """Which share ends in which way, where there are several (Aalen-Johansen), most first."""
    known = [(share, way) for way, share in figure.ways.items() if way in WAYS]
    return [
        _("%(what)s: %(share)s") % {"what": WAYS[way](), "share": percent(share)}
        for share, way in sorted(known, reverse=True)
    ]


def _lines(drawn: Curve, of_others: bool) -> list[dict[str, Any]]:
    at = [(minutes, drawn.by(minutes)) for minutes in BY]
    told = (
        guarding.ended([found[0] if found else None for _minutes, found in at], drawn.n)
        if of_others
        else [True] * len(at)
    )
    return [_line(minutes, *found[1:]) for (minutes, found), shown in zip(at, told, strict=True) if found and shown]


def _line(minutes: int, share: float, between: Any) -> dict[str, Any]:
    low, high = between.low, between.high
    return {
        "by": span(timedelta(minutes=minutes)), "value": percent(share),
        "between": _("%(low)s to %(high)s") % {"low": percent(low), "high": percent(high)},
        "draw": {"x": f"{_across(minutes):.1f}", "y": _up(share), "low": _up(low), "high": _up(high)},
    }  # fmt: skip


def _across(minutes: float) -> float:
    return 100 * log10(minutes / FIRST) / log10(LAST / FIRST)


def _up(share: float) -> int:
    return round(HIGH * (1 - share))


def _steps(lines: list[dict[str, Any]]) -> str:
    """A line that goes across and then up, through every point."""
    found, y = [f"0,{HIGH}"], HIGH
    for one in (line["draw"] for line in lines):
        found += [f"{one['x']},{y}", f"{one['x']},{one['y']}"]
        y = one["y"]
    return " ".join(found)


TITLES = {
    "I1": lambda: _("Until a report is answered"),
    "C4": lambda: _("Until a hand-off is decided"),
    "C5": lambda: _("From acceptance until action begins"),
    "C6": lambda: _("From acceptance until it is completed"),
}

WAYS = {
    "accepted": lambda: _("accepted"), "declined": lambda: _("declined"), "expired": lambda: _("expired"),
    "withdrawn": lambda: _("taken back"), "completed": lambda: _("completed"), "failed": lambda: _("failed"), "begun": lambda: _("begun"),
}  # fmt: skip
"""How a wait ends, where that differs."""
