"""Who may write of a child's care: whoever works for it, of that child. Who sees a row is row security's to say."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeVar

from django.db import connections
from django.utils.translation import gettext as _

from samaki.agencies.country import after, pack
from samaki.agencies.models import Member, Unit
from samaki.care.models import CareAssessment, CareCheck, CareGoal, CareNeed, CareRow, CareService
from samaki.cases.mending import check_mends, entry_of
from samaki.cases.models import Case, Person
from samaki.cases.operations import sees
from samaki.cases.rules import check_works_cases
from samaki.database import current_alias
from samaki.database.refusals import CannotMove, Gathered, Invalid, NoPart, NotAllowed

LONGEST = 4000
"""Letters of a need, a goal, a reason why."""
LONGEST_LINE = 300
"""Letters of who gives a service outside."""
AHEAD = timedelta(days=366)
"""A goal is looked at again within a year."""
MOST = 200
"""Rows of one sort for one child: more is a slip, or a program gone wild."""

Row = TypeVar("Row", bound=CareRow)


def check_reads(child: Person, by: Member) -> None:
    """Whoever reads the care of this child; to be only asked is not enough. Raises Person.DoesNotExist: it is as if it were not there."""
    if child.part != "survivor" or not sees(child.case_id, "care", child.id, by, reads=True):
        raise Person.DoesNotExist


def check_writes(case_id: object, child_id: object, by: Member, now: datetime) -> None:
    """A member who works on cases, of a unit that works for the care of this child."""
    check_works_cases(by, now)
    if not sees(case_id, "care", child_id, by, works=True):  # type: ignore[arg-type]
        raise NotAllowed(_("Only a unit that works for the care of this child writes here."))


def check_child(case: Case, child: Person) -> None:
    """A child of this case, not entered by mistake."""
    if child.part != "survivor" or child.case_id != case.id:
        raise Invalid(_("Choose a child of this case."), field="person")
    if child.in_error_at is not None:
        raise CannotMove(_("This person was entered by mistake. If they belong here after all, add them anew."))


def check_room(table: type[CareRow], child: Person) -> None:
    """Not without end."""
    if table._default_manager.filter(child_id=child.id).count() >= MOST:
        raise CannotMove(
            _("There are %(most)s of these for this child already. Mend those that stand there.") % {"most": MOST}
        )


def check_length(text: str, name: str, most: int, wrong: Gathered) -> None:
    """A text of a length that somebody reads."""
    if len(text) > most:
        wrong.wrong(_("This is too long. Please keep it under %(limit)s letters.") % {"limit": most}, field=name)


def check_need(code: str) -> None:
    """Of the pack's list."""
    if code not in pack().caring.needs:
        raise Invalid(_("Choose what is needed, from the list."), field="need")


def check_service(code: str) -> None:
    """Of the pack's list."""
    if code not in pack().services:
        raise Invalid(_("Choose the service from the list."), field="service")


def check_urgency(code: str) -> None:
    """Of the pack's list."""
    if code not in pack().urgencies:
        raise Invalid(_("Choose how urgent it is."), field="urgency")


def check_view(code: str) -> None:
    """The child's own word, of the pack's list: also that the child was not asked, or did not want to say."""
    if code not in pack().reasons["child_view"]:
        raise Invalid(_("Say what the child says of it. “The child was not asked” is an answer too."), field="view")


def check_provider(case: Case, provider: Unit | None) -> None:
    """A unit that is not kept out of this case: it would read that a service is asked of it."""
    if provider is None:
        return
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.conference_kept_from(%s, %s)", [case.id, provider.principal])
        if cursor.fetchone() == (True,):
            raise NoPart()


def review_day(review_at: datetime | None, now: datetime) -> datetime:
    """The day on which a goal is looked at again: the pack's time from now where none is said. Raises Invalid for a day that is over or
    more than a year ahead."""
    if review_at is None:
        return after(now, pack().caring.review)
    if not now < review_at <= now + AHEAD:
        raise Invalid(_("Choose a day ahead, within a year."), field="review_at")
    return review_at


def check_version(table: type[Row], row_id: object, version: int | None) -> Row:
    """The row, of the version that the edit was made on."""
    from samaki.cases.rules import fresh

    row = table._default_manager.get(id=row_id)
    fresh(row, version)
    return row


def check_mistaken(row: CareRow, act: str, by: Member, now: datetime) -> None:
    """Who wrote it, or a lead of that unit."""
    check_mends(entry_of(row.id, act), Unit.objects.get(principal=row.unit), by, now)


def check_own_draft(row: CareAssessment, by: Member) -> None:
    """A draft is written and signed by one person: who was with the child."""
    if row.recorded_by != by.id:
        raise NotAllowed(_("Only who began this assessment goes on with it. You can begin one of your own."))


def sentence_of(row: CareNeed | CareGoal | CareService | CareAssessment | CareCheck) -> str:
    """Why a move is not possible now."""
    state = getattr(row, "state", "")
    if state == "in_error":
        return _("This was written by mistake. If it is so after all, write it anew.")
    if state in ("signed", "superseded"):
        return _("This assessment is signed and stays as it is. To correct it, make a new one from it.")
    return _("This was said already. If it is different by now, open it again first.")
