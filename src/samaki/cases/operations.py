"""Stories inside one file: people, notes, and where the child is. Names have a room of their own: `identity.py`."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Final
from uuid import UUID

from django.db import connections
from django.utils.translation import gettext as _

from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import units
from samaki.cases import rules
from samaki.cases.births import check_after_birth
from samaki.cases.models import NOT_WORK, Arrival, Case, Person
from samaki.cases.records import TABLES, SealedRecord
from samaki.cases.sharing.telling import tell_of_person
from samaki.database import current_alias, lock, story
from samaki.database.refusals import Invalid, NotAllowed, together
from samaki.ledger.operations import record
from samaki.vault import sealing as vault


class Unchanged(Enum):
    """What was not said about a fact: it stays as it is."""

    UNCHANGED = "unchanged"


UNCHANGED: Final = Unchanged.UNCHANGED

NOTE_COMPARTMENTS = ("care", "justice", "intelligence", "placement")


def add_person(
    *,
    case: Case,
    part: str,
    by: Member,
    now: datetime,
    sex: str = "unknown",
    age: int | None = None,
    age_estimated: bool = True,
    child: Person | None = None,
) -> Person:
    """Put a person on the file, without a name. A survivor is their own child record; family belongs to a child."""
    rules.check_works_cases(by, now)
    rules.check_part(part)
    rules.check_sex(sex)
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.next_number(%s, %s)", [case.id, part])
        number = cursor.fetchone()[0]
    rules.check_number(number, part)
    person = Person(case=case, part=part, number=number, sex=sex, age=age, age_estimated=age_estimated, recorded_at=now)
    person.compartment = {"survivor": "case", "family": "care", "guardian": "care"}.get(part, "justice")
    person.child_id = person.id if part == "survivor" else (child.id if child else None)
    person.save(force_insert=True)
    record(
        "person.add",
        by=by,
        now=now,
        subject=person,
        case_id=case.id,
        child_id=person.child_id,
        compartment="" if person.compartment == "case" else person.compartment,
        facts={"part": part, "number": number, "sex": sex, "age": age, "age_estimated": age_estimated},
    )
    return person


@story
def describe_person(
    *,
    person: Person,
    by: Member,
    now: datetime,
    version: int | None,
    sex: str | Unchanged = UNCHANGED,
    age: int | None | Unchanged = UNCHANGED,
    age_estimated: bool | Unchanged = UNCHANGED,
) -> Person:
    """Correct sex or age as they are known now. What is left out stays as it is; an age of None is no longer known."""
    lock(person.case_id)
    rules.check_works_cases(by, now)
    rules.check_works_for(person, by)
    person.refresh_from_db()
    rules.fresh(person, version)
    before = {"sex": person.sex, "age": person.age, "age_estimated": person.age_estimated}
    given = {"sex": sex, "age": age, "age_estimated": age_estimated}
    after = before | {name: value for name, value in given.items() if value is not UNCHANGED}
    rules.check_sex(str(after["sex"]))
    for name, value in after.items():
        setattr(person, name, value)
    person.version += 1
    person.save()
    record(
        "person.describe",
        by=by,
        now=now,
        subject=person,
        case_id=person.case_id,
        child_id=person.child_id,
        compartment="" if person.compartment == "case" else person.compartment,
        facts=after | {"before": before},
    )
    if any(before[name] not in (None, "unknown", after[name]) for name in ("sex", "age")):
        tell_of_person(person, by, now)
    return person


@story
def write_note(
    *,
    case: Case,
    compartment: str,
    text: str,
    by: Member,
    now: datetime,
    person: Person | None = None,
    occurred_at: datetime | None = None,
    precision: str = "instant",
) -> SealedRecord:
    """Add an observation to a compartment that the member's unit sees. Late entries are welcome and marked."""
    rules.check_works_cases(by, now)
    rules.check_works_on(case, by)
    child_id = person.child_id if person else None
    with together() as told:
        if not text.strip():
            told.wrong(_("Write what you have seen or done; a few words are enough."), field="text")
        if person is not None:
            check_after_birth(person, occurred_at, "occurred_at")
        if compartment not in NOTE_COMPARTMENTS:
            told.wrong(_("Choose the part of the file this note belongs to."), field="compartment")
        else:
            _check_note_place(case, compartment, child_id, by)
    row = sealed(TABLES[compartment], case, text, by, now, person=person)
    row.kind, row.occurred_at, row.occurred_precision = "note", occurred_at or now, precision
    row.save(force_insert=True)
    record(
        "note.write",
        by=by,
        now=now,
        subject=row,
        case_id=case.id,
        child_id=child_id,
        compartment=compartment,
        occurred_at=occurred_at,
        precision=precision,
        changed={"text": text},
    )
    return row


