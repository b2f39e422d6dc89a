"""Somebody was threatened, put under pressure or offered money: the safety step, the sign, who is told. And that it was a mistake."""

from __future__ import annotations

import json
import unicodedata
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.cases import rules
from samaki.cases.births import check_after_birth
from samaki.cases.mending import check_mends, check_says_why, entry_of
from samaki.cases.models import OPEN_STATES, Case, Person, Step, Strand
from samaki.cases.remarks import remark
from samaki.cases.steps import open_step
from samaki.database import lock, story, uuid7
from samaki.database.refusals import CannotMove, together
from samaki.journeys.danger import AGAIN, desks_of
from samaki.journeys.follow import DANGER_NOW, send_to_default
from samaki.journeys.guarding.rules import officers_of
from samaki.journeys.pressure.models import Pressure
from samaki.journeys.pressure.opening import hasten, most_pressing
from samaki.journeys.pressure.over import undo
from samaki.journeys.pressure.queries import helpers, words_of
from samaki.ledger.models import LedgerEntry
from samaki.ledger.operations import record
from samaki.names import clean_text
from samaki.notices.operations import queue
from samaki.vault import sealing as vault

LONGEST = 4000
"""Letters of what happened, and of by whom."""


@story
def record_pressure(
    *,
    case: Case,
    child: Person,
    sort: str,
    on_whom: str,
    by: Member,
    now: datetime,
    text: str = "",
    who: str = "",
    person: Person | None = None,
    broker_unit: Unit | None = None,
    occurred_at: datetime | None = None,
    precision: str = "instant",
) -> Pressure:
    """Record pressure on a child, the family, a guardian or a witness; a step to make sure of the child opens, due in a day.

    `person`: on whom, where they are on the file. `who`: by whom, in words; `broker_unit`: where that person works, if known: it
    sees nothing of this. Raises NotAllowed, and Invalid for each wrong field.
    """
    lock(case.id)
    rules.check_works_cases(by, now)
    with together():
        check_after_birth(child, occurred_at, "occurred_at")
        _check(child, sort, on_whom, text, who, person, broker_unit, by)
    rules.check_works_for(child, by)
    broker = broker_unit.principal if broker_unit is not None else None
    strand = (
        Strand.objects.select_related("case").filter(case=case, kind="care", child_id=child.id, state="open").first()
    )
    opens = strand is not None and bool(pack().pressing.step)
    there = hasten(case, child.id, pack().pressing.step, broker, now) if opens else None
    row = Pressure(case_id=case.id, child_id=child.id, sort=sort, on_whom=on_whom, broker_unit=broker, unit=by.unit_id)
    row.person_id, row.recorded_by, row.recorded_at = person.id if person else None, by.id, now
    row.occurred_at, row.occurred_precision = occurred_at or now, precision
    row.step_id = there[0] if there else uuid7() if opens else None
    words = json.dumps({"text": text.strip(), "who": who.strip()}, ensure_ascii=False)
    row.sealed = vault.seal(vault.key_of(case_id=case.id), words, row.place)
    row.save(force_insert=True)
    _write(row, words, by, now)
    if strand is not None and row.step_id is not None and there is None:
        _open(row.step_id, strand, child, broker, by, now)
    _tell("pressure.told", row, {*_told(row, case, now), *([there[1]] if there else [])}, case, by, now)
    _propose_wall(row, broker_unit, case, by, now)
    return row


def recorded_already(
    *, case: Case, child: Person, sort: str, on_whom: str, text: str, who: str, person: Person | None, broker_unit: Unit | None,
    occurred_at: datetime | None, by: Member, now: datetime,
) -> Pressure | None:  # fmt: skip
    """Just this record, where this member made it a moment ago: the way back in a browser makes a new form (`danger.AGAIN`)."""
    mine = Pressure.objects.filter(case_id=case.id, child_id=child.id, recorded_by=by.id, in_error_at=None, recorded_at__gte=now - AGAIN,
                                   sort=sort, on_whom=on_whom, person_id=person.id if person else None,
                                   broker_unit=broker_unit.principal if broker_unit else None)  # fmt: skip
    words = {"text": text.strip(), "who": who.strip()}
    same = (row for row in mine.order_by("-id") if row.occurred_at == (occurred_at or row.recorded_at))
    return next((row for row in same if words_of(row) == words), None)


@story
def mark_pressure_error(*, pressure_id: UUID, text: str, by: Member, now: datetime) -> Pressure:
    """It was recorded by mistake: it stays, marked, and the sign ends. Who was told is told; the step that opened stays.

    What was hidden stays hidden. Raises NotAllowed (who did not record it, nor leads that unit), CannotMove, Invalid.
    """
    row = Pressure.objects.get(id=pressure_id)
    lock(row.case_id)
    row.refresh_from_db()
    entry = check_marks(row, by, now)
    check_says_why(text)
    row.in_error_at = now
    row.save(update_fields=["in_error_at"])
    remark("pressure.mistake", row, text, by=by, now=now)
    record("pressure.mistake", by=by, now=now, subject=row, case_id=row.case_id, child_id=row.child_id, compartment="justice",
           facts={"undoes": entry.id}, changed={"text": text})  # fmt: skip
    signs = LedgerEntry.objects.filter(case_id=row.case_id, act="child.danger", facts__pressure=str(row.id))
    for sign in signs:
        undo(sign, by, now)
    case = Case.objects.get(id=row.case_id)
    looks = [sign.facts["step"] for sign in signs if sign.facts.get("step")]
    held = {step.holder_id for step in Step.objects.filter(case=case, id__in=looks, state__in=OPEN_STATES)}
    _tell("pressure.undone", row, {*_told(row, case, now), *held}, case, by, now)
    return row


