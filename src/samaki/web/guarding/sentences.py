"""What the story of a case says about emergencies, what was unsealed, and members who stepped aside."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from samaki.ledger.models import LedgerEntry
from samaki.web import words

Sentence = Callable[[LedgerEntry, dict[int, str], str], str]


def _said(say: Callable[[], str]) -> Sentence:
    return lambda _entry, _units, _lang: say()


ACTS: dict[str, tuple[str, Sentence]] = {
    "emergency.open": (
        "overdue",
        lambda entry, units, lang: (
            _("%(unit)s opened the file in an emergency (%(reason)s); a second person confirmed it")
            % {
                "unit": units.get(entry.facts.get("from"), "?"),
                "reason": words.reason_name("emergency", entry.facts.get("reason", ""), lang),
            }
        ),
    ),
    "emergency.end": ("held", _said(lambda: _("The emergency is over: the file is closed again"))),
    "unsealing.ask": ("offered", _said(lambda: _("Somebody asked to open what is sealed, with a reason"))),
    "unsealing.agree": ("held", _said(lambda: _("A confidentiality officer agreed to one look at what is sealed"))),
    "unsealing.refuse": ("next", _said(lambda: _("A confidentiality officer did not agree to open what is sealed"))),
    "unsealing.withdraw": ("next", _said(lambda: _("Who asked to open what is sealed took it back"))),
    "reporter.look": ("overdue", _said(lambda: _("Somebody looked, once, at who told us"))),
    "placement.look": (
        "overdue",
        lambda entry, _units, _lang: (
            _("Somebody read what is written of where the child stays")
            if entry.facts.get("why") == "notes"
            else _("Somebody looked, once, at where the child stays")
        ),
    ),
    "recusal.say": ("held", _said(lambda: _("A member stepped aside from the case"))),
    "recusal.end": ("held", _said(lambda: _("The reason why a member had stepped aside is gone"))),
}
"""Act -> (state of its ring, its sentence)."""
