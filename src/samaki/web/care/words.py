"""The care of a child in words. Nothing here asks the database."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from samaki.agencies.country import pack
from samaki.care.models import CareService
from samaki.countries.scoring import DomainScore, Instrument
from samaki.web import words
from samaki.web.moments import digits

Said = Callable[[], str]

NEEDS: dict[str, tuple[str, Said]] = {
    "open": ("held", lambda: pgettext("a need", "Open")),
    "met": ("done", lambda: _("The child has it")),
    "dropped": ("stopped", lambda: _("Not needed, or not wanted")),
    "in_error": ("broken", lambda: _("Written by mistake")),
}
GOALS: dict[str, tuple[str, Said]] = {
    "open": ("held", lambda: _("We are on the way")),
    "ended": ("done", lambda: _("Ended")),
    "in_error": ("broken", lambda: _("Written by mistake")),
}
SERVICES: dict[str, tuple[str, Said]] = {
    "asked": ("offered", lambda: _("Asked for, not begun")),
    "begun": ("held", lambda: pgettext("a service", "Begun")),
    "ended": ("done", lambda: _("Given")),
    "not_begun": ("stopped", lambda: _("Never begun")),
    "in_error": ("broken", lambda: _("Written by mistake")),
}
ASSESSMENTS: dict[str, tuple[str, Said]] = {
    "draft": ("offered", lambda: _("Draft, only you see it")),
    "signed": ("done", lambda: _("Signed")),
    "superseded": ("stopped", lambda: _("Corrected by a newer one")),
    "discarded": ("stopped", lambda: _("Laid aside")),
    "in_error": ("broken", lambda: _("Written by mistake")),
}
"""State -> the sign beside it, and its words."""

NEED_MOVES: dict[str, Said] = {
    "meet": lambda: _("The child has it now"),
    "drop": lambda: _("It is not needed, or the child does not want it"),
    "reopen": lambda: _("It is needed after all"),
    "mistake": lambda: _("It was written by mistake"),
}
SERVICE_MOVES: dict[str, Said] = {
    "begin": lambda: _("It has begun"),
    "end": lambda: _("It was given, or has ended"),
    "fail": lambda: _("It will not begin"),
    "reopen": lambda: _("It goes on after all"),
    "mistake": lambda: _("It was written by mistake"),
}


def move_of(act: str, state: str) -> str:
    """What is pressed; of a service that has ended, when it began."""
    return _("When it began is known now") if (act, state) == ("begin", "ended") else SERVICE_MOVES[act]()


OPEN: dict[str, Callable[[int], str]] = {
    "needs": lambda n: ngettext("%(n)s need is open", "%(n)s needs are open", n) % {"n": digits(n)},
    "goals": lambda n: ngettext("%(n)s goal is open", "%(n)s goals are open", n) % {"n": digits(n)},
    "services": lambda n: ngettext("%(n)s service is asked for or goes on", "%(n)s services are asked for or go on", n) % {"n": digits(n)},
    "drafts": lambda n: ngettext("%(n)s assessment is not signed", "%(n)s assessments are not signed", n) % {"n": digits(n)},
    "money": lambda n: ngettext("%(n)s step about money is open", "%(n)s steps about money are open", n) % {"n": digits(n)},
    "steps": lambda n: ngettext("%(n)s other step of this child's care is open", "%(n)s other steps of this child's care are open", n)
    % {"n": digits(n)},
    "missing": lambda _n: _("The child is missing"),
    "plans": lambda _n: _("The safety plan stands: end it, or say who looks at it again"),
    "stays": lambda _n: _("The child stays somewhere that is no family"),
    "promises": lambda n: ngettext("%(n)s promise to the child is open", "%(n)s promises to the child are open", n) % {"n": digits(n)},
    "asked_again": lambda n: ngettext("%(n)s asking to hear the child again is not answered",
                                      "%(n)s askings to hear the child again are not answered", n) % {"n": digits(n)},
    "hearings": lambda n: ngettext("%(n)s hearing to which the child is called is ahead",
                                   "%(n)s hearings to which the child is called are ahead", n) % {"n": digits(n)},
}  # fmt: skip
"""What is still open -> its words."""


def need_name(code: str, lang: str) -> str:
    """What is needed, as the pack calls it."""
    known = pack().caring.needs.get(code)
    return known.label(lang) if known else code


def service_name(code: str, lang: str) -> str:
    """A service, as the pack calls it."""
    known = pack().services.get(code)
    return known.label(lang) if known else code


def instrument_name(code: str, lang: str) -> str:
    """With its version."""
    known = pack().caring.instruments.get(code)
    return (
        _("%(name)s, version %(version)s") % {"name": known.label(lang), "version": digits(known.version)}
        if known
        else code
    )


def reason_of(row: CareService, lang: str) -> str:
    """What came of it, or why it never began; empty while it waits."""
    listed = {"ended": "service_end", "not_begun": "service_not_begun"}.get(row.state)
    return words.reason_name(listed, row.reason, lang) if listed and row.reason else ""


def number(value: Fraction | None, *, signed: bool = False) -> str:
    """With two places, in the digits of the page; a dash for none."""
    if value is None:
        return "–"
    text = f"{float(value):+.2f}" if signed else f"{float(value):.2f}"
    return digits(text.replace("-", "−"))


def answered(one: DomainScore) -> str:
    """How many of the questions of a domain were answered."""
    return _("%(n)s of %(of)s answered") % {"n": digits(one.answered), "of": digits(one.items)}


def about(instrument: Instrument, lang: str) -> list[dict[str, str]]:
    """What stands on every page and print of an instrument: who wrote it, under which terms, that nobody has proved it."""
    proved = _("Validated") if instrument.status == "validated" else _(
        "Not validated: nobody has tested whether these numbers mean what they seem to. Use them to talk with the child, not to decide "
        "about the child.")  # fmt: skip
    return [
        {"name": _("Instrument"), "text": instrument_name(instrument.code, lang)},
        {"name": _("How far it can be trusted"), "text": proved, "trust": "1"},
        {"name": _("Who wrote it"), "text": instrument.source.get(lang)},
        {"name": _("Licence of its text"), "text": instrument.licence},
        {"name": _("When it is used"), "text": instrument.when.get(lang)},
    ]
