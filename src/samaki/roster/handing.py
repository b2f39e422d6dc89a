"""Stories of what goes from one duty to the next: the note at hand-over, and a member's own number as the last that is tried."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar
from samaki.agencies.models import Member, Unit
from samaki.agencies.telephones import as_stored
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.ledger.operations import record
from samaki.names import clean_text
from samaki.roster import rules
from samaki.roster.duty import on_call
from samaki.roster.models import DutyNote, DutyNumber, DutyRoster
from samaki.roster.queries import own_number, plan_of, version_of
from samaki.vault.sealing import installation_seal, installation_unseal


@story
def write_handover(*, roster_id: UUID, text: str, by: Member, now: datetime) -> DutyNote:
    """What the next on duty must know, sealed. By who can be on duty in the unit, or plans. Raises NotAllowed, Invalid, CannotMove."""
    roster = _roster(roster_id)
    if not (rules.plans(roster.unit) or rules.is_on_the_list(by, now)):
        raise NotAllowed(_("Only who can be on duty in this unit writes a note for the next."))
    rules.check_words(text)
    note = DutyNote(roster=roster, unit_id=roster.unit_id, written_by=by.id, made_at=now)
    note.sealed = installation_seal("duty note", clean_text(text).strip(), note.place)
    note.save(force_insert=True)
    record("roster.note", by=by, now=now, subject=note, facts={"area": roster.area})
    return note


@story
def read_handover(*, note_id: UUID, by: Member, now: datetime) -> str:
    """The words, for who is on duty now, who wrote it, or who plans; the look is recorded. Raises NotAllowed."""
    note = DutyNote.objects.select_related("roster__unit").get(id=note_id)
    lock(note.roster_id)
    note.refresh_from_db()
    if not may_read(note, by, now):
        raise NotAllowed(_("Only who is on duty now, who wrote it, or who plans the roster reads this note."))
    if note.read_at is None and note.written_by != by.id:
        note.read_by, note.read_at = by.id, now
        note.save(update_fields=["read_by", "read_at"])
    record("roster.note_read", by=by, now=now, subject=note, facts={"area": note.roster.area})
    return installation_unseal("duty note", note.sealed, note.place)


def may_read(note: DutyNote, by: Member, now: datetime) -> bool:
    """Whether the member may open this note."""
    if note.written_by == by.id or rules.plans(note.roster.unit):
        return True
    version = version_of(note.roster, "published")
    return version is not None and on_call(plan_of(version, now, now), now.astimezone(calendar().timezone)) == str(
        by.id
    )


@story
def give_number(*, number: str, by: Member, now: datetime) -> DutyNumber:
    """The member's own number, of their own will: the last that is tried of their unit. One that was given before is replaced."""
    lock(by.id)
    if not rules.is_on_the_list(by, now):
        raise NotAllowed(_("Only who can be on duty gives a number for it."))
    kept = as_stored(clean_text(number).strip(), "number")
    if not kept:
        raise Invalid(_("Write the number at which you can be called."), field="number")
    _withdraw(by)
    row = DutyNumber(member_id=by.id, unit_id=by.unit_id, given_at=now)
    row.sealed = installation_seal("duty number", kept, row.place)
    row.save(force_insert=True)
    record("roster.number", by=by, now=now, subject=row, facts={})
    return row


@story
def withdraw_number(*, by: Member, now: datetime) -> DutyNumber:
    """Nobody calls it any more; nothing of the number is left here."""
    lock(by.id)
    row = _withdraw(by)
    if row is None:
        raise CannotMove(_("There is no number of yours here."))
    record("roster.number_end", by=by, now=now, subject=row, facts={})
    return row


@story
def look_at_numbers(*, unit: Unit, by: Member, now: datetime) -> dict[UUID, str]:
    """Member -> the own number that they gave, for who must call: while a call of the unit stands at its last rung, for who leads it.
    The database shows no other row. The look is recorded."""
    rows = list(DutyNumber.objects.filter(unit=unit).exclude(member_id=by.id).order_by("given_at"))
    if not rows:
        raise CannotMove(_("No number is open to you: none was given, or no call stands at its last rung."))
    record("roster.numbers_look", by=by, now=now, subject=unit, facts={"count": len(rows)})
    return {row.member_id: number_in(row) for row in rows}


def number_in(row: DutyNumber) -> str:
    """The number of a row that the session sees."""
    return installation_unseal("duty number", row.sealed, row.place)


def _withdraw(by: Member) -> DutyNumber | None:
    row = own_number(by.id)
    if row is not None:
        DutyNumber.objects.filter(id=row.id).delete()
    return row


def _roster(roster_id: UUID) -> DutyRoster:
    roster = DutyRoster.objects.select_related("unit").get(id=roster_id)
    if roster.ended_at is not None:
        raise CannotMove(_("This roster has ended."))
    return roster
