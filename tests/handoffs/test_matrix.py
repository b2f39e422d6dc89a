"""Every state, every move, every side: the operations allow exactly what the table of the design says."""

from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from samaki.database.refusals import CannotMove, NotAllowed
from samaki.handoffs import states
from samaki.jobs.tick import tick
from tests.everything import rows, seen_by
from tests.handoffs.moving import LONG, PATHS, attempt, brought_to
from tests.handoffs.test_exhaustive import Seen, after_clock, after_move, reachable
from tests.handoffs.test_states import DESIGN

ACTORS = {"sender": "duty.pp", "head": "officer.pp", "third": "duty.sr", "above": "duty.national"}
"""Who tries; the receiver is social services (with the duty, and its own head) or the NGO (without)."""

SEEN_BY_RECEIVER = {*states.LIVE, "confirmed", "failed"} - {"draft"}

TAKES_OVER = {("accept", "accepted"), ("confirm_phone", "accepted"), ("resolve", "accepted")}


class Undone(Exception):
    """Rolls one attempt back."""


def expected(name, state, actor, duty):
    """What the design says happens: a refusal, or None where the move is made."""
    sources, _targets, side = DESIGN[name]
    if actor == "third" or (actor == "above" and state not in ("disputed", "expired")):
        return ObjectDoesNotExist
    if actor == "receiver" and state not in SEEN_BY_RECEIVER:
        return ObjectDoesNotExist
    here = state in sources.split() and (name, state) != ("receive", "received")
    if side == "supervisor":
        return NotAllowed if actor == "sender" else CannotMove if not here else None
    unit = {"sender": "sender", "head": "sender", "receiver": "receiver"}.get(actor, "")
    if unit != side:
        return NotAllowed
    if not here:
        return CannotMove
    return CannotMove if (name, duty) in (("decline", True), ("dispute", False)) else None


@pytest.mark.parametrize(
    ("state", "receiver"),
    [*((state, "ngo.pp") for state in PATHS), ("offered", "social.pp"), ("received", "social.pp")],
)
def test_each_move_is_allowed_where_the_table_says_and_nowhere_else(state, receiver, cast, now):
    duty = receiver == "social.pp"
    handoff = brought_to(state, cast["duty.pp"], cast[receiver], now)
    assert (handoff.state, handoff.duty) == (state, duty)
    when = now + LONG if state == "expired" else now
    for name, (_sources, targets, side) in DESIGN.items():
        for actor in [*ACTORS, "receiver"] if side != "clock" else []:
            by = cast[ACTORS.get(actor, receiver)]
            for target in targets.split():
                tried(handoff, name, by, when, target, expected(name, state, actor, duty))


def tried(handoff, name, by, when, target, refusal):
    """One attempt, undone again; where it succeeds, state, clock and holder are those of the design."""
    what = (handoff.state, name, by.username, target)
    if refusal is not None:
        with pytest.raises(refusal), transaction.atomic():
            attempt(name, handoff.id, by, when, to=target)
        return
    try:
        with transaction.atomic():
            moved = attempt(name, handoff.id, by, when, to=target)
            assert moved.state == target, what
            begun = Seen(handoff.state, handoff.clock, handoff.expires_at is not None, handoff.level)
            model = after_move(begun, name, target, handoff.urgency)
            assert (moved.clock, moved.expires_at is not None) == (model.clock, model.expires), what
            took = (name, target) in TAKES_OVER or (name, handoff.state) == ("start", "accepted_by_phone")
            (before,), (after,) = held(handoff), held(moved)
            assert (after == handoff.to_unit_id) if took else (after == handoff.step.holder_id), (what, before, after)
            raise Undone
    except Undone:
        return


def held(handoff):
    return rows("select holder from step where id = %s", [handoff.step_id])[0]


@pytest.mark.parametrize("urgency", ["emergency", "urgent"])
def test_the_tick_does_to_each_reachable_row_what_the_search_supposed(urgency, cast, now):
    """The exhaustive search applies the clocks in memory; here the real tick acts on the same situations."""
    handoff = brought_to("offered", cast["duty.pp"], cast["social.pp"], now, urgency)
    with seen_by("definer") as cursor:
        cursor.execute("update step set call_at = %s where id <> %s", [now + 1000 * LONG, handoff.step_id])
        cursor.execute("update step set call_at = %s", [now + 1000 * LONG])
        # what the emergency asked of others by itself has clocks of its own
        cursor.execute("update handoff set call_at = %s where id <> %s and call_at is not null",
                       [now + 1000 * LONG, handoff.id])  # fmt: skip
    situations = [seen for seen in reachable(urgency) if seen.clock]
    assert len(situations) > 15
    for number, seen in enumerate(situations, start=1):
        when = now + number * LONG
        with seen_by("definer") as cursor:
            cursor.execute(
                "update handoff set state = %s, clock = %s, level = %s, due_at = %s, call_at = %s, expires_at = %s,"
                " decide_left = %s, ended_at = null, version = version + 1 where id = %s",
                [seen.state, seen.clock, seen.level, when, when, when if seen.expires else None, timedelta(hours=1),
                 handoff.id],
            )  # fmt: skip
        assert tick(when).acted["handoff"] == 1, seen
        found = rows(
            "select state, clock, expires_at is not null, level, call_at from handoff where id = %s", [handoff.id]
        )
        wanted = after_clock(seen, urgency, timedelta(0))
        level = min(wanted.level, max(2, seen.level)) if seen.clock == "confirm" else wanted.level
        assert found[0][:4] == (wanted.state, wanted.clock, wanted.expires, level), seen
        assert found[0][4] is None or found[0][4] > when, "the next call lies ahead"
