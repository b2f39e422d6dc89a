"""Which figures have a line that they should reach, and which side of it they lie on: a mark by its shape, and words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from samaki.figures.proportions import Interval
from samaki.insights import links
from samaki.insights.definitions import HOURS, Definition
from samaki.insights.figures import Figure
from samaki.insights.links import FAILS, GATE, HOLDS, OPEN
from samaki.web.bounds import percent

LIMITED = ("I1", "I3", "I5", "C1", "IX1", "IX2")
"""Shares with a line: that of the map of the chain and of the independence of steps, 70 %. Others have none that anybody has set."""


def of_share(one: Definition, low: float | None, high: float | None) -> dict[str, Any]:
    """`verdict` and what it `says` of an interval; nothing of a measure without a line."""
    if one.id not in LIMITED or low is None or high is None:
        return {}
    verdict = FAILS if high < GATE else HOLDS if low >= GATE else OPEN
    return {"verdict": verdict, "says": SAYS[verdict]()}


def of_bound(one: Definition, reach: Interval | None) -> dict[str, Any]:
    """The same of a bound, by the widest interval that fits it."""
    return of_share(one, reach.low, reach.high) if reach else {}


def of_hours(one: Definition, figure: Figure) -> dict[str, Any]:
    """Time without a holder must be none at all."""
    if one.shape != HOURS or not figure.n or figure.value is None:
        return {}
    verdict = HOLDS if round(figure.counts["ownerless_hours"]) == 0 else FAILS
    return {"verdict": verdict, "says": _("none, as it must be") if verdict == HOLDS else _("fails: it must be none")}


SAYS = {
    FAILS: lambda: _("fails: surely below %(gate)s") % {"gate": percent(GATE)},
    OPEN: lambda: _("cannot say yet"),
    HOLDS: lambda: _("holds: surely at or above %(gate)s") % {"gate": percent(GATE)},
}


def has_line(one: Definition) -> bool:
    """Whether anybody has set what this figure must reach."""
    return one.id in LIMITED or one.shape == HOURS


def gate_at(one: Definition) -> str:
    """Where on a drawing its line stands, in per cent of the width; nothing where it has none."""
    return f"{100 * links.GATE:.0f}" if one.id in LIMITED else ""


def line_words(one: Definition) -> str:
    """The key of its line."""
    return _("Dashed line: %(gate)s.") % {"gate": percent(GATE)} if one.id in LIMITED else ""


def finding(one: Definition, lines: Sequence[Mapping[str, Any]]) -> str:
    """What a table of areas shows, as its heading: who fails; else that nobody surely does."""
    told = [line for line in lines if line.get("verdict")]
    failing = [line["name"] for line in told if line["verdict"] == FAILS]
    if not has_line(one) or not told:
        return ""
    if failing:
        return _("fails in %(areas)s") % {"areas": ", ".join(failing)}
    if all(line["verdict"] == HOLDS for line in told) and one.shape == HOURS:
        return _("none, as it must be")
    if all(line["verdict"] == HOLDS for line in told):
        return _("holds everywhere that can be told")
    return _("fails nowhere surely; not everywhere can it be said")


def whole(findings: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """The answer of a page: title of a figure -> its lines. Which figures fail anywhere, in one sentence."""
    judged = {title: [line for line in lines if line.get("verdict")] for title, lines in findings.items()}
    failing = [title for title, lines in judged.items() if any(line["verdict"] == FAILS for line in lines)]
    return _whole(failing, any(judged.values()))


def whole_with_places(findings: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """The same, with the lines of each failing figure named: `Below their line: On time (Phnom Penh, Siem Reap).`"""
    failing = {
        title: [line["name"] for line in lines if line.get("verdict") == FAILS] for title, lines in findings.items()
    }
    named = [
        title if names == [title] else _("%(figure)s (%(places)s)") % {"figure": title, "places": ", ".join(names)}
        for title, names in failing.items() if names
    ]  # fmt: skip
    return _whole(named, any(line.get("verdict") for lines in findings.values() for line in lines))


def _whole(failing: Sequence[str], judged: bool) -> str:
    if failing:
        return _("Below their line: %(figures)s.") % {"figures": ", ".join(failing)}
    if judged:
        return _("No figure that has a line surely lies below it.")
    return _("There is not enough yet to say whether any figure lies below its line.")
