"""Stories of what a hearing needs: a summons that arrives, an interpreter, transport; and of who goes there."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from django.db import connections
from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.cases.models import Case, Person
from samaki.cases.rules import check_takes_steps, fresh
from samaki.database import add, current_alias, lock_of, story
from samaki.database.refusals import CannotMove, Invalid, together
from samaki.journeys.hearings.models import Hearing, HearingGoing, HearingNeed
from samaki.journeys.hearings.queries import called, words_of_need
from samaki.journeys.hearings.rules import check_writes
from samaki.journeys.hearings.spreading import tell
from samaki.journeys.hearings.states import NEED, moved
from samaki.journeys.hearings.telling import LONGEST, check_length
from samaki.ledger.operations import record
from samaki.vault import sealing as vault

SORTS = ("summons", "interpreter", "transport")
MOVES = ("ask", "arrange", "fail", "drop")
MOST = 200
"""Things that one hearing needs: a case may have many accused and witnesses, each with a summons."""


@story
def add_need(
    *,
    hearing_id: UUID,
    sort: str,
    by: Member,
    now: datetime,
    person: Person | None = None,
    text: str = "",
    move: str = "",
) -> HearingNeed:
    """A summons, an interpreter or transport is needed; `move`: it was asked for (sent) or arranged (received) already.

    A child who has a summons is called. Raises NotAllowed, Invalid, CannotMove (it is on the list already).
    """
    row, case = _opened(hearing_id, by, now)
    with together() as wrong:
        if sort not in SORTS:
            wrong.wrong(_("Choose what is needed, from the list."), field="sort")
        if sort == "summons" and person is None:
            wrong.wrong(_("Choose for whom the summons is."), field="person")
        if person is not None and person.case_id != row.case_id:
            wrong.wrong(_("Choose a person from the list."), field="person")
        if move and move not in ("ask", "arrange"):
            wrong.wrong(_("Choose how far it is."), field="move")
        check_length(text, "text", LONGEST, wrong)
    if row.state == "in_error":
        raise CannotMove(_("This hearing was entered by mistake. If there is one after all, enter it anew."))
    _check_new(row, sort, person)
    need = HearingNeed(
        case_id=row.case_id, hearing_id=row.id, sort=sort, unit=by.unit_id, recorded_by=by.id, recorded_at=now
    )
    need.person_id, need.child_id = (person.id, person.child_id) if person else (None, None)
    _write(need, text, now)
    if move:
        _mark(need, move, by, now)
    if (
        sort == "summons"
        and person is not None
        and person.part == "survivor"
        and person.id not in called([row.id]).get(row.id, ())
    ):
        from samaki.journeys.hearings.entering import call  # entering copies needs, so it stands above

        call(row, person.id, by, now)
    add(need)
    _record("hearing.need", need, by, now, text)
    tell("needs", row, case, by, now)
    return need


@story
def move_need(
    *, need_id: UUID, move: str, by: Member, now: datetime, text: str = "", version: int | None = None
) -> HearingNeed:
    """`ask`: asked for (a summons: sent); `arrange`: arranged (received); `fail`: not possible, not delivered; `drop`: not needed.

    In any order, as it becomes known; what was written before stays. Raises NotAllowed, CannotMove, Invalid, Stale.
    """
    need = HearingNeed.objects.get(id=need_id)
    row, case = _opened(need.hearing_id, by, now)
    need.refresh_from_db()
    fresh(need, version)
    with together() as wrong:
        if move not in MOVES:
            wrong.wrong(_("Choose what happened, from the list."), field="move")
        check_length(text, "text", LONGEST, wrong)
    if need.state == "dropped":
        _check_new(row, need.sort, Person(id=need.person_id) if need.person_id else None)
    _mark(need, move, by, now)
    _write(need, text, now)
    need.version += 1
    need.save()
    _record(f"hearing.need_{move}", need, by, now, text)
    if move != "ask":
        tell("needs", row, case, by, now)
    return need


@story
def say_goes(*, hearing_id: UUID, worker: Member, by: Member, now: datetime) -> HearingGoing:
    """Somebody of the unit goes there: it stands in their calendar. Raises NotAllowed, Invalid, CannotMove (said already)."""
    row, _case = _opened(hearing_id, by, now)
    if worker.unit_id != by.unit_id:
        raise Invalid(_("Choose somebody of your own unit."), field="worker")
    check_takes_steps(worker, now)
    if HearingGoing.objects.filter(hearing_id=row.id, member_id=worker.id, ended_at=None).exists():
        raise CannotMove(_("It is written down already that they go."))
    going = HearingGoing(
        case_id=row.case_id, hearing_id=row.id, member_id=worker.id, unit=by.unit_id, said_by=by.id, since=now
    )
    add(going)
    _of_going("hearing.goes", going, row, worker, by, now)
    return going


@story
def say_stays(*, hearing_id: UUID, worker: Member, by: Member, now: datetime) -> HearingGoing:
    """They do not go after all. Raises NotAllowed, CannotMove where nobody said that they would."""
    row, _case = _opened(hearing_id, by, now)
    going = HearingGoing.objects.filter(hearing_id=row.id, member_id=worker.id, unit=by.unit_id, ended_at=None).first()
    if going is None:
        raise CannotMove(_("Nobody has written down that they go."))
    going.ended_at = now
    going.save(update_fields=["ended_at"])
    _of_going("hearing.stays", going, row, worker, by, now)
    return going


def again(before: Hearing, row: Hearing, *, with_children: bool) -> None:
    """On a new day what was needed is needed again: nobody knows yet whether the same car and the same interpreter come. Also what the
    member does not see, such as a summons of a witness, or another child: so the database copies it."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.hearing_again(%s, %s, %s)", [before.id, row.id, with_children])


