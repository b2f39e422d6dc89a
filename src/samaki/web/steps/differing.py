"""The step that finds out which of differing observations holds: what was observed, by whom, when, and what was said."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.queries import names_then
from samaki.cases.models import Step
from samaki.journeys.observing import Differing, differing_for
from samaki.web import words
from samaki.web.frame import StaffRequest
from samaki.web.moments import short_moment


def shown(step: Step, request: StaffRequest) -> list[dict[str, Any]]:
    """Each fact with all that was observed of it, the earliest first; empty for any other step, and for who may not read it."""
    found = differing_for(step)
    units = names_then({one.row.unit for one in found}) if found else None
    facts = []
    for fact, group in groupby(found, key=lambda one: one.fact):
        sides = [
            {
                "text": words.reason_name(fact, one.answer, request.lang),
                "who": units.at(one.row.unit, one.row.recorded_at) if units else "",
                "when": short_moment(one.row.occurred_at),
                "said": one.text,
                "struck": one.struck,
            }
            for one in group
        ]
        facts.append({"fact": words.reason_name("fact", fact, request.lang), "sides": sides})
    return facts


def named(step: Step, choices: list[dict[str, str]], lang: str) -> list[dict[str, str]]:
    """The outcomes, each with the observations that it means, so that nobody guesses which pair."""
    found = differing_for(step)
    if not found:
        return choices
    hints = {code: _hint(found, place, lang) for code, place in (("earlier_holds", 0), ("later_holds", -1))}
    return [one | ({"hint": hints[one["value"]]} if one["value"] in hints else {}) for one in choices]


def _hint(found: list[Differing], place: int, lang: str) -> str:
    """`Risk for the child: no sign of danger (26 Nov, 08:00)` for each fact."""
    parts = []
    for fact, group in groupby(found, key=lambda one: one.fact):
        one = list(group)[place]
        said = {"fact": words.reason_name("fact", fact, lang), "answer": words.reason_name(fact, one.answer, lang)}
        parts.append(f"{_('%(fact)s: %(answer)s') % said} ({short_moment(one.row.occurred_at)})")
    return "; ".join(parts)
