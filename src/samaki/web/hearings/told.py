"""What is said of hearings and releases after an act, on the desk and in the story of a case: words only, no name, no place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from samaki.ledger.models import LedgerEntry
from samaki.web import words
from samaki.web.moments import short_day_or_moment

Said = Callable[[], str]
Sentence = Callable[[LedgerEntry, dict[int, str], str], str]


def _hearing(answer: Any) -> str:
    return f"/hearings/{getattr(answer, 'hearing_id', None) or answer.id}/"


WORDS: dict[str, tuple[Said, Callable[[Any], str] | None]] = {
    "enter_hearing": (lambda: _("Saved: the hearing stands in the calendar, and who works with it is told."), _hearing),
    "confirm_hearing": (lambda: _("Saved: the date is confirmed."), None),
    "correct_hearing": (lambda: _("Saved: it is corrected. What stood there before stays, sealed."), _hearing),
    "mark_hearing_error": (lambda: _("Saved: it no longer counts. Who was told is told so."), None),
    "postpone_hearing": (lambda: _("Saved: it is postponed, and who goes there is told."), _hearing),
    "hold_hearing": (lambda: _("Saved: the hearing was held."), _hearing),
    "not_hold_hearing": (lambda: _("Saved: it was not held, or will not be."), _hearing),
    "reopen_hearing": (lambda: _("Saved: the date stands as before."), None),
    "add_need": (lambda: _("Saved: it is on the list of what the hearing needs."), _hearing),
    "move_need": (lambda: _("Saved: it is said how far that is."), _hearing),
    "say_goes": (lambda: _("Saved: it stands in their calendar."), _hearing),
    "say_stays": (lambda: _("Saved: they do not go."), None),
    "hear_release": (
        lambda: _("Saved: every unit of this case is told, and a look at the children's safety is due within a day."),
        lambda answer: f"/releases/{answer.id}/",
    ),
    "confirm_release": (lambda: _("Saved: the release is confirmed."), None),
    "mark_release_error": (lambda: _("Saved: it no longer counts. Who was told is told so."), None),
}
"""Operation -> what is said after it, and the page where it is mended, from its answer."""

SILENT = frozenset({"make_feed", "end_feed"})
"""Operations whose answer is itself a page."""

STATES = {
    "hearing_entered": "held", "hearing_confirmed": "held", "hearing_changed": "offered", "hearing_gone": "hold",
    "hearing_postponed": "offered", "hearing_needs": "held", "hearing_near": "offered", "hearing_unready": "overdue",
    "hearing_unconfirmed": "offered", "hearing_asks": "offered",
    "release_told": "overdue", "release_confirmed": "overdue", "release_gone": "held",
}  # fmt: skip

TOLD: dict[str, Said] = {
    "hearing_entered": lambda: _("A hearing was written down"),
    "hearing_confirmed": lambda: _("The date of a hearing was confirmed"),
    "hearing_changed": lambda: _("Something about a hearing has changed: read it anew"),
    "hearing_gone": lambda: _("A hearing was entered by mistake: there is none on that day"),
    "hearing_postponed": lambda: _("A hearing was postponed: look for the new date, and what is needed again"),
    "hearing_needs": lambda: _("What a hearing needs has changed: a summons, an interpreter or transport"),
    "hearing_near": lambda: _("A hearing is near"),
    "hearing_unready": lambda: _("A hearing is near, and something that it needs is not ready"),
    "hearing_unconfirmed": lambda: _("A hearing is near, and nobody has confirmed its date: ask the court"),
    "hearing_asks": lambda: _("A hearing was to be on a day that is over: say what came of it"),
    "release_told": lambda: _("Somebody who was held is free, or will be: look whether each child is safe"),
    "release_confirmed": lambda: _("It is confirmed: somebody who was held is free, or will be"),
    "release_gone": lambda: _("Nobody was released: that had been recorded by mistake"),
}
"""End of a notice's kind -> what the desk says."""


def _on(said: Said) -> Sentence:
    """With what it is for, and its day."""

    def sentence(entry: LedgerEntry, _units: dict[int, str], lang: str) -> str:
        about = words.reason_name("hearing", entry.facts.get("kind", ""), lang)
        return said() % {"what": about, "day": _day(entry.facts.get("due_at"))}

    return sentence


