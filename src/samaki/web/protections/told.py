"""What is said of protection at court and of promises after an act, on the desk and in the story of a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from samaki.ledger.models import LedgerEntry
from samaki.web import words
from samaki.web.protections import words as said

Said = Callable[[], str]
Sentence = Callable[[LedgerEntry, dict[int, str], str], str]


def _measure(answer: Any) -> str:
    return f"/protections/{answer.id}/"


def _promise(answer: Any) -> str:
    return f"/child-promises/{answer.id}/"


WORDS: dict[str, tuple[Said, Callable[[Any], str] | None]] = {
    "ask_protection": (lambda: _("Saved: the measure is on the list."), _measure),
    "move_protection": (lambda: _("Saved: it is said how far the measure is."), _measure),
    "carry_protections": (lambda: _("Saved: what was asked for the day before is asked for the new day."), None),
    "promise_child": (lambda: _("Saved: the promise stands on the desk of the unit that keeps it."), _promise),
    "answer_promise": (lambda: _("Saved: it is said what became of the promise."), _promise),
    "mark_promise_error": (lambda: _("Saved: the promise no longer counts."), None),
}
"""Operation -> what is said after it, and the page where it is mended, from its answer."""

STATES = {"promise_yours": "held", "promise_said": "held", "promise_gone": "stopped", "promise_late": "overdue"}

TOLD: dict[str, Said] = {
    "promise_yours": lambda: _("Something was promised to a child, and your unit keeps it"),
    "promise_said": lambda: _("Somebody says what became of a promise to a child"),
    "promise_gone": lambda: _("A promise to a child had been recorded by mistake"),
    "promise_late": lambda: _("A promise to a child is past its day: say what became of it"),
}
"""End of a notice's kind -> what the desk says."""


def _of_measure(entry: LedgerEntry, _units: dict[int, str], lang: str) -> str:
    state = said.STATES.get(entry.facts.get("state", ""))
    measure = words.reason_name("protection", entry.facts.get("kind", ""), lang)
    return _("Protection at court: %(measure)s. %(state)s") % {"measure": measure, "state": state[1]() if state else ""}


def _of_promise(entry: LedgerEntry, _units: dict[int, str], lang: str) -> str:
    state = said.PROMISES.get(entry.facts.get("state", ""))
    sort = words.reason_name("promise", entry.facts.get("kind", ""), lang)
    return _("Promised to the child: %(what)s. %(state)s") % {"what": sort, "state": state[1]() if state else ""}


ACTS: dict[str, tuple[str, Sentence]] = {
    "protection.ask": ("offered", _of_measure),
    "protection.order": ("held", _of_measure),
    "protection.refuse": ("broken", _of_measure),
    "protection.provide": ("done", _of_measure),
    "protection.fail": ("overdue", _of_measure),
    "protection.drop": ("next", _of_measure),
    "promise.give": ("offered", _of_promise),
    "promise.keep": ("done", _of_promise),
    "promise.break": ("broken", _of_promise),
    "promise.reopen": ("held", _of_promise),
    "promise.mistake": ("next", _of_promise),
    "promise.call": ("overdue", _of_promise),
}

WRITTEN = frozenset({"promise.keep", "promise.break", "promise.reopen", "promise.mistake"})
"""Acts that somebody may have put into words."""
