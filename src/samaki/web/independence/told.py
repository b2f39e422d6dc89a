"""Words about the mentor's inputs: after an act, and in the ledger."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from samaki.ledger.models import LedgerEntry
from samaki.web.saying import Word, at, to_mend
from samaki.web.steptest import told as steptest

Sentence = Callable[[LedgerEntry, dict[int, str], str], str]


def _plain(text: Callable[[], str]) -> Sentence:
    return lambda _entry, _units, _lang: text()


SAID = {
    "begin_input": Word(lambda: _("Saved: it stands in the register."), lambda _row: "/independence/inputs/", to_mend),
    "withdraw_input": Word(lambda: _("Saved: it is not given any more. Everything else stays as it is.")),
    "say_who_led": Word(lambda: _("Saved: your unit's word stands beside that of the unit that did it."), at("/steps/%s/"),
                        lambda: _("Was that a mistake? Say it anew here")),
    "mark_input_error": Word(lambda: _("Saved: it is taken back, and counts no more.")),
} | steptest.SAID  # fmt: skip
"""Operation -> what is said after it."""

ACTS: dict[str, tuple[str, Sentence]] = {
    "support.say": ("next", _plain(lambda: _("Another unit said who led the step"))),
    "input.begin": ("held", _plain(lambda: _("The mentor gives something: it was written down"))),
    "input.withdraw": ("done", _plain(lambda: _("The mentor withdrew something that it gave"))),
    "input.mistake": ("next", _plain(lambda: _("What the mentor gives had been written down by mistake"))),
} | steptest.ACTS
"""Act -> (state of its ring, its sentence)."""
