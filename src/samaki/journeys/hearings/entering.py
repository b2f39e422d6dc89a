"""Stories of a date: somebody heard of it, it was confirmed, corrected, or never was."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.cases.mending import check_says_why
from samaki.cases.models import Case, Person
from samaki.cases.remarks import remark
from samaki.cases.rules import fresh
from samaki.database import add, lock, lock_of, story, uuid7
from samaki.database.refusals import CannotMove, together
from samaki.journeys.hearings.models import Hearing, HearingChild
from samaki.journeys.hearings.needing import again
from samaki.journeys.hearings.queries import called, opened
from samaki.journeys.hearings.rules import (
    check_mistaken,
    check_moves,
    check_source,
    check_writes,
    confirms,
    next_call,
)
from samaki.journeys.hearings.spreading import tell
from samaki.journeys.hearings.states import AHEAD
from samaki.journeys.hearings.telling import LONGEST, Told, check_length, check_told
from samaki.ledger.operations import record
from samaki.vault import sealing as vault


@story
def enter_hearing(*, case: Case, told: Told, by: Member, now: datetime, after: Hearing | None = None) -> Hearing:
    """A date of a court, as it was heard; known from a paper of the court, or from the court itself, it is confirmed.

    `after`: the hearing whose new date this is: the children who were called and what was needed come along where `told` names no
    child. A day that is over is taken: it was so. Raises NotAllowed, Invalid for each wrong field.
    """
    lock(case.id)
    check_writes(case, by, now)
    check_told(told, case, now)
    if after is not None:
        check_follows(after, case)
    return entered(case, told, by, now, after=after)


def entered(case: Case, told: Told, by: Member, now: datetime, *, after: Hearing | None = None) -> Hearing:
    """The row, who is called, what is needed again, the entries and who is told. (Part of entering and of postponing.)"""
    assert told.at is not None  # looked at before
    row = Hearing(id=uuid7(), case_id=case.id, unit=by.unit_id, recorded_by=by.id, recorded_at=now, source=told.source)
    _put(row, told)
    row.after_id = after.id if after else None
    if confirms(told.source):
        row.state, row.confirmed_at, row.confirmed_unit = "confirmed", now, by.unit_id
    row.call_at = next_call(row, now)
    children = {child.id for child in told.children}
    _call(row, children or (called([after.id]).get(after.id, set()) if after else set()), by, now)
    add(row)
    if after is not None:
        again(after, row, with_children=not children)
    remark("hearing.enter", row, told.text, by=by, now=now)
    record("hearing.enter", by=by, now=now, subject=row, case_id=case.id, compartment="justice", facts=_facts(row),
           changed={"words": told.sealed_text, "text": told.text})  # fmt: skip
    tell("entered", row, case, by, now)
    return row


@story
def confirm_hearing(*, hearing_id: UUID, source: str, by: Member, now: datetime, text: str = "") -> Hearing:
    """Somebody has the date from the court by now. Taken whatever has become of the day since: it was set all the same."""
    row, case = _opened(hearing_id, by, now)
    state = check_moves(row, "confirm", now)
    with together() as wrong:
        wrong.of(check_source, source)
        if not confirms(source):
            wrong.wrong(
                _(
                    "A date is confirmed by a paper of the court, or by the court itself. Ask there, then choose one of these."
                ),
                field="source",
            )
        check_length(text, "text", LONGEST, wrong)
    row.state, row.confirmed_at, row.confirmed_unit = state, now, by.unit_id
    remark("hearing.confirm", row, text, by=by, now=now)
    _keep(row, "hearing.confirm", by, now, {"source": source}, text)
    tell("confirmed", row, case, by, now)
    return row


@story
def correct_hearing(
    *, hearing_id: UUID, told: Told, why: str, by: Member, now: datetime, version: int | None = None
) -> Hearing:
    """What was written down was wrong: day, place, what it is for, who is called. What stood there before stays, sealed.

    Not for a hearing that was moved to another day by the court: that is postponed. Raises NotAllowed, CannotMove, Invalid, Stale.
    """
    row, case = _opened(hearing_id, by, now)
    fresh(row, version)
    row.state = check_moves(row, "correct", now)
    with together() as wrong:
        wrong.of(check_told, told, case, now)
        wrong.of(check_says_why, why)
        check_length(why, "text", LONGEST, wrong)
    before, at = opened([row])[row.id], row.at
    fields = _put(row, told)
    row.call_at = next_call(row, now) if row.state in AHEAD else None
    _call(row, {child.id for child in told.children}, by, now)
    remark("hearing.before", row, "\n".join(text for text in before.values() if text), by=by, now=now)
    remark("hearing.correct", row, why, by=by, now=now)
    _keep(row, "hearing.correct", by, now, _facts(row) | {"before": at, "fields": fields}, why)
    tell("changed", row, case, by, now)
    return row


@story
def mark_hearing_error(*, hearing_id: UUID, text: str, by: Member, now: datetime) -> Hearing:
    """There is no such hearing: it was entered by mistake, or twice. It stays, marked; who was told is told."""
    row, case = _opened(hearing_id, by, now)
    check_mistaken(row, "hearing.enter", by, now)
    check_says_why(text)
    row.state, row.call_at = check_moves(row, "mistake", now), None
    remark("hearing.mistake", row, text, by=by, now=now)
    _keep(row, "hearing.mistake", by, now, {}, text)
    tell("gone", row, case, by, now)
    return row


def check_follows(before: Hearing, case: Case) -> None:
    """A hearing of this case that has no other new date yet."""
    if before.case_id != case.id or before.state == "in_error":
        raise CannotMove(_("This new date does not belong to that hearing. Enter it by itself."))
    if Hearing.objects.filter(after_id=before.id).exclude(state="in_error").exists():
        raise CannotMove(
            _("A new date of this hearing is written down already. If it has changed, postpone or correct that one.")
        )


# ---------------------------------------------------------------- parts
def _opened(hearing_id: UUID, by: Member, now: datetime) -> tuple[Hearing, Case]:
    lock_of(Hearing, hearing_id)
    row = Hearing.objects.get(id=hearing_id)
    case = Case.objects.get(id=row.case_id)
    check_writes(case, by, now)
    return row, case


def _put(row: Hearing, told: Told) -> list[str]:
    """What was told, onto the row; the names of the fields that changed."""
    court = told.court.principal if told.court else None
    new = {"purpose": told.purpose, "at": told.at, "precision": told.precision, "until": told.until, "court": court,
           "source": told.source or row.source}  # fmt: skip
    changed = [name for name, value in new.items() if getattr(row, name) != value]
    for name, value in new.items():
        setattr(row, name, value)
    row.sealed = vault.seal(vault.key_of(case_id=row.case_id), told.sealed_text, row.place)
    return changed


def _call(row: Hearing, children: Collection[UUID], by: Member, now: datetime) -> None:
    """Who is called, no more and no fewer of those that the member sees; each is told by an entry of the child's own."""
    standing = {one.child_id: one for one in HearingChild.objects.filter(hearing_id=row.id, ended_at=None)}
    for child_id, one in standing.items():
        if child_id not in children:
            one.ended_at = now
            one.save(update_fields=["ended_at"])
    for child_id in sorted(set(children) - standing.keys()):
        call(row, child_id, by, now)


def call(row: Hearing, child_id: UUID, by: Member, now: datetime) -> None:
    """One child is called. The row comes first: by it the hearing is seen by who works for this child."""
    one = HearingChild(case_id=row.case_id, hearing_id=row.id, child_id=child_id, unit=by.unit_id, since=now)
    add(one)
    child = Person(id=child_id, case_id=row.case_id, child_id=child_id)
    record("hearing.child", by=by, now=now, subject=child, case_id=row.case_id, child_id=child_id,
           facts={"due_at": row.at, "kind": row.purpose})  # fmt: skip


def _facts(row: Hearing) -> dict[str, Any]:
    return {
        "kind": row.purpose,
        "due_at": row.at,
        "state": row.state,
        "source": row.source,
        "unit": row.court,
        "until": row.until,
    }


def _keep(row: Hearing, act: str, by: Member, now: datetime, facts: dict[str, Any], text: str) -> None:
    row.version += 1
    row.save()
    record(act, by=by, now=now, subject=row, case_id=row.case_id, compartment="justice", facts=facts | {"state": row.state},
           changed={"text": text} if text.strip() else None)  # fmt: skip
