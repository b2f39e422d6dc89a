"""Settling what differs: of each fact by itself it is said which observation holds, by whom and when.

Nothing is rewritten: the observations stay, and what was said of them is an entry of the ledger, in the child's care
compartment like they. Said anew, the newest counts; taken back with its step, the fact is open again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.cases import rules
from samaki.cases.holding import locked_step
from samaki.cases.models import Step
from samaki.database import story
from samaki.database.refusals import CannotMove, Invalid, together
from samaki.journeys.observing import Differing, differing_for
from samaki.ledger.models import LedgerEntry
from samaki.ledger.operations import record

ACT = "observation.settle"
PLACES = {"earlier": 0, "later": -1}
"""Where the observation stands that an outcome of the pack says `holds`, the earliest first."""
HOLDS, OPEN = "one_holds", "open"


@story
def settle_fact(*, step_id: UUID, fact: str, outcome: str, by: Member, now: datetime) -> Step:
    """Say of one fact which of the observations that differ holds, or that both did at their time, or that nobody can know.

    `outcome`: the key of one of the observations, or an outcome of the step's kind. Said anew, the newest counts. Raises
    Invalid (a fact that does not differ, an outcome that is none), NotAllowed, CannotMove (the step has ended).
    """
    step = locked_step(step_id)
    rules.check_holds(step, by, now)
    rules.check_step_moves(step, "done")
    rules.check_may_do(step, by)
    differing = by_fact(step)
    with together() as told:
        if fact not in differing:
            told.wrong(_("Of this fact no two observations differ here."), field="fact")
        elif outcome not in _answers(step, differing[fact]):
            told.wrong(_("Choose which one holds, from the list."), field="outcome")
    _say(step, fact, differing[fact], outcome, by, now)
    return step


def by_fact(step: Step) -> dict[str, list[Differing]]:
    """What a step has to settle: each fact with its observations, the earliest first."""
    return {fact: list(group) for fact, group in groupby(differing_for(step), key=lambda one: one.fact)}


def settled(step: Step, differing: dict[str, list[Differing]]) -> dict[str, LedgerEntry]:
    """Facts of which it has been said what holds: the newest entry of each, where it spoke of all that differs now."""
    if not differing:
        return {}
    said = LedgerEntry.objects.filter(act=ACT, case_id=step.case_id, subject_id=step.id).order_by("recorded_at", "id")
    newest = {entry.facts["fact"]: entry for entry in said}
    return {
        fact: newest[fact]
        for fact, rows in differing.items()
        if fact in newest
        and newest[fact].facts["outcome"] != OPEN
        and {str(one.row.id) for one in rows} <= set(newest[fact].facts["among"])
    }


def unsettled(step: Step) -> list[str]:
    """The facts of which it has not been said what holds."""
    differing = by_fact(step)
    return sorted(differing.keys() - settled(step, differing).keys())


def check_settles_one(step: Step) -> None:
    """The outcome of the step speaks of one fact: where several are open, each is settled first."""
    if len(unsettled(step)) > 1:
        raise CannotMove(
            _("Several facts differ. Say of each by itself which observation holds; the last one ends the step.")
        )


def check_says_what_was_settled(step: Step, outcome: str) -> None:
    """Where every fact was settled by itself, the outcome of the step says what was said of one of them at least.

    Of all is too much to ask: one fact may have been settled for the earlier observation and another for the later.
    """
    kind = pack().step_kinds.get(step.kind)
    end = kind.outcomes.get(outcome) if kind else None
    differing = by_fact(step)
    said = settled(step, differing)
    if end is None or not said or differing.keys() - said.keys():
        return
    for fact, entry in said.items():
        named = str(differing[fact][PLACES[end.holds]].row.id) if end.holds else None
        if entry.facts["holds"] == named and (named or entry.facts["outcome"] == outcome):
            return
    raise Invalid(
        _(
            "That is not what you said of each fact by itself. Choose what fits it, or say of the fact anew which one holds."
        ),
        field="outcome",
    )


def settle_last(step: Step, outcome: str, by: Member, now: datetime) -> None:
    """The one fact that was open is settled by the outcome of its step. (Part of doing the step, before it ends.)"""
    differing = by_fact(step)
    for fact in unsettled(step):
        _say(step, fact, differing[fact], outcome, by, now)


def settle_anew(step: Step, was: str, outcome: str, by: Member, now: datetime) -> None:
    """What the outcome of a step had settled is settled by another outcome, or is open again. (Part of mending the step.)"""
    differing = by_fact(step)
    for fact, entry in settled(step, differing).items():
        if entry.facts.get("ends") == was:
            _say(step, fact, differing[fact], outcome, by, now)


def _answers(step: Step, rows: Iterable[Differing]) -> set[str]:
    return {str(one.row.id) for one in rows} | set(pack().step_kinds[step.kind].outcomes)


def _say(step: Step, fact: str, rows: list[Differing], outcome: str, by: Member, now: datetime) -> None:
    end = pack().step_kinds[step.kind].outcomes.get(outcome)
    named = rows[PLACES[end.holds]] if end and end.holds else None
    held = named or next((one for one in rows if str(one.row.id) == outcome), None)
    facts = {
        "fact": fact,
        "outcome": HOLDS if held else outcome,
        "holds": held.row.id if held else None,
        "answer": held.answer if held else "",
        "among": [one.row.id for one in rows],
        "ends": outcome if named or not held else "",
    }
    record(
        ACT, by=by, now=now, subject=step, case_id=step.case_id, child_id=step.child_id, compartment="care", facts=facts
    )
