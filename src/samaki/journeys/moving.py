"""A supervisor moves a step to another unit: what was asked for it ends, what brought it there is answered."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.cases import rules
from samaki.cases.holding import locked_step
from samaki.cases.models import Step
from samaki.cases.remarks import remark
from samaki.cases.steps import change_holder
from samaki.database import story
from samaki.database.refusals import Invalid, together
from samaki.handoffs import parts as handoffs
from samaki.notices.operations import queue


@story
def reassign_step(*, step_id: UUID, to_unit: Unit | None, text: str, by: Member, now: datetime) -> Step:
    """A supervisor moves a step to another unit, with a reason, on the record; the old holder's asking ends with it."""
    step = locked_step(step_id)
    rules.check_leads(step.holder, by, now)
    rules.check_step_moves(step, "done")
    with together() as told:
        if not text.strip():
            told.wrong(_("Say in a few words what the reason is."), field="text")
        new = _check_takes(step, to_unit, now)
    handoffs.set_aside_unseen(step, by, now)
    handoffs.answer_for(step, by, now)
    before = step.holder_id
    remark("step.holder", step, text, by=by, now=now)
    change_holder(step, new.principal, by=by, now=now, ground="reassigned", worker=None)
    for unit in {new.principal, before} - {by.unit_id}:
        queue("step.reassigned", to_unit=unit, subject=step, now=now, dedupe=str(step.version), urgency=step.urgency,
              case_id=step.case_id, case_code=step.case.code)  # fmt: skip
    return step


def _check_takes(step: Step, to_unit: Unit | None, now: datetime) -> Unit:
    if to_unit is None:
        raise Invalid(_("Choose a unit from the list."), field="to_unit")
    if to_unit.principal == step.holder_id:
        raise Invalid(_("This unit holds the step already."), field="to_unit")
    if to_unit.until is not None and to_unit.until <= now:
        raise Invalid(_("This unit is closed. Choose another unit."), field="to_unit")
    if to_unit.kind not in pack().step_kinds[step.kind].may_hold:
        raise Invalid(_("A unit of this kind cannot hold this step."), field="to_unit")
    return to_unit
