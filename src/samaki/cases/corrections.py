"""Notes written wrongly: the next version supersedes. (What was a mistake altogether is struck: `journeys.mistakes`.)

Records are added, never changed: the older one stays beside the newer one, and both name who wrote them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member, Unit
from samaki.cases import rules
from samaki.cases.mending import MISTAKE, check_mends, entry_of
from samaki.cases.models import Case, Person
from samaki.cases.operations import NOTE_COMPARTMENTS, sealed, sees
from samaki.cases.records import TABLES, SealedRecord
from samaki.cases.sharing.telling import tell_who_received
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Stale
from samaki.ledger.operations import record

WRITTEN_BY = ("note.write", "note.correct", "observation.write")


@story
def correct_note(
    *,
    case: Case,
    compartment: str,
    record_id: UUID,
    text: str,
    by: Member,
    now: datetime,
    occurred_at: datetime | None = None,
    precision: str = "instant",
) -> SealedRecord:
    """Write a note anew: the new text stands, the old one stays beneath it. Without a time the old time stays.

    Raises Stale where somebody corrected it in between, CannotMove for an observation (that one is taken back).
    """
    lock(case.id)
    old = note_of(case, compartment, record_id)
    check_mends_note(old, by, now)
    if old.kind != "note":
        raise CannotMove(_("An observation is not rewritten. Mark it as written by mistake, and record what was seen."))
    if not text.strip():
        raise Invalid(_("Write what you have seen or done; a few words are enough."), field="text")
    when = (occurred_at, precision) if occurred_at else (old.occurred_at, old.occurred_precision)
    return supersede(old, compartment, "note.correct", old.kind, text, when, by, now)


def note_of(case: Case, compartment: str, record_id: UUID) -> SealedRecord:
    """A note or observation of a compartment that is open to the session; SealedRecord.DoesNotExist otherwise."""
    if compartment not in NOTE_COMPARTMENTS:
        raise Invalid(_("Choose the part of the file this note belongs to."), field="compartment")
    found: SealedRecord = TABLES[compartment]._default_manager.select_related("case").get(id=record_id, case=case)
    return found


def check_mends_note(old: SealedRecord, by: Member, now: datetime) -> None:
    """Who wrote it, or a lead of that unit; as long as it stands and its part of the file is worked on."""
    rules.check_works_cases(by, now)
    if not sees(old.case_id, _compartment(old), old.child_id, by, works=True):
        raise NotAllowed(_("This part of the file is not open to your unit."))
    check_mends(entry_of(old.id, *WRITTEN_BY), Unit.objects.get(principal=old.unit), by, now)
    if old.kind == MISTAKE or old.kind == "arrival":
        raise CannotMove(_("This entry belongs to another one. Mend that one."))
    if type(old)._default_manager.filter(supersedes_id=old.id).exists():
        sentence = _(
            "This was put right already and stays struck. What stands now, and why, is among the notes of the case."
        )
        raise Stale(sentence).leading_to("notes", old.case.code)


def _compartment(row: SealedRecord) -> str:
    return str(row._meta.db_table).removesuffix("_record")


def supersede(
    old: SealedRecord,
    compartment: str,
    act: str,
    kind: str,
    text: str,
    when: tuple[datetime, str],
    by: Member,
    now: datetime,
) -> SealedRecord:
    """The newer version of a record, and its entry. (Part of the stories that correct one or strike it.)"""
    person = Person(id=old.person_id, child_id=old.child_id) if old.person_id else None
    row = sealed(TABLES[compartment], old.case, text, by, now, person=person)
    row.kind, (row.occurred_at, row.occurred_precision) = kind, when
    row.supersedes_id, row.version = old.id, old.version + 1
    if expires := getattr(old, "expires_at", None):  # a lead that is written anew lives no longer for it
        row.expires_at = expires  # type: ignore[attr-defined]
    row.save(force_insert=True)
    before = entry_of(old.id, *WRITTEN_BY)
    facts: dict[str, Any] = {"version": row.version, "undoes": before.id if before else None}
    record(act, by=by, now=now, subject=row, case_id=old.case_id, child_id=old.child_id, compartment=compartment,
           occurred_at=when[0] if kind == "note" else None, precision=when[1], facts=facts, changed={"text": text})  # fmt: skip
    tell_who_received(case=old.case, child_id=old.child_id, compartment=compartment, since=old.recorded_at, subject=row, by=by,
                      now=now)  # fmt: skip
    return row
