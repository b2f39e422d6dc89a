"""Stories of a wall: two confidentiality officers of different agencies decide; the work moves first, then the case disappears."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import after, pack
from samaki.agencies.models import Member, Unit
from samaki.cases import access
from samaki.cases.holding import locked_step
from samaki.cases.models import Case
from samaki.cases.sharing.models import Disclosure
from samaki.cases.sharing.operations import write
from samaki.cases.steps import change_holder
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, tell, together
from samaki.database.sessions import begin
from samaki.handoffs import parts as handoffs
from samaki.handoffs.models import Handoff
from samaki.handoffs.moves import note
from samaki.journeys.guarding import rules
from samaki.journeys.guarding.models import AlternateRoute, Conflict
from samaki.journeys.guarding.words import ask, seal_words, take_back_asked, words_of
from samaki.ledger.operations import record, supervising
from samaki.notices.operations import queue

LONGEST_WALL = 366
"""Days; a wall that is still needed is laid again."""


@story
def ask_wall(
    *,
    case: Case,
    unit: Unit | None,
    to_unit: Unit | None,
    decider: Unit | None,
    reason: str,
    text: str,
    not_enough: str,
    by_accused: bool,
    else_known: str,
    days: int,
    at_once: bool,
    by: Member,
    now: datetime,
) -> Conflict:
    """Ask an officer of another agency to agree that a unit must have no part in a case.

    `to_unit` takes its work; `not_enough`: why it does not suffice that one person steps aside; `by_accused`: the accused says
    so, which alone raises nothing (`else_known`: what else speaks for it). Raises NotAllowed, Invalid for each wrong field.
    """  # fmt: skip
    rules.check_officer(by, now)
    with together():
        rules.check_why("conflict", reason, text)
        rules.check_words(not_enough, "not_enough")
        _check_accused(by_accused, else_known)
        _check_units(unit, to_unit, decider, by, now)
        if not 1 <= days <= LONGEST_WALL:
            tell(Invalid(_("Write for how many days, at most 366."), field="days"))
    assert unit and to_unit and decider  # noqa: PT018 - else the block has told it
    row = Conflict(case_id=case.id, case_code=case.code, unit=unit.principal, to_unit=to_unit.principal, reason=reason)
    row.asked_by, row.asked_unit, row.asked_at, row.decider = by.id, by.unit_id, now, decider.principal
    row.at_once, row.until = at_once, now + timedelta(days=days)
    row.sealed = seal_words(
        row, {"text": text.strip(), "not_enough": not_enough.strip(), "else_known": else_known.strip()}
    )
    row.save(force_insert=True)
    _write("wall.ask", row, by, now)
    queue(
        "guard.wall_asked",
        to_unit=row.decider,
        subject=row,
        now=now,
        dedupe="asked",
        audience="privacy",
        urgency="urgent",
    )
    return row


@story
def answer_wall(*, conflict_id: UUID, agreed: bool, text: str, by: Member, now: datetime) -> Conflict:
    """The second officer decides. With a yes the steps move by the usual stories, then relations end and none can begin."""
    row = Conflict.objects.get(id=conflict_id)
    lock(row.case_id)
    row.refresh_from_db()
    rules.check_officer(by, now)
    _check_second(row, by)
    rules.check_words(text)
    hides = now if row.at_once else after(now, pack().guarding.wall_hides)
    ask("answer_conflict", row.id, agreed, hides, seal_words(row, words_of(row) | {"answer": text.strip()}))
    row.refresh_from_db()
    if agreed:
        with supervising(row.unit):
            _move_work(row, by, now)
    _write("wall.agree" if agreed else "wall.refuse", row, by, now)
    queue("guard.wall_answered", to_unit=row.asked_unit, subject=row, now=now, dedupe="answered", audience="privacy")
    return row


@story
def take_back_wall(*, conflict_id: UUID, by: Member, now: datetime) -> Conflict:
    """Who asked for it takes that back before the other officer answered; that officer is told. Raises CannotMove."""
    row = Conflict.objects.get(id=conflict_id)
    lock(row.case_id)
    take_back_asked("conflict", row.id)
    row.refresh_from_db()
    _write("wall.withdraw", row, by, now)
    queue("guard.asking_taken_back", to_unit=row.decider, subject=row, now=now, dedupe="withdrawn", audience="privacy")
    return row


@story
def end_wall(*, conflict_id: UUID, text: str, by: Member, now: datetime) -> Conflict:
    """It is lifted before its end, by an officer of one of the two agencies. What was open before does not open by itself."""
    row = Conflict.objects.get(id=conflict_id)
    lock(row.case_id)
    rules.check_officer(by, now)
    rules.check_words(text)
    if ask("end_conflict", row.id) != [(True,)]:
        raise CannotMove(_("This wall does not stand, or not any more."))
    row.refresh_from_db()
    _write("wall.end", row, by, now)
    queue("guard.wall_ended", to_unit=row.asked_unit if by.unit_id != row.asked_unit else row.decider, subject=row, now=now,
          dedupe="ended", audience="privacy")  # fmt: skip
    return row


@story
def name_route(*, unit: Unit | None, area: str, to_unit: Unit | None, by: Member, now: datetime) -> AlternateRoute:
    """Name beforehand who takes the work of a unit of one's agency in an area ("" for all) when that unit is in conflict."""
    rules.check_officer(by, now)
    with together():
        if unit is None or unit.principal not in guarded():
            tell(Invalid(_("Choose a unit of your agency."), field="unit"))
        _check_takes_work(unit, to_unit, now)
        if area and area not in pack().places.by_code:
            tell(Invalid(_("Choose the area from the list."), field="area"))
    assert unit and to_unit  # noqa: PT018 - else the block has told it
    lock(unit.id)
    AlternateRoute.objects.filter(unit=unit.principal, area=area, until__isnull=True).update(until=now)
    row = AlternateRoute(unit=unit.principal, area=area, to_unit=to_unit.principal, named_by=by.id, since=now)
    row.save(force_insert=True)
    record("wall.route", by=by, now=now, subject=row, counterpart=row.to_unit,
           facts={"unit": row.unit, "area": area, "to": row.to_unit})  # fmt: skip
    return row


