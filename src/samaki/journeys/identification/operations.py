"""Stories of identification: proposed by anybody, decided by the body of the law, the age assessed. None of them ends a step."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.cases.mending import check_says_why
from samaki.cases.models import Case, Person
from samaki.cases.remarks import remark
from samaki.database import add, lock, story, uuid7
from samaki.database.refusals import CannotMove
from samaki.journeys.identification import rules
from samaki.journeys.identification.models import Identification
from samaki.journeys.identification.queries import MOST, bodies, standing
from samaki.journeys.protections.queries import working_for
from samaki.ledger.operations import record
from samaki.notices.operations import queue


@story
def propose_identification(
    *, case: Case, child: Person, status: str, by: Member, now: datetime, text: str = "", occurred_at: datetime | None = None,
    precision: str = "instant",
) -> Identification:  # fmt: skip
    """Anybody who works for the child says what they think; the bodies of the law that work for it are told. Nothing is decided by it."""
    lock(case.id)
    rules.check_status(child, status, text)
    rules.check_writes(child, by, now)
    row = _new(child, "proposal", by, now, occurred_at, precision)
    row.status = status
    _keep(row, by, now, text, {"state": status})
    _tell("identification_proposed", row, case, by, now, only=bodies())
    return row


@story
def decide_identification(
    *, case: Case, child: Person, status: str, form: str, by: Member, now: datetime, again: str = "", text: str = "",
    occurred_at: datetime | None = None, precision: str = "instant",
) -> Identification:  # fmt: skip
    """The body that the law names decides, by a form of its own. A second decision (`again`) stands above the first, which stays.

    Care and safety go on whatever it says. Raises NotAllowed, Invalid, CannotMove.
    """
    lock(case.id)
    rules.check_writes(child, by, now)
    rules.check_decides(by)
    before = standing(child)
    rules.check_decision(child, status, form, again, text, by, before)
    row = _new(child, "decision", by, now, occurred_at, precision)
    row.status, row.form = status, form
    if before.decided is not None:
        row.again, row.after_id = again, before.decided.id
    _keep(row, by, now, text, {"state": status, "form": form, "why": row.again})
    _tell("identification_decided", row, case, by, now)
    return row


@story
def assess_age(
    *, case: Case, child: Person, method: str, age: str, by: Member, now: datetime, youngest: int | None = None, oldest: int | None = None,
    text: str = "", occurred_at: datetime | None = None, precision: str = "instant",
) -> Identification:  # fmt: skip
    """How old the child was found to be, and how. In doubt (`age` doubt) it is taken for a child; nothing else follows by itself."""
    lock(case.id)
    rules.check_age(child, method, age, youngest, oldest, text)
    rules.check_writes(child, by, now)
    row = _new(child, "age", by, now, occurred_at, precision)
    row.method, row.age, row.youngest, row.oldest = method, age, youngest, oldest
    _keep(row, by, now, text, {"outcome": age, "form": method})
    return row


@story
def mark_identification_error(*, identification_id: UUID, text: str, by: Member, now: datetime) -> Identification:
    """It was recorded by mistake: another child, or never so. It stays, struck out; what stood before it stands again.

    Not for a decision that was changed: that is a new decision. Raises NotAllowed, CannotMove, Invalid.
    """
    row = Identification.objects.get(id=identification_id)
    lock(row.case_id)
    row.refresh_from_db()
    rules.check_mistaken(row, by, now)
    check_says_why(text)
    row.in_error_at = now
    row.save(update_fields=["in_error_at"])
    remark("identification.mistake", row, text, by=by, now=now)
    record("identification.mistake", by=by, now=now, subject=row, case_id=row.case_id, child_id=row.child_id, compartment="justice",
           facts={"kind": row.sort}, changed={"text": text})  # fmt: skip
    if row.sort == "decision":
        _tell("identification_gone", row, Case.objects.get(id=row.case_id), by, now)
    return row


# ---------------------------------------------------------------- parts
def _new(
    child: Person, sort: str, by: Member, now: datetime, occurred_at: datetime | None, precision: str
) -> Identification:
    if Identification.objects.filter(case_id=child.case_id, child_id=child.id).count() >= MOST:
        raise CannotMove(_("This child has very many such lines. Write a note instead."))
    return Identification(case_id=child.case_id, child_id=child.id, sort=sort, unit=by.unit_id, recorded_by=by.id, recorded_at=now,
                          occurred_at=occurred_at or now, occurred_precision=precision)  # fmt: skip


def _keep(row: Identification, by: Member, now: datetime, text: str, facts: dict[str, Any]) -> None:
    add(row)
    remark(f"identification.{row.sort}", row, text, by=by, now=now)
    record(f"identification.{row.sort}", by=by, now=now, subject=row, case_id=row.case_id, child_id=row.child_id,
           compartment="justice", occurred_at=row.occurred_at, precision=row.occurred_precision, facts=facts,
           changed={"text": text} if text.strip() else None)  # fmt: skip


def _tell(what: str, row: Identification, case: Case, by: Member, now: datetime, only: set[str] | None = None) -> None:
    """Units that work for the child: that there is something new, and no more."""
    child = Person(id=row.child_id, case_id=row.case_id, child_id=row.child_id)
    for unit in working_for(child, now):
        if unit.principal != by.unit_id and (only is None or unit.kind in only):
            queue(f"voice.{what}", to_unit=unit.principal, subject=row, now=now, dedupe=str(uuid7()), case_id=case.id,
                  case_code=case.code)  # fmt: skip
