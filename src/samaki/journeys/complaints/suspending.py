"""Stories of suspension on an allegation: an officer of another agency closes a member's access at once; a second agency confirms it
in time, or it ends by itself; lifting needs a reason. Nobody of the member's own agency can do any of it, their subordinates least."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import after, pack
from samaki.agencies.models import Member, Unit
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, tell, together
from samaki.journeys.complaints import rules
from samaki.journeys.complaints.models import Complaint, Suspension
from samaki.journeys.guarding.rules import check_why, check_words
from samaki.journeys.guarding.words import ask, seal_words, words_of
from samaki.ledger.operations import record
from samaki.notices.operations import queue

MOST_A_DAY = 3
"""Members that one officer may suspend within a day: nobody empties an agency alone."""


@story
def suspend_access(
    *,
    member: Member | None,
    reason: str,
    text: str,
    decider: Unit | None,
    complaint_id: UUID | None,
    by: Member,
    now: datetime,
) -> Suspension:
    """The member is out at their next request, their programs too; what they work on goes back to their unit's desk.

    `decider`: the unit of a third agency whose officer confirms it. Raises NotAllowed, CannotMove, Invalid for each wrong field.
    """
    rules.check_handler(by, now)
    lock(by.id)
    with together():
        check_why("suspension", reason, text)
        _check_member(member, by)
        _check_decider(decider, member, now)
    assert member and decider  # noqa: PT018 - else the block has told it
    lock(member.id)
    member.refresh_from_db(fields=["closed_why"])
    _check_may_be_suspended(member, by, now)
    if complaint_id is not None:
        _check_about(Complaint.objects.get(id=complaint_id), member)
    row = Suspension(member_id=member.id, unit=member.unit_id, agency=member.unit.agency_id, reason=reason)
    row.complaint_id, row.asked_by, row.asked_unit, row.asked_at = complaint_id, by.id, by.unit_id, now
    row.decider, row.lapses_at, row.call_at = decider.principal, after(now, pack().guarding.suspension_confirm), now
    row.sealed = seal_words(row, {"text": text.strip()})
    row.save(force_insert=True)
    ask("suspend_member", row.id)
    _write("suspension.begin", row, by, now)
    queue("guard.suspension_asked", to_unit=row.decider, subject=row, now=now, dedupe="asked", audience="privacy",
          urgency="urgent")  # fmt: skip
    return row


@story
def answer_suspension(*, suspension_id: UUID, agreed: bool, text: str, by: Member, now: datetime) -> Suspension:
    """An officer of the third agency confirms it, or does not: then the access is open again at once."""
    row = _locked(suspension_id, by, now)
    if row.asked_by == by.id or row.decider not in rules.handles() or row.asked_unit in rules.handles():
        raise NotAllowed(_("Only a confidentiality officer of the other agency that was asked can decide this."))
    if row.agreed is not None or row.lapses_at <= now:
        raise CannotMove(_("This was answered already, or its time is over."))
    check_words(text)
    review = after(now, pack().guarding.suspension_review)
    ask("answer_suspension", row.id, agreed, seal_words(row, words_of(row) | {"answer": text.strip()}), review)
    row.refresh_from_db()
    _write("suspension.confirm" if agreed else "suspension.refuse", row, by, now)
    queue(
        "guard.suspension_answered", to_unit=row.asked_unit, subject=row, now=now, dedupe="answered", audience="privacy"
    )
    return row


@story
def lift_suspension(*, suspension_id: UUID, text: str, by: Member, now: datetime) -> Suspension:
    """The access is open again, with a reason; by an officer of one of the two agencies."""
    row = _locked(suspension_id, by, now)
    check_words(text)
    if ask("lift_suspension", row.id, seal_words(row, words_of(row) | {"lifted": text.strip()})) != [(True,)]:
        raise CannotMove(_("This does not stand any more."))
    row.refresh_from_db()
    _write("suspension.lift", row, by, now)
    other = row.decider if by.unit_id != row.decider else row.asked_unit
    queue("guard.suspension_lifted", to_unit=other, subject=row, now=now, dedupe="lifted", audience="privacy")
    return row


def stands(row: Suspension, now: datetime) -> str:
    """begun (waits for the second agency), confirmed, refused, lapsed or lifted."""
    if row.ended_at is not None:
        return row.ended_why
    return "confirmed" if row.agreed else "begun" if row.lapses_at > now else "lapsed"


def deciders(agencies: set[UUID], now: datetime) -> list[Unit]:
    """Units of other agencies than these in which somebody sits who can confirm it."""
    mine = set(rules.handles())
    return [
        unit for unit in rules.units_that_handle(now) if unit.agency_id not in agencies and unit.principal not in mine
    ]


def own_agencies() -> list[UUID]:
    """The agencies of the session's member: nobody of them is theirs to suspend."""
    return list(ask("my_agencies")[0][0])


def _locked(key: UUID, by: Member, now: datetime) -> Suspension:
    lock(key)
    row = Suspension.objects.get(id=key)
    rules.check_handler(by, now)
    return row


def _check_member(member: Member | None, by: Member) -> None:
    if member is None:
        said = _(
            "Nobody of another agency is found by that. Write a part of the name, or choose the unit and look for them there."
        )
        tell(Invalid(said, field="member"))
    elif member.unit.agency_id in own_agencies() or member.id == by.id:
        raise NotAllowed(_("This member is of your own agency. An officer of another agency does this, or your administrator closes "
                           "the account."))  # fmt: skip


def _check_decider(decider: Unit | None, member: Member | None, now: datetime) -> None:
    if decider is None or decider.principal not in {
        unit.principal for unit in deciders({member.unit.agency_id} if member else set(), now)
    }:
        tell(Invalid(_("Who confirms it is of another agency than you, and than this member."), field="decider"))


def _check_may_be_suspended(member: Member, by: Member, now: datetime) -> None:
    if member.closed_why == "suspended":
        raise CannotMove(_("The access of this member is suspended already."))
    if Suspension.objects.filter(asked_by=by.id, asked_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise NotAllowed(_("You have suspended %(most)s members within one day. Another officer must look at what comes next.")
                         % {"most": MOST_A_DAY})  # fmt: skip


def _check_about(complaint: Complaint, member: Member) -> None:
    if complaint.state == "closed" or (complaint.about and member.unit.agency_id not in complaint.about):
        raise CannotMove(_("This complaint is closed, or it is about another agency than that of this member."))


def _write(act: str, row: Suspension, by: Member, now: datetime) -> None:
    facts = {"reason": row.reason, "unit": row.unit, "due_at": row.lapses_at, "from": row.asked_unit, "to": row.decider}
    other = row.decider if by.unit_id != row.decider else row.asked_unit
    record(act, by=by, now=now, subject=row, counterpart=other, facts=facts)
