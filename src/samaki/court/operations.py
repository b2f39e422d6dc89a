"""Stories of a court file: a fact is written down, corrected by a new version, or was a mistake. Nothing here decides anything."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections
from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.cases.mending import check_says_why, entry_of
from samaki.cases.models import Case, Person
from samaki.cases.remarks import remark
from samaki.cases.rules import fresh
from samaki.court.clocks import set_clocks, standing_of
from samaki.court.models import CourtFact
from samaki.court.queries import odd_with
from samaki.court.rules import check_mends_fact, check_room, check_writes
from samaki.court.states import ERROR, KINDS, REPLACED, STANDS
from samaki.court.telling import Told, check_told
from samaki.database import add, current_alias, lock, lock_of, story, uuid7
from samaki.database.refusals import together
from samaki.ledger.operations import record


@story
def record_court_fact(*, case: Case, told: Told, by: Member, now: datetime) -> CourtFact:
    """Write down a fact: a charge, an arrest, a judgment, a payment. Taken in any order; what is odd is kept with it, and is a warning on
    the page, which asks about it before.

    The first charge makes a person named an accused. Raises NotAllowed, Invalid for each wrong field.
    """
    lock(case.id)
    check_writes(case, by, now, told.child.id if told.child else None, told.kind)
    check_told(told, case, now)
    check_room(case)
    row = odd_marked(_made(case, told, by, now), told)
    add(row)
    _write("court.record", row, told.text, by, now, {})
    _follow(row, case, by, now)
    return row


@story
def correct_court_fact(
    *, fact_id: UUID, told: Told, why: str, by: Member, now: datetime, version: int | None = None
) -> CourtFact:
    """It was written down wrongly: the new version takes its place, and the old one stays, marked. Raises NotAllowed, CannotMove, Invalid,
    Stale."""
    old, case = _opened(fact_id, by, now)
    fresh(old, version)
    check_writes(case, by, now, told.child.id if told.child else None, told.kind)
    with together() as wrong:
        if not why.strip():
            wrong.wrong(_("Say in a few words what was wrong."), field="why")
        wrong.of(check_told, told, case, now)
    _end(old, REPLACED)
    row = odd_marked(_made(case, told, by, now), told)
    row.replaces_id = old.id
    add(row)
    remark("court.why", row, why, by=by, now=now)
    _write("court.correct", row, told.text, by, now, {"undoes": old.id})
    _follow(row, case, by, now)
    if old.person_id != row.person_id:
        _follow(old, case, by, now)
    return row


@story
def mark_court_error(*, fact_id: UUID, text: str, by: Member, now: datetime) -> CourtFact:
    """It was written down by mistake: it stays, marked, and counts no more. Raises NotAllowed, CannotMove, Invalid."""
    row, case = _opened(fact_id, by, now)
    check_says_why(text)
    _end(row, ERROR)
    _write("court.mistake", row, text, by, now, {})
    _follow(row, case, by, now)
    return row


# ---------------------------------------------------------------- parts
def _opened(fact_id: UUID, by: Member, now: datetime) -> tuple[CourtFact, Case]:
    lock_of(CourtFact, fact_id)
    row = CourtFact.objects.get(id=fact_id)
    case = Case.objects.get(id=row.case_id)
    check_writes(case, by, now, row.child_id)
    check_mends_fact(row, by, now)
    return row, case


def _made(case: Case, told: Told, by: Member, now: datetime) -> CourtFact:
    """The row, with what its kind takes and nothing else."""
    assert told.at is not None  # looked at before
    takes = KINDS[told.kind].takes
    about_charge = KINDS[told.kind].about == "charge" or "offence" in takes
    has_amount = told.amount is not None and "amount" in takes
    return CourtFact(
        id=uuid7(),
        case_id=case.id,
        kind=told.kind,
        at=told.at,
        precision=told.precision,
        code=told.code if KINDS[told.kind].choice else "",
        person_id=told.person.id if told.person else None,
        child_id=told.child.id if told.child and "child" in takes else None,
        offence=told.offence if about_charge else "",
        until=told.until if "until" in takes else None,
        court=told.court.principal if told.court and "court" in takes else None,
        category=told.category if "category" in takes else "",
        age=told.age if "age" in takes else None,
        detail=told.detail,
        amount=told.amount if has_amount else None,
        currency=told.currency if has_amount else "",
        document_id=told.document_id if "document" in takes else None,
        unit=by.unit_id,
        recorded_by=by.id,
        recorded_at=now,
    )


def odd_about(
    *, case: Case, told: Told, by: Member, now: datetime, instead_of: UUID | None = None
) -> dict[str, CourtFact | None]:
    """What would be odd about it, as the session sees the file; nothing is written. `told`: looked at before by `check_told`."""
    return odd_with(_made(case, told, by, now), told.person, instead_of=instead_of)


def odd_marked(row: CourtFact, told: Told) -> CourtFact:
    """With the codes of what is odd about it, and whether whoever tells it says that it is so all the same."""
    odd = sorted(odd_with(row, told.person))
    if odd:
        row.detail = row.detail | {"odd": odd} | ({"confirmed": True} if told.confirmed else {})
    return row


def _end(row: CourtFact, state: str) -> None:
    row.state, row.call_at, row.clocks, row.version = state, None, [], row.version + 1
    row.save()


def _follow(row: CourtFact, case: Case, by: Member, now: datetime) -> None:
    """What a fact changes for its accused: their clocks, their part in the case, who may read of them."""
    if row.person_id is None:
        return
    rows = list(CourtFact.objects.filter(case_id=case.id, person_id=row.person_id, state=STANDS))
    made = standing_of(rows, Person.objects.filter(id=row.person_id).first())
    set_clocks(rows, made, now)
    _name_part(row.person_id, made.is_charged, case, by, now)
    _restrict(row, made.is_cleared, by, now)


def _name_part(person_id: UUID, charged: bool, case: Case, by: Member, now: datetime) -> None:
    """The first charge makes a person named an accused; where it was a mistake, and nothing else made them one, they are named again.
    The number is new, for each part counts by itself."""
    person = Person.objects.filter(id=person_id, part__in=("accused", "person_named")).first()
    if person is None or charged == (person.part == "accused"):
        return
    entry = entry_of(person.id, "court.accused")
    if not charged and (entry is None or entry.facts.get("part") != "accused"):
        return
    part = "accused" if charged else "person_named"
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.next_number(%s, %s)", [case.id, part])
        number = cursor.fetchone()[0]
    before = {"part": person.part, "number": person.number}
    person.part, person.number, person.version = part, number, person.version + 1
    person.save(update_fields=["part", "number", "version"])
    record(
        "court.accused",
        by=by,
        now=now,
        subject=person,
        case_id=case.id,
        compartment="justice",
        facts={"part": part, "number": number, "before": before},
    )


def _restrict(row: CourtFact, cleared: bool, by: Member, now: datetime) -> None:
    """Who was cleared for good is read of by those alone who work in the whole justice part; a new decision opens it again."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.restrict_court_facts(%s, %s)", [row.id, cleared])
        changed = cursor.fetchone()[0]
    if changed:
        record(
            "court.cleared",
            by=by,
            now=now,
            subject=Person(id=row.person_id, case_id=row.case_id),
            case_id=row.case_id,
            compartment="justice",
            facts={"state": "restricted" if cleared else "open"},
        )


def _write(act: str, row: CourtFact, text: str, by: Member, now: datetime, more: dict[str, Any]) -> None:
    remark(act, row, text, by=by, now=now)
    facts: dict[str, Any] = {
        "kind": row.kind,
        "person": row.person_id,
        "offences": [row.offence] if row.offence else None,
        "reason": row.code,
        "until": row.until,
        "unit": row.court,
        "currency": row.currency,
        "amount": str(row.amount) if row.amount is not None else None,
    }
    record(
        act,
        by=by,
        now=now,
        subject=row,
        case_id=row.case_id,
        child_id=row.child_id,
        compartment="justice",
        occurred_at=row.at,
        precision=row.precision,
        facts={name: value for name, value in facts.items() if value} | more,
        changed={"text": text} if text.strip() else None,
    )
