"""Words about mentoring: after an act, in the ledger, and where somebody is told."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from samaki.ledger.models import LedgerEntry
from samaki.web.saying import Word

Sentence = Callable[[LedgerEntry, dict[int, str], str], str]


def _plain(text: Callable[[], str]) -> Sentence:
    return lambda _entry, _units, _lang: text()


SAID = {
    "ask_advice": Word(lambda: _("Sent: the mentor was told. You can take it back here until it is answered.")),
    "answer_advice": Word(lambda: _("Sent: the unit was told.")),
    "plan_visit": Word(lambda: _("Saved: the unit was told of the visit. You can take it back here.")),
    "write_coaching": Word(
        lambda: _("Saved: the unit and its mentor read it, and nobody else. You can take it back here.")
    ),
    "observe_function": Word(lambda: _("Saved: what was seen stands with the unit. You can take it back here.")),
    "plan_goal": Word(lambda: _("Saved: the goal stands in the plan. You can take it back here.")),
    "move_entry": Word(lambda: _("Saved.")),
}
"""Operation -> what is said after it."""

ACTS: dict[str, tuple[str, Sentence]] = {
    "mentoring.ask": ("next", _plain(lambda: _("A unit asked its mentor for advice"))),
    "mentoring.answer": ("done", _plain(lambda: _("The mentor gave advice"))),
    "mentoring.visit": ("held", _plain(lambda: _("A visit of the mentor was written down"))),
    "mentoring.note": ("held", _plain(lambda: _("The mentor wrote a coaching note"))),
    "mentoring.observe": ("held", _plain(lambda: _("The mentor wrote down what it saw of a function"))),
    "mentoring.goal": ("held", _plain(lambda: _("A goal was set for a unit"))),
    "mentoring.move": ("done", _plain(lambda: _("An entry of mentoring was closed, opened again or taken back"))),
}
"""Act -> (state of its ring, its sentence)."""

TOLD: dict[str, Callable[[], str]] = {
    "advice_asked": lambda: _("A unit asks you for advice on a kind of step"),
    "advice_answered": lambda: _("The mentor has answered what your unit asked"),
    "visit_planned": lambda: _("A visit of the mentor to your unit is written down"),
}
"""What a unit is told, by the end of the notice's kind."""
