"""Stories of a request: recorded, decided for each part, the decision taken back, withdrawn, recorded by mistake."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import after, pack
from samaki.agencies.models import Member
from samaki.cases.mending import check_says_why, entry_of
from samaki.cases.models import Case, Person
from samaki.cases.remarks import remark
from samaki.cases.sharing.rules import check_child
from samaki.database import lock, story, uuid7
from samaki.database.refusals import CannotMove, Erased, Invalid, together
from samaki.journeys.guarding.rules import check_words, officers_of
from samaki.journeys.subject_access import rules
from samaki.journeys.subject_access.gathering import later
from samaki.journeys.subject_access.models import GIVEN, SubjectAccess
from samaki.journeys.subject_access.queries import elsewhere
from samaki.journeys.subject_access.states import MOVES
from samaki.ledger.operations import Actor, record
from samaki.notices.operations import queue


@story
def ask_subject_access(
    *,
    case: Case,
    child: Person | None,
    asker: str,
    how: str,
    language: str,
    by: Member,
    now: datetime,
    guardian: Person | None = None,
    text: str = "",
    asked_at: datetime | None = None,
    precision: str = "instant",
) -> SubjectAccess:
    """Somebody asks what is held about a child, and we write down who, how and since when. The clock begins; an officer decides.

    Units that work in parts which are not ours are told. Raises NotAllowed (also for a guardian who is not known to protect the
    child), Invalid for each wrong field, CannotMove (the same is asked already), Erased.
    """
    lock(case.id)
    rules.check_records(case, by, now)
    then = asked_at or now
    with together() as told:
        child = told.of(check_child, child)
        if child is not None:
            told.of(rules.check_asker, asker, guardian, child)
        told.of(rules.check_listed, "subject_how", how, "how", text)
        if language not in pack().languages:
            told.wrong(_("Choose one from the list."), field="language")
        rules.check_asked_at(then, precision, now)
    assert child is not None  # else the block has told it
    row = SubjectAccess(case=case, child_id=child.id, asker=asker, how=how, language=language, unit=by.unit)
    row.rooms = rules.check_takes(case, child, by)
    row.guardian_id = guardian.id if guardian is not None and asker == "guardian" else None
    _check_once(row)
    row.recorded_by, row.recorded_at, row.asked_at = by.id, now, then
    row.due_at = after(then, pack().subject_access.due)
    row.call_at = max(row.due_at, now)
    row.save(force_insert=True)
    remark("subject_access.ask", row, text, by=by, now=now)
    write(
        "ask", row, by, now, facts={"kind": asker, "parts": row.rooms, "due_at": row.due_at, "why_code": how}, text=text
    )
    tell_officers("guard.subject_asked", row, now)
    _tell_elsewhere(row, case, now)
    return row


@story
def decide_subject_access(
    *, request_id: UUID, parts: Mapping[str, str], text: str, by: Member, now: datetime, read_at: datetime | None = None
) -> SubjectAccess:
    """For each part of the file: given, or withheld with a reason. From now on it can be collected, until it lapses.

    `read_at`: when the officer was shown the page as it would be handed over (`handing.to_read`); nothing that is to be given may have
    been written since. What is written after the decision is not given either.

    By a confidentiality officer of the unit that recorded it, never by who recorded it. Raises NotAllowed, CannotMove, Invalid.
    """
    row = _locked(request_id)
    check_decides(row, parts, text, by=by, now=now)
    _check_read(row, parts, read_at)
    row.parts = {code: parts[code] for code in row.rooms}
    row.decided_by, row.decided_at, row.most = by.id, now, pack().subject_access.most
    row.expires_at = row.call_at = after(now, pack().subject_access.collect)
    _move(row, "decide")
    remark("subject_access.decide", row, text, by=by, now=now)
    write(
        "decide",
        row,
        by,
        now,
        facts={"parts": row.given, "fields": sorted(row.withheld), "until": row.expires_at},
        text=text,
    )
    queue("subject_access.subject_decided", to_unit=row.unit_id, subject=row, now=now, dedupe=str(row.version), case_id=row.case_id,
          case_code=row.case.code)  # fmt: skip
    return row


def check_decides(row: SubjectAccess, parts: Mapping[str, str], text: str, *, by: Member, now: datetime) -> None:
    """Whether these answers can be the decision of this member. Raises NotAllowed, CannotMove, Invalid."""
    rules.check_officer_of(row, by, now)
    rules.check_move(row, "decide")
    rules.check_still_may(row)
    with together():
        rules.check_parts(row, parts, text)
        rules.check_reads(row, parts, by)


def _check_read(row: SubjectAccess, parts: Mapping[str, str], read_at: datetime | None) -> None:
    """Nothing is given that the officer has not read."""
    given = [code for code in row.rooms if parts.get(code) == GIVEN]
    if not given:
        return
    child = Person.objects.select_related("case").get(id=row.child_id)
    if read_at is None or later(row, child, given, read_at):
        raise Invalid(
            _("Read the page first, as it will be handed over. What was written since you read it must be read too.")
        )


@story
def take_back_subject_decision(*, request_id: UUID, text: str, by: Member, now: datetime) -> SubjectAccess:
    """What was decided was a mistake, or is not right any more: nothing more is handed over, and it is decided anew.

    What was handed over stays where it is. Raises NotAllowed, CannotMove, Invalid.
    """
    row = _locked(request_id)
    rules.check_officer_of(row, by, now)
    rules.check_move(row, "take_back")
    check_words(text)
    entry = entry_of(row.id, "subject_access.decide")
    row.parts, row.decided_by, row.decided_at, row.expires_at, row.most = {}, None, None, None, 0
    row.call_at = max(row.due_at, now)
    _move(row, "take_back")
    remark("subject_access.take_back", row, text, by=by, now=now)
    write("take_back", row, by, now, facts={"undoes": entry.id if entry else None}, text=text)
    return row


@story
def withdraw_subject_access(*, request_id: UUID, text: str, by: Member, now: datetime) -> SubjectAccess:
    """Who asked does not want it any more; the clock ends. Asked again, it is a new request."""
    row = _locked(request_id)
    rules.check_of_unit(row, by, now)
    rules.check_move(row, "withdraw")
    row.call_at, row.ended_at = None, now
    _move(row, "withdraw")
    remark("subject_access.withdraw", row, text, by=by, now=now)
    write("withdraw", row, by, now, facts={"kind": row.asker}, text=text)
    return row


@story
def mark_subject_access_error(*, request_id: UUID, text: str, by: Member, now: datetime) -> SubjectAccess:
    """Nobody asked, or for another child: it stays, marked, and nothing is handed over on it. Raises NotAllowed, CannotMove, Invalid."""
    row = _locked(request_id)
    rules.check_marks(row, by, now)
    check_says_why(text)
    entry = entry_of(row.id, "subject_access.ask")
    row.call_at, row.ended_at = None, row.ended_at or now
    _move(row, "mistake")
    remark("subject_access.mistake", row, text, by=by, now=now)
    write("mistake", row, by, now, facts={"undoes": entry.id if entry else None}, text=text)
    return row


def tell_officers(kind: str, row: SubjectAccess, now: datetime, dedupe: str = "") -> None:
    """The confidentiality officers of the unit's agency; where it has none, whoever leads the unit, who must have one named."""
    officers = officers_of(row.unit, now)
    for unit in sorted(officers or {row.unit_id}):
        queue(kind, to_unit=unit, subject=row, now=now, dedupe=dedupe or str(uuid7()), audience="privacy" if officers else "head",
              level=row.level, case_id=row.case_id, case_code=row.case.code)  # fmt: skip


