"""Which clock runs on a hand-off, and until when. All durations come from the pack's urgency table."""

from __future__ import annotations

from datetime import datetime, timedelta

from samaki.agencies.country import after, pack
from samaki.handoffs.models import Handoff

LEAST = timedelta(minutes=1)
"""What a clock that had run out has after an answer: time to read it."""


def start_acknowledge(handoff: Handoff, now: datetime) -> None:
    """Clock 1: somebody must see it. It expires when the time to decide has run as well."""
    urgency = pack().urgencies[handoff.urgency]
    _set(handoff, "acknowledge", after(now, urgency.acknowledge))
    handoff.expires_at = after(after(now, urgency.acknowledge), urgency.decide)


def start_decide(handoff: Handoff, now: datetime) -> None:
    """Clock 2: yes, no, or a question."""
    due = after(now, pack().urgencies[handoff.urgency].decide)
    _set(handoff, "decide", due)
    handoff.expires_at, handoff.decide_left = due, None


def pause_for_answer(handoff: Handoff, was: str, now: datetime) -> None:
    """A question stops the clock that runs, up to a limit; a second question before the answer does not lengthen the stop.

    `decide_left`: what the clock had left. `expires_at` stands as far behind the end of the stop as it stood behind now.
    """
    if was == "needs_information":
        return
    answer_by = after(now, pack().urgencies[handoff.urgency].question_pause_limit)
    expiry = max((handoff.expires_at or now) - now, LEAST)
    handoff.decide_left = max((handoff.due_at or now) - now, LEAST)
    _set(handoff, "answer", answer_by)
    handoff.expires_at = answer_by + expiry


def go_on(handoff: Handoff, now: datetime) -> None:
    """The answer came, or the limit of the stop: every time of the hand-off moves by what was really waited, no more.

    Where the heartbeat notices the limit late and the time has run out by then, there is still time to read that.
    """
    if handoff.clock != "answer" or handoff.due_at is None:  # the stop had reached its limit before the answer came
        return
    answer_by = handoff.due_at
    at, left = min(now, answer_by), handoff.decide_left or LEAST
    until_expiry = (handoff.expires_at or answer_by) - answer_by
    _set(handoff, "decide", max(at + left, now + LEAST))
    handoff.expires_at, handoff.decide_left = max(at + until_expiry, at + left, now + LEAST), None


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
