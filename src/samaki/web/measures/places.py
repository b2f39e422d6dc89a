"""Where reports are now: each place of the chain, how many reached it, how many are open there, and why the others left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.insights import guarding
from samaki.insights.figures import Figure
from samaki.web import words
from samaki.web.moments import digits

LISTS = ("report_close", "close")
"""Reasons of the pack for which a report, or the justice part of its case, was closed."""


def of_own(figure: Figure, lang: str) -> list[dict[str, Any]]:
    """All of a unit's own."""
    return [_line(str(row.step), digits(row.reached), digits(row.open_here), row.left, 0, lang) for row in figure.rows]


def of_others(figure: Figure, lang: str) -> list[dict[str, Any]]:
    """Without what would tell of fewer than five."""
    lines, silent = [], _("not shown")
    for row, reached, waiting in guarding.places(figure.rows):
        left, rest = guarding.reasons(row.left) if waiting is not None else ({}, 0)
        shown = [silent if count is None else digits(count) for count in (reached, waiting)]
        lines.append(
            _line(str(row.step), shown[0], shown[1], left, rest, lang) | ({"left": [silent]} if waiting is None else {})
        )
    return lines


def _line(step: str, reached: str, waiting: str, left: Mapping[str, int], rest: int, lang: str) -> dict[str, Any]:
    counts = sorted(left.items(), key=lambda item: (-item[1], item[0]))
    said = [words.labelled(_why(why, lang), digits(count)) for why, count in counts]
    more = [words.labelled(_("other reasons"), digits(rest))] if rest else []
    return {"place": _place(step, lang), "reached": reached, "open": waiting, "left": [*said, *more]}


def _place(code: str, lang: str) -> str:
    found = next((one for one in pack().measuring.reached if one.code == code), None)
    return found.labels.get(lang) if found else code


def _why(code: str, lang: str) -> str:
    more = {"done": _("came through"), "joined": _("joined to another report"), "closed": _("closed")}
    known = next((pack().reasons[name][code] for name in LISTS if code in pack().reasons.get(name, {})), None)
    return known.label(lang) if known else more.get(code, code)
