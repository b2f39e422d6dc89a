"""Words about old lists: after an act, and in the ledger. Years and how many, never a title."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from samaki.ledger.models import LedgerEntry
from samaki.web.saying import Word, at, to_mend

Sentence = Callable[[LedgerEntry, dict[int, str], str], str]

SAID: dict[str, Word] = {
    "keep_old_list": Word(
        lambda: _("Saved: what was counted of the list is kept. The file itself is not."), at("/measures/old-years/%s/"), to_mend
    ),
    "take_back_old_list": Word(lambda: _("Saved: the list is taken back and counts nowhere.")),
}  # fmt: skip
"""Operation -> what is said after it."""

ACTS: dict[str, tuple[str, Sentence]] = {
    "history.keep": ("held", lambda _entry, _units, _lang: _("An old list of an agency was brought in")),
    "history.take_back": ("next", lambda _entry, _units, _lang: _("An old list of an agency was taken back")),
}
"""Act -> (state of its ring, its sentence)."""