def _because(said: Said, listed: str) -> Sentence:
    return lambda entry, _units, lang: said() % {"why": words.reason_name(listed, entry.facts.get("reason", ""), lang)}


def _plain(said: Said) -> Sentence:
    return lambda _entry, _units, _lang: said()


def _need(said: dict[str, Said]) -> Sentence:
    return lambda entry, _units, _lang: said.get(entry.facts.get("kind", ""), said["transport"])()


def _day(text: str | None) -> str:
    return short_day_or_moment(datetime.fromisoformat(text)) if text else ""


NEEDED: dict[str, Said] = {
    "summons": lambda: _("Hearing: a summons is needed"),
    "interpreter": lambda: _("Hearing: an interpreter is needed"),
    "transport": lambda: _("Hearing: transport is needed"),
}
ASKED: dict[str, Said] = {
    "summons": lambda: _("Hearing: a summons was sent"),
    "interpreter": lambda: _("Hearing: an interpreter was asked for"),
    "transport": lambda: _("Hearing: transport was asked for"),
}
ARRANGED: dict[str, Said] = {
    "summons": lambda: _("Hearing: a summons was received"),
    "interpreter": lambda: _("Hearing: an interpreter is arranged"),
    "transport": lambda: _("Hearing: transport is arranged"),
}
FAILED: dict[str, Said] = {
    "summons": lambda: _("Hearing: a summons could not be delivered"),
    "interpreter": lambda: _("Hearing: no interpreter was found"),
    "transport": lambda: _("Hearing: transport is not possible"),
}
DROPPED: dict[str, Said] = {
    "summons": lambda: _("Hearing: a summons is not needed"),
    "interpreter": lambda: _("Hearing: an interpreter is not needed"),
    "transport": lambda: _("Hearing: transport is not needed"),
}

ACTS: dict[str, tuple[str, Sentence]] = {
    "hearing.enter": ("held", _on(lambda: _("A hearing on %(day)s: %(what)s"))),
    "hearing.child": ("held", _on(lambda: _("The child is called to a hearing on %(day)s: %(what)s"))),
    "hearing.confirm": ("held", _plain(lambda: _("The date of a hearing was confirmed"))),
    "hearing.correct": ("held", _on(lambda: _("A hearing was corrected: %(day)s, %(what)s"))),
    "hearing.postpone": ("hold", _because(lambda: _("A hearing was postponed: %(why)s"), "hearing_moved")),
    "hearing.hold": ("done", _because(lambda: _("A hearing was held: %(why)s"), "hearing_held")),
    "hearing.not_hold": ("stopped", _because(lambda: _("A hearing was not held: %(why)s"), "hearing_not_held")),
    "hearing.reopen": ("held", _plain(lambda: _("What was said of a hearing was a mistake: its date stands"))),
    "hearing.mistake": ("next", _plain(lambda: _("A hearing had been entered by mistake"))),
    "hearing.need": ("offered", _need(NEEDED)),
    "hearing.need_ask": ("offered", _need(ASKED)),
    "hearing.need_arrange": ("done", _need(ARRANGED)),
    "hearing.need_fail": ("overdue", _need(FAILED)),
    "hearing.need_drop": ("next", _need(DROPPED)),
    "hearing.goes": ("held", _plain(lambda: _("Hearing: somebody goes there"))),
    "hearing.stays": ("next", _plain(lambda: _("Hearing: somebody does not go after all"))),
    "hearing.call": ("offered", _plain(lambda: _("A hearing is near, or its day is over: the units were told"))),
    "release.hear": ("overdue", _because(lambda: _("Somebody who was held is free, or will be: %(why)s"), "release")),
    "release.child": ("overdue", _plain(lambda: _("After word of a release: a look at the child's safety is due"))),
    "release.confirm": ("overdue", _plain(lambda: _("A release was confirmed"))),
    "release.mistake": ("next", _plain(lambda: _("A release had been recorded by mistake"))),
}

WRITTEN = frozenset(ACTS) - {"hearing.child", "release.child", "hearing.call", "hearing.goes", "hearing.stays"}
"""Acts that somebody may have put into words."""