def route_for(unit: Unit, area: str) -> Unit | None:
    """Who takes the work of this unit in this area, as named beforehand; else the unit above it."""
    codes = [place.code for place in reversed(pack().places.path(area))] if area in pack().places.by_code else []
    named = {row.area: row.to_unit for row in AlternateRoute.objects.filter(unit=unit.principal, until__isnull=True)}
    for code in [*codes, ""]:
        if code in named:
            return Unit.objects.get(principal=named[code])
    return unit.parent if unit.parent is not None and unit.parent.kind == unit.kind else None


def guarded() -> list[int]:
    """Principals of the units of the agencies for which the session's member is confidentiality officer."""
    return list(ask("guarded")[0][0])


def stands(row: Conflict, now: datetime) -> str:
    """asked, withdrawn, refused, moved (the work has, the case is not hidden yet), stands, over or lifted."""
    if row.withdrawn_at is not None:
        return "withdrawn"
    if row.agreed is None:
        return "asked" if row.until > now else "over"
    if not row.agreed:
        return "refused"
    if row.ended_at is not None:
        return "lifted"
    if row.until <= now:
        return "over"
    return "stands" if row.since is not None and row.since <= now else "moved"


def _check_accused(by_accused: bool, else_known: str) -> None:
    if by_accused and not else_known.strip():
        tell(Invalid(_("Who is accused cannot choose who investigates: their word alone raises no wall. Write what else speaks for it."),
                     field="else_known"))  # fmt: skip