def record_arrival(
    *,
    case: Case,
    child: Person,
    place: str | None,
    safe: bool | None,
    by: Member,
    now: datetime,
    brought_by: Unit | None = None,
    received_by: Unit | None = None,
    occurred_at: datetime | None = None,
    precision: str = "instant",
    waits: bool = False,
) -> Arrival:
    """Who brought the child, who received, when; the place sealed. (Part of `journeys.danger.arrive`.)

    `place` and `safe`: None says in so many words that it is not known; an empty place is no answer and refused, and so is `safe` of a
    place that is not known. `waits`: that the child is safe is said, and does not count before somebody else confirms it.
    """
    lock(case.id)
    rules.check_works_cases(by, now)
    if child.part != "survivor":
        raise Invalid(_("An arrival is about a child of this case."), field="person")
    rules.check_works_for(child, by)
    with together() as told:
        told.of(rules.check_place, place, safe)
        check_after_birth(child, occurred_at, "occurred_at")
        _check_units(now, brought_by=brought_by, received_by=received_by)
    safe = None if waits else safe
    arrival = Arrival(case=case, child_id=child.id, safe=safe, recorded_at=now, recorded_by=by.id)
    arrival.brought_by, arrival.received_by = brought_by, received_by
    arrival.occurred_at, arrival.occurred_precision = occurred_at or now, precision
    arrival.save(force_insert=True)
    if place is not None:
        _seal_place(arrival, child, place, by, now)
    other = arrival.received_by_id if arrival.received_by_id != by.unit_id else arrival.brought_by_id
    facts = {"safe": safe, "place_known": place is not None, "brought_by": arrival.brought_by_id,
             "received_by": arrival.received_by_id} | ({"answer": "safe"} if waits else {})  # fmt: skip
    record("child.arrive", by=by, now=now, subject=arrival, case_id=case.id, child_id=child.id, counterpart=other,
           occurred_at=occurred_at, precision=precision, facts=facts, changed={"place": place})  # fmt: skip
    return arrival


def _seal_place(arrival: Arrival, child: Person, place: str, by: Member, now: datetime) -> None:
    row = sealed(TABLES["placement"], child.case, place, by, now, person=child, row_id=arrival.id)
    row.kind, row.occurred_at = "arrival", arrival.occurred_at
    row.save(force_insert=True)


def _check_units(now: datetime, **given: Unit | None) -> None:
    """Units that are open now, or none."""
    with together() as told:
        for field, unit in given.items():
            if unit is not None and not units(now).filter(principal=unit.principal).exists():
                told.wrong(_("Choose a unit from the list."), field=field)


def _check_note_place(case: Case, compartment: str, child_id: UUID | None, by: Member) -> None:
    """A note stands where the unit works: for the whole case, or for the children of whom it holds or held a step."""
    if sees(case.id, compartment, child_id, by, works=True):
        return
    if note_places(case.id, by).get(compartment):
        raise Invalid(
            _("Choose the child: this part of the file is not open to you for the whole case."), field="person"
        )
    raise NotAllowed(_("This part of the file is not open to your unit."))


def note_places(case_id: UUID, by: Member) -> dict[str, set[UUID | None]]:
    """Compartment -> the children about whom the member's unit may write there; None stands for the whole case."""
    from samaki.cases.queries import open_relations

    found: dict[str, set[UUID | None]] = {}
    for relation in open_relations(case_id):
        if (
            relation.compartment in NOTE_COMPARTMENTS
            and relation.unit_id == by.unit_id
            and relation.ground not in NOT_WORK
        ):
            found.setdefault(relation.compartment, set()).add(relation.child_id)
    return found


def sees(
    case_id: UUID, compartment: str, child_id: UUID | None, by: Member, *, works: bool = False, reads: bool = False
) -> bool:
    """Whether the member's unit has a live relation to this compartment, of this child or of the whole case.

    `works`: a relation of work; being asked, or having had it shared, is not enough. `reads`: being asked is not enough.
    """
    from samaki.cases.queries import open_relations

    return any(
        relation.compartment == compartment and relation.child_id in (None, child_id)
        for relation in open_relations(case_id)
        if relation.unit_id == by.unit_id
        and not (works and relation.ground in NOT_WORK)
        and not (reads and relation.ground == "offered")
    )


def add_sealed(
    table: type[SealedRecord],
    case: Case,
    text: str,
    by: Member,
    now: datetime,
    *,
    person: Person,
    kind: str,
    occurred_at: datetime,
    precision: str,
) -> SealedRecord:
    """Write one sealed record about a person; whoever calls records the act."""
    row = sealed(table, case, text, by, now, person=person)
    row.kind, row.occurred_at, row.occurred_precision = kind, occurred_at, precision
    row.save(force_insert=True)
    return row


def sealed(
    table: type[SealedRecord],
    case: Case,
    text: str,
    by: Member,
    now: datetime,
    *,
    person: Person | None,
    row_id: UUID | None = None,
) -> SealedRecord:
    """A record of a compartment with its text sealed, not yet saved. `row_id`: the key of what it is the sealed part of."""
    row = table(case=case, unit=by.unit_id, recorded_by=by.id, recorded_at=now, occurred_at=now)
    if row_id:
        row.id = row_id
    row.person_id = person.id if person else None
    row.child_id = person.child_id if person else None
    row.sealed = vault.seal(vault.key_of(case_id=case.id), text, row.place)
    return row
