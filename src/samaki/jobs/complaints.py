"""What the clock does with a complaint that is late, and with a suspension: steps go back to the desk, it ends, it is asked about."""

from __future__ import annotations

from datetime import datetime, timedelta

from samaki.accounts.closing import ask_for_another
from samaki.agencies.country import after, pack
from samaki.agencies.entries import named_in_directory
from samaki.agencies.models import Member
from samaki.cases.models import Step
from samaki.cases.steps import step_facts
from samaki.journeys.complaints.filing import route, tell
from samaki.journeys.complaints.handling import move
from samaki.journeys.complaints.models import Complaint, Suspension
from samaki.journeys.guarding.words import ask
from samaki.ledger.operations import CLOCK, record
from samaki.notices.operations import queue

LOOKS_AGAIN = timedelta(hours=1)
"""After this it is looked again for somebody who can look into a complaint; until then the operator is warned (`doctor`)."""


def complaint_is_late(row: Complaint, now: datetime) -> None:
    """Nobody can look into it: somebody is looked for. A question was not answered: it goes on. Else the oversight is called."""
    if row.state == "asked":
        move("go_on", row, CLOCK, now)
        return tell(row, "guard.complaint_silent", now, f"{row.version}")
    handler, above = route(row.about, row.about_unit, "", oversight=False)
    if row.handler is None:
        row.handler = handler
        row.call_at = now + LOOKS_AGAIN if handler is None else max(row.due_at, now + LOOKS_AGAIN)
    else:
        row.above, row.level = above if above != row.handler else row.above, 1
        row.call_at = after(now, pack().guarding.complaint_read)
    row.save(update_fields=["handler", "above", "level", "call_at"])
    if row.handler is not None:
        tell(row, "guard.complaint_late" if row.level else "guard.complaint_new", now, now.isoformat())
    record("complaint.call", by=CLOCK, now=now, unit=row.handler, subject=row,
           facts={"state": row.state, "due_at": row.due_at, "level": row.level})  # fmt: skip
    return None


def suspension_is_due(row: Suspension, now: datetime) -> None:
    """First the member's open steps go back to the desk of the unit; then it lapses, or it is asked whether it is still needed."""
    if row.freed_at is None:
        _free_steps(row, now)
        row.save(update_fields=["freed_at"])
    if row.agreed is None and row.lapses_at <= now:
        ask("lapse_suspension", row.id)
        _write("suspension.lapse", row, now)
        return _tell(row, "guard.suspension_lapsed", now)
    if row.agreed and row.call_at is not None and row.freed_at != now:
        _tell(row, "guard.suspension_review", now)
        _write("suspension.call", row, now)
    row.call_at = after(now, pack().guarding.suspension_review) if row.agreed else row.lapses_at
    row.save(update_fields=["call_at"])
    return None


def _free_steps(row: Suspension, now: datetime) -> None:
    """Nobody is told why: the entry and the notice say that the step has no worker, and that a focal point cannot be reached."""
    row.freed_at = now
    member = Member.objects.select_related("unit").get(id=row.member_id)
    if named_in_directory(member, now):
        ask_for_another(member, now)
    mine = Step.objects.filter(worker_id=row.member_id, state__in=("open", "on_hold"), call_at__isnull=False)
    for step in mine.select_related("holder", "case"):
        step.worker_id, step.version = None, step.version + 1
        step.save(update_fields=["worker_id", "version"])
        record("step.assign", by=CLOCK, now=now, unit=step.holder_id, subject=step, case_id=step.case_id, child_id=step.child_id,
               compartment=step.compartment, facts=step_facts(step) | {"worker": ""})  # fmt: skip
        queue("step.unassigned", to_unit=step.holder_id, subject=step, now=now, dedupe=str(step.version), urgency=step.urgency,
              case_id=step.case_id, case_code=step.case.code)  # fmt: skip


def _tell(row: Suspension, kind: str, now: datetime) -> None:
    for unit in {row.asked_unit, row.decider}:
        queue(kind, to_unit=unit, subject=row, now=now, dedupe=now.isoformat(), audience="privacy", urgency="urgent")


def _write(act: str, row: Suspension, now: datetime) -> None:
    facts = {"reason": row.reason, "unit": row.unit, "due_at": row.lapses_at}
    record(act, by=CLOCK, now=now, unit=row.asked_unit, subject=row, facts=facts)
