"""What a gate asks, and what the data showed, in words. The facts are those that were kept with a decision, or those of now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.figures.independence import Verdict
from samaki.figures.shortfall import Short, Told
from samaki.web import words
from samaki.web.bounds import bound, is_of_few, percent
from samaki.web.independence import saying
from samaki.web.moments import digits, long_date

Facts = Mapping[str, Any]

ASKS: dict[str, Callable[[], str]] = {
    "stands_alone": lambda: _("The chain of the area stands alone"),
    "rosters": lambda: _("Rosters are full, by day and night"),
    "agreements": lambda: _("Agreements are in force and renewed"),
    "budget": lambda: _("A budget line stands behind the chain"),
    "recall": lambda: _("It is paid for that the mentor can be called back"),
    "governed": lambda: _("How this installation is governed is signed"),
    "nothing_held": lambda: _("The mentor holds nothing in cases of the area"),
    "nothing_given": lambda: _("The mentor gives nothing more than advice"),
}
"""Code of a gate -> what it asks."""


def asked(code: str) -> str:
    """What a gate asks; of one that the pack has no more, its code."""
    return ASKS[code]() if code in ASKS else code


def evidence(code: str, facts: Facts, lang: str, units: Mapping[int, str]) -> str:
    """What the data showed. `units`: principal -> name."""
    says = SAYS.get(code)
    return says(facts, lang, units) if says else ""


def _of_index(facts: Facts, lang: str, _units: Mapping[int, str]) -> str:
    main = Short(facts["main"]) if facts.get("main") else None  # what was decided before reasons were kept names none
    verdict = saying.verdict(Verdict(facts["verdict"]), main)
    if "share" not in facts:
        return verdict
    told = {"verdict": verdict, "step": _family(facts["step"], lang), "n": digits(facts["n"])}
    count = round(facts["share"] * facts["n"])
    if is_of_few(count, facts["n"]):  # as the page of independence tells it
        told |= {"share": bound(count, facts["n"])}
        said = _("%(verdict)s. Weakest critical step: %(step)s, %(share)s (n = %(n)s).") % told
    else:
        told |= {name: percent(facts[name]) for name in ("share", "low", "high")}
        said = _("%(verdict)s. Weakest critical step: %(step)s, %(share)s (%(low)s to %(high)s, n = %(n)s).") % told
    return f"{said} {_missing(facts)}".strip()


def _missing(facts: Facts) -> str:
    """What was missing in the weakest step, as far as it was kept."""
    kept = sorted(facts.get("missing", {}).items(), key=lambda item: (-item[1], item[0]))
    counts = {Short(reason): count for reason, count in kept}
    reasons = saying.listed(Told(facts["n"], counts, facts.get("rest")))
    return _("What was missing: %(reasons)s.") % {"reasons": reasons} if reasons else ""


def _family(code: str, lang: str) -> str:
    found = next((one for one in pack().measuring.families if one.code == code), None)
    return found.label(lang) if found else words.step_title(code, lang)


def _of_rosters(facts: Facts, _lang: str, _units: Mapping[int, str]) -> str:
    said = {"full": digits(facts["full"]), "of": digits(facts["of"])}
    return _("%(full)s of %(of)s units that are called by day and night have a roster without a gap.") % said


def _of_agreements(facts: Facts, _lang: str, _units: Mapping[int, str]) -> str:
    said = {name: digits(facts[name]) for name in ("in_force", "late", "soon")}
    return (
        _("%(in_force)s in force, %(late)s of them past their day, %(soon)s to be renewed within half a year.") % said
    )


def _of_money(facts: Facts, lang: str, units: Mapping[int, str]) -> str:
    if not facts.get("until"):
        return _("Nothing is written down.")
    found = pack().mentoring.funds.get(facts["fund"])
    said = {"fund": found.label(lang) if found else facts["fund"], "until": long_date(date.fromisoformat(facts["until"])),
            "unit": units.get(facts.get("unit", 0), "")}  # fmt: skip
    if said["unit"]:
        return _("%(unit)s calls, paid by: %(fund)s, until %(until)s.") % said
    return _("Paid by: %(fund)s, until %(until)s.") % said


def _of_governance(facts: Facts, _lang: str, _units: Mapping[int, str]) -> str:
    if not facts.get("until"):
        return _("No version is in force.")
    said = {"number": digits(facts["number"]), "until": long_date(date.fromisoformat(facts["until"]))}
    return _("Version %(number)s is in force, to be looked at by %(until)s.") % said


def _of_held(facts: Facts, _lang: str, _units: Mapping[int, str]) -> str:
    if facts.get("unknown"):
        return _("Not known to you.")
    steps = _("It holds open steps.") if facts["steps"] else _("It holds no open step.")
    shares = _("Open cases are shared with it.") if facts["shares"] else _("No open case is shared with it.")
    return " ".join((steps, shares))


def _of_given(facts: Facts, lang: str, _units: Mapping[int, str]) -> str:
    if not facts["forms"]:
        return _("Nothing but advice stands in the register.")
    return _("Still given: %(what)s.") % {
        "what": ", ".join(words.reason_name("input", form, lang) for form in facts["forms"])
    }


SAYS: dict[str, Callable[[Facts, str, Mapping[int, str]], str]] = {
    "stands_alone": _of_index, "rosters": _of_rosters, "agreements": _of_agreements, "budget": _of_money, "recall": _of_money,
    "governed": _of_governance, "nothing_held": _of_held, "nothing_given": _of_given,
}  # fmt: skip
