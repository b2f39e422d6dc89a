"""The stories of a hand-off: one unit asks, another answers. The holder changes in `accept`, and only there."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.cases import access
from samaki.cases.models import Step
from samaki.cases.operations import locked_step
from samaki.cases.rules import check_hold, check_reason
from samaki.cases.steps import change_holder
from samaki.database import story
from samaki.database.refusals import Invalid
from samaki.handoffs import clocks, rules
from samaki.handoffs.models import Handoff
from samaki.handoffs.moves import locked, move, say, tell, write
from samaki.handoffs.states import ASKING, TAKEN


def draft(*, step: Step, to_unit: Unit, by: Member, now: datetime, urgency: str = "", why_code: str = "") -> Handoff:
    """Prepare the asking; nothing runs and nobody else sees it yet. (Part of a story that holds the lock.)"""
    handoff = Handoff(case=step.case, step=step, compartment=step.compartment, child_id=step.child_id)
    handoff.from_unit, handoff.from_parent = by.unit, by.unit.parent_id
    handoff.urgency, handoff.why_code, handoff.drafted_at = urgency or step.urgency, why_code, now
    _address(handoff, step, to_unit)
    handoff.save(force_insert=True)
    write("draft", handoff, by, now)
    return handoff


@story
def hand_on(
    *,
    step_id: UUID,
    to_unit: Unit,
    why: str,
    urgency: str,
    by: Member,
    now: datetime,
    why_code: str = "",
    keep_draft: bool = False,
) -> Handoff:
    """Ask another unit to take a step: fills the draft that waits, or makes one, and offers it unless `keep_draft`."""
    step = locked_step(step_id)
    rules.check_offers(step, to_unit, by, now)
    if urgency not in pack().urgencies:
        raise Invalid(_("Choose how urgent this is."), field="urgency")
    if why_code:
        check_reason("move", why_code, why)
    handoff = _asking(step)
    if handoff is not None and handoff.state != "draft":
        raise rules.CannotMove(_("This step is already being offered. Withdraw that first."))
    if handoff is None:
        handoff = draft(step=step, to_unit=to_unit, by=by, now=now, urgency=urgency, why_code=why_code)
    handoff.urgency, handoff.why_code = urgency, why_code
    _address(handoff, step, to_unit)
    say(handoff, "why", why, by, now)
    if keep_draft:
        write("draft", handoff, by, now, changed={"why": why})
        return handoff
    return _offer(handoff, by, now, why)


@story
def offer(*, handoff_id: UUID, by: Member, now: datetime) -> Handoff:
    """Send a draft: clock 1 runs; the sender still holds the step."""
    handoff = locked(handoff_id)
    rules.check_move("offer", handoff, by, now)
    step = Step.objects.select_related("holder").get(id=handoff.step_id)
    rules.check_offers(step, handoff.to_unit, by, now)
    return _offer(handoff, by, now, "")


@story
def discard(*, handoff_id: UUID, by: Member, now: datetime) -> Handoff:
    """Lay a draft aside; the step stays where it is."""
    handoff = locked(handoff_id)
    rules.check_move("discard", handoff, by, now)
    return _end(handoff, "discard", by, now)


@story
def receive(*, handoff_id: UUID, by: Member, now: datetime) -> Handoff:
    """A person has seen it: clock 2 runs."""
    handoff = locked(handoff_id)
    rules.check_move("receive", handoff, by, now)
    move(handoff, "receive")
    handoff.received_at = now
    clocks.start_decide(handoff, now)
    write("receive", handoff, by, now)
    return handoff


@story
def accept(*, handoff_id: UUID, by: Member, now: datetime, worker: Member | None = None) -> Handoff:
    """Take the step over: stop the clock, open the file to us, tell the sender. Raises NotAllowed, CannotMove."""
    handoff = locked(handoff_id)
    rules.check_move("accept", handoff, by, now)
    move(handoff, "accept")
    return _take(handoff, "accept", by, now, worker)


@story
def accept_by_phone(*, handoff_id: UUID, who: str, number: str, by: Member, now: datetime) -> Handoff:
    """The sender records a yes given on the telephone; the step stays with the sender until the receiver confirms."""
    handoff = locked(handoff_id)
    rules.check_move("accept_by_phone", handoff, by, now)
    if not who.strip():
        raise Invalid(_("Write who said yes on the telephone."), field="who")
    move(handoff, "accept_by_phone")
    clocks.start_phone_confirmation(handoff, now)
    say(handoff, "phone", f"{who.strip()}\n{number.strip()}", by, now)
    write("accept_by_phone", handoff, by, now, changed={"who": who, "number": number})
    tell(handoff, "handoff.confirm_phone", handoff.to_unit_id, now)
    return handoff


@story
def confirm_phone(*, handoff_id: UUID, by: Member, now: datetime, worker: Member | None = None) -> Handoff:
    """The receiver confirms what was said: the step changes hands now."""
    handoff = locked(handoff_id)
    rules.check_move("confirm_phone", handoff, by, now)
    move(handoff, "confirm_phone")
    return _take(handoff, "confirm_phone", by, now, worker)


@story
def deny_phone(*, handoff_id: UUID, by: Member, now: datetime, text: str = "") -> Handoff:
    """The receiver says that nobody agreed: a dispute, the sender still holds the step."""
    handoff = locked(handoff_id)
    rules.check_move("deny_phone", handoff, by, now)
    return _dispute(handoff, "deny_phone", "", text, by, now)


@story
def decline(*, handoff_id: UUID, reason: str, by: Member, now: datetime, text: str = "") -> Handoff:
    """Say no, with a reason; the sender keeps the step and must offer again or do it."""
    handoff = locked(handoff_id)
    rules.check_move("decline", handoff, by, now)
    rules.check_declines(handoff)
    check_reason("decline", reason, text)
    handoff.reason, handoff.decided_at = reason, now
    say(handoff, "decline", text, by, now)
    return _end(handoff, "decline", by, now, text=text)


@story
def dispute(*, handoff_id: UUID, reason: str, by: Member, now: datetime, text: str = "") -> Handoff:
    """A unit with the duty says why it should not be them: both supervisors are called, the clock keeps running."""
    handoff = locked(handoff_id)
    rules.check_move("dispute", handoff, by, now)
    rules.check_disputes(handoff)
    check_reason("dispute", reason, text)
    return _dispute(handoff, "dispute", reason, text, by, now)


@story
def resolve(*, handoff_id: UUID, to: str, by: Member, now: datetime, text: str = "") -> Handoff:
    """Supervisors end a dispute: accepted, withdrawn, or offered again."""
    handoff = locked(handoff_id)
    rules.check_resolves(handoff, by, now)
    if to not in ("accepted", "withdrawn", "offered"):
        raise Invalid(_("Choose how the dispute ends."), field="to")
    say(handoff, "resolve", text, by, now)
    if to == "accepted":
        move(handoff, "resolve", "accepted")
        return _take(handoff, "resolve", by, now, None)
    if to == "withdrawn":
        return _end(handoff, "resolve", by, now, target="withdrawn", text=text)
    move(handoff, "resolve", "offered")
    handoff.offers, handoff.offered_at = handoff.offers + 1, now
    clocks.start_acknowledge(handoff, now)
    write("resolve", handoff, by, now, changed={"text": text})
    tell(handoff, "handoff.offered", handoff.to_unit_id, now)
    return handoff


@story
def ask(*, handoff_id: UUID, question: str, by: Member, now: datetime) -> Handoff:
    """Ask the sender something first: clock 2 stands still, up to a limit."""
    handoff = locked(handoff_id)
    rules.check_move("ask", handoff, by, now)
    if not question.strip():
        raise Invalid(_("Write your question."), field="question")
    was = handoff.state
    move(handoff, "ask")
    handoff.received_at = handoff.received_at or now
    clocks.pause_for_answer(handoff, was, now)
    say(handoff, "question", question, by, now)
    write("ask", handoff, by, now, changed={"question": question})
    tell(handoff, "handoff.question", handoff.from_unit_id, now)
    return handoff


@story
def answer(*, handoff_id: UUID, answer: str, by: Member, now: datetime) -> Handoff:
    """Answer the receiver's question: clock 2 goes on where it stood."""
    handoff = locked(handoff_id)
    rules.check_move("answer", handoff, by, now)
    if not answer.strip():
        raise Invalid(_("Write your answer."), field="answer")
    move(handoff, "answer")
    clocks.start_decide(handoff, now, handoff.decide_left)
    say(handoff, "answer", answer, by, now)
    write("answer", handoff, by, now, changed={"answer": answer})
    tell(handoff, "handoff.answered", handoff.to_unit_id, now)
    return handoff


