"""Parts of hand-off stories, used inside a story that holds the lock. The holder changes in `take`, and only there."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from samaki.agencies.models import Member, Unit
from samaki.cases import access
from samaki.cases.models import Step
from samaki.cases.rules import check_step_moves, check_takes_steps
from samaki.cases.steps import change_holder
from samaki.database.refusals import Invalid
from samaki.handoffs import clocks, rules
from samaki.handoffs.models import Handoff
from samaki.handoffs.moves import move, note, say, tell, write
from samaki.handoffs.states import ASKING, TAKEN


def draft(*, step: Step, to_unit: Unit, by: Member, now: datetime, urgency: str = "", why_code: str = "") -> Handoff:
    """Prepare the asking; nothing runs and nobody else sees it yet. (Part of a story that holds the lock.)"""
    handoff = Handoff(case=step.case, step=step, compartment=step.compartment, child_id=step.child_id)
    handoff.from_unit, handoff.from_parent = by.unit, by.unit.parent_id
    handoff.urgency, handoff.why_code, handoff.drafted_at = urgency or step.urgency, why_code, now
    address(handoff, step, to_unit)
    handoff.save(force_insert=True)
    note("draft", handoff, by, now)
    return handoff


def completed(handoff: Handoff, outcome: str, by: Member, now: datetime) -> None:
    """The step is done: the hand-off is completed and asks its sender to confirm. (Part of doing a step.)"""
    move(handoff, "complete")
    handoff.outcome = outcome
    clocks.start_confirmation(handoff, now)
    write("complete", handoff, by, now)
    tell(handoff, "handoff.completed", handoff.from_unit_id, now)


def taken_back(handoff: Handoff, by: Member, now: datetime) -> None:
    """The step was not done after all: the hand-off goes on, and its sender is told. (Part of taking a step back.)"""
    move(handoff, "take_back")
    handoff.outcome, handoff.begun_at = "", handoff.begun_at or now
    clocks.run_on_step(handoff)
    write("take_back", handoff, by, now)
    tell(handoff, "handoff.taken_back", handoff.from_unit_id, now)


def outcome_corrected(handoff: Handoff, outcome: str, by: Member, now: datetime) -> None:
    """What came out of the step was another thing: the sender is told, whether it had confirmed or not."""
    before, handoff.outcome = handoff.outcome, outcome
    write("correct", handoff, by, now, facts={"before": {"outcome": before}})
    tell(handoff, "handoff.corrected", handoff.from_unit_id, now)


def ended_with(step: Step) -> list[Handoff]:
    """Hand-offs that were completed when this step ended, confirmed or not."""
    rows = Handoff.objects.filter(step=step, state__in=("completed", "confirmed"))
    return list(rows.select_related("from_unit", "to_unit", "case").order_by("id"))


def taken_of(step: Step) -> list[Handoff]:
    """Hand-offs by which this step came to where it is, still running; the session sees those of its own unit."""
    return list(
        Handoff.objects.filter(step=step, state__in=TAKEN).select_related("from_unit", "to_unit", "case").order_by("id")
    )


def set_aside_askings(step: Step, by: Member, now: datetime) -> None:
    """The step ended or moved another way: what was still being asked is taken back."""
    for handoff in Handoff.objects.filter(step=step, state__in=ASKING).select_related("from_unit", "to_unit", "case"):
        if handoff.from_unit_id == by.unit_id:
            end(handoff, "discard" if handoff.state == "draft" else "withdraw", by, now)


def set_aside_unseen(step: Step, by: Member, now: datetime) -> None:
    """The same for a supervisor, who may not see what the unit below has asked or drafted: the database does it."""
    for handoff in Handoff.objects.raw("select * from app.set_aside(%s, %s)", [step.id, now]):
        sent = handoff.offers > 0
        note("withdraw" if sent else "discard", handoff, by, now)
        access.end_for_offer(handoff.id, now)
        if sent:
            tell(handoff, "handoff.withdrawn", handoff.to_unit_id, now)


def asking_of(step: Step) -> Handoff | None:
    return Handoff.objects.filter(step=step, state__in=ASKING).select_related("from_unit", "to_unit", "case").first()


def address(handoff: Handoff, step: Step, to_unit: Unit) -> None:
    handoff.to_unit, handoff.to_parent = to_unit, to_unit.parent_id
    handoff.duty = rules.has_duty(step, to_unit)


def send(handoff: Handoff, by: Member, now: datetime, why: str) -> Handoff:
    move(handoff, "offer")
    answer_for(handoff.step, by, now)
    handoff.offers, handoff.offered_at, handoff.sender_id = handoff.offers + 1, now, by.id
    clocks.start_acknowledge(handoff, now)
    access.open_for_offer(handoff.step, handoff.id, handoff.to_unit_id, now)
    write("offer", handoff, by, now, changed={"why": why})
    tell(handoff, "handoff.offered", handoff.to_unit_id, now)
    return handoff


def answer_for(step: Step, by: Member, now: datetime) -> None:
    """Who took a step over and passes it on has begun: its own sender's clock is answered, and sees how it goes on."""
    for earlier in taken_of(step):
        if earlier.to_unit_id == step.holder_id and earlier.state != "in_progress":
            name = "start" if earlier.state == "accepted" else "resume"
            move(earlier, name)
            earlier.begun_at, earlier.hold_until = earlier.begun_at or now, None
            clocks.run_on_step(earlier)
            write(name, earlier, by, now)


