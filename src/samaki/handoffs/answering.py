"""The stories of the unit that is asked, and of the supervisors when both disagree."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.cases.rules import check_reason, check_works_cases
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, Invalid
from samaki.handoffs import clocks, parts, rules
from samaki.handoffs.models import Handoff
from samaki.handoffs.moves import locked, move, note, say, tell, write
from samaki.ledger.models import LedgerEntry
from samaki.notices.models import Notice
from samaki.notices.operations import queue


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
def regret_decline(*, handoff_id: UUID, by: Member, now: datetime) -> Handoff:
    """The no was a mistake: the sender is told, and may offer it again. Nothing else changes, and the file stays shut.

    The case behind it is no longer open to the unit that said no, so this reads the hand-off's own row and nothing else.
    """
    rows = Handoff.objects.filter(to_unit=by.unit, offers__gt=0).select_related("from_unit", "to_unit")
    lock(rows.values_list("case_id", flat=True).get(id=handoff_id))
    handoff = rows.get(id=handoff_id)
    check_works_cases(by, now)
    if handoff.state != "declined":
        raise CannotMove(_("This hand-off has moved on in between. Look at where it stands now."))
    if LedgerEntry.objects.filter(act="handoff.regret", subject_id=handoff.id).exists():
        raise CannotMove(
            _("You have said so already; the unit that asked was told. Call them, so that they offer it again.")
        )
    note("regret", handoff, by, now)
    told = Notice.objects.filter(to_unit=by.unit_id, subject_id=handoff.id).order_by("-made_at").first()
    queue("handoff.regretted", to_unit=handoff.from_unit_id, subject=handoff, now=now, dedupe=str(handoff.version),
          urgency=handoff.urgency, case_id=handoff.case_id, case_code=told.case_code if told else "")  # fmt: skip
    return handoff


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
