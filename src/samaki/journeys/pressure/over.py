"""When pressure is over: with what comes out of the step that it opened, and with nothing else.

Read from the ledger, by the entries that said so: whoever does the step need not see what was recorded.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.cases.models import Person, Step
from samaki.cases.steps import open_step
from samaki.database import uuid7
from samaki.database.refusals import CannotMove
from samaki.journeys.pressure.opening import hasten
from samaki.ledger.models import LedgerEntry
from samaki.ledger.operations import record


def pressure_over(
    step: Step, outcome: str, *, by: Member, now: datetime, occurred_at: datetime | None, precision: str
) -> None:
    """The step has an outcome: the sign of what opened it ends, or the check follows again where it does not. (Part of doing a step.)"""
    if step.kind == pack().pressing.step and outcome not in pack().pressing.ends:
        _look_again(step, outcome, by, now)
        return
    for entry in standing(step):
        child = Person(id=step.child_id, case_id=step.case_id, child_id=step.child_id)
        facts = {"pressure": entry.facts["pressure"], "step": step.id, "outcome": outcome}
        record("pressure.over", by=by, now=now, subject=child, case_id=step.case_id, child_id=step.child_id,
               occurred_at=occurred_at, precision=precision, facts=facts)  # fmt: skip


def _look_again(step: Step, outcome: str, by: Member, now: datetime) -> None:
    """The child is not known to be safe: the same step once more, with the same unit, hidden as this one is; the signs go on with it."""
    child = Person(id=step.child_id, case_id=step.case_id, child_id=step.child_id)
    there = hasten(step.case, child.id, step.kind, step.hidden_from, now)
    key = there[0] if there else uuid7()
    if there is None:
        open_step(case=step.case, strand=step.strand, kind=step.kind, holder=by.unit_id, by=by, now=now, person=child, step_id=key,
                  after_id=step.id, hidden_from=step.hidden_from)  # fmt: skip
    for entry in standing(step):
        facts = {"pressure": entry.facts["pressure"], "step": key, "outcome": outcome}
        record("child.danger", by=by, now=now, subject=child, case_id=step.case_id, child_id=step.child_id, facts=facts)


def undo_over(step: Step, by: Member, now: datetime) -> bool:
    """The outcome was a mistake: the sign stands again. False for a step of another kind. (Part of mending.)"""
    if step.kind != pack().pressing.step:
        return False
    for entry in _counted(step, "pressure.over"):
        undo(entry, by, now)
    return True


def undo(entry: LedgerEntry, by: Member, now: datetime) -> None:
    """What this entry said of a child no longer counts; it is hidden from whom the entry is hidden."""
    assert entry.case_id and entry.child_id  # noqa: PT018 - an entry about a child names both
    child = Person(id=entry.child_id, case_id=entry.case_id, child_id=entry.child_id)
    record("child.undo", by=by, now=now, subject=child, case_id=entry.case_id, child_id=entry.child_id,
           facts={"undoes": entry.id, "pressure": entry.facts["pressure"]})  # fmt: skip


def standing(step: Step) -> list[LedgerEntry]:
    """The signs of pressure that wait for the outcome of this step."""
    if step.kind != pack().pressing.step:
        return []
    over = {entry.facts["pressure"] for entry in _counted(step, "pressure.over")}
    return [entry for entry in _counted(step, "child.danger") if entry.facts["pressure"] not in over]


def check_pressure_answered(step: Step) -> None:
    """The step is not left out or stopped while the sign stands: it would stand for ever, and nobody would look."""
    if standing(step):
        raise CannotMove(
            _("This step opened since somebody was put under pressure. Record what came out of it, or hand it on. If the pressure "
              "was recorded by mistake, say so first, on its own page.")
        )  # fmt: skip


def _counted(step: Step, act: str) -> list[LedgerEntry]:
    """Entries of this act about pressure, of this step, that were not taken back."""
    said = LedgerEntry.objects.filter(
        case_id=step.case_id, act=act, facts__step=str(step.id), facts__has_key="pressure"
    )
    undone = LedgerEntry.objects.filter(case_id=step.case_id, act="child.undo", facts__has_key="undoes")
    gone = {entry.facts["undoes"] for entry in undone}
    return [entry for entry in said.order_by("id") if str(entry.id) not in gone]
