"""What the clock does with one row that is due: who is called, and when it calls again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from samaki.agencies.country import after, next_call, pack
from samaki.agencies.models import Unit
from samaki.agencies.queries import default_desk, focal_unit, now_of
from samaki.cases.models import Case, Step
from samaki.cases.sharing import operations as sharing
from samaki.cases.sharing.models import Disclosure
from samaki.cases.steps import step_facts
from samaki.handoffs import clocks, moves
from samaki.handoffs.models import Handoff
from samaki.intake.models import Report
from samaki.intake.operations import report_facts
from samaki.jobs.unanswered import silent
from samaki.jobs.waking import reached
from samaki.journeys.guarding.models import LookQuestion
from samaki.ledger.operations import CLOCK, record
from samaki.notices.operations import queue
from samaki.roster.ladders import ladder_of
from samaki.roster.queries import called

CONFIRMATION_IS_ASKED_AGAIN = "normal"
DUTY_OFFICER = 1
"""The level at which the duty officer of a unit is called."""


def report_is_late(report: Report, now: datetime) -> None:
    """Nobody has read it (or decided): the next level is called, for ever."""
    began = report.acknowledged_at or report.received_at
    level, report.call_at = next_call(report.urgency, report.due_at, now, ladder_of(began))
    who = on_rung(report.holder, report.area, max(report.level, level), began, now)
    report.level = who.level
    report.save(update_fields=["level", "call_at"])
    _call(report, report.holder, report.area, report.urgency, who, now)
    record("report.call", by=CLOCK, now=now, unit=report.holder_id, subject=report, report_id=report.id,
           facts=report_facts(report) | {"level": report.level})  # fmt: skip


def step_is_late(step: Step, now: datetime) -> None:
    """Past its due time, or a hold has ended: the holder, then those above, are called, for ever."""
    late_since = step.hold_until if step.state == "on_hold" and step.hold_until else step.due_at
    level, step.call_at = next_call(step.urgency, late_since, now, ladder_of(step.opened_at))
    who = on_rung(step.holder, step.case.area, max(step.level, level), step.opened_at, now)
    step.level = who.level
    step.save(update_fields=["level", "call_at"])
    _call(step, step.holder, step.case.area, step.urgency, who, now, case=step.case)
    record("step.call", by=CLOCK, now=now, unit=step.holder_id, subject=step, case_id=step.case_id,
           child_id=step.child_id, compartment=step.compartment,
           facts=step_facts(step) | {"level": step.level})  # fmt: skip


def disclosure_is_due(given: Disclosure, now: datetime) -> None:
    """Its time is over; or nobody has looked at what was shared without consent: those above are called, for ever."""
    if given.live and given.until is not None and given.until <= now:
        sharing.end_by_time(given, now)
    if given.due_at is None or not given.waits_for_review or given.due_at > now:
        return
    level, following = next_call(sharing.URGENCY, given.due_at, now)
    given.call_at = min(following, given.until) if given.live and given.until is not None else following
    given.level = max(given.level, level, 2)  # who works there decided it, so its head is called first
    given.save(update_fields=["level", "call_at"])
    ours = Unit.objects.get(principal=now_of([given.from_unit_id])[given.from_unit_id])
    _call(given, ours, given.case.area, sharing.URGENCY, Rung(given.level), now, case=given.case)
    sharing.write("disclosure.call", given, CLOCK, now)


def handoff_is_late(handoff: Handoff, now: datetime) -> None:
    """By the clock that runs: call, expire back to the sender, end a pause, or ask again."""
    if handoff.clock == "answer":
        _end_pause(handoff, now)
    elif handoff.expires_at is not None and handoff.expires_at <= now:
        _expire(handoff, now)
    else:
        _climb(handoff, now)


def question_is_late(question: LookQuestion, now: datetime) -> None:
    """A member has not answered why they looked: those who lead their unit are told, and the officer can close it; once."""
    question.call_at = None
    question.save(update_fields=["call_at"])
    for unit, audience in ((question.unit, "head"), (question.asked_unit, "privacy")):
        queue(
            "guard.look_unanswered",
            to_unit=unit,
            subject=question,
            now=now,
            dedupe="late",
            audience=audience,
            urgency="urgent",
        )
    record("look.call", by=CLOCK, now=now, unit=question.unit, subject=question, facts={"due_at": question.due_at})


def _expire(handoff: Handoff, now: datetime) -> None:
    """Nobody decided in time. The sender, who holds the step all along, and the supervisors of both are told."""
    moves.move(handoff, "expire")
    handoff.escalated = True
    clocks.stop(handoff, now)
    moves.write("expire", handoff, CLOCK, now)
    for unit in {handoff.from_unit_id, handoff.to_unit_id}:
        moves.tell(handoff, "handoff.expired", unit, now, level=1)
    for above in {handoff.from_parent, handoff.to_parent} - {handoff.from_unit_id, handoff.to_unit_id}:
        if above is not None:
            moves.tell(handoff, "handoff.expired", above, now, audience="head", level=2)
    _end_offer(handoff, now)


def _end_offer(handoff: Handoff, now: datetime) -> None:
    from samaki.cases.access import end_for_offer

    end_for_offer(handoff.id, now)


def _end_pause(handoff: Handoff, now: datetime) -> None:
    """A question was not answered within the limit of its pause: the time to decide goes on."""
    state = handoff.state
    clocks.go_on(handoff, now)
    handoff.state = state
    moves.write("pause_over", handoff, CLOCK, now)
    for unit in (handoff.from_unit_id, handoff.to_unit_id):
        moves.tell(handoff, "handoff.pause_over", unit, now)


def _climb(handoff: Handoff, now: datetime) -> None:
    """Call the side that must act; with the second level those above both sides see the hand-off."""
    due_at = handoff.due_at or now
    began = handoff.ended_at or handoff.decided_at or handoff.received_at or handoff.offered_at or handoff.drafted_at
    level, handoff.call_at = next_call(handoff.urgency, due_at, now, ladder_of(began))
    waits_on = handoff.from_unit if handoff.clock == "confirm" else handoff.to_unit
    who = on_rung(waits_on, handoff.case.area, max(handoff.level, level), began, now)
    level = who.level
    if handoff.clock == "confirm":
        # silence after completion is asked again each day, never escalated beyond the unit head, never assumed
        level, handoff.call_at = min(level, 2), after(now, pack().urgencies[CONFIRMATION_IS_ASKED_AGAIN].acknowledge)
    if handoff.expires_at is not None:
        handoff.call_at = min(handoff.call_at, handoff.expires_at)
    handoff.level = max(handoff.level, level)
    handoff.escalated = handoff.escalated or handoff.level >= 2
    moves.write("call", handoff, CLOCK, now, facts={"clock": handoff.clock})
    if handoff.case.erased_at is not None:  # nothing is left to be read, and nobody is called
        return
    who = replace(who, level=handoff.level)
    _call(handoff, waits_on, handoff.case.area, handoff.urgency, who, now, case=handoff.case)
    if handoff.level >= 2 and handoff.from_unit_id != waits_on.principal:
        moves.tell(handoff, "handoff.unanswered", handoff.from_unit_id, now, audience="head", level=handoff.level)


@dataclass(frozen=True)
class Rung:
    """The level that is called, and of the duty officers who by the roster; none: everybody who works there."""

    level: int
    members: frozenset[UUID] = frozenset()


def on_rung(unit: Unit, area: str, level: int, began: datetime, now: datetime) -> Rung:
    """At the level of the duty officer, who that is by the unit's roster. Where the roster has a gap, or nothing reaches who is on
    duty, the next level is called at once; a unit without a roster is called as it was before there were any."""
    if level != DUTY_OFFICER:
        return Rung(level)
    told = called(unit.principal, area, began, now, lambda members: reached(members, now))
    members = told.members - silent(now)
    return Rung(level + 1) if told.planned and not members else Rung(level, members)


def _call(
    subject: Any, unit: Unit, area: str, urgency: str, who: Rung, now: datetime, *, case: Case | None = None
) -> None:
    """One notice for each unit of the level: the desk, its duty officer, its head, the committees. Never nobody."""
    level = who.level
    audience = {0: "desk", 1: "duty", 2: "head", 3: "focal", 4: "focal"}[min(level, 4)]
    by_roster = {"members": sorted(map(str, who.members))} if who.members else {}
    principals = {unit.principal}
    if level == 2 and unit.parent_id:
        principals.add(unit.parent_id)
    if level >= 3:
        above = focal_unit(level, area, now) or default_desk(now)
        principals.add(above.principal)
    for principal in sorted(principals):
        queue(
            _what_is_said(subject),
            to_unit=principal,
            subject=subject,
            now=now,
            dedupe=f"{now.isoformat()}",
            audience=audience if principal != unit.principal or level < 3 else "head",
            level=level,
            urgency=urgency,
            case_id=case.id if case else None,
            case_code=case.code if case else "",
            facts={"due_at": subject.due_at.isoformat() if subject.due_at else None} | by_roster,
        )


def _what_is_said(subject: Any) -> str:
    """Nobody has acted in time; of what must not be begun too early only that it is to be looked at again."""
    kind = pack().step_kinds.get(subject.kind) if isinstance(subject, Step) else None
    return "step.review" if kind is not None and kind.reviewed else f"{subject._meta.db_table}.late"
