"""What a holder does with a step: hold, resume, assign."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.cases import rules
from samaki.cases.models import Step
from samaki.cases.remarks import remark
from samaki.cases.steps import step_facts
from samaki.database import lock_of, story
from samaki.database.refusals import Invalid
from samaki.ledger.operations import record
from samaki.notices.operations import queue


@story
def hold_step(*, step_id: UUID, reason: str, until: datetime, by: Member, now: datetime, text: str = "") -> Step:
    """Put a step on hold with a reason and an end; when it ends, the clock calls.

    Of what keeps a child safe, is pressing and rests past its own time, the head of the unit is told; the pages ask why.
    """
    step = locked_step(step_id)
    rules.check_holds(step, by, now)
    rules.check_step_moves(step, "hold")
    rules.check_hold(reason, text, until, now)
    step.state, step.hold_reason, step.hold_until, step.call_at, step.level = "on_hold", reason, until, until, 0
    remark("step.hold", step, text, by=by, now=now)
    changed = _changed("step.hold", step, by, now, text)
    if rules.safety_rests(step, until):
        queue("step.resting", to_unit=step.holder_id, subject=step, now=now, dedupe=str(step.version), audience="head",
              level=2, urgency="emergency", case_id=step.case_id, case_code=step.case.code)  # fmt: skip
    return changed


@story
def resume_step(*, step_id: UUID, by: Member, now: datetime) -> Step:
    """Take a step off hold; its due time stands as it was."""
    step = locked_step(step_id)
    rules.check_holds(step, by, now)
    rules.check_step_moves(step, "resume")
    step.state, step.hold_reason, step.hold_until, step.call_at = "open", "", None, step.due_at
    return _changed("step.resume", step, by, now)


@story
def assign_step(*, step_id: UUID, worker: Member, by: Member, now: datetime) -> Step:
    """Name the member of the holding unit who does the step."""
    step = locked_step(step_id)
    rules.check_holds(step, by, now)
    rules.check_step_moves(step, "done")
    if worker.unit_id != step.holder_id or not worker.is_active:
        raise Invalid(_("Choose somebody of your own unit."), field="worker")
    rules.check_takes_steps(worker, now)
    step.worker_id = worker.id
    return _changed("step.assign", step, by, now, worker=worker.username)


def locked_step(step_id: UUID) -> Step:
    """The step, its case locked until the transaction ends. Raises Step.DoesNotExist when it is not yours to see.

    Its strand is not loaded with it: a lead of the unit above sees the step and not the strand.
    """
    lock_of(Step, step_id)
    return Step.objects.select_related("holder", "case").get(id=step_id)


def _changed(act: str, step: Step, by: Member, now: datetime, text: str = "", **facts: str) -> Step:
    step.version += 1
    step.save()
    record(
        act,
        by=by,
        now=now,
        subject=step,
        case_id=step.case_id,
        child_id=step.child_id,
        compartment=step.compartment,
        facts=step_facts(step) | {"hold_until": step.hold_until} | facts,
        changed={"text": text} if text else None,
    )
    return step
