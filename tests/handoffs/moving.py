"""Hand-offs brought into any state by the real operations, and any move tried by any member."""

from datetime import datetime, timedelta
from typing import Any

from samaki.agencies.models import Member
from samaki.handoffs import operations as handoffs
from samaki.handoffs.models import Handoff
from samaki.jobs.tick import tick
from samaki.journeys import doing, mending
from tests.acting import act, handoff_of, own_case, step_of

LONG = timedelta(days=30)

PATHS = {
    "draft": "",
    "offered": "offer",
    "received": "offer receive",
    "needs_information": "offer ask",
    "accepted": "offer accept",
    "accepted_by_phone": "offer accept_by_phone",
    "declined": "offer decline",
    "disputed": "offer accept_by_phone deny_phone",
    "expired": "offer expire",
    "withdrawn": "offer withdraw",
    "in_progress": "offer accept start",
    "on_hold": "offer accept start hold",
    "completed": "offer accept complete",
    "confirmed": "offer accept complete confirm",
    "failed": "offer accept fail",
    "entered_in_error": "offer mark_error",
}
"""State -> the moves that lead there; `declined` is not reached by a receiver with the duty."""

BY_SENDER = {"offer", "discard", "accept_by_phone", "answer", "withdraw", "confirm", "unconfirm", "mark_error"}


def attempt(name: str, key: Any, by: Member, now: datetime, *, to: str = "accepted") -> Handoff:
    """One move by this member, with whatever words it needs; raises what the operation raises."""
    given: dict[str, Any] = {
        "accept_by_phone": {"who": "Somebody", "number": "000"},
        "decline": {"reason": "no_capacity"},
        "dispute": {"reason": "no_means"},
        "resolve": {"to": to},
        "ask": {"question": "?"},
        "answer": {"answer": "!"},
        "hold": {"reason": "child_unwell", "until": now + timedelta(days=1)},
        "fail": {"reason": "unsafe"},
        "mark_error": {"text": "a mistake"},
        "take_back": {"text": "a mistake"},
        "unconfirm": {"text": "a mistake"},
        "complete": {"outcome": "seen_safe"},
    }.get(name, {})
    beside = {"complete": doing.complete_handoff, "take_back": mending.take_back_handoff}
    operation = beside.get(name) or getattr(handoffs, name)
    return act(by, operation, now, handoff_id=key, **given)


def brought_to(state: str, sender: Member, receiver: Member, now: datetime, urgency: str = "emergency") -> Handoff:
    """A first safe contact, asked of `receiver` by `sender`, in this state."""
    case = own_case(sender, now, urgency=urgency)
    step = step_of(sender, now, case, "first_safe_contact")
    act(
        sender,
        handoffs.hand_on,
        now,
        step_id=step.id,
        to_unit=receiver.unit,
        why="why",
        urgency=urgency,
        keep_draft=True,
    )
    key = handoff_of(sender, now, step).id
    for name in PATHS[state].split():
        if name == "expire":
            tick(now + LONG)
        else:
            attempt(name, key, sender if name in BY_SENDER else receiver, now)
    return handoff_of(sender, now, step)
