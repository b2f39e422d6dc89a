"""Words about step-back tests: after an act, in the ledger, and of notices on the desk."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from samaki.ledger.models import LedgerEntry
from samaki.web.saying import Word

Sentence = Callable[[LedgerEntry, dict[int, str], str], str]


def _plain(text: Callable[[], str]) -> Sentence:
    return lambda _entry, _units, _lang: text()


SAID = {
    "fix_test": Word(
        lambda: _("Saved: the plan is fixed, and its hash stands in the ledger. Agencies that are named can sign it.")
    ),
    "sign_test": Word(lambda: _("Saved: your agency has signed this plan.")),
    "begin_test": Word(lambda: _("Saved: the test runs from now on. The mentor stays away from these steps.")),
    "stop_test": Word(lambda: _("Saved: the test is stopped. It stays visible, with its reason.")),
    "answer_alarm": Word(lambda: _("Saved: what the committee does on the alarm is written down.")),
    "announce_lot": Word(
        lambda: _("Saved: the lot is announced. A checkpoint of the ledger made tomorrow or later draws it.")
    ),
    "draw_lot": Word(lambda: _("Saved: the order is drawn.")),
    "ask_what_if": Word(lambda: _("Saved: the result stands here in a few minutes.")),
}
"""Operation -> what is said after it."""

ACTS: dict[str, tuple[str, Sentence]] = {
    "step_back.fix": ("offered", _plain(lambda: _("The plan of a step-back test was fixed"))),
    "step_back.sign": ("held", _plain(lambda: _("The plan of a step-back test was signed"))),
    "step_back.begin": ("held", _plain(lambda: _("A step-back test began"))),
    "step_back.stop": ("hold", _plain(lambda: _("A step-back test was stopped before its verdict"))),
    "step_back.lapse": ("hold", _plain(lambda: _("A step-back test did not begin in time"))),
    "step_back.read": ("done", _plain(lambda: _("A family of steps in a step-back test has its verdict"))),
    "step_back.alarm": ("broken", _plain(lambda: _("The alarm of a step-back test sounded"))),
    "step_back.answer": ("held", _plain(lambda: _("The committee has answered an alarm of a step-back test"))),
    "step_back.end": ("done", _plain(lambda: _("A step-back test has ended"))),
    "step_back.announce": ("offered", _plain(lambda: _("The lot on the order of areas was announced"))),
    "step_back.draw": ("done", _plain(lambda: _("The order of areas was drawn by lot"))),
    "what_if.ask": ("offered", _plain(lambda: _("It was asked what would happen without the mentor"))),
    "what_if.run": ("done", _plain(lambda: _("It was simulated what would happen without the mentor"))),
}
"""Act -> (state of its ring, its sentence)."""

TOLD: dict[str, Callable[[], str]] = {
    "test_alarm": lambda: _(
        "The alarm of a step-back test sounded: the committee decides whether the mentor comes back for these steps"
    ),
    "test_ended": lambda: _("A step-back test has ended: read its verdict"),
}
STATES = {"test_alarm": "overdue", "test_ended": "done"}
"""Notice -> what it says; -> the sign beside it."""
