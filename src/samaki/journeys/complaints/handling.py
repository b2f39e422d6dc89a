"""Stories of who looks into a complaint: taken up, a question asked, closed with a reason and an answer, opened again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import after, pack
from samaki.agencies.models import Member
from samaki.cases.rules import check_reason
from samaki.database import lock, story
from samaki.journeys.complaints import rules
from samaki.journeys.complaints.filing import tell
from samaki.journeys.complaints.models import Complaint, ComplaintMessage
from samaki.journeys.complaints.states import MOVES
from samaki.journeys.guarding.rules import check_words
from samaki.journeys.guarding.words import seal_words
from samaki.ledger.operations import Actor, record


@story
def take_up_complaint(*, complaint_id: UUID, by: Member, now: datetime) -> Complaint:
    """Somebody has read it and looks into it: the next clock is until it is decided."""
    row = _locked(complaint_id, "take_up", by, now)
    row.taken_by, row.taken_at, row.level = by.id, now, 0
    return move("take_up", row, by, now)


@story
def ask_complainant(*, complaint_id: UUID, text: str, by: Member, now: datetime) -> Complaint:
    """A question, which who complained reads with their receipt. Raises Invalid without words."""
    row = _locked(complaint_id, "ask", by, now)
    check_words(text, empty=_("Write the question. Whoever complained reads it with their receipt."))
    _say(row, text, now)
    return move("ask", row, by, now)


@story
def close_complaint(*, complaint_id: UUID, reason: str, text: str, by: Member, now: datetime) -> Complaint:
    """It is decided, with a reason of the list; `text` is the answer that who complained reads. Raises Invalid."""
    row = _locked(complaint_id, "close", by, now)
    check_words(text, empty=_("Write the answer. Whoever complained reads it with their receipt."))
    check_reason("complaint_close", reason, text)
    _say(row, text, now)
    row.close_reason, row.closed_at = reason, now
    return move("close", row, by, now)


@story
def reopen_complaint(*, complaint_id: UUID, text: str, by: Member, now: datetime) -> Complaint:
    """It was closed too early, or more became known. Who complained can do the same with their receipt."""
    row = _locked(complaint_id, "reopen", by, now)
    check_words(text, empty=_("Write what is new. Whoever complained reads it with their receipt."))
    _say(row, text, now)
    row = move("reopen", row, by, now)
    tell(row, "guard.complaint_said", now, f"{row.version}")
    return row


def move(name: str, row: Complaint, by: Actor | str, now: datetime) -> Complaint:
    """Into the state of the table, with the clock of that state and an entry."""
    row.state = MOVES[name].target
    row.version += 1
    if row.state == "closed":
        row.call_at = None
    else:
        clock = {"asked": "complaint_asked", "reopened": "complaint_read"}.get(row.state, "complaint_decide")
        row.close_reason, row.closed_at = "", None
        row.due_at = row.call_at = after(now, getattr(pack().guarding, clock))
    row.save(
        update_fields=[
            "state",
            "version",
            "call_at",
            "due_at",
            "taken_by",
            "taken_at",
            "closed_at",
            "close_reason",
            "level",
        ]
    )
    record(f"complaint.{name}", by=by, now=now, subject=row, unit=row.handler,
           facts={"state": row.state, "due_at": row.due_at, "reason": row.close_reason})  # fmt: skip
    return row


def _locked(key: UUID, name: str, by: Member, now: datetime) -> Complaint:
    """The complaint, locked. Raises Complaint.DoesNotExist when it is not the member's to see."""
    lock(key)
    row = Complaint.objects.get(id=key)
    rules.check_handler(by, now)
    rules.check_move(name, row)
    return row


def _say(row: Complaint, text: str, now: datetime) -> None:
    number = ComplaintMessage.objects.filter(complaint=row).count() + 1
    message = ComplaintMessage(complaint=row, from_complainant=False, made_at=now, number=number)
    message.sealed = seal_words(message, {"text": text.strip()})
    message.save(force_insert=True)
