"""Words of the domain for pages: states, moves, acts, sources, in the reader's language."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.cases.models import Case, Person, Step
from samaki.cases.queries import overdue, reviewed_kinds, to_look_at
from samaki.handoffs.models import Handoff
from samaki.web.chain.rings import State
from samaki.web.moments import by_time, digits, length, short_moment, time_left


def step_title(kind: str, language: str) -> str:
    """The name of a kind of step; the code itself for one that the pack no longer has."""
    found = pack().step_kinds.get(kind)
    return found.label(language) if found else kind


def step_short(kind: str, language: str) -> tuple[str, ...]:
    """The short name for the chain picture, on one or two lines."""
    found = pack().step_kinds.get(kind)
    return found.short(language) if found else (kind,)


def labelled(label: str, text: str) -> str:
    """A label and its text, with the sign between them that the language has."""
    return _("%(label)s: %(text)s") % {"label": label, "text": text}


def area_name(code: str, language: str) -> str:
    """The name of an area, or that it is not known."""
    place = pack().places.by_code.get(code)
    return place.label(language) if place else _("area not known")


def source_name(code: str, language: str) -> str:
    """Where a report or case came from; empty where nobody said it."""
    found = pack().report_sources.get(code)
    return found.label(language) if found else code


def reason_name(list_name: str, code: str, language: str) -> str:
    """A reason from a list of the pack."""
    found = pack().reasons[list_name].get(code)
    return found.label(language) if found else code


def outcome_name(kind: str, outcome: str, language: str) -> str:
    """What came out of a step of this kind; the code itself for one that the pack no longer has."""
    found = pack().step_kinds.get(kind)
    label = found.outcomes.get(outcome) if found else None
    return label.label(language) if label else outcome


def part_name(person: Person, language: str) -> str:
    """`Child 2`, `Witness 1`: a person without a name. A survivor is a child here, not a finding."""
    if person.part == "survivor":
        return child_name(person.number)
    return f"{reason_name('part', person.part, language)} {digits(person.number)}"


def child_name(number: int) -> str:
    """`Child 2`."""
    return _("Child %(n)s") % {"n": digits(number)}


def about_person(person: Person, language: str) -> str:
    """`girl, about 14`: what is known without a name."""
    sex = reason_name("sex", person.sex, language) if person.sex != "unknown" else ""
    age = ""
    if person.age is not None:
        words = _("about %(age)s years old") if person.age_estimated else _("%(age)s years old")
        age = words % {"age": digits(person.age)}
    return ", ".join(part for part in (sex, age) if part) or _("nothing is known yet")


def ring_state(step: Step, latest: Handoff | None, now: datetime) -> State:
    """One of the states of the chain picture for a step and its latest hand-off."""
    if step.state in ("done", "skipped", "stopped"):
        ended: State = "done" if step.state == "done" else "stopped"
        return "missed" if latest is not None and latest.arrived is False else ended
    if step.state == "on_hold" and step.hold_until and step.hold_until > now:
        return "hold"
    if latest is not None and latest.state in (
        "offered",
        "received",
        "needs_information",
        "accepted_by_phone",
        "disputed",
    ):
        return "offered"
    if latest is not None and latest.state in ("declined", "expired", "failed"):
        return "broken"
    return "overdue" if overdue(step, now) else "held"


HANDOFF_WORDS = {
    "draft": lambda: _("Draft, not sent"),
    "offered": lambda: _("Offered"),
    "received": lambda: _("Seen, not decided"),
    "needs_information": lambda: _("Question to the sender"),
    "accepted": lambda: _("Accepted"),
    "accepted_by_phone": lambda: _("Yes by telephone, to be confirmed"),
    "declined": lambda: _("Declined"),
    "disputed": lambda: _("Disputed: supervisors decide"),
    "expired": lambda: _("No answer in time"),
    "withdrawn": lambda: _("Withdrawn"),
    "in_progress": lambda: _("Work has begun"),
    "on_hold": lambda: _("On hold"),
    "completed": lambda: _("Completed, to be confirmed"),
    "confirmed": lambda: _("Completed and confirmed"),
    "failed": lambda: _("Could not be done"),
    "entered_in_error": lambda: _("Entered in error"),
}

HANDOFF_RINGS = {
    "offered": "offered", "received": "offered", "needs_information": "offered", "accepted_by_phone": "offered",
    "disputed": "overdue", "declined": "broken", "expired": "broken", "failed": "broken", "on_hold": "hold",
    "completed": "done", "confirmed": "done", "draft": "next", "withdrawn": "next", "entered_in_error": "next",
}  # fmt: skip


def due_in_words(step: Step, now: datetime) -> str:
    """`9 min left, by 08:49`; of a step that must not be begun too early never that it is late, but since when it is looked at again."""
    if to_look_at(step, now):
        return _("to be looked at again since %(date)s") % {"date": short_moment(step.due_at)}
    if step.kind in reviewed_kinds():
        again = _("looked at again on %(date)s") % {"date": short_moment(step.due_at)}
        return f"{time_left(step.due_at, now)}, {again}"
    return f"{time_left(step.due_at, now)}, {by_time(step.due_at, now)}"


def clock_of(kind: str) -> str:
    """Whose time the due time of a step is, for `PageClock.words`."""
    found = pack().step_kinds.get(kind)
    return "review" if found and found.reviewed else "step"


def handoff_words(state: str) -> str:
    """The state of a hand-off in words."""
    return HANDOFF_WORDS[state]()


def handoff_told(handoff: Handoff) -> str:
    """The same of one hand-off: completed is not yet help that arrived."""
    if handoff.arrived is False:
        return _("Completed; help did NOT arrive")
    return handoff_words(handoff.state)


def handoff_ring(handoff: Handoff) -> str:
    """The sign beside it."""
    return "missed" if handoff.arrived is False else HANDOFF_RINGS.get(handoff.state, "held")


REPORT_WORDS = {
    "new": lambda: _("New"),
    "acknowledged": lambda: _("Read, to be decided"),
    "in_case": lambda: _("In a case"),
    "closed": lambda: _("Closed"),
    "joined": lambda: _("Joined to another report"),
}


def report_words(state: str, taken_by: str = "") -> str:
    """The state of a report in words; `taken_by`: it was taken by text or telephone, without being opened."""
    if state == "acknowledged" and taken_by:
        return _("Taken by text or call, to be decided")
    return REPORT_WORDS[state]()


def limits_of(urgency: str) -> str:
    """What the hours of an urgency mean, and what the minutes beside them."""
    known = pack().urgencies[urgency]
    answer, help_ = length(known.acknowledge.amount, known.acknowledge.unit), length(known.act.amount, known.act.unit)
    return _("Answer within %(answer)s. Help must begin within %(help)s.") % {"answer": answer, "help": help_}


def case_headline(case: Case, language: str, opened: str) -> str:
    """`Open since 11 February 2026 · citizen · Phnom Penh`."""
    since = _("Open since %(date)s") if case.state == "open" else _("Closed. Opened %(date)s")
    parts = (since % {"date": opened}, source_name(case.source, language), area_name(case.area, language))
    return " · ".join(part for part in parts if part)


def unsealing_reason(what: str, code: str, language: str) -> str:
    """Why something sealed is opened, by the list of its kind; a code of before the lists were two stays readable."""
    lists = ("unsealing_place", "unsealing") if what == "placement" else ("unsealing", "unsealing_place")
    name = next((one for one in lists if code in pack().reasons[one]), lists[0])
    return reason_name(name, code, language)


def slower_words(urgency: str, language: str) -> str:
    """Said where a hand-off is asked with a slower clock than its case has."""
    entry = pack().urgencies.get(urgency)
    return _("This hand-off runs on slower clocks than its case (%(urgency)s).") % {
        "urgency": entry.label(language) if entry else urgency
    }


def unit_line(unit: Unit) -> str:
    """A unit with its telephone, for people who must call it."""
    return f"{unit.name}, {unit.phone}" if unit.phone else unit.name


def led_words(step: Step, language: str) -> tuple[str, int]:
    """(who led in words, number of posts under the ring) from the support level of a step that is done."""
    level = pack().support_levels.get(step.support_level or 0)
    if level is None:
        return "", 0
    posts = {1: 3, 2: 2, 3: 1, 4: 1}.get(level.level, 0)
    return {0: _("On its own"), 1: _("Advised"), 2: _("Side by side"), 3: _("Mentor led")}[posts], posts
