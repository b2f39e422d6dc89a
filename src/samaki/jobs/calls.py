"""What the clock does with one row that is due: who is called, and when it calls again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

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
from samaki.journeys.guarding.models import LookQuestion
from samaki.ledger.operations import CLOCK, record
from samaki.notices.operations import queue

CONFIRMATION_IS_ASKED_AGAIN = "normal"


def report_is_late(report: Report, now: datetime) -> None:
    """Nobody has read it (or decided): the next level is called, for ever."""
    level, report.call_at = next_call(report.urgency, report.due_at, now)
    report.level = max(report.level, level)
    report.save(update_fields=["level", "call_at"])
    _call(report, report.holder, report.area, report.urgency, report.level, now)
    record("report.call", by=CLOCK, now=now, unit=report.holder_id, subject=report, report_id=report.id,
           facts=report_facts(report) | {"level": report.level})  # fmt: skip


def step_is_late(step: Step, now: datetime) -> None:
    """Past its due time, or a hold has ended: the holder, then those above, are called, for ever."""
    late_since = step.hold_until if step.state == "on_hold" and step.hold_until else step.due_at
    level, step.call_at = next_call(step.urgency, late_since, now)
    step.level = max(step.level, level)
    step.save(update_fields=["level", "call_at"])
    _call(step, step.holder, step.case.area, step.urgency, step.level, now, case=step.case)
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
    _call(given, ours, given.case.area, sharing.URGENCY, given.level, now, case=given.case)
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
    level, handoff.call_at = next_call(handoff.urgency, due_at, now)
    if handoff.clock == "confirm":
        # silence after completion is asked again each day, never escalated beyond the unit head, never assumed
        level, handoff.call_at = min(level, 2), after(now, pack().urgencies[CONFIRMATION_IS_ASKED_AGAIN].acknowledge)
    if handoff.expires_at is not None:
        handoff.call_at = min(handoff.call_at, handoff.expires_at)
    handoff.level = max(handoff.level, level)
    handoff.escalated = handoff.escalated or handoff.level >= 2
    moves.write("call", handoff, CLOCK, now, facts={"clock": handoff.clock})
    waits_on = handoff.from_unit if handoff.clock == "confirm" else handoff.to_unit
    _call(handoff, waits_on, handoff.case.area, handoff.urgency, handoff.level, now, case=handoff.case)
    if handoff.level >= 2 and handoff.from_unit_id != waits_on.principal:
        moves.tell(handoff, "handoff.unanswered", handoff.from_unit_id, now, audience="head", level=handoff.level)


def _call(
    subject: Any, unit: Unit, area: str, urgency: str, level: int, now: datetime, *, case: Case | None = None
) -> None:
    """One notice for each unit of the level: the desk, its duty officer, its head, the committees. Never nobody."""
    audience = {0: "desk", 1: "duty", 2: "head", 3: "focal", 4: "focal"}[min(level, 4)]
    called = {unit.principal}
    if level == 2 and unit.parent_id:
        called.add(unit.parent_id)
    if level >= 3:
        above = focal_unit(level, area, now) or default_desk(now)
        called.add(above.principal)
    for principal in sorted(called):
        queue(
            f"{subject._meta.db_table}.late",
            to_unit=principal,
            subject=subject,
            now=now,
            dedupe=f"{now.isoformat()}",
            audience=audience if principal != unit.principal or level < 3 else "head",
            level=level,
            urgency=urgency,
            case_id=case.id if case else None,
            case_code=case.code if case else "",
            facts={"due_at": subject.due_at.isoformat() if subject.due_at else None},
        )