def take(handoff: Handoff, name: str, by: Member, now: datetime, worker: Member | None) -> Handoff:
    """The holder changes here, and only here."""
    chosen = worker or (by if by.unit_id == handoff.to_unit_id else None)
    if chosen is not None and chosen.unit_id != handoff.to_unit_id:
        raise Invalid(_("Choose somebody of your own unit."), field="worker")
    check_takes_steps(worker, now)
    handoff.decided_at, handoff.worker_id = now, chosen.id if chosen else None
    step = Step.objects.select_related("case", "holder").get(id=handoff.step_id)
    check_step_moves(step, "done")
    clocks.start_action(handoff, now)
    change_holder(
        step, handoff.to_unit_id, by=by, now=now, ground="handoff", worker=handoff.worker_id, begin_by=handoff.due_at
    )
    access.end_for_offer(handoff.id, now)
    write(name, handoff, by, now, facts={"worker": chosen.username} if chosen else {})
    for unit in {handoff.from_unit_id, handoff.to_unit_id} - {by.unit_id}:
        tell(handoff, "handoff.accepted", unit, now)
    return handoff


def raise_dispute(handoff: Handoff, name: str, reason: str, text: str, by: Member, now: datetime) -> Handoff:
    move(handoff, name)
    handoff.reason, handoff.escalated, handoff.decided_at = reason, True, None
    clocks.start_dispute(handoff, now)
    say(handoff, "dispute", text, by, now)
    write(name, handoff, by, now, changed={"text": text})
    for unit in {handoff.from_unit_id, handoff.to_unit_id, handoff.from_parent, handoff.to_parent}:
        if unit is not None:
            tell(handoff, "handoff.disputed", unit, now, audience="head", level=2)
    return handoff


def end(handoff: Handoff, name: str, by: Member, now: datetime, *, target: str = "", text: str = "") -> Handoff:
    was = handoff.state
    move(handoff, name, target)
    clocks.stop(handoff, now)
    write(name, handoff, by, now, changed={"text": text} if text else None)
    if was != "draft":
        other = handoff.to_unit_id if by.unit_id == handoff.from_unit_id else handoff.from_unit_id
        tell(handoff, f"handoff.{handoff.state}", other, now)
    access.end_for_offer(handoff.id, now)
    return handoff
