"""Words of a paper, in its own language, which is not always that of whoever makes it. Used inside `translation.override`."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.cases.models import Person
from samaki.countries.dates import clock, format_date, local_digits
from samaki.handoffs.models import Handoff
from samaki.journeys.papers.kinds import BUNDLE, PROTECTION, REFERRAL, SUMMARY

TITLES = {
    REFERRAL: lambda: _("Referral form"),
    BUNDLE: lambda: _("Court bundle"),
    PROTECTION: lambda: _("Request for protection of a child in court"),
    SUMMARY: lambda: _("Case summary"),
}
"""Kind -> its title."""

MEASURES = {
    "screen": lambda: _("A screen, so that the child does not see the accused"),
    "video_link": lambda: _("The child is heard by video link"),
    "recorded": lambda: _("The recorded interview is used, and the child is not asked again"),
    "support_person": lambda: _("Somebody whom the child trusts sits beside the child"),
    "waiting": lambda: _("A waiting room apart from the accused and their family"),
    "closed": lambda: _("The hearing is closed to the public"),
    "lawyer": lambda: _("A lawyer of the child is present"),
    "interpreter": lambda: _("An interpreter for the child"),
    "apart": lambda: _("The child comes and goes apart from the accused"),
}
"""What is asked of a court -> its words."""

STEPS = {
    "open": lambda: _("Open"),
    "on_hold": lambda: _("On hold"),
    "done": lambda: _("Done"),
    "skipped": lambda: _("Left out"),
    "stopped": lambda: _("Stopped"),
}

HEARINGS = {
    "heard": lambda: _("heard of, not confirmed"),
    "confirmed": lambda: _("date confirmed"),
    "postponed": lambda: _("put off to another day"),
    "held": lambda: _("was held"),
    "not_held": lambda: _("was not held"),
}

CARRIED = {
    "never_again": lambda: _("Do not ask again"),
    "safe_contact": lambda: _("How to make contact safely"),
    "wants": lambda: _("What the child wants"),
    "pays": lambda: _("Who pays"),
}
"""Words that go along with a hand-off -> what they are called."""


def digits(value: object, lang: str) -> str:
    """A count in the digits of the paper; never for codes and fingerprints."""
    return local_digits(value, lang)


def day(moment: datetime, lang: str, precision: str = "instant") -> str:
    """`1 December 2026`, or as much of it as is known."""
    form = precision if precision in ("month", "year") else "long"
    return format_date(calendar().local(moment), lang, form=form)  # type: ignore[arg-type]


def when(moment: datetime, lang: str, precision: str = "instant") -> str:
    """`1 December 2026, 08:40`; the day alone where no hour is known."""
    if precision != "instant":
        return day(moment, lang, precision)
    return f"{day(moment, lang)}, {clock(calendar().local(moment), lang)}"


def step_name(kind: str, lang: str) -> str:
    """The name of a kind of step; the code itself for one that the pack no longer has."""
    found = pack().step_kinds.get(kind)
    return found.label(lang) if found else kind


def outcome_name(kind: str, outcome: str, lang: str) -> str:
    """What came out of a step."""
    found = pack().step_kinds.get(kind)
    label = found.outcomes.get(outcome) if found else None
    return label.label(lang) if label else outcome


def reason_name(listed: str, code: str, lang: str) -> str:
    """An entry of a list of the pack."""
    found = pack().reasons[listed].get(code)
    return found.label(lang) if found else code


def part_of_file(code: str, lang: str) -> str:
    """The name of a part of the file."""
    found = pack().compartments.get(code)
    return found.label(lang) if found else code


def person_name(person: Person, lang: str) -> str:
    """`Child 2`, `Witness 1`: nobody's name."""
    if person.part == "survivor":
        return _("Child %(n)s") % {"n": digits(person.number, lang)}
    return f"{reason_name('part', person.part, lang)} {digits(person.number, lang)}"


def about_person(person: Person, lang: str) -> str:
    """`girl, about 14 years old`."""
    sex = reason_name("sex", person.sex, lang) if person.sex != "unknown" else ""
    age = ""
    if person.age is not None:
        words = _("about %(age)s years old") if person.age_estimated else _("%(age)s years old")
        age = words % {"age": digits(person.age, lang)}
    return ", ".join(part for part in (sex, age) if part) or _("nothing is known yet")


def urgency_name(handoff: Handoff, lang: str) -> str:
    """How urgent it is."""
    found = pack().urgencies.get(handoff.urgency)
    return found.label(lang) if found else handoff.urgency
