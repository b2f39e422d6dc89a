"""What the ledger says of texts: that one came, that a call was answered by text. Never what it said."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from samaki.ledger.models import LedgerEntry

Sentence = Callable[[LedgerEntry, dict[int, str], str], str]


def _came(entry: LedgerEntry, _units: dict[int, str], _lang: str) -> str:
    if entry.facts.get("kind") == "stop":
        return _("Who reported texted that they want no word from us")
    return _("Who reported texted more")


ACTS: dict[str, tuple[str, Sentence]] = {
    "report.text": ("offered", _came),
    "report.danger": (
        "overdue",
        lambda _entry, _units, _lang: _(
            "Who reported texted that there is danger now: it is an emergency and waits to be read"
        ),
    ),
    "report.by_text": (
        "held",
        lambda _entry, _units, _lang: _("Taken by text, without signing in"),
    ),
    "handoff.by_text": ("offered", lambda _entry, _units, _lang: _("Seen by text, without signing in")),
    "text.choose": ("done", lambda _entry, _units, _lang: _("A member chose whether they are texted")),
    "text.prove": ("done", lambda _entry, _units, _lang: _("A member proved their mobile number")),
    "text.stop": ("broken", lambda _entry, _units, _lang: _("The number of a member asked for no more texts")),
    "text.answer": ("held", lambda _entry, _units, _lang: _("A member answered a call by text")),
    "text.sent": ("done", lambda _entry, _units, _lang: _("A text to a member was sent")),
    "text.refused": ("broken", lambda _entry, _units, _lang: _("A text to a member was refused by the gateway")),
    "text.given_up": ("broken", lambda _entry, _units, _lang: _("A text to a member was given up after many attempts")),
    "text.unreached": (
        "broken",
        lambda _entry, _units, _lang: _("A text did not reach a member: the next level is called at once"),
    ),
    "text.not_needed": ("next", lambda _entry, _units, _lang: _("A text to a member was not needed any more")),
}
