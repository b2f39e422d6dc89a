"""Entered by mistake: a person, a note or an observation, an arrival, an urgency. It stays in the ledger and is marked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.cases import rules
from samaki.cases.corrections import check_mends_note, note_of, supersede
from samaki.cases.mending import MISTAKE, begun, check_mends, check_says_why, entry_of
from samaki.cases.models import Arrival, Case, Person, Step, Strand
from samaki.cases.operations import sealed
from samaki.cases.records import TABLES, CareRecord, SealedRecord
from samaki.cases.remarks import remark
from samaki.cases.sharing.telling import tell_of_person, tell_who_received
from samaki.cases.signs import signs
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, NotAllowed, together
from samaki.journeys.closing import close_case_with_its_last_strand
from samaki.journeys.danger import URGENCIES, tell, undo_words
from samaki.journeys.mending import end_mistaken
from samaki.journeys.safeguarding.ended import not_found_after_all
from samaki.ledger.models import LedgerEntry
from samaki.ledger.operations import record


@story
def mark_person_error(*, person: Person, text: str, by: Member, now: datetime) -> Person:
    """A person was put on the file by mistake: they leave its lists and stay in the ledger.

    A child's part of the file ends with them, as long as nobody has worked for this child.
    """
    lock(person.case_id)
    person = Person.objects.select_related("case").get(id=person.id)
    entry = check_marks_person(person, by, now)
    check_says_why(text)
    if person.part == "survivor":
        idle = _check_idle(person)
        strand = Strand.objects.select_related("case").get(case=person.case, kind="care", child_id=person.id)
        strand.state, strand.close_reason, strand.closed_at, strand.version = "closed", MISTAKE, now, strand.version + 1
        strand.save()
    elif Step.objects.filter(case=person.case, person_id=person.id).exclude(end_reason=MISTAKE).exists():
        raise CannotMove(_("There are steps about this person. They stay on the file; correct what is known of them."))
    person.in_error_at, person.version = now, person.version + 1
    person.save()
    remark("person.mistake", person, text, by=by, now=now)
    room = "" if person.compartment == "case" else person.compartment
    record("person.mistake", by=by, now=now, subject=person, case_id=person.case_id, child_id=person.child_id,
           compartment=room, facts={"undoes": entry.id}, changed={"text": text})  # fmt: skip
    tell_of_person(person, by, now)
    if person.part == "survivor":
        end_mistaken(idle, by, now)
        close_case_with_its_last_strand(person.case, by, now)
    return person


@story
def mark_arrival_error(*, arrival_id: UUID, text: str, by: Member, now: datetime) -> Arrival:
    """An arrival was recorded wrongly (place, time or child): it no longer counts; what was known before stands again.

    Who was told that a child is not safe is told that this was a mistake; the step that was opened then stays.
    """
    lock(Arrival.objects.values_list("case_id", flat=True).get(id=arrival_id))
    arrival = Arrival.objects.select_related("case").get(id=arrival_id)
    entry = check_marks_arrival(arrival, by, now)
    check_says_why(text)
    arrival.in_error_at = now
    arrival.save()
    child = Person(id=arrival.child_id, case=arrival.case, child_id=arrival.child_id)
    if entry.facts.get("place_known"):
        row = sealed(TABLES["placement"], arrival.case, text, by, now, person=child)
        row.kind, row.supersedes_id = MISTAKE, arrival.id
        row.save(force_insert=True)
    remark("child.undo", arrival, text, by=by, now=now)
    record("child.undo", by=by, now=now, subject=arrival, case_id=arrival.case_id, child_id=arrival.child_id,
           facts={"undoes": entry.id}, changed={"text": text})  # fmt: skip
    tell_who_received(case=arrival.case, child_id=arrival.child_id, compartment="", since=arrival.recorded_at, subject=arrival,
                      by=by, now=now)  # fmt: skip
    undo_words(
        child, {"facts__observation": str(arrival.id)}, by, now
    )  # somebody confirmed that the child is safe there
    not_found_after_all(arrival, by, now)
    if arrival.safe is False:
        tell("child.undone", child, by, now)
    return arrival


@story
def mark_note_error(
    *, case: Case, compartment: str, record_id: UUID, text: str, by: Member, now: datetime
) -> SealedRecord:
    """A note or an observation was written by mistake: it stays, struck, with the reason.

    What the observation said about whether its child is safe no longer counts; what others said of that child does.
    """
    lock(case.id)
    old = note_of(case, compartment, record_id)
    check_mends_note(old, by, now)
    check_says_why(text)
    row = supersede(old, compartment, "note.mistake", MISTAKE, text, (now, "instant"), by, now)
    if compartment == "care" and old.child_id is not None:
        child = Person(id=old.child_id, case=case, child_id=old.child_id)
        undo_words(child, {"facts__observation": str(old.id)}, by, now)
    return row


@story
def lower_urgency(*, case: Case, urgency: str, text: str, by: Member, now: datetime) -> Case:
    """The case was made more urgent by mistake: lower again, with a reason. No clock that runs is lengthened.

    What was opened for an emergency stays open. Refused while the last word on a child is that they are not safe.
    """
    lock(case.id)
    case = Case.objects.get(id=case.id)
    check_lowers(case, by, now)
    with together() as told:
        if urgency not in lower_than(case.urgency):
            told.wrong(_("Choose how urgent this is."), field="urgency")
        check_says_why(text)
    before, case.urgency, case.version = case.urgency, urgency, case.version + 1
    case.save()
    record("case.urgency", by=by, now=now, subject=case, case_id=case.id, facts={"urgency": urgency, "before": before},
           changed={"text": text})  # fmt: skip
    return case


def lower_than(urgency: str) -> list[str]:
    """The urgencies of the pack that are less pressing, the least first."""
    return [code for code in URGENCIES[: URGENCIES.index(urgency)] if code in pack().urgencies]


# ---------------------------------------------------------------- who may
def check_marks_person(person: Person, by: Member, now: datetime) -> LedgerEntry:
    """Who put them on the file, or a lead of that unit; the entry of that."""
    rules.check_works_cases(by, now)
    if person.in_error_at is not None:
        raise CannotMove(_("This person was entered by mistake already. If they belong here after all, add them anew."))
    return _mends(person.id, "person.add", by, now)


def check_marks_arrival(arrival: Arrival, by: Member, now: datetime) -> LedgerEntry:
    """Who recorded it, or a lead of that unit; the entry of that."""
    rules.check_works_cases(by, now)
    if arrival.in_error_at is not None:
        raise CannotMove(_("This arrival was taken back already. Record it as it was."))
    return _mends(arrival.id, "child.arrive", by, now)


def check_lowers(case: Case, by: Member, now: datetime) -> None:
    """Who raised it last, else who opened the case, or a lead of that unit; never while a child is not safe."""
    rules.check_works_cases(by, now)
    if case.state != "open":
        raise CannotMove(_("This case is closed. Open the part of it again that there is more to do in."))
    _mends(case.id, "case.urgency" if entry_of(case.id, "case.urgency") else "case.open", by, now)
    if signs(case.id).danger:
        raise CannotMove(
            _("The last word on a child of this case is that they are not safe. First record where they are safe.")
        )


def _mends(subject_id: UUID, act: str, by: Member, now: datetime) -> LedgerEntry:
    entry = entry_of(subject_id, act)
    unit = Unit.objects.filter(principal=entry.unit).first() if entry is not None and entry.unit is not None else None
    if entry is None or unit is None:
        raise NotAllowed(
            _("Only who recorded it, or a lead of that unit, can change it. Ask them; here is what they recorded.")
        )
    check_mends(entry, unit, by, now)
    return entry


def _check_idle(child: Person) -> list[UUID]:
    """The open steps of a child for whom nobody has done or recorded anything yet."""
    known = begun(of_child=child.id)
    written = CareRecord.objects.filter(case=child.case, child_id=child.id).exists()
    if (
        written
        or any(one.begun for one in known)
        or Arrival.objects.filter(child_id=child.id, in_error_at=None).exists()
    ):
        raise CannotMove(_(
            "Work for this child has begun already, so the file stays. Talk to those who hold it, and close the part "
            "with the reason that fits."
        ))  # fmt: skip
    return [one.id for one in known if one.is_open]
