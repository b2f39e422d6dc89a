"""Words about subject access for the story of a case and for the desk: that it was asked, decided, handed over; never what is held."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.ledger.models import LedgerEntry
from samaki.web import words
from samaki.web.moments import digits

Sentence = Callable[[LedgerEntry, dict[int, str], str], str]


def _said(say: Callable[[], str]) -> Sentence:
    return lambda _entry, _units, _lang: say()


def _of_whom(say: Callable[[], str]) -> Sentence:
    return lambda entry, _units, lang: (
        say() % {"who": words.reason_name("subject_asker", entry.facts.get("kind", ""), lang)}
    )


def _handed(entry: LedgerEntry, _units: dict[int, str], lang: str) -> str:
    who = words.reason_name("subject_asker", entry.facts.get("kind", ""), lang)
    told = {"who": who, "parts": _parts(entry, lang), "n": digits(entry.facts.get("number", ""))}
    return _("What is held about the child was handed over (%(n)s): %(who)s; %(parts)s") % told


def _decided(entry: LedgerEntry, _units: dict[int, str], lang: str) -> str:
    return _("Decided what is given of what is held about the child: %(parts)s") % {"parts": _parts(entry, lang)}


def _parts(entry: LedgerEntry, lang: str) -> str:
    codes, known = entry.facts.get("parts", []), pack().compartments
    return ", ".join(known[code].label(lang) for code in known if code in codes) or _("nothing")


ACTS: dict[str, tuple[str, Sentence]] = {
    "subject_access.ask": ("offered", _of_whom(lambda: _("Asked what is held about the child: %(who)s"))),
    "subject_access.decide": ("held", _decided),
    "subject_access.take_back": (
        "next",
        _said(lambda: _("What was to be given of what is held about the child is decided anew")),
    ),
    "subject_access.withdraw": ("stopped", _of_whom(lambda: _("Does not ask any more what is held about the child: %(who)s"))),
    "subject_access.mistake": (
        "next",
        _said(lambda: _("It had been recorded by mistake that somebody asks what is held about the child")),
    ),
    "subject_access.hand": ("done", _handed),
    "subject_access.not_handed": (
        "overdue",
        _said(lambda: _("What is held about the child was not handed over after all, or to somebody else")),
    ),
    "subject_access.call": ("overdue", _said(lambda: _("Nobody has decided what is given of what is held about the child"))),
    "subject_access.lapse": ("hold", _said(lambda: _("What was decided to be given can be collected no more: its time is over"))),
}  # fmt: skip
"""Act -> (state of its ring, its sentence)."""

TOLD: dict[str, Callable[[], Any]] = {
    "subject_asked": lambda: _(
        "Somebody asks what is held about a child: a confidentiality officer decides what is given"
    ),
    "subject_late": lambda: _("Somebody asked what is held about a child, and has no answer: decide it now"),
    "subject_decided": lambda: _("It is decided what is given of what is held about a child: it can be collected"),
    "subject_elsewhere": lambda: _(
        "Another unit is asked what is held about a child: whoever asked may come to your unit for what your part of the file holds"
    ),
    "subject_lapsed": lambda: _("What was decided to be given of what is held about a child can be collected no more"),
    "subject_newer": lambda: _(
        "Something was written about a child after it was decided what is given: it waits until you have read it"
    ),
    "subject_not_handed": lambda: _(
        "An answer about a child was not handed over, or came to somebody else: look at it now"
    ),
}
STATES = {"subject_asked": "offered", "subject_decided": "held", "subject_elsewhere": "offered", "subject_lapsed": "hold",
          "subject_late": "overdue", "subject_newer": "offered", "subject_not_handed": "overdue"}  # fmt: skip
