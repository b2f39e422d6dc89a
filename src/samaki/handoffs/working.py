"""The stories of the unit that has taken the step over."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from samaki.agencies.models import Member
from samaki.cases.holding import hold_step, resume_step
from samaki.cases.models import Step
from samaki.cases.rules import check_hold, check_reason
from samaki.database import story
from samaki.handoffs import clocks, parts, rules
from samaki.handoffs.models import Handoff
from samaki.handoffs.moves import locked, move, say, write


@story
def start(*, handoff_id: UUID, by: Member, now: datetime, worker: Member | None = None) -> Handoff:
    """The action has begun: clock 3 stops, the step's own clock runs. Beginning confirms a yes given by telephone."""
    handoff = locked(handoff_id)
    rules.check_move("start", handoff, by, now)
    if handoff.state == "accepted_by_phone":
        move(handoff, "confirm_phone")
        parts.take(handoff, "confirm_phone", by, now, worker)
    move(handoff, "start")
    handoff.begun_at = now
    clocks.run_on_step(handoff)
    write("start", handoff, by, now)
    return handoff


@story
def hold(*, handoff_id: UUID, reason: str, until: datetime, by: Member, now: datetime, text: str = "") -> Handoff:
    """Put the work on hold with a reason and an end; the sender sees it, and the clock calls when it ends."""
    handoff = locked(handoff_id)
    rules.check_move("hold", handoff, by, now)
    check_hold(reason, text, until, now)
    move(handoff, "hold")
    handoff.reason, handoff.hold_until = reason, until
    clocks.run_on_step(handoff, until)
    hold_step(step_id=handoff.step_id, reason=reason, until=until, by=by, now=now, text=text)
    write("hold", handoff, by, now)
    return handoff


@story
def resume(*, handoff_id: UUID, by: Member, now: datetime) -> Handoff:
    """Go on with the work."""
    handoff = locked(handoff_id)
    rules.check_move("resume", handoff, by, now)
    move(handoff, "resume")
    handoff.reason, handoff.hold_until = "", None
    clocks.run_on_step(handoff)
    if Step.objects.filter(id=handoff.step_id, state="on_hold").exists():
        resume_step(step_id=handoff.step_id, by=by, now=now)
    write("resume", handoff, by, now)
    return handoff


@story
def fail(*, handoff_id: UUID, reason: str, by: Member, now: datetime, text: str = "") -> Handoff:
    """It could not be done. The step stays with the receiver until it is offered on or given back."""
    handoff = locked(handoff_id)
    rules.check_move("fail", handoff, by, now)
    check_reason("fail", reason, text)
    handoff.reason = reason
    say(handoff, "fail", text, by, now)
    return parts.end(handoff, "fail", by, now, text=text)
