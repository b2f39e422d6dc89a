"""Words about scorecards: after an act, and in the ledger."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from samaki.ledger.models import LedgerEntry
from samaki.web.saying import Word

Sentence = Callable[[LedgerEntry, dict[int, str], str], str]

SAID = {"say_of_figures": Word(lambda: _("Saved: your agency's word stands beside its figures."))}
"""Operation -> what is said after it."""

ACTS: dict[str, tuple[str, Sentence]] = {
    "scorecard.say": ("next", lambda _entry, _units, _lang: _("An agency wrote beside its own figures")),
}
"""Act -> (state of its ring, its sentence)."""
