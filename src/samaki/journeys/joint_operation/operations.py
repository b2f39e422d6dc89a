"""Stories of an operation: its plan, its delay, who must be ready, what happened. None of them begins it, and no clock asks for it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member, Unit
from samaki.cases.mending import check_says_why
from samaki.cases.models import Case, Step
from samaki.cases.steps import save_changed
from samaki.database import add, lock, lock_of, story
from samaki.database.refusals import CannotMove, NotAllowed, Stale
from samaki.journeys.joint_operation import queries, rules
from samaki.journeys.joint_operation.models import ROOM, OperationFact, OperationPlan, OperationReady
from samaki.journeys.joint_operation.plan import Plan
from samaki.ledger.operations import record
from samaki.notices.operations import queue
from samaki.vault import sealing as vault


@story
def plan_operation(
    *, step_id: UUID, plan: Plan, by: Member, now: datetime, version: int | None = None
) -> OperationPlan:
    """Write the plan, or write it anew: the next version stands, the ones before stay beneath. Its delay stays as it was.

    Whatever is missing is shown on its page and stops nothing. Raises NotAllowed, Invalid for each wrong field, Stale.
    """
    step, before = _opened(step_id, version, by, now)
    rules.check_plan(plan)
    old = queries.plan_of(before)
    plan = replace(plan, delay=old.delay, delay_text=old.delay_text, review_at=old.review_at)
    return _written("operation.plan", step, before, plan, by, now)


@story
def delay_operation(
    *, step_id: UUID, delay: str, review_at: datetime | None, by: Member, now: datetime, delay_text: str = "",
    version: int | None = None,
) -> OperationPlan:  # fmt: skip
    """It is not done yet, for a reason, until somebody looks at that again. The step is due on that day, and then the clock asks
    whether the delay is still right: it never asks that the operation be done."""
    step, before = _opened(step_id, version, by, now)
    rules.check_delay(step, delay, delay_text, review_at, now)
    assert review_at is not None  # looked at above
    plan = replace(queries.plan_of(before), delay=delay, delay_text=delay_text.strip(), review_at=review_at.isoformat())
    row = _written("operation.delay", step, before, plan, by, now)
    step.due_at, step.call_at, step.level = review_at, review_at, 0
    save_changed("step.review_set", step, by, now)
    return row


@story
def ask_ready(
    *,
    step_id: UUID,
    to_unit: Unit | None,
    what: str,
    ready_at: datetime | None,
    by: Member,
    now: datetime,
    whole: bool = False,
) -> OperationReady:
    """Tell a unit what it must do and when it must be ready: it sees that, and of the plan nothing; `whole`: it is shown the plan too."""
    step, _plan = _opened(step_id, None, by, now)
    rules.check_asks(to_unit, what, ready_at, {unit.principal for unit in queries.could_be_asked(step)})
    assert to_unit is not None  # both were looked at above
    assert ready_at is not None
    if OperationReady.objects.filter(step_id=step.id, unit=to_unit.principal, ended_at=None).exists():
        raise CannotMove(_("This unit is asked already. Say first that it is not needed, then ask it anew."))
    row = OperationReady(case_id=step.case_id, step_id=step.id, unit=to_unit.principal, by_unit=by.unit_id, whole=whole,
                         ready_at=ready_at, recorded_by=by.id, recorded_at=now)  # fmt: skip
    row.sealed = vault.seal(vault.key_of(case_id=row.case_id), what.strip(), row.place)
    add(row)
    _keep_ready("operation.ask", row, row.unit, {"full": whole}, {"what": what}, by, now)
    _tell("operation.operation_asked", row.unit, row, now)
    return row


@story
def answer_ready(*, ready_id: UUID, answer: str, by: Member, now: datetime, text: str = "") -> OperationReady:
    """The unit that was asked will be ready, or cannot. It may say otherwise later."""
    row = _locked(ready_id)
    rules.check_answers(row, answer, text, by, now)
    row.answer, row.answered_by, row.answered_at = answer, by.id, now
    row.answer_sealed = vault.seal(vault.key_of(case_id=row.case_id), text.strip(), row.answer_place)
    row.save(update_fields=["answer", "answered_by", "answered_at", "answer_sealed"])
    _keep_ready("operation.answer", row, row.by_unit, {"answer": answer}, {"text": text}, by, now)
    _tell("operation.operation_answered", row.by_unit, row, now)
    return row


@story
def end_ready(*, ready_id: UUID, by: Member, now: datetime) -> OperationReady:
    """A unit is not needed any more: it is told, and sees nothing of it from now on but that."""
    row = _locked(ready_id)
    rules.check_plans(_step(row), by, now)
    if row.ended_at is not None:
        raise CannotMove(_("This unit is not asked any more."))
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    _keep_ready("operation.release", row, row.unit, {}, None, by, now)
    _tell("operation.operation_off", row.unit, row, now)
    return row


@story
def record_operation_fact(
    *, step_id: UUID, kind: str, at: datetime, by: Member, now: datetime, precision: str = "instant", number: int | None = None,
    text: str = "",
) -> OperationFact:  # fmt: skip
    """What happened, in any order and however late; read with the facts of the case once the step has ended."""
    step, _plan = _opened(step_id, None, by, now)
    rules.check_fact(kind, at, number, text, now)
    row = OperationFact(case_id=step.case_id, step_id=step.id, kind=kind, number=number, at=at, precision=precision,
                        unit=by.unit_id, recorded_by=by.id, recorded_at=now)  # fmt: skip
    row.sealed = vault.seal(
        vault.key_of(case_id=row.case_id), json.dumps({"text": text.strip()}, ensure_ascii=False), row.place
    )
    add(row)
    record("operation.fact", by=by, now=now, subject=row, case_id=row.case_id, compartment=ROOM, occurred_at=at, precision=precision,
           facts={"kind": kind, "count": number}, changed={"text": text})  # fmt: skip
    return row


@story
def mark_operation_fact_error(*, fact_id: UUID, text: str, by: Member, now: datetime) -> OperationFact:
    """That did not happen, or not so: it stays, struck. What happened is recorded anew."""
    lock_of(OperationFact, fact_id)
    row = OperationFact.objects.get(id=fact_id)
    rules.check_plans(_step(row), by, now)
    rules.check_taken_back(row)
    check_says_why(text)
    row.in_error_at = now
    row.save(update_fields=["in_error_at"])
    record("operation.fact_mistake", by=by, now=now, subject=row, case_id=row.case_id, compartment=ROOM, facts={"kind": row.kind},
           changed={"text": text})  # fmt: skip
    return row


# ---------------------------------------------------------------- parts
def _opened(step_id: UUID, version: int | None, by: Member, now: datetime) -> tuple[Step, OperationPlan | None]:
    """The step, locked with its case, and the plan that stands."""
    lock(Step.objects.only("case_id").get(id=step_id).case_id)
    step = Step.objects.select_related("case", "holder").get(id=step_id)
    rules.check_plans(step, by, now)
    before = queries.newest(step_id)
    if version is not None and version != (before.version if before else 0):
        raise Stale(_("Somebody changed this in between. Look at what it says now, then change it again."))
    return step, before


def _step(row: OperationReady | OperationFact) -> Step:
    """Of a row that is seen; whoever was only asked, or shown the plan, need not see the step."""
    step = Step.objects.select_related("holder").filter(id=row.step_id).first()
    if step is None:
        raise NotAllowed(_("Only who holds this step can do this."))
    return step


def _locked(ready_id: UUID) -> OperationReady:
    lock_of(OperationReady, ready_id)
    return OperationReady.objects.get(id=ready_id)


def _written(
    act: str, step: Step, before: OperationPlan | None, plan: Plan, by: Member, now: datetime
) -> OperationPlan:
    """The next version, and its entry: no fact of it but the number of the version."""
    row = OperationPlan(case_id=step.case_id, step_id=step.id, version=before.version + 1 if before else 1, unit=by.unit_id,
                        recorded_by=by.id, recorded_at=now)  # fmt: skip
    row.sealed = vault.seal(vault.key_of(case_id=row.case_id), plan.sealed_text, row.place)
    add(row)
    record(act, by=by, now=now, subject=row, case_id=row.case_id, compartment=ROOM, facts={"version": row.version},
           changed={"plan": plan.sealed_text})  # fmt: skip
    return row


def _keep_ready(
    act: str,
    row: OperationReady,
    other: int,
    facts: dict[str, Any],
    changed: dict[str, Any] | None,
    by: Member,
    now: datetime,
) -> None:
    """Read by the two units, and no other."""
    record(
        act,
        by=by,
        now=now,
        subject=row,
        case_id=row.case_id,
        compartment=ROOM,
        counterpart=other,
        facts=facts,
        changed=changed,
    )


def _tell(kind: str, to_unit: int, row: OperationReady, now: datetime) -> None:
    """That there is something to read: what it is about is said on its page only."""
    code = Case.objects.values_list("code", flat=True).get(id=row.case_id)
    queue(
        kind,
        to_unit=to_unit,
        subject=row,
        now=now,
        dedupe=now.isoformat(),
        urgency="urgent",
        case_id=row.case_id,
        case_code=code,
    )
