"""Stories of a question about a look: the officer asks in one click, the member answers in time, the officer closes it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import after, pack
from samaki.agencies.models import Member
from samaki.cases.rules import check_reason
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.journeys.guarding import rules
from samaki.journeys.guarding.models import LookQuestion
from samaki.journeys.guarding.words import LONGEST, ask, seal_words, words_of
from samaki.ledger.models import LedgerEntry
from samaki.ledger.operations import record
from samaki.notices.operations import queue

LOOKS = ("identity.look", "document.look", "document.fetch", "people.search", "reporter.look", "placement.look")
"""Acts of the ledger that show somebody what is sealed; the same list as in migration 0036."""


@story
def question_look(*, entry_id: UUID, text: str, by: Member, now: datetime) -> LookQuestion:
    """Ask the member who looked why they did. `text` may stay empty: the question is always the same. Raises NotAllowed, CannotMove."""
    entry = LedgerEntry.objects.get(id=entry_id, act__in=LOOKS)
    rules.check_officer(by, now)
    lock(entry.id)
    member = Member.objects.select_related("unit").get(username=entry.who)
    if member.id == by.id:
        raise NotAllowed(_("This was your own look. Another confidentiality officer asks about it."))
    if entry.unit is None or LookQuestion.objects.filter(entry_id=entry.id, closed_at__isnull=True).exists():
        raise CannotMove(_("This look is questioned already."))
    if len(text) > LONGEST:
        raise Invalid(_("This is too long. Please keep it under %(limit)s letters.") % {"limit": LONGEST}, field="text")
    row = LookQuestion(entry_id=entry.id, case_id=entry.case_id, member_id=member.id, unit=entry.unit, asked_by=by.id)
    row.asked_unit, row.asked_at, row.due_at = by.unit_id, now, after(now, pack().guarding.answer)
    row.call_at = row.due_at
    row.sealed = seal_words(row, {"question": text.strip(), **_look(entry)})
    row.save(force_insert=True)
    _write("look.question", row, by, now)
    queue(
        "guard.look_questioned",
        to_unit=row.unit,
        subject=row,
        now=now,
        dedupe="asked",
        facts={"member": str(member.id)},
    )
    return row


@story
def answer_look(*, question_id: UUID, text: str, by: Member, now: datetime) -> LookQuestion:
    """The member says why they looked; late is better than never. Raises NotAllowed (another member), CannotMove, Invalid."""
    row = LookQuestion.objects.get(id=question_id)
    lock(row.id)
    row.refresh_from_db()
    if row.member_id != by.id:
        raise NotAllowed(_("Only the member who looked can answer."))
    if row.answered_at is not None or row.closed_at is not None:
        raise CannotMove(_("This was answered already."))
    rules.check_words(text)
    ask("answer_look", row.id, seal_words(row, words_of(row) | {"answer": text.strip()}))
    row.refresh_from_db()
    _write("look.answer", row, by, now)
    queue("guard.look_answered", to_unit=row.asked_unit, subject=row, now=now, dedupe="answered", audience="privacy")
    return row


@story
def close_look(*, question_id: UUID, outcome: str, text: str, by: Member, now: datetime) -> LookQuestion:
    """The officer closes it: after the answer, or when the time for one is over."""
    row = LookQuestion.objects.get(id=question_id)
    lock(row.id)
    row.refresh_from_db()
    rules.check_officer(by, now)
    if row.member_id == by.id:
        raise NotAllowed(_("This was your own look. Another confidentiality officer asks about it."))
    if row.closed_at is not None:
        raise CannotMove(_("This was closed already."))
    if row.answered_at is None and row.due_at > now:
        raise CannotMove(_("The member has not answered yet, and still has time to."))
    try:
        check_reason("look_answer", outcome, text)
    except Invalid as refusal:
        raise refusal.renamed(reason="outcome") from None
    ask("close_look", row.id, outcome, seal_words(row, words_of(row) | {"closing": text.strip()[:LONGEST]}))
    row.refresh_from_db()
    _write("look.close", row, by, now)
    if outcome == "misuse":
        queue(
            "guard.look_misuse",
            to_unit=row.unit,
            subject=row,
            now=now,
            dedupe="closed",
            audience="head",
            urgency="urgent",
        )
    return row


def _look(entry: LedgerEntry) -> dict[str, str]:
    """Which look it is about, in the words of the question: it says so for ever to both, whatever becomes of the case."""
    codes = dict(ask("looked_at_codes", [entry.case_id])) if entry.case_id else {}
    return {"code": codes.get(entry.case_id, ""), "act": entry.act, "at": entry.recorded_at.isoformat()}


def stands(row: LookQuestion, now: datetime) -> str:
    """asked, late, answered or closed."""
    if row.closed_at is not None:
        return "closed"
    if row.answered_at is not None:
        return "answered"
    return "asked" if row.due_at > now else "late"


def _write(act: str, row: LookQuestion, by: Member, now: datetime) -> None:
    facts = {"act": act, "outcome": row.outcome, "due_at": row.due_at, "from": row.asked_unit, "to": row.unit}
    record(
        act,
        by=by,
        now=now,
        subject=row,
        counterpart=row.unit if by.id != row.member_id else row.asked_unit,
        facts=facts,
    )
