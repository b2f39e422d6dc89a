"""Stories inside one file: people, notes, and where the child is."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connections
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.cases import rules
from samaki.cases.models import Arrival, Case, Person
from samaki.cases.records import TABLES, IdentityRecord, SealedRecord
from samaki.database import current_alias, lock, story
from samaki.database.refusals import Invalid, NotAllowed
from samaki.ledger.operations import record
from samaki.vault import sealing as vault

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
    if part not in pack().reasons["part"]:
        raise Invalid(_("Choose the part this person plays from the list."), field="part")
    _check_sex(sex)
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.next_number(%s, %s)", [case.id, part])
        number = cursor.fetchone()[0]
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
    *, person: Person, sex: str, age: int | None, age_estimated: bool, by: Member, now: datetime, version: int | None
) -> Person:
    """Correct sex or age as they are known now."""
    lock(person.case_id)
    rules.check_works_cases(by, now)
    person.refresh_from_db()
    rules.fresh(person, version)
    _check_sex(sex)
    before = {"sex": person.sex, "age": person.age, "age_estimated": person.age_estimated}
    person.sex, person.age, person.age_estimated, person.version = sex, age, age_estimated, person.version + 1
    person.save()
    record(
        "person.describe",
        by=by,
        now=now,
        subject=person,
        case_id=person.case_id,
        child_id=person.child_id,
        compartment="" if person.compartment == "case" else person.compartment,
        facts={"sex": sex, "age": age, "age_estimated": age_estimated, "before": before},
    )
    return person


@story
def record_identity(
    *, person: Person, identity: dict[str, str], by: Member, now: datetime, version: int | None = None
) -> SealedRecord:
    """Write a new version of who this person is (names in Khmer and Latin, birth date, contacts); the old one stays."""
    import json

    lock(person.case_id)
    rules.check_works_cases(by, now)
    rules.check_identity(identity, now)
    newest = IdentityRecord.objects.filter(person_id=person.id).order_by("-version").first()
    if newest is not None:
        rules.fresh(newest, version)
    following = _next_identity(person)
    if newest is None and following > 1:  # a version stands that this unit may not read: nobody writes over it unread
        raise NotAllowed(_("Names are sealed for you: no step that your unit holds needs them."))
    row = _sealed(IdentityRecord, person.case, json.dumps(identity, ensure_ascii=False), by, now, person=person)
    row.kind, row.version = "identity", following
    row.supersedes_id = newest.id if newest else None
    row.save(force_insert=True)
    record(
        "identity.write",
        by=by,
        now=now,
        subject=row,
        case_id=person.case_id,
        child_id=person.child_id,
        compartment="identity",
        facts={"version": row.version, "fields": sorted(key for key, value in identity.items() if value)},
        changed=identity,
    )
    return row


def _next_identity(person: Person) -> int:
    """The next version, those that the session cannot see counted."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.next_identity(%s)", [person.id])
        return int(cursor.fetchone()[0])


@story
def look_at_identity(*, person: Person, by: Member, now: datetime) -> dict[str, str]:
    """Who this person is; the look is recorded first, or nothing is shown. Empty when no name is known."""
    import json

    rules.check_works_cases(by, now)
    rows = IdentityRecord.objects.filter(person_id=person.id).order_by("-version")
    if not sees(person.case_id, "identity", person.child_id, by):
        raise NotAllowed(_("Names are sealed for you: no step that your unit holds needs them."))
    record(
        "identity.look",
        by=by,
        now=now,
        subject=person,
        case_id=person.case_id,
        child_id=person.child_id,
        compartment="identity",
    )
    newest = rows.first()
    if newest is None:
        return {}
    found: dict[str, str] = json.loads(vault.unseal(vault.key_of(case_id=person.case_id), newest.sealed, newest.place))
    return found | {"version": str(newest.version)}


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
    if compartment not in NOTE_COMPARTMENTS:
        raise Invalid(_("Choose the part of the file this note belongs to."), field="compartment")
    if not text.strip():
        raise Invalid(_("Write what you have seen or done; a few words are enough."), field="text")
    child_id = person.child_id if person else None
    if not sees(case.id, compartment, child_id, by):
        raise NotAllowed(_("This part of the file is not open to your unit."))
    row = _sealed(TABLES[compartment], case, text, by, now, person=person)
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


@story
def record_arrival(
    *,
    case: Case,
    child: Person,
    place: str,
    by: Member,
    now: datetime,
    safe: bool | None = None,
    brought_by: Unit | None = None,
    received_by: Unit | None = None,
    occurred_at: datetime | None = None,
    precision: str = "instant",
) -> Arrival:
    """The child arrived: who brought, who received, when. The place is sealed in its own compartment."""
    lock(case.id)
    rules.check_works_cases(by, now)
    if child.part != "survivor":
        raise Invalid(_("An arrival is about a child of this case."), field="person")
    arrival = Arrival(case=case, child_id=child.id, safe=safe, recorded_at=now, recorded_by=by.id)
    arrival.brought_by, arrival.received_by = brought_by, received_by or by.unit
    arrival.occurred_at, arrival.occurred_precision = occurred_at or now, precision
    arrival.save(force_insert=True)
    if place.strip():
        row = _sealed(TABLES["placement"], case, place, by, now, person=child)
        row.kind, row.occurred_at = "arrival", arrival.occurred_at
        row.save(force_insert=True)
    record(
        "child.arrive",
        by=by,
        now=now,
        subject=arrival,
        case_id=case.id,
        child_id=child.id,
        counterpart=arrival.received_by_id if arrival.received_by_id != by.unit_id else arrival.brought_by_id,
        occurred_at=occurred_at,
        precision=precision,
        facts={"safe": safe, "brought_by": arrival.brought_by_id, "received_by": arrival.received_by_id},
        changed={"place": place},
    )
    return arrival


def _check_sex(sex: str) -> None:
    if sex not in pack().reasons["sex"]:
        raise Invalid(_("Choose one from the list."), field="sex")


def sees(case_id: UUID, compartment: str, child_id: UUID | None, by: Member, *, works: bool = False) -> bool:
    """Whether the member's unit has a live relation to this compartment, of this child or of the whole case.

    `works`: a relation of work; being asked is not enough.
    """
    from samaki.cases.queries import open_relations

    return any(
        relation.compartment == compartment and relation.child_id in (None, child_id)
        for relation in open_relations(case_id)
        if relation.unit_id == by.unit_id and not (works and relation.ground == "offered")
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
    row = _sealed(table, case, text, by, now, person=person)
    row.kind, row.occurred_at, row.occurred_precision = kind, occurred_at, precision
    row.save(force_insert=True)
    return row


def _sealed(
    table: type[SealedRecord], case: Case, text: str, by: Member, now: datetime, *, person: Person | None
) -> SealedRecord:
    row = table(case=case, unit=by.unit_id, recorded_by=by.id, recorded_at=now, occurred_at=now)
    row.person_id = person.id if person else None
    row.child_id = person.child_id if person else None
    row.sealed = vault.seal(vault.key_of(case_id=case.id), text, row.place)
    return row
