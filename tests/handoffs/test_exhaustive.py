"""Invariant 4, by exhaustive search of the production machine: every reachable state of an urgent case has an actor or a
clock that moves it on. The roster is empty, everyone may decline or stay silent, the worker dies and comes back, the
clock jumps. The states and clocks are those of the program; only saving and sending are left out."""

from collections import deque
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from samaki.agencies.country import next_call, pack
from samaki.handoffs import clocks
from samaki.handoffs.models import Handoff
from samaki.handoffs.states import CLOCK, ENDED, MOVES, STATES

START = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)

JUMPS = (timedelta(0), timedelta(minutes=1), timedelta(hours=3), timedelta(days=40))
"""How long the worker may be away before its next tick, after a row came due."""


@dataclass(frozen=True)
class Seen:
    """What distinguishes one situation from another: state, running clock, whether it may expire, level."""

    state: str
    clock: str
    expires: bool
    level: int


def row(seen: Seen, urgency: str, now: datetime) -> Handoff:
    """A hand-off of the program in this situation, its clock run out at `now`."""
    handoff = Handoff(state=seen.state, urgency=urgency, clock=seen.clock, level=seen.level)
    if seen.clock:
        handoff.due_at = handoff.call_at = now
        handoff.expires_at = now if seen.expires else None
        handoff.decide_left = timedelta(hours=1)
    return handoff


def situation(handoff: Handoff) -> Seen:
    return Seen(handoff.state, handoff.clock, handoff.expires_at is not None, handoff.level)


def after_move(seen: Seen, name: str, target: str, urgency: str) -> Seen:
    """The program's own clock functions applied after a move of its own table."""
    handoff = row(seen, urgency, START + timedelta(hours=1))
    was, handoff.state = handoff.state, target
    now = START
    begin = {
        "offered": lambda: clocks.start_acknowledge(handoff, now),
        "received": lambda: clocks.go_on(handoff, now) if name == "answer" else clocks.start_decide(handoff, now),
        "needs_information": lambda: clocks.pause_for_answer(handoff, was, now),
        "accepted": lambda: clocks.start_action(handoff, now),
        "accepted_by_phone": lambda: clocks.start_phone_confirmation(handoff, now),
        "disputed": lambda: clocks.start_dispute(handoff, now),
        "in_progress": lambda: clocks.run_on_step(handoff),
        "on_hold": lambda: clocks.run_on_step(handoff, now + timedelta(days=1)),
        "completed": lambda: clocks.start_confirmation(handoff, now),
    }
    begin.get(target, lambda: clocks.stop(handoff, now))()
    return situation(handoff)


def after_clock(seen: Seen, urgency: str, jump: timedelta) -> Seen:
    """What the tick makes of a row that is due, as in jobs.calls.handoff_is_late."""
    now = START
    handoff = row(seen, urgency, now - jump)
    if handoff.clock == "answer":
        state = handoff.state
        clocks.go_on(handoff, now)
        handoff.state = state
    elif handoff.expires_at is not None and handoff.expires_at <= now:
        assert handoff.state in MOVES["expire"].sources, handoff.state
        handoff.state = "expired"
        clocks.stop(handoff, now)
    else:
        level, call_at = next_call(urgency, handoff.due_at, now)
        handoff.level = max(handoff.level, level)
        assert call_at > now, "the next call must lie ahead"
    return situation(handoff)


def reachable(urgency: str) -> dict[Seen, set[Seen]]:
    """Every situation that can be reached from a draft, with those that follow it."""
    first = Seen("draft", "", False, 0)
    found: dict[Seen, set[Seen]] = {}
    todo = deque([first])
    while todo:
        seen = todo.popleft()
        if seen in found:
            continue
        following = set()
        for move in MOVES.values():
            if seen.state in move.sources and move.by != CLOCK:
                following |= {after_move(seen, move.name, target, urgency) for target in move.targets}
        if seen.clock:
            following |= {after_clock(seen, urgency, jump) for jump in JUMPS}
        found[seen] = following
        todo.extend(following)
    return found


@pytest.mark.parametrize("urgency", ["emergency", "urgent", "normal"])
def test_every_reachable_situation_moves_on_by_itself_or_is_answered_for_by_the_step(urgency):
    for seen in reachable(urgency):
        by_clock = bool(seen.clock)
        by_step = seen.state in ("draft", "in_progress", *ENDED)  # the step is open with its holder, and its clock runs
        assert by_clock or by_step, seen


@pytest.mark.parametrize("urgency", ["emergency", "urgent"])
def test_silence_never_lasts_it_ends_with_the_sender_or_climbs_to_the_last_level(urgency):
    """Nobody does anything any more: only the clock acts, however long the worker was dead."""
    last = len(pack().escalation) - 1
    for seen in reachable(urgency):
        current, rounds = seen, 0
        while current.clock and current.level < last and rounds < 200:
            current, rounds = after_clock(current, urgency, timedelta(days=1 + rounds)), rounds + 1
        assert not current.clock or current.level == last, (seen, current)


def test_every_state_of_the_table_is_reachable():
    assert {seen.state for seen in reachable("emergency")} == set(STATES)


def test_the_search_can_fail():
    """Without the clock of acceptance a silent receiver would hold an emergency for ever."""
    broken = replace(Seen("accepted", "begin", False, 0), clock="")
    assert broken.state not in ("draft", "in_progress", *ENDED)
    assert not broken.clock
