"""Who a person is. Each record holds what one act changed; together, oldest first, they say what is known.

So a correction never takes along what it did not mention, and whoever may not read a name can still put right what
they wrote themselves. Nothing is deleted: an act can be taken back, and that can be taken back again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connections
from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.cases import rules
from samaki.cases.births import check_age_fits, read_birth
from samaki.cases.indexing import keys_of
from samaki.cases.models import Person
from samaki.cases.operations import UNCHANGED, Unchanged, describe_person, sealed, sees
from samaki.cases.records import IdentityRecord, SealedRecord
from samaki.cases.sharing.telling import tell_who_received
from samaki.database import current_alias, lock, story
from samaki.database.refusals import Invalid, NotAllowed, together
from samaki.ledger.models import LedgerEntry
from samaki.ledger.operations import record
from samaki.vault import blind
from samaki.vault import sealing as vault

IDENTITY = ("name_km", "name_latin", "known_as", "birth_date", "contact")
OWN_WORDS = timedelta(hours=24)
"""For so long whoever wrote something that their unit may not read can write it anew or take it back."""

WRITES = ("identity.write", "identity.undo")


@dataclass(frozen=True)
class Standing:
    """What a member may know and do about a name. `version`: of the newest record, 0 for none; `fields`: what is known,
    where it may be read; `own_at`: when the member wrote the newest one, while they may still put it right."""

    version: int
    reads: bool
    fields: tuple[str, ...]
    own_at: datetime | None

    @property
    def writes(self) -> bool:
        """Nobody writes over a name that they may not read, unless the words are their own."""
        return self.reads or not self.version or self.own_at is not None

    @property
    def undoes(self) -> bool:
        return bool(self.version) and (self.reads or self.own_at is not None)


def standing(person: Person, by: Member, now: datetime) -> Standing:
    """The name's standing for this member. Opens no name to anybody: only names of fields come out."""
    version = _newest_version(person)
    reads = sees(person.case_id, "identity", person.child_id, by)
    fields = tuple(sorted(known_identity(person))) if reads else ()
    return Standing(version, reads, fields, None if reads else _own_at(person, version, by, now))


def known_identity(person: Person) -> dict[str, str]:
    """What is known of who this person is, every act counted that was not taken back; empty where it may not be read."""
    rows = list(IdentityRecord.objects.filter(person_id=person.id).order_by("-version"))
    return known_from(rows, vault.key_of(case_id=person.case_id) if rows else None)


def known_from(rows: Iterable[IdentityRecord], key: bytes | None) -> dict[str, str]:
    """The same from the records of one person, the newest first, and the key of their case."""
    known: dict[str, str | None] = {}
    undone: set[int] = set()
    for row in rows:
        if row.version in undone:
            continue
        told: dict[str, Any] = json.loads(vault.unseal(key, row.sealed, row.place)) if key else {}
        if row.kind == "undo":
            undone.add(told["version"])
            continue
        for name, value in told.items():
            known.setdefault(name, value)
    return {name: value for name, value in known.items() if value}


@story
def record_identity(
    *, person: Person, identity: Mapping[str, str | None], by: Member, now: datetime, version: int | None = None
) -> SealedRecord:
    """Write what is newly known of who this person is (names in Khmer and Latin, birth date, contacts).

    A field that is absent or empty stays as it is; None takes away what was known. The older records stay.
    Raises Invalid (a birth date that cannot be), NotAllowed (a name stands that this unit may not read), Stale.
    """
    lock(person.case_id)
    rules.check_works_cases(by, now)
    rules.check_works_for(person, by)
    stands = standing(person, by, now)
    if stands.version:
        rules.fresh(stands, version)
    if not stands.writes or (None in identity.values() and not stands.reads):
        raise NotAllowed(_("Names are sealed for you: no step that your unit holds needs them."))
    return write_identity(person, identity, by, now)


def write_identity(person: Person, identity: Mapping[str, str | None], by: Member, now: datetime) -> SealedRecord:
    """Seal the changed fields as the next record. (Part of a story that holds the lock and has asked who may.)"""
    changes = _checked(identity, now)
    if not changes:
        raise Invalid(_("Say what is to be changed: at least one field."), field="name_km")
    before = _written_before(person, changes)
    row = _add(person, "identity", changes, by, now)
    _keep_keys(person, row, changes, by)
    facts = {"version": row.version, "person": person.id}
    facts["fields"] = sorted(name for name in changes if name in identity)
    _write("identity.write", row, person, by, now, facts, changes)
    if before is not None:
        tell_who_received(case=person.case, child_id=person.child_id, compartment="identity", since=before, subject=person, by=by,
                          now=now)  # fmt: skip
    return row


def _written_before(person: Person, changes: Mapping[str, str | None]) -> datetime | None:
    """When the newest record was written, if this change puts another thing in its place; None where it only adds to it."""
    newest = IdentityRecord.objects.filter(person_id=person.id).order_by("-version").first()
    known = known_identity(person) if newest is not None else {}
    return (
        newest.recorded_at
        if newest is not None and any(known.get(key, new) != new for key, new in changes.items())
        else None
    )


