"""What is said of papers after an act, and in the story of a case: words only."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from samaki.journeys.papers.words import TITLES
from samaki.ledger.models import LedgerEntry
from samaki.web.saying import Word

SAID: dict[str, Word] = {
    "withdraw_paper": Word(lambda: _("Saved: this paper does not count any more. Ask for it back from who holds it.")),
}
"""Operation -> what is said after it. Of making a paper nothing is said: the paper itself is the answer."""

SILENT = frozenset({"make_paper"})


def _of(said: Callable[[], str]) -> Callable[[LedgerEntry, dict[int, str], str], str]:
    def sentence(entry: LedgerEntry, units: dict[int, str], _lang: str) -> str:
        kind = TITLES.get(entry.facts.get("kind", ""))
        return said() % {"kind": kind() if kind else "?", "to": units.get(entry.facts.get("to", 0), "?")}

    return sentence


ACTS: dict[str, tuple[str, Callable[[LedgerEntry, dict[int, str], str], str]]] = {
    "paper.make": ("held", _of(lambda: _("Printed for %(to)s: %(kind)s"))),
    "paper.withdraw": ("stopped", _of(lambda: _("A paper for %(to)s does not count any more: %(kind)s"))),
}

WRITTEN = frozenset(ACTS)
"""Acts that somebody may have put into words."""
