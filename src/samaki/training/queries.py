"""Reads of workshops: the list, its people for the organiser, one's own place for who holds its key, sums for everybody."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from samaki.agencies.findable import folded
from samaki.agencies.telephones import dialled
from samaki.threads.asking import ask
from samaki.training.models import (
    Workshop,
    WorkshopInvitation,
    WorkshopMark,
    WorkshopSeat,
    WorkshopSession,
    WorkshopSitting,
)
from samaki.training.words import INVITATION, SEAT, certificate_text, digest_of, opened, read_code, words_of

PAGE = 20
SEATS = 50
FEWEST = 5
"""Groups of fewer are not shown."""


def page_of_workshops(*, area: str, state: str, before: tuple[datetime, UUID] | None) -> tuple[list[Workshop], bool]:
    """One page, the latest first, and whether more follow."""
    rows = Workshop.objects.select_related("unit").order_by("-begins_at", "-id")
    if area:
        rows = rows.filter(area__startswith=area)
    if state:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(Q(begins_at__lt=before[0]) | Q(begins_at=before[0], id__lt=before[1]))
    found = list(rows[: PAGE + 1])
    return found[:PAGE], len(found) > PAGE


def sessions_of(row: Workshop) -> list[WorkshopSession]:
    """In the order of the day."""
    return list(WorkshopSession.objects.filter(workshop=row).order_by("starts_at", "id"))


def invitations_of(row: Workshop) -> list[WorkshopInvitation]:
    """Those that the session sees: all of its own workshop, else that of its own unit."""
    return list(WorkshopInvitation.objects.filter(workshop=row).select_related("to_unit").order_by("made_at", "id"))


@dataclass(frozen=True)
class Person:
    """A participant as the organiser reads them; `like`: another one has the same name; `shared`: another one has the same number."""

    seat: WorkshopSeat
    name: str
    phone: str
    key: str
    like: bool = False
    shared: bool = False


def people_of(row: Workshop, *, text: str = "", withdrawn: bool = False) -> list[Person]:
    """Everybody of a workshop, by unit and name. Names are sealed, so that they are sorted and searched here, not in the database."""
    rows = WorkshopSeat.objects.filter(workshop=row).select_related("to_unit").order_by("registered_at", "id")
    found = [_person(one) for one in (rows if withdrawn else rows.exclude(state="withdrawn"))]
    stand = [one for one in found if one.seat.state != "withdrawn" and one.key]
    names, phones = _twice(folded(one.name) for one in stand), _twice(dialled(one.phone) for one in stand if one.phone)
    marked = [
        Person(one.seat, one.name, one.phone, one.key, folded(one.name) in names, dialled(one.phone) in phones)
        for one in found
    ]
    wanted = folded(text)
    kept = [one for one in marked if not wanted or wanted in folded(one.name) or wanted in folded(one.phone)]
    return sorted(kept, key=lambda one: (one.seat.to_unit.name.casefold(), one.name.casefold(), str(one.seat.id)))


def _twice(values: Iterable[str]) -> set[str]:
    return {value for value, count in Counter(values).items() if count > 1}


def _person(row: WorkshopSeat) -> Person:
    told = words_of(row)
    return Person(row, told["name"] or no_name(), told["phone"], told["key"])


def no_name() -> str:
    """What stands where a name was (`keeping`)."""
    return _("The name is not kept any more")


def marks_of(sessions: Iterable[WorkshopSession]) -> set[tuple[UUID, UUID]]:
    """(session, seat) of each tick that stands."""
    rows = WorkshopMark.objects.filter(session__in=list(sessions), withdrawn_at=None)
    return set(rows.values_list("session_id", "seat_id"))


def sittings_of(seat: WorkshopSeat) -> dict[str, WorkshopSitting]:
    """Part -> what was sat, of one participant."""
    return {one.part: one for one in WorkshopSitting.objects.filter(seat=seat)}


def sat_of(row: Workshop) -> set[tuple[UUID, str]]:
    """(seat, part) of each sitting."""
    return set(WorkshopSitting.objects.filter(workshop=row).values_list("seat_id", "part"))


def offered_cards(unit: int) -> list[tuple[WorkshopSeat, str, str]]:
    """(seat, name, number) of those of a unit who agreed to be in the directory and do not stand there yet."""
    rows = WorkshopSeat.objects.filter(
        to_unit__principal=unit, offered_at__isnull=False, contact=True, card_at=None
    ).order_by("offered_at", "id")
    told = [(one, words_of(one)) for one in rows]
    return [(one, words["name"], words["phone"]) for one, words in told]


# ---------------------------------------------------------------- who holds a code or a key, and needs no account
@dataclass(frozen=True)
class Invited:
    """What an invitation tells whoever holds its code. `full`: who registers now waits; `no_wait`: nobody more can."""

    invitation: UUID
    workshop: UUID
    unit: int
    to_unit: int
    programme: str
    area: str
    state: str
    begins_at: datetime
    ends_at: datetime
    place: str
    note: str
    full: bool
    no_wait: bool


def invited_by(code: str) -> Invited | None:
    """The invitation with this code."""
    found = ask("workshop_invited", digest_of(read_code(code, INVITATION) or "none"))
    if not found:
        return None
    *row, sealed, full, no_wait = found[0]
    told = opened("workshop", row[1], sealed)
    row += [told["place"], told["note"], full, full and no_wait]
    return Invited(*row)


@dataclass(frozen=True)
class Mine:
    """One's own place: who, where, what was done. `why`: it ended before its last session; `came`: sessions; `sat`: parts of the test with
    how many were right."""

    key: str
    seat: UUID
    workshop: UUID
    unit: int
    to_unit: int
    state: str
    role: str
    contact: bool
    opined: bool
    certificate: str
    programme: str
    area: str
    held: str
    test: str
    begins_at: datetime
    ends_at: datetime
    name: str
    place: str
    note: str
    why: str
    came: frozenset[UUID]
    sat: dict[str, int]


def seat_of(key: str) -> Mine | None:
    """The place with this key, of a person who opens it on their telephone."""
    code = read_code(key, SEAT)
    found = ask("workshop_seat_of", digest_of(code or "none"))
    if not found:
        return None
    *row, seat_sealed, workshop_sealed, came, parts, right = found[0]
    person, told = opened("workshop_seat", row[0], seat_sealed), opened("workshop", row[1], workshop_sealed)
    row += [person["name"], told["place"], told["note"], told.get("why", ""), frozenset(came or ())]
    row.append(dict(zip(parts or (), right or (), strict=True)))
    return Mine(code, *row)


@dataclass(frozen=True)
class Lesson:
    """A session as a participant reads it."""

    id: UUID
    code: str
    starts_at: datetime
    ends_at: datetime
    trainers: str
    materials: str


def lessons_of(key: str) -> list[Lesson]:
    """The sessions of one's own workshop."""
    rows = ask("workshop_sessions_of", digest_of(read_code(key, SEAT) or "none"))
    return [_lesson(*row) for row in rows]


