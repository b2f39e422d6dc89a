"""The register of what the mentor puts in: begun, withdrawn one by one, and taken back where it was written down by mistake."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Member
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, together
from samaki.journeys.support.inferring import mentor_kinds
from samaki.journeys.support.models import MentorInput
from samaki.ledger.operations import record


@story
def begin_input(*, form: str, area: str, kind: str, since: date, by: Member, now: datetime) -> MentorInput:
    """The mentor gives something, from this day. `area`: a province, empty for all; `kind`: of step, empty for all. Raises NotAllowed,
    Invalid."""
    check_writes_inputs(by)
    with together() as told:
        if form not in pack().reasons["input"]:
            told.wrong(_("Choose what the mentor gives."), field="form")
        if area and area not in {place.code for place in pack().places.provinces}:
            told.wrong(_("Choose the area from the list."), field="area")
        if kind and kind not in pack().step_kinds:
            told.wrong(_("Choose a kind of step from the list."), field="kind")
        if since > _today(now):
            told.wrong(_("This lies in the future. Write it down when it has begun."), field="since")
    row = MentorInput(unit=by.unit, form=form, area=area, kind=kind, since=since, recorded_by=by.id, recorded_at=now,
                      synthetic=by.synthetic)  # fmt: skip
    row.save(force_insert=True)
    _write("input.begin", row, by, now)
    return row


@story
def withdraw_input(*, input_id: UUID, until: date, by: Member, now: datetime) -> MentorInput:
    """From this day on it is not given any more; everything else that the mentor gives stays as it is. Raises NotAllowed, CannotMove,
    Invalid."""
    row = _ours(input_id, by)
    if row.until is not None:
        raise CannotMove(_("This was withdrawn already. If it is given once more, write it down anew."))
    if not row.since <= until <= _today(now):
        raise Invalid(_("Write a day between the one on which it began and today."), field="until")
    row.until, row.withdrawn_at = until, now
    row.save()
    _write("input.withdraw", row, by, now)
    return row


@story
def mark_input_error(*, input_id: UUID, by: Member, now: datetime) -> MentorInput:
    """It was written down by mistake: it stays in the history, and counts nowhere. Raises NotAllowed, CannotMove."""
    row = _ours(input_id, by)
    row.in_error_at = now
    row.save()
    _write("input.mistake", row, by, now)
    return row


def check_writes_inputs(by: Member) -> None:
    """The mentor writes down what it gives: nobody else knows it all."""
    if by.unit.kind not in mentor_kinds():
        raise NotAllowed(_("The mentor itself writes down what it gives."))


def _ours(input_id: UUID, by: Member) -> MentorInput:
    lock(input_id)
    row = MentorInput.objects.get(id=input_id)
    check_writes_inputs(by)
    if row.unit_id != by.unit_id:
        raise NotAllowed(_("Another unit wrote this down."))
    if row.in_error_at is not None:
        raise CannotMove(_("This was taken back already."))
    return row


def _today(now: datetime) -> date:
    day: date = calendar().local(now).date()
    return day


def _write(act: str, row: MentorInput, by: Member, now: datetime) -> None:
    facts: dict[str, Any] = {"form": row.form, "area": row.area, "kind": row.kind, "since": row.since.isoformat(),
                             "until": row.until.isoformat() if row.until else None}  # fmt: skip
    record(act, by=by, now=now, subject=row, facts=facts)
