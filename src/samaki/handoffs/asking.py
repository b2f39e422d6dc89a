"""The stories of the unit that asks."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.cases.holding import locked_step
from samaki.cases.models import Step
from samaki.cases.rules import check_reason
from samaki.database import story
from samaki.database.refusals import CannotMove, Invalid, together
from samaki.handoffs import clocks, parts, rules
from samaki.handoffs.models import CARRIES, Handoff
from samaki.handoffs.moves import locked, move, say, tell, write
from samaki.handoffs.states import NOT_ARRIVED


@story
def hand_on(
    *,
    step_id: UUID,
    to_unit: Unit | None,
    why: str,
    urgency: str,
    by: Member,
    now: datetime,
    why_code: str = "",
    keep_draft: bool = False,
    carries: dict[str, str] | None = None,
) -> Handoff:
    """Ask another unit to take a step: fills the draft that waits, or makes one, and offers it unless `keep_draft`.

    `carries`: words for the receiver, keyed as in CARRIES; sealed like everything that is said.
    """
    step = locked_step(step_id)
    with together() as told:
        if urgency not in pack().urgencies:
            told.wrong(_("Choose how urgent this is."), field="urgency")
        if urgency == "emergency" and not keep_draft and not why.strip():
            told.wrong(_("Say in a few words what they must know first: it is an emergency."), field="why")
        if why_code:
            told.of(_check_why, why_code, why)
        receiver = rules.check_offers(step, to_unit, by, now)
    handoff = parts.asking_of(step)
    if handoff is not None and handoff.state != "draft":
        sentence = _("This step is already being offered. Withdraw that first.")
        raise CannotMove(sentence).leading_to("handoff", handoff.id)
    if handoff is None:
        handoff = parts.draft(step=step, to_unit=receiver, by=by, now=now, urgency=urgency, why_code=why_code)
    handoff.urgency, handoff.why_code = urgency, why_code
    parts.address(handoff, step, receiver)
    say(handoff, "why", why, by, now)
    for kind in CARRIES:
        say(handoff, kind, (carries or {}).get(kind, ""), by, now)
    if keep_draft:
        write("draft", handoff, by, now, changed={"why": why})
        return handoff
    return parts.send(handoff, by, now, why)


def _check_why(why_code: str, why: str) -> None:
    """The reason, by the names that it has on this form."""
    try:
        check_reason("move", why_code, why)
    except Invalid as refusal:
        raise refusal.renamed(reason="why_code", text="why") from None


@story
def offer(*, handoff_id: UUID, by: Member, now: datetime) -> Handoff:
    """Send a draft: clock 1 runs; the sender still holds the step."""
    handoff = locked(handoff_id)
    rules.check_move("offer", handoff, by, now)
    step = Step.objects.select_related("holder").get(id=handoff.step_id)
    rules.check_offers(step, handoff.to_unit, by, now)
    return parts.send(handoff, by, now, "")


@story
def discard(*, handoff_id: UUID, by: Member, now: datetime) -> Handoff:
    """Lay a draft aside; the step stays where it is."""
    handoff = locked(handoff_id)
    rules.check_move("discard", handoff, by, now)
    return parts.end(handoff, "discard", by, now)


@story
def accept_by_phone(*, handoff_id: UUID, who: str, number: str, by: Member, now: datetime) -> Handoff:
    """The sender records a yes given on the telephone; the step stays with the sender until the receiver confirms."""
    handoff = locked(handoff_id)
    rules.check_move("accept_by_phone", handoff, by, now)
    with together() as told:
        if not who.strip():
            told.wrong(_("Write who said yes on the telephone."), field="who")
        if not any(sign.isdigit() for sign in number):
            told.wrong(_("Write the number on which they said yes."), field="number")
    move(handoff, "accept_by_phone")
    clocks.start_phone_confirmation(handoff, now)
    say(handoff, "phone", f"{who.strip()}\n{number.strip()}", by, now)
    write("accept_by_phone", handoff, by, now, changed={"who": who, "number": number})
    tell(handoff, "handoff.confirm_phone", handoff.to_unit_id, now)
    return handoff


@story
def answer(*, handoff_id: UUID, answer: str, by: Member, now: datetime) -> Handoff:
    """Answer the receiver's question: the clock goes on where it stood."""
    handoff = locked(handoff_id)
    rules.check_move("answer", handoff, by, now)
    if not answer.strip():
        raise Invalid(_("Write your answer."), field="answer")
    move(handoff, "answer")
    clocks.go_on(handoff, now)
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
    return parts.end(handoff, "withdraw", by, now, text=text)


@story
def confirm(*, handoff_id: UUID, by: Member, now: datetime, arrived: bool = True, text: str = "") -> Handoff:
    """The sender says whether help arrived: the loop is closed. If it did not, in what way is asked, and both are told."""
    handoff = locked(handoff_id)
    rules.check_move("confirm", handoff, by, now)
    if not arrived and not text.strip():
        raise Invalid(_("Say in a few words what is missing."), field="text")
    move(handoff, "confirm")
    clocks.stop(handoff, now)
    handoff.reason = "" if arrived else NOT_ARRIVED
    say(handoff, "confirm", text, by, now)
    write("confirm", handoff, by, now, changed={"text": text} if text else None)
    if not arrived:
        for unit, audience in (
            (handoff.to_unit_id, "desk"),
            (handoff.to_unit_id, "head"),
            (handoff.from_unit_id, "head"),
        ):
            tell(handoff, f"handoff.{NOT_ARRIVED}", unit, now, audience=audience, level=2 if audience == "head" else 0)
    return handoff


@story
def unconfirm(*, handoff_id: UUID, text: str, by: Member, now: datetime) -> Handoff:
    """The sender confirmed too early: it is asked again whether help arrived, and the receiver is told."""
    handoff = locked(handoff_id)
    rules.check_move("unconfirm", handoff, by, now)
    if handoff.reason == NOT_ARRIVED:
        raise CannotMove(
            _("You said that help did not arrive, and the step was opened once more. Record that one as it is.")
        )
    if handoff.to_unit.until is not None and handoff.to_unit.until <= now:
        raise CannotMove(_("The unit that did it is closed. If help did not arrive, start the step once more."))
    if not text.strip():
        raise Invalid(_("Say in a few words what the reason is."), field="text")
    move(handoff, "unconfirm")
    handoff.ended_at = None
    clocks.start_confirmation(handoff, now)
    say(handoff, "unconfirm", text, by, now)
    write("unconfirm", handoff, by, now, changed={"text": text})
    tell(handoff, "handoff.unconfirmed", handoff.to_unit_id, now)
    return handoff


@story
def mark_error(*, handoff_id: UUID, text: str, by: Member, now: datetime) -> Handoff:
    """The asking was a mistake; it stays in the ledger. Whoever holds the step keeps it."""
    handoff = locked(handoff_id)
    rules.check_move("mark_error", handoff, by, now)
    if not text.strip():
        raise Invalid(_("Say in a few words what the reason is."), field="text")
    say(handoff, "mark_error", text, by, now)
    return parts.end(handoff, "mark_error", by, now, text=text)
