"""Words about the pulse: after an act, and in the ledger."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from samaki.ledger.models import LedgerEntry
from samaki.web.saying import Word, to_mend

Sentence = Callable[[LedgerEntry, dict[int, str], str], str]


def _plain(text: Callable[[], str]) -> Sentence:
    return lambda _entry, _units, _lang: text()


SAID = {
    "open_round": Word(
        lambda: _("Saved: partners are asked. Each finds it under Trust."), lambda _row: "/trust/", to_mend
    ),
    "close_round": Word(lambda: _("Saved: the round is closed. Only sums are left.")),
    "withdraw_round": Word(lambda: _("Saved: the round is taken back, and its answers are gone.")),
    "name_ties": Word(
        lambda: _("Saved: this is what your unit says for this year."),
        lambda _rows: "/trust/calls/name/",
        lambda: _("Was that a mistake? Say it anew here"),
    ),
}
"""Operation -> what is said after it."""

ACTS: dict[str, tuple[str, Sentence]] = {
    "pulse.open": ("held", _plain(lambda: _("Partners were asked what they think of each other"))),
    "pulse.close": ("done", _plain(lambda: _("The yearly round of partners was closed"))),
    "pulse.name_ties": ("next", _plain(lambda: _("A unit said whom it calls, and who calls it"))),
    "pulse.withdraw": ("next", _plain(lambda: _("The yearly round of partners was taken back"))),
}
"""Act -> (state of its ring, its sentence)."""
