"""Who organises a workshop, what may be done with it now, and what may be written. The database asks the same (migration 0129)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.agencies.telephones import dialled
from samaki.countries import local_digits
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, together
from samaki.names import clean_text
from samaki.training.models import Workshop, WorkshopSeat
from samaki.training.states import JOINED, may_move

ORGANISERS = ("trainer", "mentor", "team_lead", "head")
"""Roles whose holders organise workshops of their unit: the mentor's today, those of any agency once it runs its own."""

LONGEST = {"name": 120, "phone": 40, "place": 300, "note": 2000, "trainers": 300, "materials": 2000, "text": 2000,
           "why": 500}  # fmt: skip
"""Letters."""

MOST_PLACES, MOST_OF_UNIT = 2000, 500

LATE = timedelta(hours=1)
"""So long after its end the number of a session is still shown: who came late to it signs in at the door. Later its list is ticked."""

EARLY = timedelta(minutes=30)
"""People come before a session begins and are ticked at the door. Of what lies further ahead nobody has seen anything yet."""


def organises(by: Member, now: datetime) -> bool:
    """Whether this member organises workshops of their unit."""
    return bool(set(ORGANISERS) & by.roles(now))


def check_organises(by: Member, now: datetime, row: Workshop | None = None) -> None:
    """The same, and of this workshop where one is named."""
    if not organises(by, now) or (row is not None and row.unit_id != by.unit_id):
        raise NotAllowed(_("Only a trainer or a head of the unit that organises this workshop can do this."))


def runs(row: Workshop, by: Member, now: datetime) -> bool:
    """The yes/no twin, for the page."""
    return organises(by, now) and row.unit_id == by.unit_id


def check_move(row: Workshop, move: str) -> None:
    """The workshop is in a state in which this can be done."""
    if may_move(move, row.state):
        return
    said = {
        "planned": _("This workshop is not open yet. Open it first."),
        "open": _("This workshop has not begun. Begin it first."),
        "running": _("This workshop is running: this cannot be done any more."),
        "finished": _("This workshop is finished."),
        "cancelled": _("This workshop was cancelled."),
    }
    raise CannotMove(said[row.state])


def check_joins(state: str) -> None:
    """Places are given in this state."""
    if state not in JOINED:
        said = {
            "planned": _("This workshop is not open yet. Try again later."),
            "finished": _("This workshop is over. No place can be taken any more."),
            "cancelled": _("This workshop was cancelled. Ask whoever invited you about the next one."),
        }
        raise CannotMove(said.get(state, said["finished"]))


def has_begun(starts_at: datetime, now: datetime) -> bool:
    """Whether people can be in the room: a session runs or is over, or begins in half an hour at most."""
    return now >= starts_at - EARLY


def is_over(ends_at: datetime, now: datetime) -> bool:
    """Whether nobody of a session is in the room any more."""
    return now > ends_at + LATE


def check_begun(starts_at: datetime, now: datetime) -> None:
    """The same of a session; raises CannotMove."""
    if not has_begun(starts_at, now):
        raise CannotMove(not_begun())


def not_begun() -> str:
    """What is said of a session that lies ahead."""
    return _("This session has not begun. Who is there can be said from %(minutes)s minutes before it begins; if it begins earlier "
             "than planned, its time is changed first.") % {"minutes": in_digits(EARLY.seconds // 60)}  # fmt: skip


def check_end(row: Workshop, why: str, now: datetime) -> str:
    """Why a workshop ends before its last session has ended; "" where that one is over. Raises Invalid where no reason is given."""
    if now >= row.ends_at:
        return ""
    kept = check_text("why", why)
    if not kept:
        raise Invalid(_("The last session has not ended yet. Write why the workshop ends before it."), field="why")
    return kept


def check_sum(row: Workshop, places: int, *, sure: bool) -> None:
    """All units together have no more places than the workshop, or somebody said that it is meant so. Raises Invalid."""
    if places > row.places and not sure:
        said = _("Not saved yet. All units together would have %(given)s places, and the workshop has %(all)s: when these are taken, who "
                 "comes later waits. Say that it is meant so, or write another number.")  # fmt: skip
        raise Invalid(said % {"given": in_digits(places), "all": in_digits(row.places)}, field="sure")


def in_digits(value: int) -> str:
    """In the digits of the reader."""
    return local_digits(value, get_language() or "")


def check_text(name: str, text: str) -> str:
    """The text as it is kept; may be empty. Raises Invalid where it is too long."""
    kept = clean_text(text).strip()
    if len(kept) > LONGEST[name]:
        raise Invalid(
            _("This is too long. Please keep it under %(limit)s letters.") % {"limit": LONGEST[name]}, field=name
        )
    return kept


def check_person(name: str, phone: str, role: str, *, contact: bool) -> dict[str, str]:
    """Name and number of who comes, and what they do. Raises Invalid."""
    with together() as told:
        kept = " ".join((told.of(check_text, "name", name) or "").split())
        number = told.of(check_text, "phone", phone) or ""
        if not kept:
            told.wrong(_("Write your name as it shall stand on the certificate."), field="name")
        if number and not 6 <= len(dialled(number).lstrip("+")) <= 15:
            told.wrong(
                _("This is no telephone number. Write it with all its digits, or leave it empty."), field="phone"
            )
        if contact and not number:
            told.wrong(_("Write your number, if others may call you."), field="phone")
        if role not in pack().training.roles:
            told.wrong(_("Choose what you do from the list."), field="role")
    return {"name": kept, "phone": number}


def check_places(number: int | None, most: int) -> int:
    """A quota. Raises Invalid."""
    if number is None or not 1 <= number <= most:
        raise Invalid(
            _("Write how many places there are: a whole number from 1 to %(most)s.") % {"most": most}, field="places"
        )
    return number


def full_up() -> str:
    """What is said where neither a place nor the waiting list is free."""
    return _("The places and the waiting list of this unit are full. Ask whoever organises the workshop.")


def check_seat(row: WorkshopSeat) -> None:
    """The place stands."""
    if row.state == "withdrawn":
        raise CannotMove(_("This place was given back. Register once more where it was a mistake."))
