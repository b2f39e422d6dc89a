"""Words about the mentor: its inputs, the plan by which it leaves, mentoring; after an act, and in the ledger."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from samaki.ledger.models import LedgerEntry
from samaki.web.fading import told as fading
from samaki.web.mentoring import told as mentoring
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
} | fading.SAID | mentoring.SAID | steptest.SAID  # fmt: skip
"""Operation -> what is said after it."""

ACTS: dict[str, tuple[str, Sentence]] = (
    {
        "support.say": ("next", _plain(lambda: _("Another unit said who led the step"))),
        "input.begin": ("held", _plain(lambda: _("The mentor gives something: it was written down"))),
        "input.withdraw": ("done", _plain(lambda: _("The mentor withdrew something that it gave"))),
        "input.mistake": ("next", _plain(lambda: _("What the mentor gives had been written down by mistake"))),
    }
    | fading.ACTS
    | mentoring.ACTS
    | steptest.ACTS
)
"""Act -> (state of its ring, its sentence)."""

TOLD: dict[str, Callable[[], str]] = fading.TOLD | mentoring.TOLD
STATES = {"stage_decided": "held", "stage_alarm": "overdue", "mentor_called": "overdue", "advice_asked": "offered",
          "advice_answered": "held", "visit_planned": "held"}  # fmt: skip
"""What a unit is told, by the end of the notice's kind, and the sign beside each."""


def href(kind: str) -> str:
    """Where what a notice is about is read."""
    return "/mentoring/" if kind == "mentoring" else "/independence/"
