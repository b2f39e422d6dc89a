"""What is said of a court file after an act, on the desk and in the story of a case: words only, no name, no place, no sum."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from samaki.ledger.models import LedgerEntry
from samaki.web.court.words import kind
from samaki.web.saying import Word, at, to_mend

Said = Callable[[], str]
Sentence = Callable[[LedgerEntry, dict[int, str], str], str]

_FACT = at("/court/%s/")

WORDS: dict[str, Word] = {
    "record_court_fact": Word(
        lambda: _("Saved: it stands in the court file. It decides nothing by itself."), _FACT, to_mend
    ),
    "correct_court_fact": Word(
        lambda: _("Saved: the correction stands; what stood before stays, marked."), _FACT, to_mend
    ),
    "mark_court_error": Word(lambda: _("Saved: it no longer counts. It stays in the file, marked.")),
    "write_settlement": Word(
        lambda: _(
            "Saved as what it is. It closes nothing: only a prosecutor or a court does. Money in it is recorded as pressure."
        ),
        _FACT,
        to_mend,
    ),
}
"""Operation -> what is said after it."""

STATES = {
    "court_limit_near": "offered",
    "court_limit_over": "overdue",
    "court_time_near": "offered",
    "court_time_over": "hold",
}

TOLD: dict[str, Said] = {
    "court_limit_near": lambda: _("Somebody is held, and a limit is near: look at the court file"),
    "court_limit_over": lambda: _(
        "Somebody is held, and a limit is over: look at the court file, and say how it stands"
    ),
    "court_time_near": lambda: _("The time to turn to a higher court ends soon"),
    "court_time_over": lambda: _("The time to turn to a higher court may be over"),
}
"""End of a notice's kind -> what the desk says."""

CALLS: dict[str, Said] = {
    "near": lambda: _("Court file: a limit is near, the units were told"),
    "over": lambda: _("Court file: a limit was reached, the units were told"),
}


def _of_kind(said: Said) -> Sentence:
    return lambda entry, _units, _lang: said() % {"what": kind(entry.facts.get("kind", ""))}


ACTS: dict[str, tuple[str, Sentence]] = {
    "court.record": ("held", _of_kind(lambda: _("Court file: %(what)s"))),
    "court.correct": ("held", _of_kind(lambda: _("Court file corrected: %(what)s"))),
    "court.mistake": ("next", _of_kind(lambda: _("Court file, written down by mistake: %(what)s"))),
    "court.accused": (
        "held",
        lambda entry, _units, _lang: (
            _("With the first charge a person named became an accused")
            if entry.facts.get("part") == "accused"
            else _("The charge was a mistake: somebody is a person named again")
        ),
    ),
    "court.cleared": (
        "held",
        lambda entry, _units, _lang: (
            _("Court file: somebody was cleared for good; their part is closed to most readers")
            if entry.facts.get("state") == "restricted"
            else _("Court file: the part of an accused is open again")
        ),
    ),
    "court.call": ("offered", lambda entry, _units, _lang: CALLS.get(entry.facts.get("why", ""), CALLS["near"])()),
}

WRITTEN = frozenset({"court.record", "court.correct", "court.mistake"})
"""Acts that somebody may have put into words."""