def _lesson(key: UUID, code: str, starts_at: datetime, ends_at: datetime, sealed: bytes) -> Lesson:
    told = opened("workshop_session", key, sealed)
    return Lesson(key, code, starts_at, ends_at, told["trainers"], told["materials"])


@dataclass(frozen=True)
class Certificate:
    """What a certificate says, to whoever holds its code."""

    code: str
    name: str
    programme: str
    area: str
    begins_at: datetime
    ends_at: datetime
    came: int
    sessions: int
    certified_at: datetime
    sha256: bytes
    in_ledger: bool

    @property
    def whole(self) -> bool:
        """Whether its entry is in the ledger with the fingerprint of just these words."""
        if not self.name:
            return self.in_ledger  # the name is part of what the fingerprint was made of: the paper alone has it now
        text = certificate_text(
            self.code, self.name, self.programme, self.area, self.begins_at, self.ends_at, self.came, self.sessions
        )
        return self.in_ledger and hashlib.sha256(text.encode()).digest() == self.sha256


def certificate_of(code: str) -> Certificate | None:
    """The certificate with this code."""
    kept = read_code(code, SEAT)
    found = ask("workshop_certified", kept or "none")
    if not found:
        return None
    seat, sealed, *row, sha256, in_ledger = found[0]
    row += [bytes(sha256), in_ledger]
    return Certificate(kept, opened("workshop_seat", seat, sealed)["name"], *row)
