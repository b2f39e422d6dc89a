"""Stories inside one file: people, notes, where the child is, and what a holder does with its own step."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connections
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.cases import rules
from samaki.cases.models import Arrival, Case, Person, Step, Strand
from samaki.cases.records import TABLES, IdentityRecord, SealedRecord
from samaki.cases.steps import change_holder, step_facts
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
) -> IdentityRecord:
    """Write a new version of who this person is (names in Khmer and Latin, birth date, contacts); the old one stays."""
    import json

    lock(person.case_id)
    rules.check_works_cases(by, now)
    newest = IdentityRecord.objects.filter(person_id=person.id).order_by("-version").first()
    if newest is not None:
        rules.fresh(newest, version)
    row = _sealed(IdentityRecord, person.case, json.dumps(identity, ensure_ascii=False), by, now, person=person)
    row.kind, row.version = "identity", (newest.version if newest else 0) + 1
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


@story
def hold_step(*, step_id: UUID, reason: str, until: datetime, by: Member, now: datetime, text: str = "") -> Step:
    """Put a step on hold with a reason and an end; when it ends, the clock calls."""
    step = locked_step(step_id)
    rules.check_holds(step, by, now)
    rules.check_step_moves(step, "hold")
    rules.check_hold(rules.check_reason("hold", reason, text), until, now)
    step.state, step.hold_reason, step.hold_until, step.call_at, step.level = "on_hold", reason, until, until, 0
    return _changed("step.hold", step, by, now, text)


@story
def resume_step(*, step_id: UUID, by: Member, now: datetime) -> Step:
    """Take a step off hold; its due time stands as it was."""
    step = locked_step(step_id)
    rules.check_holds(step, by, now)
    rules.check_step_moves(step, "resume")
    step.state, step.hold_reason, step.hold_until, step.call_at = "open", "", None, step.due_at
    return _changed("step.resume", step, by, now)


@story
def assign_step(*, step_id: UUID, worker: Member, by: Member, now: datetime) -> Step:
    """Name the member of the holding unit who does the step."""
    step = locked_step(step_id)
    rules.check_holds(step, by, now)
    rules.check_step_moves(step, "done")
    if worker.unit_id != step.holder_id or not worker.is_active:
        raise Invalid(_("Choose somebody of your own unit."), field="worker")
    step.worker_id = worker.id
    return _changed("step.assign", step, by, now)


@story
def reassign_step(*, step_id: UUID, to_unit: Unit, text: str, by: Member, now: datetime) -> Step:
    """A supervisor moves a step to another unit, with a reason, on the record."""
    step = locked_step(step_id)
    rules.check_leads(step.holder, by, now)
    rules.check_step_moves(step, "done")
    if to_unit.principal == step.holder_id:
        raise Invalid(_("This unit holds the step already."), field="to_unit")
    if to_unit.kind not in pack().step_kinds[step.kind].may_hold:
        raise Invalid(_("A unit of this kind cannot hold this step."), field="to_unit")
    if not text.strip():
        raise Invalid(_("Say in a few words what the reason is."), field="text")
    change_holder(step, to_unit.principal, by=by, now=now, ground="reassigned", worker=None)
    return step


def locked_step(step_id: UUID) -> Step:
    """The step, with its case locked until the transaction ends. Raises Step.DoesNotExist when it is not yours to see."""
    case_id = Step.objects.values_list("case_id", flat=True).get(id=step_id)
    lock(case_id)
    return Step.objects.select_related("holder", "case", "strand").get(id=step_id)


def sees(case_id: UUID, compartment: str, child_id: UUID | None, by: Member) -> bool:
    """Whether the member's unit has a live relation to this compartment, of this child or of the whole case."""
    from samaki.cases.queries import open_relations

    return any(
        relation.compartment == compartment and relation.child_id in (None, child_id)
        for relation in open_relations(case_id)
        if relation.unit_id == by.unit_id
    )


def _changed(act: str, step: Step, by: Member, now: datetime, text: str = "") -> Step:
    step.version += 1
    step.save()
    record(
        act,
        by=by,
        now=now,
        subject=step,
        case_id=step.case_id,
        child_id=step.child_id,
        compartment=step.compartment,
        facts=step_facts(step) | {"hold_until": step.hold_until},
        changed={"text": text} if text else None,
    )
    return step


def _sealed(
    table: type[SealedRecord], case: Case, text: str, by: Member, now: datetime, *, person: Person | None
) -> SealedRecord:
    row = table(case=case, unit=by.unit_id, recorded_by=by.id, recorded_at=now, occurred_at=now)
    row.person_id = person.id if person else None
    row.child_id = person.child_id if person else None
    row.sealed = vault.seal(vault.key_of(case_id=case.id), text, row.place)
    return row


__all__ = [
    "Strand",
    "add_person",
    "assign_step",
    "describe_person",
    "hold_step",
    "locked_step",
    "look_at_identity",
    "reassign_step",
    "record_arrival",
    "record_identity",
    "resume_step",
    "sees",
    "write_note",
]
