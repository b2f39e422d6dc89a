"""Who may write of a child's protection at court, and who says what became of a promise. Who sees it is row security's to say."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.cases.mending import check_mends, entry_of
from samaki.cases.models import Person
from samaki.cases.rules import check_reason, check_works_cases
from samaki.conferences.queries import parts_of
from samaki.database.refusals import CannotMove, NotAllowed, together
from samaki.journeys.hearings.models import Hearing
from samaki.journeys.protections.models import ChildPromise
from samaki.journeys.protections.queries import working_for
from samaki.journeys.protections.states import BEGINS
from samaki.journeys.voice.rules import LONGEST, check_length, check_writes, says_something

FARTHEST = timedelta(days=366 * 2)
"""A promise for a day further ahead is a slip of the pen."""
MOST = 200
"""Measures, and promises, of one child."""

__all__ = ["FARTHEST", "LONGEST", "MOST", "check_length", "check_move", "check_new", "check_promise", "check_says", "check_taken_back",
           "check_writes", "says_something"]  # fmt: skip


def check_new(child: Person, measure: str, move: str, reason: str, text: str, hearing: Hearing | None) -> None:
    """Each wrong field of a measure."""
    with together() as wrong:
        if child.part != "survivor":
            wrong.wrong(_("Choose a child of this case."), field="person")
        if measure not in pack().reasons["protection"]:
            wrong.wrong(_("Choose the measure from the list."), field="measure")
        elif pack().reasons["protection"][measure].needs_text and not says_something(text):
            wrong.wrong(_("Say in a few words which measure."), field="text")
        if move not in BEGINS:
            wrong.wrong(_("Say how far it is."), field="move")
        if hearing is not None and (hearing.case_id != child.case_id or hearing.state == "in_error"):
            wrong.wrong(_("Choose a hearing of this case."), field="hearing")
        wrong.of(check_move, move, reason, text)


def check_move(move: str, reason: str, text: str) -> None:
    """Refused, or not there: why, from the list. A text of a length that somebody reads."""
    with together() as wrong:
        if move in ("refuse", "fail"):
            wrong.of(check_reason, "protection_not", reason, text)
        elif reason:
            wrong.wrong(
                _("A reason why not goes with a refusal, or with what was not there. Choose that, or no reason."),
                field="reason",
            )
        wrong.of(check_length, text, "text", LONGEST)


def check_promise(
    child: Person,
    sort: str,
    text: str,
    owner: Unit | None,
    due_at: datetime | None,
    hearing: Hearing | None,
    now: datetime,
) -> None:
    """Each wrong field of a promise: what, who keeps it, by when."""
    with together() as wrong:
        if child.part != "survivor":
            wrong.wrong(_("Choose a child of this case."), field="person")
        if sort not in pack().reasons["promise"]:
            wrong.wrong(_("Choose what was promised, from the list."), field="sort")
        elif not says_something(text) and pack().reasons["promise"][sort].needs_text:
            wrong.wrong(_("Say in a few words what was promised."), field="text")
        if owner is None or owner.principal not in {unit.principal for unit in working_for(child, now)}:
            wrong.wrong(_("Choose a unit that works for the child: it keeps the promise."), field="owner")
        if due_at is None or due_at < now:
            wrong.wrong(_("Write the day by which it is to be kept; it lies ahead."), field="due_at")
        elif due_at > now + FARTHEST:
            wrong.wrong(_("This day is more than two years ahead. Look at the year again."), field="due_at")
        if hearing is not None and hearing.case_id != child.case_id:
            wrong.wrong(_("Choose a hearing of this case."), field="hearing")
        wrong.of(check_length, text, "text", LONGEST)


def check_says(row: ChildPromise, by: Member, now: datetime) -> None:
    """The unit that keeps it, also when its work for the child has ended; or the one that wrote it down for the child."""
    check_works_cases(by, now)
    ours = set(parts_of(by.unit_id).values_list("principal", flat=True))
    if not ours & {row.owner, row.unit}:
        raise NotAllowed(_("Only the unit that keeps this promise, or that wrote it down, says what became of it."))


def check_taken_back(row: ChildPromise, by: Member, now: datetime) -> None:
    """Who wrote it down, or a lead of that unit."""
    if row.state == "in_error":
        raise CannotMove(_("This was taken back already. If it is so after all, enter it anew."))
    check_mends(entry_of(row.id, "promise.give"), Unit.objects.get(principal=row.unit), by, now)