@story
def take_back_identity(*, person: Person, by: Member, now: datetime, version: int | None = None) -> SealedRecord:
    """Take the last change of a name back: what was known before it is known again. Taking back twice restores it."""
    lock(person.case_id)
    rules.check_works_cases(by, now)
    rules.check_works_for(person, by)
    stands = standing(person, by, now)
    if not stands.version:
        raise Invalid(_("No name is recorded, so there is nothing to take back."), field="")
    rules.fresh(stands, version)
    if not stands.undoes:
        raise NotAllowed(_("Names are sealed for you: no step that your unit holds needs them."))
    row = _add(person, "undo", {"version": stands.version}, by, now)
    _keep_keys(person, row, {}, by)
    facts = {"version": row.version, "person": person.id, "undoes": stands.version}
    _write("identity.undo", row, person, by, now, facts, {"version": stands.version})
    tell_who_received(case=person.case, child_id=person.child_id, compartment="identity", since=person.recorded_at, subject=person,
                      by=by, now=now)  # fmt: skip
    return row


@story
def look_at_identity(*, person: Person, by: Member, now: datetime, purpose: str = "") -> dict[str, str]:
    """Who this person is; the look is recorded first, or nothing is shown. Where no name is known nothing is recorded.

    A birth date is ISO text as short as what is known; `birth_calendar` says when it was told in another era.
    """
    rules.check_works_cases(by, now)
    if not sees(person.case_id, "identity", person.child_id, by):
        raise NotAllowed(_("Names are sealed for you: no step that your unit holds needs them."))
    known = known_identity(person)
    if not known:
        return {}
    record(
        "identity.look",
        by=by,
        now=now,
        subject=person,
        case_id=person.case_id,
        child_id=person.child_id,
        compartment="identity",
        facts={"why": purpose} if purpose else None,
    )
    return known | {"version": str(_newest_version(person))}


@story
def correct_person(
    *,
    person: Person,
    by: Member,
    now: datetime,
    version: int | None,
    identity: Mapping[str, str | None] | None = None,
    identity_version: int | None = None,
    sex: str | Unchanged = UNCHANGED,
    age: int | None | Unchanged = UNCHANGED,
    age_estimated: bool | Unchanged = UNCHANGED,
) -> Person:
    """Correct what is known of a person, all of it or nothing. What is left out stays; None takes an age or a name away."""
    lock(person.case_id)
    rules.check_works_for(person, by)
    person.refresh_from_db()
    rules.fresh(person, version)
    with together() as told:
        if sex is not UNCHANGED:
            told.of(rules.check_sex, str(sex))
        check_age_fits(age if isinstance(age, int) else None, identity, now)
    given = {"sex": sex, "age": age, "age_estimated": age_estimated}
    described = {name: value for name, value in given.items() if value not in (UNCHANGED, getattr(person, name))}
    changes = {name: value for name, value in (identity or {}).items() if value != ""}
    if not described and not changes:
        raise Invalid(_("Say what is to be changed: at least one field."), field="sex")
    if described:
        describe_person(person=person, by=by, now=now, version=None, **described)  # type: ignore[arg-type]
    else:
        person.version += 1
        person.save()
    if changes:
        record_identity(person=person, identity=changes, by=by, now=now, version=identity_version)
    return person


def _checked(identity: Mapping[str, str | None], now: datetime) -> dict[str, str | None]:
    changes = {name: value for name, value in identity.items() if value is None or value.strip()}
    rules.check_identity(changes)
    if "birth_date" in changes:
        born = changes["birth_date"]
        told = read_birth(born, now) if born is not None else None
        changes["birth_date"] = str(told) if told else None
        changes["birth_calendar"] = told.calendar if told and told.calendar != "gregorian" else None
    return changes


def _add(person: Person, kind: str, content: dict[str, Any], by: Member, now: datetime) -> SealedRecord:
    newest = IdentityRecord.objects.filter(person_id=person.id).order_by("-version").first()
    row = sealed(IdentityRecord, person.case, json.dumps(content, ensure_ascii=False), by, now, person=person)
    row.kind, row.version = kind, _newest_version(person) + 1
    row.supersedes_id = newest.id if newest else None
    row.save(force_insert=True)
    return row


def _keep_keys(person: Person, row: SealedRecord, told: Mapping[str, str | None], by: Member) -> None:
    """The blind index of what is known now. Who may not read it adds only what they told: the index then finds a little
    more than is known, until a reader writes next; what is shown is always read from the records."""
    reads = sees(person.case_id, "identity", person.child_id, by)
    known = known_identity(person) if reads else {name: value for name, value in told.items() if value}
    keys = keys_of(known, person.case.area)
    if reads or keys:
        blind.keep(person.id, row.version, keys, replaces=reads)


def _write(
    act: str,
    row: SealedRecord,
    person: Person,
    by: Member,
    now: datetime,
    facts: dict[str, Any],
    changed: dict[str, Any],
) -> None:
    record(
        act,
        by=by,
        now=now,
        subject=row,
        case_id=person.case_id,
        child_id=person.child_id,
        compartment="identity",
        facts=facts,
        changed=changed,
    )


def _newest_version(person: Person) -> int:
    """The version of the newest record, those that the session cannot see counted; 0 for none."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.next_identity(%s)", [person.id])
        return int(cursor.fetchone()[0]) - 1


def _own_at(person: Person, version: int, by: Member, now: datetime) -> datetime | None:
    """When this member wrote the newest record, if that was a short while ago. The ledger knows; the record is sealed."""
    own = LedgerEntry.objects.filter(
        act__in=WRITES, case_id=person.case_id, who=by.username, unit=by.unit_id, recorded_at__gt=now - OWN_WORDS
    ).order_by("-id")
    mine = [entry.recorded_at for entry in own if entry.facts.get("person") == str(person.id)
            and entry.facts.get("version") == version]  # fmt: skip
    return mine[0] if version and mine else None
