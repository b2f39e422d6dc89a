"""Words about the plan of an area: after an act, in the ledger, and where somebody is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from samaki.ledger.models import LedgerEntry
from samaki.web import words
from samaki.web.fading.bars import stage_name
from samaki.web.saying import Word, to_mend

Sentence = Callable[[LedgerEntry, dict[int, str], str], str]


def _plan(row: Any) -> str:
    """The page of the area that a row is about."""
    return f"/independence/areas/{row.area}/"


def _decided(entry: LedgerEntry, _units: dict[int, str], lang: str) -> str:
    said = {
        "area": words.area_name(entry.facts.get("area", ""), lang),
        "stage": stage_name(entry.facts.get("state", ""), lang),
    }
    return _("The stage of the mentor in %(area)s was decided: %(stage)s") % said


def _of_area(text: Callable[[], str]) -> Sentence:
    return lambda entry, _units, lang: text() % {"area": words.area_name(entry.facts.get("area", ""), lang)}


SAID = {
    "decide_stage": Word(lambda: _("Saved: the stage is decided, and the mentor's access follows it."), _plan,
                         lambda: _("Was that a mistake? Decide for the stage before")),
    "promise_money": Word(lambda: _("Saved: the money stands with the plan."), _plan, to_mend),
    "end_money": Word(lambda: _("Saved: this money is not there any more.")),
    "call_mentor": Word(lambda: _("Saved: the mentor is called back, and was told."), _plan, to_mend),
    "end_call": Word(lambda: _("Saved: the mentor is not called any more.")),
}  # fmt: skip
"""Operation -> what is said after it."""

ACTS: dict[str, tuple[str, Sentence]] = {
    "stage.decide": ("held", _decided),
    "stage.money": ("held", _of_area(lambda: _("Money was promised for %(area)s"))),
    "stage.money_end": ("next", _of_area(lambda: _("Money that was promised for %(area)s is not there any more"))),
    "stage.call": ("next", _of_area(lambda: _("The mentor was called back to %(area)s"))),
    "stage.call_end": ("done", _of_area(lambda: _("The mentor is not called back to %(area)s any more"))),
}
"""Act -> (state of its ring, its sentence)."""

TOLD: dict[str, Callable[[], str]] = {
    "stage_decided": lambda: _(
        "The stage of the mentor in an area was decided: look how long your members' access lasts"
    ),
    "mentor_called": lambda: _("The mentor is called back to an area: open the access of those who go"),
}
"""What a unit is told, by the end of the notice's kind."""