# ---------------------------------------------------------------- parts
def _opened(hearing_id: UUID, by: Member, now: datetime) -> tuple[Hearing, Case]:
    lock_of(Hearing, hearing_id)
    row = Hearing.objects.get(id=hearing_id)
    case = Case.objects.get(id=row.case_id)
    check_writes(case, by, now)
    return row, case


def _check_new(row: Hearing, sort: str, person: Person | None) -> None:
    standing = HearingNeed.objects.filter(hearing_id=row.id).exclude(state="dropped")
    if standing.filter(sort=sort, person_id=person.id if person else None).exists():
        raise CannotMove(_("This is on the list already. Say there how far it is."))
    if standing.count() >= MOST:
        raise CannotMove(_("One hearing holds at most %(most)s such lines.") % {"most": MOST})


def _mark(need: HearingNeed, move: str, by: Member, now: datetime) -> None:
    """Who asked for it and who arranged it stay with their times, whatever is said later."""
    need.state = moved(NEED, need.state, move, _("This was said already. If it is different by now, say what it is."))
    if move == "ask" and need.asked_at is None:
        need.asked_at, need.asked_unit = now, by.unit_id
    if move == "arrange":
        need.ready_at, need.ready_unit = now, by.unit_id


def _write(need: HearingNeed, text: str, now: datetime) -> None:
    """One more line of words, beneath those that stand there."""
    lines = words_of_need(need) if need.sealed else []
    if text.strip():
        lines.append({"at": now.isoformat(), "text": text.strip()})
    need.sealed = vault.seal(vault.key_of(case_id=need.case_id), json.dumps(lines, ensure_ascii=False), need.place)


def _record(act: str, need: HearingNeed, by: Member, now: datetime, text: str) -> None:
    record(act, by=by, now=now, subject=need, case_id=need.case_id, child_id=need.child_id, compartment="justice",
           facts={"kind": need.sort, "person": need.person_id, "state": need.state},
           changed={"text": text} if text.strip() else None)  # fmt: skip


def _of_going(act: str, going: HearingGoing, row: Hearing, worker: Member, by: Member, now: datetime) -> None:
    record(act, by=by, now=now, subject=going, case_id=row.case_id, compartment="justice",
           facts={"worker": worker.username, "due_at": row.at})  # fmt: skip
