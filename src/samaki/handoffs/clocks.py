"""Which clock runs on a hand-off, and until when. All durations come from the pack's urgency table."""

from __future__ import annotations

from datetime import datetime, timedelta

from samaki.agencies.country import after, pack
from samaki.handoffs.models import Handoff


def start_acknowledge(handoff: Handoff, now: datetime) -> None:
    """Clock 1: somebody must see it. It expires when the time to decide has run as well."""
    urgency = pack().urgencies[handoff.urgency]
    _set(handoff, "acknowledge", after(now, urgency.acknowledge))
    handoff.expires_at = after(after(now, urgency.acknowledge), urgency.decide)


def start_decide(handoff: Handoff, now: datetime, left: timedelta | None = None) -> None:
    """Clock 2: yes, no, or a question; `left` continues after a pause."""
    due = now + left if left is not None else after(now, pack().urgencies[handoff.urgency].decide)
    _set(handoff, "decide", due)
    handoff.expires_at, handoff.decide_left = due, None


def pause_for_answer(handoff: Handoff, was: str, now: datetime) -> None:
    """A question pauses clock 2, up to a limit; a second question before the answer does not lengthen the pause."""
    if was == "needs_information":
        return
    limit = pack().urgencies[handoff.urgency].question_pause_limit
    end_of_decision = handoff.due_at if handoff.clock == "decide" else handoff.expires_at
    handoff.decide_left = max((end_of_decision or now) - now, timedelta(minutes=1))
    _set(handoff, "answer", after(now, limit))
    handoff.expires_at = None


def start_action(handoff: Handoff, now: datetime) -> None:
    """Clock 3: the action must begin; silence after acceptance escalates again."""
    _set(handoff, "begin", after(now, pack().urgencies[handoff.urgency].act))
    handoff.expires_at = None


def start_phone_confirmation(handoff: Handoff, now: datetime) -> None:
    """The receiver confirms on the desk what was said on the telephone."""
    _set(handoff, "confirm_phone", after(now, pack().urgencies[handoff.urgency].acknowledge))
    handoff.expires_at = None


def start_dispute(handoff: Handoff, now: datetime) -> None:
    """The clock keeps running in a dispute, and nothing expires."""
    _set(handoff, "resolve", after(now, pack().urgencies[handoff.urgency].acknowledge))
    handoff.expires_at = None


def start_confirmation(handoff: Handoff, now: datetime) -> None:
    """The sender confirms that help arrived; silence is asked again, never assumed."""
    _set(handoff, "confirm", after(now, pack().urgencies[handoff.urgency].decide))


def run_on_step(handoff: Handoff, until: datetime | None = None) -> None:
    """Work has begun: from now on the clock of the step runs (or the end of a hold)."""
    handoff.clock, handoff.due_at, handoff.call_at = ("hold" if until else ""), until, until
    handoff.level, handoff.expires_at = 0, None


def stop(handoff: Handoff, now: datetime) -> None:
    """The hand-off has ended."""
    handoff.clock, handoff.due_at, handoff.call_at, handoff.expires_at = "", None, None, None
    handoff.level, handoff.ended_at = 0, now


def _set(handoff: Handoff, clock: str, due_at: datetime) -> None:
    handoff.clock, handoff.due_at, handoff.call_at, handoff.level = clock, due_at, due_at, 0
