"""Words about surveys and estimates: after an act, and in the ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from samaki.ledger.models import LedgerEntry
from samaki.web.saying import Word, at, to_mend

Sentence = Callable[[LedgerEntry, dict[int, str], str], str]


def _plain(text: Callable[[], str]) -> Sentence:
    return lambda _entry, _units, _lang: text()


def _visit(answer: Any) -> str:
    return f"/prevalence/visits/{answer.visit_id}/"


_SURVEY, _LISTS = at("/prevalence/surveys/%s/"), at("/prevalence/lists/%s/")

SAID = {
    "plan_survey": Word(lambda: _("Saved: the list is taken in. Now draw the sample."), _SURVEY, to_mend),
    "draw_sample": Word(lambda: _("Saved: the sample is drawn, and its seed is recorded."), _SURVEY, to_mend),
    "count_visit": Word(lambda: _("Saved: the visit is counted."), _visit, lambda: _("Was that a mistake? Correct it here")),
    "close_survey": Word(lambda: _("Saved: the survey is closed."), _SURVEY, lambda: _("Did a count come late? Open it again here")),
    "reopen_survey": Word(lambda: _("Saved: visits can be counted again.")),
    "withdraw_survey": Word(lambda: _("Saved: the survey is taken back and counts nowhere.")),
    "ask_estimate": Word(lambda: _("Saved: the estimate will be made. You can leave the page."), _LISTS, to_mend),
    "stop_estimate": Word(lambda: _("Saved: the estimate is stopped."), _LISTS, lambda: _("Was that a mistake? Start it again here")),
    "start_again": Word(lambda: _("Saved: the estimate will be made.")),
    "withdraw_estimate": Word(lambda: _("Saved: the estimate is taken back and counts nowhere.")),
}  # fmt: skip
"""Operation -> what is said after it. Its end is the worker's, and has no page."""

ACTS: dict[str, tuple[str, Sentence]] = {
    "survey.plan": ("held", _plain(lambda: _("A survey of venues was planned"))),
    "survey.draw": ("held", _plain(lambda: _("The sample of a survey was drawn"))),
    "survey.count": ("held", _plain(lambda: _("A visit of a survey was counted"))),
    "survey.close": ("done", _plain(lambda: _("A survey was closed"))),
    "survey.reopen": ("held", _plain(lambda: _("A survey was opened again"))),
    "survey.withdraw": ("next", _plain(lambda: _("A survey was taken back"))),
    "lists.ask": ("held", _plain(lambda: _("An estimate from lists was asked for"))),
    "lists.end": ("done", _plain(lambda: _("An estimate from lists came to its end"))),
    "lists.stop": ("next", _plain(lambda: _("An estimate from lists was stopped"))),
    "lists.again": ("held", _plain(lambda: _("An estimate from lists was started again"))),
    "lists.withdraw": ("next", _plain(lambda: _("An estimate from lists was taken back"))),
}
"""Act -> (state of its ring, its sentence)."""