def _check_units(unit: Unit | None, to_unit: Unit | None, decider: Unit | None, by: Member, now: datetime) -> None:
    if unit is None:
        tell(Invalid(_("Choose a unit from the list."), field="unit"))
    elif unit.principal in guarded():
        raise NotAllowed(_("This unit is of your own agency. An officer of another agency asks for a wall."))
    _check_takes_work(unit, to_unit, now)
    if decider is None or not rules.officers_of(decider, now):
        tell(Invalid(_("Choose a unit in which a confidentiality officer sits."), field="decider"))
    elif decider.principal in guarded() or (unit is not None and decider.agency_id == unit.agency_id):
        tell(
            Invalid(
                _("The second officer is of another agency than you, and of another than the unit in conflict."),
                field="decider",
            )
        )


def _check_takes_work(unit: Unit | None, to_unit: Unit | None, now: datetime) -> None:
    """Another open unit of the same kind: it may hold the same steps."""
    if to_unit is None or (to_unit.until is not None and to_unit.until <= now):
        tell(Invalid(_("Choose an open unit from the list."), field="to_unit"))
    elif unit is not None and (to_unit.principal == unit.principal or to_unit.kind != unit.kind):
        tell(
            Invalid(_("Choose another unit of the same kind: it must be able to hold the same steps."), field="to_unit")
        )


def _check_second(row: Conflict, by: Member) -> None:
    if row.asked_by == by.id or row.decider not in guarded() or row.asked_unit in guarded():
        raise NotAllowed(_("Only a confidentiality officer of the other agency that was asked can decide this."))
    if row.agreed is not None:
        raise CannotMove(_("This was answered already."))


def _move_work(row: Conflict, by: Member, now: datetime) -> None:
    """Each open step goes to the unit that takes over, as if a supervisor had moved it; the old holder is told so and no more."""
    try:
        for (key,) in ask("act_for_conflict", row.id):
            step = locked_step(key)
            handoffs.set_aside_unseen(step, by, now)
            handoffs.answer_for(step, by, now)
            change_holder(step, row.to_unit, by=by, now=now, ground="reassigned", worker=None)
            for unit in {row.to_unit} if row.at_once else {row.to_unit, row.unit}:
                queue("step.reassigned", to_unit=unit, subject=step, now=now, dedupe=str(step.version), urgency=step.urgency,
                      case_id=row.case_id, case_code=row.case_code)  # fmt: skip
        for handoff in Handoff.objects.raw("select * from app.lay_wall(%s)", [row.id]):
            _tell_of(handoff, row, by, now)
        for given in Disclosure.objects.raw("select * from app.end_shared_behind(%s)", [row.id]):
            write("disclosure.end", given, by, now)
            queue("sharing.share_cut", to_unit=given.from_unit_id, subject=given, now=now, dedupe=str(given.version),
                  case_id=row.case_id, case_code=row.case_code)  # fmt: skip
    finally:
        begin(by.id, now)  # acting for the unit ends here


def _tell_of(handoff: Handoff, row: Conflict, by: Member, now: datetime) -> None:
    ended = handoff.state == "withdrawn"
    note("withdraw" if ended and handoff.offers else "discard" if ended else "move", handoff, by, now)
    if ended:
        access.end_for_offer(handoff.id, now)
    if handoff.offers:
        queue("guard.asking_ended" if ended else "guard.asking_yours", to_unit=handoff.from_unit_id, subject=handoff, now=now,
              dedupe=str(handoff.version), urgency=handoff.urgency, case_id=row.case_id, case_code=row.case_code)  # fmt: skip


def _write(act: str, row: Conflict, by: Member, now: datetime) -> None:
    """Without the case: whoever reads the story of the case must not be warned by it."""
    facts = {"reason": row.reason, "unit": row.unit, "to": row.to_unit, "due_at": row.until}
    other = row.decider if by.unit_id != row.decider else row.asked_unit
    record(act, by=by, now=now, subject=row, counterpart=other, facts=facts)