def check_marks(row: Pressure, by: Member, now: datetime) -> LedgerEntry:
    """Who recorded it, or a lead of that unit; the entry of that."""
    rules.check_works_cases(by, now)
    if row.in_error_at is not None:
        raise CannotMove(_("This was taken back already. If it happened after all, record it anew."))
    entry = entry_of(row.id, "pressure.write")
    check_mends(entry, Unit.objects.get(principal=row.unit), by, now)
    assert entry is not None  # it is written with the row
    return entry


def _check(
    child: Person, sort: str, on_whom: str, text: str, who: str, person: Person | None, broker: Unit | None, by: Member
) -> None:
    with together() as told:
        if text.strip() and not _says_something(text):
            told.wrong(_("Say in a few words what happened."), field="text")
        if child.part != "survivor":
            told.wrong(_("Choose the child whose side was put under pressure."), field="person")
        if sort not in pack().reasons["pressure"]:
            told.wrong(_("Choose what happened, from the list."), field="sort")
        elif pack().reasons["pressure"][sort].needs_text and not text.strip():
            told.wrong(_("Say in a few words what happened."), field="text")
        if on_whom not in pack().reasons["pressure_on"]:
            told.wrong(_("Choose on whom, from the list."), field="on_whom")
        if person is not None and person.case_id != child.case_id:
            told.wrong(_("Choose a person from the list."), field="on_person")
        for name, value in (("text", text), ("who", who)):
            if len(value) > LONGEST:
                told.wrong(
                    _("This is too long. Please keep it under %(limit)s letters.") % {"limit": LONGEST}, field=name
                )
        if broker is not None and broker.principal == by.unit_id:
            told.wrong(
                _("This is your own unit, and it would see nothing of what you write. Leave this open, and file a complaint: it goes "
                  "round your agency."),
                field="broker_unit",
            )  # fmt: skip


def _open(key: UUID, strand: Strand, child: Person, broker: int | None, by: Member, now: datetime) -> None:
    """With us where we may hold it, else with us while it is offered, at once, to whom the pack names."""
    code = pack().pressing.step
    ours = by.unit.kind in pack().step_kinds[code].may_hold
    step = open_step(case=strand.case, strand=strand, kind=code, holder=by.unit_id, by=by, now=now, person=child,
                     opens_file=ours, step_id=key, hidden_from=broker)  # fmt: skip
    if not ours:
        send_to_default(step, by=by, now=now, why_code=DANGER_NOW, urgency=most_pressing(strand.case))


def _says_something(text: str) -> bool:
    """Whether a sign of it can be seen: a space without width looks like nothing, and is nothing to whoever must act."""
    return any(unicodedata.category(sign)[0] not in "CZ" for sign in clean_text(text))


def _write(row: Pressure, words: str, by: Member, now: datetime) -> None:
    """Two entries: what happened, for who reads justice; and that the child is not safe, for every unit with a part."""
    about: dict[str, Any] = {"by": by, "now": now, "case_id": row.case_id, "child_id": row.child_id, "occurred_at": row.occurred_at,
             "precision": row.occurred_precision}  # fmt: skip
    facts = {"kind": row.sort, "part": row.on_whom, "person": row.person_id, "step": row.step_id}
    record("pressure.write", subject=row, compartment="justice", facts=facts, changed={"words": words}, **about)
    child = Person(id=row.child_id, case_id=row.case_id, child_id=row.child_id)
    record("child.danger", subject=child, facts={"pressure": row.id, "step": row.step_id}, **about)


def _told(row: Pressure, case: Case, now: datetime) -> set[int]:
    """The child's lawyer and the prosecutor who have a part, the desks of the area that any danger is told, who opened the case."""
    of_law = [unit for helper in helpers(case, row.child_id, row.broker_unit, now) for unit in helper.units]
    return {case.opened_by_unit_id, *(unit.principal for unit in (*desks_of(case, now), *of_law))}


def _propose_wall(row: Pressure, broker: Unit | None, case: Case, by: Member, now: datetime) -> None:
    """The officers of the agency that recorded it may ask for a wall; none is laid by itself, nor asked for against one's own."""
    if broker is None or broker.agency_id == by.unit.agency_id:
        return
    for unit in sorted(officers_of(by.unit, now)):
        queue("pressure.may_wall", to_unit=unit, subject=row, now=now, dedupe="wall", audience="privacy", urgency="urgent",
              case_id=case.id, case_code=case.code)  # fmt: skip


def _tell(what: str, row: Pressure, units: set[int], case: Case, by: Member, now: datetime) -> None:
    """A code and no more; never to the broker's unit, which the database keeps silent as well."""
    for unit in sorted(units - {by.unit_id, row.broker_unit}):
        queue(what, to_unit=unit, subject=row, now=now, dedupe=str(uuid7()), urgency="emergency", case_id=case.id,
              case_code=case.code)  # fmt: skip
