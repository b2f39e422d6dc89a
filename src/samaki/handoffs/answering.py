"""The stories of the unit that is asked, and of the supervisors when both disagree."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.cases.rules import check_reason
from samaki.database import story
from samaki.database.refusals import Invalid
from samaki.handoffs import clocks, parts, rules
from samaki.handoffs.models import Handoff
from samaki.handoffs.moves import locked, move, say, tell, write


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
    return parts.take(handoff, "accept", by, now, worker)


@story
def confirm_phone(*, handoff_id: UUID, by: Member, now: datetime, worker: Member | None = None) -> Handoff:
    """The receiver confirms what was said: the step changes hands now."""
    handoff = locked(handoff_id)
    rules.check_move("confirm_phone", handoff, by, now)
    move(handoff, "confirm_phone")
    return parts.take(handoff, "confirm_phone", by, now, worker)


@story
def deny_phone(*, handoff_id: UUID, by: Member, now: datetime, text: str = "") -> Handoff:
    """The receiver says that nobody agreed: a dispute, the sender still holds the step."""
    handoff = locked(handoff_id)
    rules.check_move("deny_phone", handoff, by, now)
    return parts.raise_dispute(handoff, "deny_phone", "", text, by, now)


@story
def decline(*, handoff_id: UUID, reason: str, by: Member, now: datetime, text: str = "") -> Handoff:
    """Say no, with a reason; the sender keeps the step and must offer again or do it."""
    handoff = locked(handoff_id)
    rules.check_move("decline", handoff, by, now)
    rules.check_declines(handoff)
    check_reason("decline", reason, text)
    handoff.reason, handoff.decided_at = reason, now
    say(handoff, "decline", text, by, now)
    return parts.end(handoff, "decline", by, now, text=text)


@story
def dispute(*, handoff_id: UUID, reason: str, by: Member, now: datetime, text: str = "") -> Handoff:
    """A unit with the duty says why it should not be them: both supervisors are called, the clock keeps running."""
    handoff = locked(handoff_id)
    rules.check_move("dispute", handoff, by, now)
    rules.check_disputes(handoff)
    check_reason("dispute", reason, text)
    return parts.raise_dispute(handoff, "dispute", reason, text, by, now)


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
        return parts.take(handoff, "resolve", by, now, None)
    if to == "withdrawn":
        return parts.end(handoff, "resolve", by, now, target="withdrawn", text=text)
    move(handoff, "resolve", "offered")
    handoff.offers, handoff.offered_at = handoff.offers + 1, now
    clocks.start_acknowledge(handoff, now)
    write("resolve", handoff, by, now, changed={"text": text})
    tell(handoff, "handoff.offered", handoff.to_unit_id, now)
    return handoff


@story
def ask(*, handoff_id: UUID, question: str, by: Member, now: datetime) -> Handoff:
    """Ask the sender something first: the clock stands still, up to a limit."""
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
