"""Stories of places: quotas of units, places taken and given back, the waiting list.

Who takes a place needs no account: the function of the database that gives it asks for the code of the invitation alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member, Unit
from samaki.database import lock, story, uuid7
from samaki.database.refusals import CannotMove, together
from samaki.ledger.operations import PUBLIC, record
from samaki.notices.operations import queue
from samaki.threads.asking import ask
from samaki.training import rules
from samaki.training.models import Workshop, WorkshopInvitation, WorkshopMark, WorkshopSeat
from samaki.training.planning import locked
from samaki.training.states import SEAT
from samaki.training.words import (
    INVITATION,
    digest_of,
    new_code,
    read_code,
    seal_words,
    twice_digest,
    words_of,
)
from samaki.training.words import (
    SEAT as LETTERS,
)


@dataclass(frozen=True)
class Place:
    """A place that was taken: its key, and whether it is `registered` or `waiting`."""

    key: str
    state: str


@story
def give_places(
    *, workshop_id: UUID, to_unit: Unit | None, places: int | None, by: Member, now: datetime, sure: bool = False
) -> WorkshopInvitation:
    """So many places for a unit; where it has some already, the number is changed, and who waits moves up. Raises Invalid; also once
    where all units together would have more than the workshop, which may be meant so (`sure`)."""
    row = locked(workshop_id, "invite", by, now)
    with together() as told:
        number = told.of(rules.check_places, places, rules.MOST_OF_UNIT)
        if to_unit is None or (to_unit.until is not None and to_unit.until <= now):
            told.wrong(_("Choose an open unit from the list."), field="to_unit")
    assert number is not None
    assert to_unit is not None
    rules.check_sum(row, number + sum(given_to_others(row, to_unit)), sure=sure)
    found = WorkshopInvitation.objects.filter(workshop=row, to_unit=to_unit).first()
    made = found or _new(row, to_unit, now)
    made.places = number
    made.save(force_insert=found is None)
    if found is None and row.state != "planned":
        queue("training.workshop_invited", to_unit=to_unit.principal, subject=row, now=now, dedupe="open")
    up = moved_up(row.id) if found is not None else 0
    facts = {"unit": to_unit.principal, "number": number, "count": up}
    record("workshop.invite", by=by, now=now, subject=made, counterpart=to_unit.principal, facts=facts)
    return made


@story
def take_place(
    *, code: str, key: str, name: str, phone: str, role: str, contact: bool, now: datetime, by: Member | None = None
) -> Place:
    """A place of an invitation, or a place on its waiting list. The same key again gives the same answer: a weak network loses nothing.

    `by`: an organiser writes it down for somebody. Raises Invalid, CannotMove (not open, or the same person with the same number).
    """
    words = rules.check_person(name, phone, role, contact=contact)
    found = ask("workshop_invited", digest_of(read_code(code, INVITATION) or "none"))
    if not found:
        raise CannotMove(_("There is no invitation with this code. Look at it once more."))
    workshop, unit = found[0][1], found[0][2]
    kept = read_code(key, LETTERS) or new_code(LETTERS)
    row = WorkshopSeat(id=uuid7())
    subject: Workshop | WorkshopSeat = row
    sealed = seal_words(row, words | {"key": kept})
    # two people of one name are common: without a number only the same form is the same person, and the organiser sees who is alike
    same = twice_digest(workshop, words["name"] if words["phone"] else kept, words["phone"])
    said = ask(
        "workshop_joins", digest_of(read_code(code, INVITATION)), row.id, digest_of(kept), same, role, sealed, contact
    )[0][0]
    if said == "twice":
        raise CannotMove(_("Somebody of this name and number has a place already. Open the link that you got then. Is it lost? Who "
                           "organises the workshop shows it again, or makes a new one."))  # fmt: skip
    if said in ("planned", "finished", "cancelled"):
        rules.check_joins(said)
    if said == "full":
        raise CannotMove(rules.full_up())
    if said.startswith("had "):
        subject, said = Workshop(id=workshop), said[4:]
    if said not in ("registered", "waiting"):
        raise CannotMove(_("This place was given back. Register once more where it was a mistake."))
    facts = {"state": said, "kind": role, "answer": "yes" if contact else "no"}
    record("workshop.join", by=by or PUBLIC, now=now, unit=unit, subject=subject, facts=facts)
    return Place(kept, said)


@story
def give_place_back(*, key: str, now: datetime) -> int:
    """Who cannot come gives the place back; who waits moves up. Answers how many did."""
    digest = digest_of(read_code(key, LETTERS) or "none")
    found = ask("workshop_leaves", digest)
    if not found:
        raise CannotMove(_("This place cannot be given back any more."))
    seat, unit, up = found[0]
    record("workshop.leave", by=PUBLIC, now=now, unit=unit, subject=WorkshopSeat(id=seat), facts={"count": up})
    return int(up)


@story
def withdraw_seat(*, seat_id: UUID, by: Member, now: datetime) -> WorkshopSeat:
    """The organiser takes a place away: written twice, or they said that they do not come. Who waits moves up. Raises CannotMove where they
    were at a session."""
    row = WorkshopSeat.objects.get(id=seat_id)
    lock(row.workshop_id)
    row.refresh_from_db()
    rules.check_organises(by, now, Workshop.objects.get(id=row.workshop_id))
    if row.state not in SEAT["withdraw"].sources or row.certified_at is not None:
        raise CannotMove(_("This place cannot be given back any more."))
    if was_there(row):
        raise CannotMove(_("They were at a session, so the place is not taken back: every count would differ. Was the tick wrong, "
                           "take it away on the list of the session first."))  # fmt: skip
    row.state, row.withdrawn_at = SEAT["withdraw"].target, now
    row.save(update_fields=["state", "withdrawn_at"])
    up = moved_up(row.workshop_id)
    record("workshop.leave", by=by, now=now, subject=row, facts={"count": up})
    return row


def was_there(row: WorkshopSeat) -> bool:
    """Whether a tick says so."""
    return WorkshopMark.objects.filter(seat=row, withdrawn_at=None).exists()


@story
def renew_link(*, seat_id: UUID, by: Member, now: datetime) -> WorkshopSeat:
    """The link to a place was lost, or somebody else has it: from now on another one opens the place, and the one before nothing. What was
    sat, signed and certified stays. Who organises the workshop gives it to the person; a name and a number alone open nothing (ADR 83)."""
    row = WorkshopSeat.objects.get(id=seat_id)
    lock(row.workshop_id)
    row.refresh_from_db()
    rules.check_organises(by, now, Workshop.objects.get(id=row.workshop_id))
    rules.check_seat(row)
    words = words_of(row)
    if not words["key"]:
        raise CannotMove(_("The name is not kept any more, nor is a link."))
    key = new_code(LETTERS)
    row.key_digest, row.sealed = digest_of(key), seal_words(row, words | {"key": key})
    row.save(update_fields=["key_digest", "sealed"])
    record("workshop.relink", by=by, now=now, subject=row, facts={})
    return row


@story
def agree_to_card(*, key: str, agrees: bool, now: datetime) -> bool:
    """Whether this participant may stand in the directory as somebody to call; they change their mind as often as they like."""
    found = ask("workshop_agrees", digest_of(read_code(key, LETTERS) or "none"), agrees)
    if not found:
        raise CannotMove(_("There is no place with this key. Look at it once more."))
    seat, unit = found[0]
    facts = {"answer": "yes" if agrees else "no"}
    record("workshop.contact", by=PUBLIC, now=now, unit=unit, subject=WorkshopSeat(id=seat), facts=facts)
    return agrees


def given_to_others(row: Workshop, to_unit: Unit) -> list[int]:
    """Places of each unit but this one."""
    return list(
        WorkshopInvitation.objects.filter(workshop=row).exclude(to_unit=to_unit).values_list("places", flat=True)
    )


def moved_up(workshop_id: UUID) -> int:
    """Who waits longest gets each place that is free; answers how many did."""
    return int(ask("workshop_moves_up", workshop_id)[0][0])


def code_of(row: WorkshopInvitation) -> str:
    """The code with which people of the unit take its places."""
    return words_of(row)["code"]


def _new(row: Workshop, to_unit: Unit, now: datetime) -> WorkshopInvitation:
    code = new_code(INVITATION)
    made = WorkshopInvitation(
        workshop=row, unit_id=row.unit_id, to_unit=to_unit, code_digest=digest_of(code), made_at=now
    )
    made.sealed = seal_words(made, {"code": code})
    return made