@story
def withdraw(*, handoff_id: UUID, by: Member, now: datetime, text: str = "") -> Handoff:
    """Take the asking back; the sender keeps the step."""
    handoff = locked(handoff_id)
    rules.check_move("withdraw", handoff, by, now)
    say(handoff, "withdraw", text, by, now)
    return _end(handoff, "withdraw", by, now, text=text)


@story
def start(*, handoff_id: UUID, by: Member, now: datetime, worker: Member | None = None) -> Handoff:
    """The action has begun: clock 3 stops, the step's own clock runs. Beginning confirms a yes given by telephone."""
    handoff = locked(handoff_id)
    rules.check_move("start", handoff, by, now)
    if handoff.state == "accepted_by_phone":
        move(handoff, "confirm_phone")
        _take(handoff, "confirm_phone", by, now, worker)
    move(handoff, "start")
    handoff.begun_at = now
    clocks.run_on_step(handoff)
    write("start", handoff, by, now)
    return handoff


@story
def hold(*, handoff_id: UUID, reason: str, until: datetime, by: Member, now: datetime, text: str = "") -> Handoff:
    """Put the work on hold with a reason and an end; the sender sees it, and the clock calls when it ends."""
    from samaki.cases.operations import hold_step

    handoff = locked(handoff_id)
    rules.check_move("hold", handoff, by, now)
    check_hold(check_reason("hold", reason, text), until, now)
    move(handoff, "hold")
    handoff.reason, handoff.hold_until = reason, until
    clocks.run_on_step(handoff, until)
    hold_step(step_id=handoff.step_id, reason=reason, until=until, by=by, now=now, text=text)
    write("hold", handoff, by, now)
    return handoff


