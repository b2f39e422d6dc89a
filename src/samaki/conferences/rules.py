"""Who may do what with a conference. Each rule raises a sentence; `cases.rules.may` gives its yes/no twin. The database asks again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import areas_of, leads, now_of, units
from samaki.cases.models import Case, Person
from samaki.cases.operations import sees
from samaki.cases.rules import check_works_cases, check_works_on
from samaki.conferences.models import Conference, ConferenceAction, ConferenceMember, ConferencePoint
from samaki.conferences.states import MOVES
from samaki.database.refusals import CannotMove, Invalid, NotAllowed

OPENS = ("care", "justice")
"""Parts of the file that a conference can open, talk about, and decide in. Never names, where a child stays, unproven leads, nor who
told us: who must know those is given them by themselves."""

LONGEST = 4000
"""Letters of a point, a decision, an action."""

AHEAD = timedelta(days=366)
"""No meeting is called further ahead."""

AFTER = timedelta(days=14)
"""So long after the meeting what it opened stays open, to do what was decided; it ends sooner when the conference is closed."""


def is_of(unit: int | None, by: Member) -> bool:
    """Whether this is the member's unit, or one that became part of it."""
    return unit is not None and (unit == by.unit_id or now_of([unit])[unit] == by.unit_id)


def check_calls(case: Case, by: Member, now: datetime) -> None:
    """A member who works on cases, of a unit that works on this one, while it is open."""
    check_works_cases(by, now)
    check_works_on(case, by)
    if case.state != "open":
        raise CannotMove(_("This case is closed. Open the part of it again that there is more to do in."))


def check_sets_up(area: str, by: Member, now: datetime) -> None:
    """A lead of a unit that serves the area."""
    check_works_cases(by, now)
    if not leads(by, by.unit, now):
        raise NotAllowed(_("Only a team lead or the head of the unit can do this."))
    if area not in {place.code for place in pack().places.provinces}:
        raise Invalid(_("Choose the province."), field="area")
    if not {area, ""} & set(areas_of(by.unit, now)):
        raise Invalid(_("Your unit does not serve this province. Choose another one."), field="area")


def check_child(case: Case, child: Person | None) -> None:
    """A child of this case, not entered by mistake; None: the whole case."""
    if child is not None and (child.part != "survivor" or child.case_id != case.id or child.in_error_at is not None):
        raise Invalid(_("Choose a child of this case."), field="person")


def check_purpose(purpose: str) -> None:
    """What it is for, from the list of the pack."""
    if purpose not in pack().reasons["conference_purpose"]:
        raise Invalid(_("Choose what it is for, from the list."), field="purpose")


def check_meets(meets_at: datetime | None, now: datetime) -> datetime:
    """A day and a time in the future, within a year."""
    if meets_at is None or meets_at <= now:
        raise Invalid(_("Write the day and the time at which you meet, in the future."), field="meets_at")
    if meets_at > now + AHEAD:
        raise Invalid(_("This is more than a year ahead. Choose a nearer day."), field="meets_at")
    return meets_at


def check_place(at_unit: Unit | None, now: datetime) -> None:
    """The office of an open unit, or none: by telephone or video."""
    if at_unit is not None and not units(now).filter(principal=at_unit.principal).exists():
        raise Invalid(_("Choose a unit from the list."), field="at_unit")


def check_words(text: str, field: str = "text") -> str:
    """Something is said, and not too long."""
    if not text.strip():
        raise Invalid(_("Write something here."), field=field)
    if len(text) > LONGEST:
        raise Invalid(_("This is too long. Please keep it under %(limit)s letters.") % {"limit": LONGEST}, field=field)
    return text.strip()


def check_convenes(row: Conference, by: Member, now: datetime) -> None:
    """A member of the unit that called it."""
    check_works_cases(by, now)
    if not is_of(row.unit, by):
        raise NotAllowed(_("Only the unit that called this conference does this. Ask them."))


def check_moves(
    machine: str, move: str, row: Conference | ConferenceMember | ConferencePoint | ConferenceAction
) -> None:
    """The machine has this move from where the row stands."""
    if row.state not in MOVES[machine][move].sources:
        raise CannotMove(ENDED[machine]())


ENDED = {
    "conference": lambda: _("This conference has ended. Call another one if there is more to decide."),
    "member": lambda: _("You are not on the list of this conference any more. Ask the unit that called it."),
    "point": lambda: _("This point is off the agenda already."),
    "action": lambda: _("This was answered already. If there is more to do, write it as a new action."),
}  # fmt: skip


def check_takes_part(row: Conference, mine: ConferenceMember | None, by: Member, now: datetime) -> None:
    """The member's unit has undertaken to keep to itself what it hears; the conference has not ended."""
    check_works_cases(by, now)
    if mine is None or mine.state != "joined":
        raise NotAllowed(_("First give the undertaking: you keep to yourselves what you hear there."))
    if row.state != "called":
        raise CannotMove(ENDED["conference"]())


def check_part(row: Conference, case: Case | None, child: Person | None, compartment: str, by: Member) -> None:
    """Of a case: a part that the member's unit may read, for this child. Of no case: only in the meeting of a province."""
    if case is None:
        if row.case_id is not None or compartment:
            raise Invalid(_("Choose the part of the file."), field="compartment")
        return
    if row.case_id not in (None, case.id):
        raise Invalid(_("This conference is about another case."), field="case")
    if compartment not in OPENS:
        raise Invalid(_("Choose the part of the file."), field="compartment")
    check_child(case, child)
    if row.child_id is not None and child is not None and child.id != row.child_id:
        raise Invalid(_("This conference is about another child of the case."), field="person")
    if not sees(case.id, compartment, child.id if child else None, by, reads=True):
        raise Invalid(_("This part of the file is not open to your unit. Choose another one, or the child that you work for."),
                      field="compartment")  # fmt: skip


def check_due(due_at: datetime | None, now: datetime) -> datetime:
    """A day that is not over, within a year."""
    if due_at is None or due_at <= now or due_at > now + AHEAD:
        raise Invalid(_("Write the day by which it is done: today or later, within a year."), field="due_on")
    return due_at


def check_owner(row: ConferenceAction, by: Member, now: datetime) -> None:
    """The unit that promised it."""
    check_works_cases(by, now)
    if not is_of(row.owner, by):
        raise NotAllowed(_("Only the unit that does it says what became of it."))
    if row.becomes != "commitment":
        raise CannotMove(_("This became a step of the case. Record there what became of it."))
