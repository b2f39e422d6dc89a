"""What is said of a child's voice after an act, on the desk and in the story of a case: that it was said, never what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from samaki.cases.models import Person
from samaki.ledger.models import LedgerEntry
from samaki.web import words
from samaki.web.voice import words as said

Said = Callable[[], str]
Sentence = Callable[[LedgerEntry, dict[int, str], str], str]


def _page(answer: Any) -> str:
    child = Person.objects.select_related("case").filter(id=answer.child_id).first()
    return f"/cases/{child.case.code}/children/{child.id}/voice/" if child else ""


WORDS: dict[str, tuple[Said, Callable[[Any], str] | None]] = {
    "tell_child": (lambda: _("Saved: it is written down what the child was told."), _page),
    "write_wish": (
        lambda: _("Saved: what the child wants stands. What the child said before stays beneath it."),
        _page,
    ),
    "mark_voice_error": (lambda: _("Saved: it is struck out."), None),
    "ask_again": (lambda: _("Saved: whoever answers for the child is asked. The date of the court stays."), _page),
    "answer_again": (
        lambda: _("Saved: your answer stands, beside the date where there is one, and who asked is told."),
        _page,
    ),
    "withdraw_again": (lambda: _("Saved: it is taken back, and who should answer is told."), None),
}
"""Operation -> what is said after it, and the page where it is mended, from its answer."""

STATES = {"again_asked": "offered", "again_answered": "held", "again_gone": "stopped", "again_late": "overdue"}

TOLD: dict[str, Said] = {
    "again_asked": lambda: _("Somebody asks to hear a child again: answer for the child"),
    "again_answered": lambda: _("It is answered whether a child must be heard again"),
    "again_gone": lambda: _("A child need not be heard again after all: that was taken back"),
    "again_late": lambda: _("Nobody has answered whether a child must be heard again"),
}
"""End of a notice's kind -> what the desk says."""


def _about(sentence: Said, listed: str, answers: str) -> Sentence:
    def told(entry: LedgerEntry, _units: dict[int, str], lang: str) -> str:
        answer = said.ANSWERS[answers].get(entry.facts.get("answer", ""))
        about = words.reason_name(listed, entry.facts.get("kind", ""), lang)
        return sentence() % {"what": about, "answer": answer[1]() if answer else ""}

    return told


def _plain(sentence: Said) -> Sentence:
    return lambda _entry, _units, _lang: sentence()


def _answered(entry: LedgerEntry, _units: dict[int, str], _lang: str) -> str:
    state = said.STATES.get(entry.facts.get("state", ""))
    return _("Must the child be heard again? %(state)s.") % {"state": state[1]() if state else ""}


ACTS: dict[str, tuple[str, Sentence]] = {
    "voice.told": ("done", _about(lambda: _("The child was told: %(what)s. %(answer)s"), "told_child", "told")),
    "voice.wants": ("held", _about(lambda: _("What the child wants: %(what)s. %(answer)s"), "wish", "wants")),
    "voice.mistake": ("next", _plain(lambda: _("What was written of a child's voice was a mistake"))),
    "again.ask": ("offered", _answered),
    "again.answer": ("held", _answered),
    "again.withdraw": ("next", _answered),
    "again.call": (
        "overdue",
        _plain(lambda: _("Nobody has answered whether the child must be heard again: it was called")),
    ),
}

WRITTEN = frozenset({"again.ask", "again.answer", "again.withdraw", "voice.mistake"})
"""Acts that somebody may have put into words."""
