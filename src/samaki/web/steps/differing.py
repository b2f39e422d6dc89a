"""The step that finds out which of differing observations holds: what was observed, by whom, when, and what was said."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.queries import NamesThen, names_then
from samaki.cases.models import OPEN_STATES, Step
from samaki.cases.rules import check_holds, check_may_do, may
from samaki.journeys.observing import Differing
from samaki.journeys.settling import PLACES, by_fact, settled
from samaki.ledger.models import LedgerEntry
from samaki.web import sentences, words
from samaki.web.fields import field
from samaki.web.frame import StaffRequest
from samaki.web.moments import short_moment


def shown(step: Step, request: StaffRequest) -> list[dict[str, Any]]:
    """Each fact with all that was observed of it, the earliest first, and what was said to hold; empty for any other step,
    and for who may not read it. Where several facts differ each has a form of its own."""
    found = by_fact(step)
    if not found:
        return []
    said = settled(step, found)
    units = names_then(
        {one.row.unit for rows in found.values() for one in rows} | {e.unit or -1 for e in said.values()}
    )
    ours = (
        step.state in OPEN_STATES
        and may(check_holds, step, request.member, request.now)
        and may(check_may_do, step, request.member)
    )
    return [
        {
            "code": fact,
            "fact": words.reason_name("fact", fact, request.lang),
            "sides": [_side(one, fact, units, request.lang) for one in rows],
            "settled": _said(said[fact], units, request.lang) if fact in said else "",
            "form": _form(step, fact, rows, request) if ours and (len(found) > 1 or fact in said) else None,
        }
        for fact, rows in found.items()
    ]


def _side(one: Differing, fact: str, units: NamesThen, lang: str) -> dict[str, Any]:
    return {
        "text": words.reason_name(fact, one.answer, lang),
        "who": units.at(one.row.unit, one.row.recorded_at),
        "when": short_moment(one.row.occurred_at),
        "said": one.text,
        "struck": one.struck,
    }


def _said(entry: LedgerEntry, units: NamesThen, lang: str) -> str:
    who = {"unit": units.at(entry.unit, entry.recorded_at), "time": short_moment(entry.recorded_at)}
    where = _("%(unit)s, %(time)s") % who
    return f"{sentences.settled(entry, lang)} ({where})"


def _form(step: Step, fact: str, rows: list[Differing], request: StaffRequest) -> dict[str, Any]:
    """Which one holds: one of the observations, or an outcome that names none."""
    choices = [
        {"value": str(one.row.id), "label": words.reason_name(fact, one.answer, request.lang),
         "hint": short_moment(one.row.occurred_at)}
        for one in rows
    ]  # fmt: skip
    others = [one for one in pack().step_kinds[step.kind].outcomes.values() if not one.holds]
    choices += [{"value": one.code, "label": one.label(request.lang)} for one in others]
    return {
        "href": f"/steps/{step.id}/settle/{fact}/",
        "fields": [field("radios", "outcome", _("Which one holds?"), options=choices, value="")],
    }


def named(step: Step, choices: list[dict[str, str]], lang: str) -> list[dict[str, str]]:
    """The outcomes, each with the observations that it means, so that nobody guesses which pair."""
    found = by_fact(step)
    open_ones = {fact: rows for fact, rows in found.items() if fact not in settled(step, found)}
    if not open_ones:
        return choices
    outcomes = pack().step_kinds[step.kind].outcomes.values()
    hints = {one.code: _hint(open_ones, PLACES[one.holds], lang) for one in outcomes if one.holds}
    return [one | ({"hint": hints[one["value"]]} if one["value"] in hints else {}) for one in choices]


def _hint(found: dict[str, list[Differing]], place: int, lang: str) -> str:
    """`Risk for the child: no sign of danger (26 Nov, 08:00)` for each fact that is open."""
    parts = []
    for fact, rows in found.items():
        one = rows[place]
        said = {"fact": words.reason_name("fact", fact, lang), "answer": words.reason_name(fact, one.answer, lang)}
        answered = _("%(fact)s: %(answer)s") % said
        parts.append(f"{answered} ({short_moment(one.row.occurred_at)})")
    return "; ".join(parts)
