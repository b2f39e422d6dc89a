"""What is said of identification after an act, on the desk and in the story of a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from samaki.ledger.models import LedgerEntry
from samaki.web import words
from samaki.web.identification import words as said

Said = Callable[[], str]
Sentence = Callable[[LedgerEntry, dict[int, str], str], str]


def _page(answer: Any) -> str:
    return f"/identifications/{answer.id}/"


WORDS: dict[str, tuple[Said, Callable[[Any], str] | None]] = {
    "propose_identification": (
        lambda: _("Saved: your proposal stands, and the body that decides is told if it works for the child."),
        _page,
    ),
    "decide_identification": (lambda: _("Saved: the decision stands. Care and safety go on as before."), _page),
    "assess_age": (lambda: _("Saved: it is written down what was found of the age."), _page),
    "mark_identification_error": (lambda: _("Saved: it is struck out."), None),
}
"""Operation -> what is said after it, and the page where it is mended, from its answer."""

STATES = {"identification_proposed": "offered", "identification_decided": "held", "identification_gone": "held"}

TOLD: dict[str, Said] = {
    "identification_proposed": lambda: _("Somebody proposes how a child stands as a victim: look whether you decide"),
    "identification_decided": lambda: _("It was decided whether a child is a victim: read it. Help goes on"),
    "identification_gone": lambda: _("A decision whether a child is a victim had been recorded by mistake"),
}
"""End of a notice's kind -> what the desk says."""


def _of(sentence: Said) -> Sentence:
    def told(entry: LedgerEntry, _units: dict[int, str], lang: str) -> str:
        return sentence() % {"status": words.reason_name("victim_status", entry.facts.get("state", ""), lang)}

    return told


def _age(entry: LedgerEntry, _units: dict[int, str], _lang: str) -> str:
    found = said.AGES.get(entry.facts.get("outcome", ""))
    return _("The age was looked into: %(found)s") % {"found": found[1]() if found else ""}


ACTS: dict[str, tuple[str, Sentence]] = {
    "identification.proposal": ("offered", _of(lambda: _("Proposed: %(status)s"))),
    "identification.decision": ("done", _of(lambda: "%(status)s")),
    "identification.age": ("held", _age),
    "identification.mistake": ("next", lambda _entry, _units, _lang: _("A line about identification was a mistake")),
}

WRITTEN = frozenset(
    {"identification.proposal", "identification.decision", "identification.age", "identification.mistake"}
)
"""Acts that somebody may have put into words."""
