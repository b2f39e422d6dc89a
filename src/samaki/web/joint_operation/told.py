"""Words about an operation: on the desk, after an act, and in the story of those who acted. Nothing of what is planned."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.ledger.models import LedgerEntry
from samaki.web import words
from samaki.web.saying import Word

Said = Callable[[], str]
Sentence = Callable[[LedgerEntry, dict[int, str], str], str]


def _plain(text: Said) -> Sentence:
    return lambda _entry, _units, _lang: text()


def _answered(entry: LedgerEntry, _units: dict[int, str], _lang: str) -> str:
    ready = entry.facts.get("answer") == "ready"
    return _("Operation: a unit will be ready") if ready else _("Operation: a unit cannot be ready")


def _late(entry: LedgerEntry, _units: dict[int, str], lang: str) -> str:
    """Of a step that must not be begun too early nobody is told that it is late."""
    kind = pack().step_kinds.get(entry.facts.get("kind", ""))
    reviewed = kind is not None and kind.reviewed
    said = (
        _("%(step)s: somebody was asked to look at it again")
        if reviewed
        else _("%(step)s: late, the next person was called")
    )
    return said % {"step": words.step_title(entry.facts.get("kind", ""), lang)}


ACTS: dict[str, tuple[str, Sentence]] = {
    "operation.plan": ("held", _plain(lambda: _("Operation: the plan was written"))),
    "operation.delay": ("hold", _plain(lambda: _("Operation: not yet, and when that is looked at again"))),
    "operation.ask": ("offered", _plain(lambda: _("Operation: a unit was asked to be ready"))),
    "operation.answer": ("held", _answered),
    "operation.release": ("next", _plain(lambda: _("Operation: a unit is not needed any more"))),
    "operation.fact": ("done", _plain(lambda: _("Operation: what happened was written down"))),
    "operation.fact_mistake": ("next", _plain(lambda: _("Operation: something had been written down by mistake"))),
    "step.call": ("overdue", _late),
    "step.review_set": ("hold", _plain(lambda: _("A step is looked at again on a later day"))),
}  # fmt: skip
"""Act -> (state of its ring, its sentence)."""

TOLD: dict[str, Said] = {
    "review": lambda: _("Look at a plan again: is it still right to wait? Nothing must begin because of this message"),
    "operation_asked": lambda: _("Your unit is asked to be ready for something: read what, and when"),
    "operation_answered": lambda: _("A unit says whether it will be ready"),
    "operation_off": lambda: _("Your unit need not be ready any more"),
}
STATES = {"review": "hold", "operation_asked": "offered", "operation_answered": "held", "operation_off": "next"}
"""The sign beside each."""


def _operation(answer: Any) -> str:
    return f"/steps/{answer.step_id}/operation/"


def _mend() -> str:
    return _("Was that a mistake? Take it back or correct it here")


SAID: dict[str, Word] = {
    "plan_operation": Word(lambda: _("Saved: the plan stands. Nobody else sees it."), _operation, _mend),
    "delay_operation": Word(lambda: _("Saved: it waits, and on that day you are asked whether that is still right."), _operation, _mend),
    "ask_ready": Word(lambda: _("Saved: they are asked. They see what they must do and when, and nothing else."), _operation, _mend),
    "answer_ready": Word(lambda: _("Saved: who asked you is told.")),
    "end_ready": Word(lambda: _("Saved: they are told that they are not needed.")),
    "record_operation_fact": Word(lambda: _("Saved: it stands among what happened."), _operation, _mend),
    "mark_operation_fact_error": Word(lambda: _("Saved: it is struck.")),
}  # fmt: skip
"""Operation -> what is said after it."""
