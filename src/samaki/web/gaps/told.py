"""Words about gaps and promises: after an act, in the ledger, and in what a unit is told. Codes and times, never what was written."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from samaki.ledger.models import LedgerEntry
from samaki.web.saying import Word, at, to_mend
from samaki.web.scorecards import told as scorecards

Sentence = Callable[[LedgerEntry, dict[int, str], str], str]


def _plain(text: Callable[[], str]) -> Sentence:
    return lambda _entry, _units, _lang: text()


_GAP, _PROMISE = at("/gaps/%s/"), at("/gaps/promises/%s/")

SAID: dict[str, Word] = {
    "raise_gap": Word(
        lambda: _("Saved: it stands in the register. Now write down who does something about it."), _GAP, to_mend
    ),
    "close_gap": Word(lambda: _("Saved: the gap is closed, and its history stays."), _GAP, to_mend),
    "reopen_gap": Word(lambda: _("Saved: the gap is open.")),
    "mark_gap_error": Word(lambda: _("Saved: it is taken back, and counts no more.")),
    "promise": Word(
        lambda: _("Saved: it is written down. Whoever does it is reminded before the day."), _PROMISE, to_mend
    ),
    "take_commitment": Word(lambda: _("Saved: your unit promises it."), _PROMISE, to_mend),
    "refuse_commitment": Word(lambda: _("Saved: who asked is told, with your reason.")),
    "keep_commitment": Word(
        lambda: _("Saved: the promise is kept. What shows it stands beside it."), _PROMISE, to_mend
    ),
    "miss_commitment": Word(lambda: _("Saved: it is not kept, with your reason."), _PROMISE, to_mend),
    "move_commitment": Word(lambda: _("Saved: it has another day. The first one stays in sight.")),
    "withdraw_commitment": Word(lambda: _("Saved: it is withdrawn, with your reason."), _PROMISE, to_mend),
    "reopen_commitment": Word(lambda: _("Saved: the promise is open again.")),
}
SAID |= scorecards.SAID
"""Operation -> what is said after it."""

ACTS: dict[str, tuple[str, Sentence]] = {
    "gap.raise": ("broken", _plain(lambda: _("A gap of an area was written down"))),
    "gap.close": ("done", _plain(lambda: _("A gap of an area was closed"))),
    "gap.reopen": ("next", _plain(lambda: _("A gap of an area was opened again"))),
    "gap.mistake": ("next", _plain(lambda: _("A gap had been written down by mistake"))),
    "commitment.write": ("held", _plain(lambda: _("A promise of a unit was written down"))),
    "commitment.take": ("held", _plain(lambda: _("A unit promised what it was asked"))),
    "commitment.refuse": ("stopped", _plain(lambda: _("A unit did not promise what it was asked"))),
    "commitment.keep": ("done", _plain(lambda: _("A promise of a unit was kept"))),
    "commitment.miss": ("overdue", _plain(lambda: _("A promise of a unit was not kept, with a reason"))),
    "commitment.move": ("hold", _plain(lambda: _("A promise of a unit was given another day"))),
    "commitment.withdraw": ("stopped", _plain(lambda: _("A promise of a unit was withdrawn"))),
    "commitment.reopen": ("next", _plain(lambda: _("A promise of a unit was opened again"))),
    "commitment.remind": ("overdue", _plain(lambda: _("A unit was reminded of what it promised"))),
    "commitment.ask_again": ("overdue", _plain(lambda: _("A unit was asked again whether it promises something"))),
}
ACTS |= scorecards.ACTS
"""Act -> (state of its ring, its sentence)."""

TOLD: dict[str, Callable[[], str]] = {
    "pledge_asked": lambda: _("Your unit is asked to promise something: say yes or no"),
    "pledge_taken": lambda: _("The unit that you asked promises it"),
    "pledge_said": lambda: _("A promise between your unit and another one was answered or changed"),
    "pledge_soon": lambda: _("What your unit promised is due within a week"),
    "pledge_late": lambda: _("Your unit is late with what it promised: say what became of it"),
    "pledge_late_still": lambda: _("A unit has not said for over a week what became of a promise that is past its day"),
    "pledge_unanswered": lambda: _("Your unit has not answered whether it promises something"),
    "pledge_unanswered_still": lambda: _("A unit does not answer whether it promises something"),
} | scorecards.TOLD
STATES = {"pledge_asked": "offered", "pledge_taken": "held", "pledge_said": "held", "pledge_soon": "offered", "pledge_late": "overdue",
          "pledge_late_still": "overdue", "pledge_unanswered": "overdue", "pledge_unanswered_still": "overdue",
          **scorecards.STATES}  # fmt: skip
"""The sign beside each."""
