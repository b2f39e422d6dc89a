"""Words about urgent care: in the story of a case, on the desk, and after an act. That it was, never what was found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from samaki.cases.models import Case
from samaki.ledger.models import LedgerEntry
from samaki.web.saying import Word

Said = Callable[[], str]
Sentence = Callable[[LedgerEntry, dict[int, str], str], str]


def _plain(text: Said) -> Sentence:
    return lambda _entry, _units, _lang: text()


def _examined(entry: LedgerEntry, _units: dict[int, str], _lang: str) -> str:
    return (
        _("The child was examined")
        if entry.facts.get("held")
        else _("The child was asked about an examination: none took place")
    )


ACTS: dict[str, tuple[str, Sentence]] = {
    "exposure.write": ("offered", _plain(lambda: _("Urgent care: it is known when it happened last"))),
    "exposure.mistake": ("next", _plain(lambda: _("Urgent care: when it happened last is not known after all"))),
    "examination.write": ("done", _examined),
    "examination.correct": ("held", _plain(lambda: _("What was written of an examination was corrected"))),
    "examination.share": ("held", _plain(lambda: _("The child said whether police and prosecutor may know of an examination"))),
    "examination.mistake": ("next", _plain(lambda: _("An examination had been recorded by mistake"))),
    "examination.tell": ("done", _plain(lambda: _("An examination took place, the child agreeing that this is known"))),
    "examination.untell": ("hold", _plain(lambda: _("What was known of an examination is closed again"))),
}  # fmt: skip
"""Act -> (state of its ring, its sentence)."""

TOLD: dict[str, Said] = {
    "window": lambda: _(
        "Urgent care of a child: it is known by now how long what helps can still be done. Look at once"
    ),
}
STATES = {"window": "overdue"}
"""The sign beside it."""


def _page(answer: Any) -> str:
    code = Case.objects.values_list("code", flat=True).get(id=answer.case_id)
    return f"/cases/{code}/urgent-care/{answer.child_id}/"


def _mend() -> str:
    return _("Was that a mistake? Take it back or correct it here")


def _exposed() -> str:
    return _("Saved: the page shows what can still be done. Where a step of urgent care is open, it is due by then.")


SAID: dict[str, Word] = {
    "record_exposure": Word(_exposed, _page, _mend),
    "mark_exposure_error": Word(lambda: _("Saved: it no longer counts. Care is worth it all the same.")),
    "record_examination": Word(lambda: _("Saved: the child need not be asked, or examined, again for this."), _page, _mend),
    "correct_examination": Word(lambda: _("Saved: it is corrected. What stood there before stays beneath."), _page, _mend),
    "share_examination": Word(lambda: _("Saved: what the child said holds from now on."), _page, _mend),
    "mark_examination_error": Word(lambda: _("Saved: it no longer counts, and nobody else sees it.")),
}  # fmt: skip
"""Operation -> what is said after it."""
