"""Stories of a release: word that somebody who was held is free, or will be. Who cares for the children is told, and looks."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.cases.mending import check_says_why
from samaki.cases.models import Case, Person, Strand
from samaki.cases.remarks import remark
from samaki.cases.rules import check_reason
from samaki.cases.steps import open_step
from samaki.database import add, current_alias, lock, lock_of, story, uuid7
from samaki.database.refusals import CannotMove, Invalid, together
from samaki.journeys.follow import DANGER_NOW, send_to_default
from samaki.journeys.hearings.models import Release
from samaki.journeys.hearings.rules import check_mistaken, check_source, check_writes, confirms
from samaki.journeys.hearings.states import RELEASE, moved
from samaki.journeys.hearings.telling import AHEAD, LONGEST, check_length
from samaki.journeys.pressure.opening import hasten, most_pressing
from samaki.ledger.operations import record
from samaki.notices.operations import queue


@story
def hear_release(
    *, case: Case, reason: str, source: str, at: datetime | None, by: Member, now: datetime, precision: str = "instant",
    person: Person | None = None, text: str = "",
) -> Release:  # fmt: skip
    """Somebody who was held is free, or will be on that day; heard, or known from a court. `person`: who, where they are on the file.

    Every unit that works on the case is told without a name, and for each child that the member sees a look at its safety is due within
    a day. Raises NotAllowed, Invalid.
    """
    lock(case.id)
    check_writes(case, by, now)
    with together() as wrong:
        wrong.of(_check_reason, reason)
        wrong.of(check_source, source)
        check_length(text, "text", LONGEST, wrong)
        if at is None or at > now + AHEAD:
            wrong.wrong(_("Write on which day, as exactly as you know it."), field="at")
        if person is not None and (person.case_id != case.id or person.part == "survivor"):
            wrong.wrong(_("Choose a person from the list."), field="person")
    assert at is not None  # else the block has told it
    row = Release(case_id=case.id, person_id=person.id if person else None, reason=reason, source=source, at=at, precision=precision,
                  unit=by.unit_id, recorded_by=by.id, recorded_at=now)  # fmt: skip
    if confirms(source):
        row.state, row.confirmed_at, row.confirmed_unit = "confirmed", now, by.unit_id
    add(row)
    _write(
        "release.hear", row, text, by, now, {"reason": reason, "source": source, "due_at": at, "person": row.person_id}
    )
    holders = _look(row, case, by, now)
    _tell("told", row, case, holders, by, now)
    return row


@story
def confirm_release(*, release_id: UUID, source: str, by: Member, now: datetime, text: str = "") -> Release:
    """It is known from the court, the prison or the prosecution by now. Who was told is told. Raises NotAllowed, CannotMove, Invalid."""
    row, case = _opened(release_id, by, now)
    state = moved(RELEASE, row.state, "confirm", _("This is confirmed already, or was a mistake."))
    with together() as wrong:
        wrong.of(check_source, source)
        check_length(text, "text", LONGEST, wrong)
    row.state, row.confirmed_at, row.confirmed_unit, row.version = state, now, by.unit_id, row.version + 1
    row.save()
    _write("release.confirm", row, text, by, now, {"source": source})
    _tell("confirmed", row, case, set(), by, now)
    return row


@story
def mark_release_error(*, release_id: UUID, text: str, by: Member, now: datetime) -> Release:
    """Nobody was released: it was a mistake. Who was told is told; the looks at the children's safety stay, and are done."""
    row, case = _opened(release_id, by, now)
    check_mistaken(row, "release.hear", by, now)
    check_says_why(text)
    row.state, row.version = moved(RELEASE, row.state, "mistake", ""), row.version + 1
    row.save()
    _write("release.mistake", row, text, by, now, {})
    _tell("gone", row, case, set(), by, now)
    return row


def _check_reason(code: str) -> None:
    if code not in pack().reasons["release"]:
        raise Invalid(_("Choose how they come to be free, from the list."), field="reason")
    check_reason("release", code)


def _opened(release_id: UUID, by: Member, now: datetime) -> tuple[Release, Case]:
    lock_of(Release, release_id)
    row = Release.objects.get(id=release_id)
    case = Case.objects.get(id=row.case_id)
    check_writes(case, by, now)
    if row.state == "in_error":
        raise CannotMove(_("This was taken back already. If it is so after all, enter it anew."))
    return row, case


def _look(row: Release, case: Case, by: Member, now: datetime) -> set[int]:
    """A look at the safety of each child whose care is open, that the member sees; who holds one is told.

    A look that is open already is due sooner. It opens with us where we may hold it, else it is offered at once to whom the pack names.
    """
    code, holders = pack().pressing.step, set()
    strands = Strand.objects.select_related("case").filter(case=case, kind="care", state="open") if code else ()
    for child in Person.objects.filter(id__in=[strand.child_id for strand in strands], in_error_at=None).select_related(
        "case"
    ):
        strand = next(one for one in strands if one.child_id == child.id)
        there = hasten(case, child.id, code, None, now)
        step_id, holder = there or (uuid7(), by.unit_id)
        if there is None:
            _open(step_id, strand, child, by, now)
        holders.add(holder)
        record("release.child", by=by, now=now, subject=child, case_id=case.id, child_id=child.id,
               facts={"step": step_id, "due_at": row.at})  # fmt: skip
    return holders


def _open(step_id: UUID, strand: Strand, child: Person, by: Member, now: datetime) -> None:
    code = pack().pressing.step
    ours = by.unit.kind in pack().step_kinds[code].may_hold
    step = open_step(case=strand.case, strand=strand, kind=code, holder=by.unit_id, by=by, now=now, person=child, opens_file=ours,
                     step_id=step_id)  # fmt: skip
    if not ours:
        send_to_default(step, by=by, now=now, why_code=DANGER_NOW, urgency=most_pressing(strand.case))


def _tell(what: str, row: Release, case: Case, also: set[int], by: Member, now: datetime) -> None:
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.release_units(%s)", [case.id])
        working = {unit for (unit,) in cursor.fetchall()}
    for unit in sorted((working | also | {row.unit}) - {by.unit_id}):
        queue(
            f"release.release_{what}",
            to_unit=unit,
            subject=row,
            now=now,
            dedupe=str(uuid7()),
            urgency="urgent",
            case_id=case.id,
            case_code=case.code,
        )


def _write(act: str, row: Release, text: str, by: Member, now: datetime, facts: dict[str, Any]) -> None:
    remark(act, row, text, by=by, now=now)
    record(act, by=by, now=now, subject=row, case_id=row.case_id, compartment="justice", facts=facts | {"state": row.state},
           changed={"text": text} if text.strip() else None)  # fmt: skip