def write(
    act: str,
    row: Any,
    by: Actor | str,
    now: datetime,
    *,
    facts: dict[str, Any],
    text: str = "",
    unit: int | None = None,
) -> None:
    """The entry of an act on a request or a handing over; in the part of the child's care, since it is about no offence."""
    record(f"subject_access.{act}", by=by, now=now, subject=row, unit=unit, case_id=row.case_id, child_id=row.child_id,
           compartment="care", facts=facts, changed={"text": text} if text.strip() else None)  # fmt: skip


def _locked(request_id: UUID) -> SubjectAccess:
    row = SubjectAccess.objects.select_related("unit__agency").get(id=request_id)
    lock(row.case_id)
    row = SubjectAccess.objects.select_related("unit__agency").get(id=request_id)
    row.case = case_behind(row)
    return row


def case_behind(row: SubjectAccess) -> Case:
    """The case of a request, for its code; where an officer does not see the case, one without a code. Raises Erased."""
    if rules.is_erased(row):
        raise Erased()
    return Case.objects.filter(id=row.case_id).first() or Case(id=row.case_id, code="")


def _move(row: SubjectAccess, name: str) -> None:
    row.state, row.level, row.version = MOVES[name].target, 0, row.version + 1
    row.save(update_fields=["state", "level", "version", "parts", "decided_by", "decided_at", "expires_at", "most", "call_at",
                            "ended_at"])  # fmt: skip


def _check_once(row: SubjectAccess) -> None:
    same = SubjectAccess.objects.filter(
        case=row.case, child_id=row.child_id, unit=row.unit, asker=row.asker, state="asked"
    )
    if same.filter(guardian_id=row.guardian_id).exists():
        raise CannotMove(_("This is recorded already and waits for a decision. Look at it there."))


def _tell_elsewhere(row: SubjectAccess, case: Case, now: datetime) -> None:
    for unit in sorted({unit for units in elsewhere(row).values() for unit in units}):
        queue("subject_access.subject_elsewhere", to_unit=unit, subject=row, now=now, dedupe="elsewhere", case_id=case.id,
              case_code=case.code)  # fmt: skip
