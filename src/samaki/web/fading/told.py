"""Words about the plan of an area: after an act, in the ledger, and where somebody is told."""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.stages.queries import mentor_kinds
from samaki.ledger.models import LedgerEntry
from samaki.notices.models import Notice
from samaki.web import words
from samaki.web.fading.bars import stage_name
from samaki.web.fading.gates import asked
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
    "stage.alarm": (
        "overdue",
        _of_area(lambda: _("In %(area)s something is not met any more on which the mentor's stage was decided")),
    ),
    "stage.alarm_over": (
        "done",
        _of_area(lambda: _("In %(area)s what was not met any more is met again, or a new stage was decided")),
    ),
    "stage.call_end": ("done", _of_area(lambda: _("The mentor is not called back to %(area)s any more"))),
}
"""Act -> (state of its ring, its sentence)."""

TOLD: dict[str, Callable[[], str]] = {
    "stage_decided": lambda: _("The stage of the mentor in an area was decided"),
    "stage_alarm": lambda: _("Alarm: what was met when the mentor's stage was decided is not met any more"),
    "mentor_called": lambda: _("The mentor is called back to an area: open the access of those who go"),
}
"""What a unit is told, by the end of the notice's kind; what is told of an area says which (`of_notice`)."""


def of_notice(notice: Notice, kind: str, lang: str) -> dict[str, str]:
    """The same with the area and the stage in it, and the page of the area. `kind`: of the reader's unit. Empty where it does not say."""
    facts, ended = notice.facts, notice.kind.rsplit(".", 1)[-1]
    if ended not in TOLD or not facts.get("area"):
        return {}
    stage, before = (stage_name(facts.get(name, ""), lang) for name in ("stage", "before"))
    given = {"area": words.area_name(facts["area"], lang), "stage": stage, "before": before}
    return {"title": _SENTENCES[ended]() % given, "href": f"/independence/areas/{facts['area']}/",
            "meta": _meta(ended, facts, mentors=kind in mentor_kinds(), lang=lang)}  # fmt: skip


_SENTENCES: dict[str, Callable[[], str]] = {
    "stage_decided": lambda: _("The mentor's stage in %(area)s is now: %(stage)s (before: %(before)s)"),
    "stage_alarm": lambda: _("Alarm in %(area)s, where the mentor's stage is %(stage)s: something is not met any more"),
    "mentor_called": lambda: _("The mentor is called back to %(area)s"),
}


def _meta(ended: str, facts: dict[str, Any], *, mentors: bool, lang: str) -> str:
    if ended == "stage_alarm":
        return _("Not met any more: %(gates)s. Look at the page of the area, and decide.") % {
            "gates": ", ".join(asked(gate) for gate in facts.get("gates", []))
        }
    if ended == "mentor_called":
        kind = facts.get("kind", "")
        what = words.step_title(kind, lang) if kind else _("For all steps")
        return f"{what}. " + _("Open the access of those who go.")
    if mentors:
        return _("Look how long your members' access lasts.")
    return _("From now on your unit works with the mentor as this stage says.")


LEAD = frozenset({"head", "team_lead", "oversight", "mentor"})


def is_for(notice: Notice, roles: Set[str]) -> bool:
    """A stage and its alarm are for who leads or oversees: nobody else of the unit takes note of them in their place."""
    return notice.kind not in ("stage.stage_alarm", "stage.stage_decided") or bool(LEAD & roles)