@story
def resume(*, handoff_id: UUID, by: Member, now: datetime) -> Handoff:
    """Go on with the work."""
    from samaki.cases.operations import resume_step

    handoff = locked(handoff_id)
    rules.check_move("resume", handoff, by, now)
    move(handoff, "resume")
    handoff.reason, handoff.hold_until = "", None
    clocks.run_on_step(handoff)
    if Step.objects.filter(id=handoff.step_id, state="on_hold").exists():
        resume_step(step_id=handoff.step_id, by=by, now=now)
    write("resume", handoff, by, now)
    return handoff


@story
def fail(*, handoff_id: UUID, reason: str, by: Member, now: datetime, text: str = "") -> Handoff:
    """It could not be done. The step stays with the receiver until it is offered on or given back."""
    handoff = locked(handoff_id)
    rules.check_move("fail", handoff, by, now)
    check_reason("fail", reason, text)
    handoff.reason = reason
    say(handoff, "fail", text, by, now)
    return _end(handoff, "fail", by, now, text=text)


@story
def confirm(*, handoff_id: UUID, by: Member, now: datetime, text: str = "") -> Handoff:
    """The sender confirms that help arrived: the loop is closed."""
    handoff = locked(handoff_id)
    rules.check_move("confirm", handoff, by, now)
    move(handoff, "confirm")
    clocks.stop(handoff, now)
    write("confirm", handoff, by, now)
    return handoff


@story
def mark_error(*, handoff_id: UUID, text: str, by: Member, now: datetime) -> Handoff:
    """The asking was a mistake; it stays in the ledger. Whoever holds the step keeps it."""
    handoff = locked(handoff_id)
    rules.check_move("mark_error", handoff, by, now)
    if not text.strip():
        raise Invalid(_("Say in a few words what the reason is."), field="text")
    say(handoff, "mark_error", text, by, now)
    return _end(handoff, "mark_error", by, now, text=text)


