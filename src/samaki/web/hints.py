"""Hints of fields that a tired reader may misunderstand: what to write, with an invented example. In one place, so that they stay alike."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

Said = Callable[[], str]

BY_NAME: dict[str, Said] = {
    "outcome": lambda: _("Choose the one that fits best. What follows opens by itself."),
    "checklist": lambda: _("Tick only what was really done. An empty box is no fault; it shows what is still to do."),
    "support_level": lambda: _("How much the mentor did in this step. It is no mark for you."),
    "paid": lambda: _("If the family paid, somebody of another agency looks into it. It does not hold up the step."),
    "urgency": lambda: _("Emergency means that a child is in danger now. What you choose sets the clocks."),
    "wants": lambda: _("In the child's own words. Example: “To sleep at my aunt's; not to meet my uncle.”"),
    "safe_contact": lambda: _("Example: “Tuesday after school, through the teacher. Never call the house.”"),
    "pays": lambda: _("Example: “Transport: the unit that asks.” Leave it empty when it costs nothing."),
    "who": lambda: _("Name and post. Example: “Ms Sok, duty desk.”"),
    "number": lambda: _("The number that was really called. Example: 000 000 212"),
    "age": lambda: _("As well as you know. A guess is better than nothing; say below that it is one."),
    "compartment": lambda: _("This decides who can read it: only units with a step that needs this part of the file."),
    "source": lambda: _("Who told first. If your own unit found it, choose that."),
    "part": lambda: _("“Person named” is somebody whose name came up. It does not say that they did anything."),
    "phone": lambda: _("Call it once before you write it. Example: 000 000 212"),
}
"""Name of a field -> its hint, wherever it stands."""

BY_LABEL: tuple[tuple[Said, Said], ...] = (
    (
        lambda: _("What was seen, said or done?"),
        lambda: _(
            "Plain words. Example: “Met at school. She slept badly, wants to see her sister.” No name, no address."
        ),
    ),
    (
        lambda: _("In your own words"),
        lambda: _("One or two sentences. Example: “The family has moved; the village chief was asked.” No name."),
    ),
    (
        lambda: _("What was decided, and by whom?"),
        lambda: _("Example: “Decided by the head of the department, letter of 5/3/2026.”"),
    ),
    (
        lambda: _("Name in Khmer letters"),
        lambda: _("As far as it is known. It is sealed: nobody sees it without saying what for."),
    ),
    (lambda: _("Known as"), lambda: _("A name that others use. It is sealed as well.")),
    (lambda: _("Safe contact"), lambda: _("How this person can be reached safely. It is sealed as well.")),
)
"""Label of a field -> its hint, where the name alone says too little."""


def dates(before: str = "", after: str = "") -> str:
    """The hint of every field for a date: all that is understood there, between what this field needs besides."""
    known = _("A date like 5/3/2026 or 5 March 2026, or only a month or a year; with a time like 5/3/2026 14:30. Khmer "
              "digits, Buddhist years and names of months in Khmer are understood.")  # fmt: skip
    return " ".join(part for part in (before, known, after) if part)


def happened() -> str:
    """Of a field that asks when it happened."""
    return dates(_("Leave it empty if it is now."))


def right_or() -> str:
    """Of a field that corrects when it happened."""
    return dates(_("Leave it empty where the time is right."))


def held_until() -> str:
    """Of a field that asks how long a hold lasts."""
    return dates(after=_("Then the clock runs again."))


def hint_of(kind: str, name: str, label: str) -> str:
    """The hint of a field that was given none; empty where the label says enough. Fixed choices need none for their reason."""
    if name in BY_NAME:
        return BY_NAME[name]()
    if kind not in ("text", "area"):
        return ""
    return next((hint() for of, hint in BY_LABEL if of() == label), "")
