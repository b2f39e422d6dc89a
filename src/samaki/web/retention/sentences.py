"""What the story of a case says about keeping and erasing it."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from samaki.ledger.models import LedgerEntry
from samaki.web import words
from samaki.web.moments import digits

Sentence = Callable[[LedgerEntry, dict[int, str], str], str]


def _because(list_name: str, say: Callable[[], str]) -> Sentence:
    return lambda entry, _units, lang: (
        say() % {"reason": words.reason_name(list_name, entry.facts.get("reason", ""), lang)}
    )


def _said(say: Callable[[], str]) -> Sentence:
    return lambda _entry, _units, _lang: say()


ACTS: dict[str, tuple[str, Sentence]] = {
    "retention.due": ("next", _said(lambda: _("The time to keep this is over: confidentiality officers decide"))),
    "intelligence.expire": ("done", _said(lambda: _("An unproven lead has ended: its words were destroyed"))),
    "hold.set": ("held", _because("legal_hold", lambda: _("A legal hold was set (%(reason)s): nothing is erased"))),
    "hold.review": ("held", _because("legal_hold", lambda: _("A legal hold is still needed (%(reason)s)"))),
    "hold.end": ("done", _because("legal_hold", lambda: _("A legal hold was ended (%(reason)s)"))),
    "hold.call": ("overdue", _because("legal_hold", lambda: _("Nobody has looked at a legal hold (%(reason)s)"))),
    "erasure.ask": (
        "overdue",
        _because("erasure", lambda: _("A confidentiality officer asks to erase this (%(reason)s)")),
    ),
    "erasure.agree": ("held", _because("erasure", lambda: _("A second officer agreed to erase this (%(reason)s)"))),
    "erasure.refuse": ("done", _because("erasure", lambda: _("A second officer said no to erasing this (%(reason)s)"))),
    "erasure.withdraw": ("next", _said(lambda: _("Who asked to erase this took it back before it was answered"))),
    "erasure.done": (
        "done",
        lambda entry, _units, _lang: (
            _("Erased: certificate %(number)s") % {"number": digits(entry.facts.get("number", ""))}
        ),
    ),
}
"""Act -> (state of its ring, its sentence)."""