def completed(handoff: Handoff, outcome: str, by: Member, now: datetime) -> None:
    """The step is done: the hand-off is completed and asks its sender to confirm. (Part of doing a step.)"""
    move(handoff, "complete")
    handoff.outcome = outcome
    clocks.start_confirmation(handoff, now)
    write("complete", handoff, by, now)
    tell(handoff, "handoff.completed", handoff.from_unit_id, now)


def taken_of(step: Step) -> list[Handoff]:
    """Hand-offs by which this step came to where it is, still running; the session sees those of its own unit."""
    return list(
        Handoff.objects.filter(step=step, state__in=TAKEN).select_related("from_unit", "to_unit", "case").order_by("id")
    )


def set_aside_askings(step: Step, by: Member, now: datetime) -> None:
    """The step ended or moved another way: what was still being asked is taken back."""
    for handoff in Handoff.objects.filter(step=step, state__in=ASKING).select_related("from_unit", "to_unit", "case"):
        if handoff.from_unit_id == by.unit_id and handoff.state != "accepted_by_phone":
            _end(handoff, "discard" if handoff.state == "draft" else "withdraw", by, now)


def _asking(step: Step) -> Handoff | None:
    return Handoff.objects.filter(step=step, state__in=ASKING).select_related("from_unit", "to_unit", "case").first()


def _address(handoff: Handoff, step: Step, to_unit: Unit) -> None:
    handoff.to_unit, handoff.to_parent = to_unit, to_unit.parent_id
    handoff.duty = rules.has_duty(step, to_unit)


def _offer(handoff: Handoff, by: Member, now: datetime, why: str) -> Handoff:
    move(handoff, "offer")
    handoff.offers, handoff.offered_at, handoff.sender_id = handoff.offers + 1, now, by.id
    clocks.start_acknowledge(handoff, now)
    access.open_for_offer(handoff.step, handoff.id, handoff.to_unit_id, now)
    write("offer", handoff, by, now, changed={"why": why})
    tell(handoff, "handoff.offered", handoff.to_unit_id, now)
    return handoff


def _take(handoff: Handoff, name: str, by: Member, now: datetime, worker: Member | None) -> Handoff:
    """The holder changes here, and only here."""
    chosen = worker or (by if by.unit_id == handoff.to_unit_id else None)
    if chosen is not None and chosen.unit_id != handoff.to_unit_id:
        raise Invalid(_("Choose somebody of your own unit."), field="worker")
    handoff.decided_at, handoff.worker_id = now, chosen.id if chosen else None
    step = Step.objects.select_related("case", "holder").get(id=handoff.step_id)
    for earlier in taken_of(step):
        clocks.run_on_step(earlier)
        earlier.save()
    clocks.start_action(handoff, now)
    change_holder(step, handoff.to_unit_id, by=by, now=now, ground="handoff", worker=handoff.worker_id)
    access.end_for_offer(handoff.id, now)
    write(name, handoff, by, now)
    for unit in {handoff.from_unit_id, handoff.to_unit_id} - {by.unit_id}:
        tell(handoff, "handoff.accepted", unit, now)
    return handoff


def _dispute(handoff: Handoff, name: str, reason: str, text: str, by: Member, now: datetime) -> Handoff:
    move(handoff, name)
    handoff.reason, handoff.escalated, handoff.decided_at = reason, True, None
    clocks.start_dispute(handoff, now)
    say(handoff, "dispute", text, by, now)
    write(name, handoff, by, now, changed={"text": text})
    for unit in {handoff.from_unit_id, handoff.to_unit_id, handoff.from_parent, handoff.to_parent} - {None}:
        tell(handoff, "handoff.disputed", unit, now, audience="head", level=2)
    return handoff


def _end(handoff: Handoff, name: str, by: Member, now: datetime, *, target: str = "", text: str = "") -> Handoff:
    was = handoff.state
    move(handoff, name, target)
    clocks.stop(handoff, now)
    write(name, handoff, by, now, changed={"text": text} if text else None)
    if was != "draft":
        other = handoff.to_unit_id if by.unit_id == handoff.from_unit_id else handoff.from_unit_id
        tell(handoff, f"handoff.{handoff.state}", other, now)
    access.end_for_offer(handoff.id, now)
    return handoff
