"""Random orders of true facts are all accepted, and the machine never does what its table does not say."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samaki.database import session
from samaki.database.refusals import CannotMove, Refusal
from samaki.journeys.hearings import becoming, entering, needing
from samaki.journeys.hearings.models import Hearing, HearingNeed
from samaki.journeys.hearings.states import AHEAD, ENDED, HEARING, NEED, RELEASE, WAITS, moved
from tests.acting import act, own_case, taken
from tests.journeys.hearings.sitting import DAY, HOUR, entered, needed, told
from tests.journeys.invariants import nothing_is_broken

SLOW = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

# What was true of three days of a court, each postponed to the next. Told late and in any order; only that a day must be written
# down before anything is hung on it.
FACTS = (
    "confirm 0",
    "postpone 0",
    "need 0",
    "sent 0",
    "received 0",
    "confirm 1",
    "postpone 1",
    "confirm 2",
    "held 2",
    "goes 2",
)


@SLOW
@given(
    order=st.permutations(FACTS),
    sources=st.lists(st.sampled_from(["family", "lawyer", "other"]), min_size=3, max_size=3),
)
def test_random_orders_of_true_facts_are_all_accepted(cast, now, order, sources):
    police, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(police, now)
    taken(case, "first_safe_contact", police, social, now)
    days = [now - 30 * DAY, now - 20 * DAY, now - 10 * DAY]
    rows = [entered(police, now, case, day, source=source) for day, source in zip(days, sources, strict=True)]
    needs = {}
    for number, fact in enumerate(order):
        what, which = fact.split()
        row, moment = rows[int(which)], now + number * HOUR
        _tell(what, row, rows, needs, police, moment)
    with session("app", now + DAY, police.id):
        states = [Hearing.objects.get(id=row.id) for row in rows]
        assert [row.state for row in states] == ["postponed", "postponed", "held"]
        assert [row.after_id for row in states] == [None, rows[0].id, rows[1].id]
        assert all(row.confirmed_at for row in states)
        assert all((row.call_at is None) == (row.state not in AHEAD) for row in states)
        first = HearingNeed.objects.get(hearing_id=rows[0].id)
        assert (first.state, bool(first.asked_at), bool(first.ready_at)) == ("ready", True, True)
    nothing_is_broken()


def _tell(what, row, rows, needs, by, now):
    if what == "confirm":
        act(by, entering.confirm_hearing, now, hearing_id=row.id, source="paper")
    elif what == "postpone":
        following = rows[rows.index(row) + 1]
        act(by, becoming.postpone_hearing, now, hearing_id=row.id, reason="court", new_id=following.id)
    elif what == "held":
        act(by, becoming.hold_hearing, now, hearing_id=row.id, reason="ended")
    elif what == "goes":
        act(by, needing.say_goes, now, hearing_id=row.id, worker=by)
    else:
        need = needs.setdefault(row.id, None) or needed(by, now, row, sort="interpreter")
        needs[row.id] = need
        if what != "need":
            act(by, needing.move_need, now, need_id=need.id, move={"sent": "ask", "received": "arrange"}[what])


MOVES = ("confirm", "correct", "postpone", "hold", "not_hold", "reopen", "mistake")


@SLOW
@given(moves=st.lists(st.sampled_from(MOVES), max_size=9))
def test_random_moves_go_by_the_table_and_a_refusal_changes_nothing(cast, now, moves):
    police = cast["duty.pp"]
    case = own_case(police, now)
    row = entered(police, now, case, now - DAY)
    state, confirmed = "heard", False
    for move in moves:
        expected = HEARING[state].get(move)
        if move == "confirm" and confirmed:
            expected = None
        if expected is None:
            with pytest.raises(Refusal):
                _move(move, row, police, now)
        else:
            _move(move, row, police, now)
            confirmed = confirmed or move == "confirm"
            state = "confirmed" if expected == "heard" and confirmed else expected
        with session("app", now, police.id):
            there = Hearing.objects.get(id=row.id)
        assert (there.state, there.confirmed_at is not None) == (state, confirmed)
        assert (there.call_at is not None) == (state in AHEAD)


def _move(move, row, by, now):
    does = {
        "confirm": lambda: act(by, entering.confirm_hearing, now, hearing_id=row.id, source="court"),
        "correct": lambda: act(by, entering.correct_hearing, now, hearing_id=row.id, told=told(row.at), why="x"),
        "postpone": lambda: act(by, becoming.postpone_hearing, now, hearing_id=row.id, reason="court"),
        "hold": lambda: act(by, becoming.hold_hearing, now, hearing_id=row.id, reason="ended"),
        "not_hold": lambda: act(by, becoming.not_hold_hearing, now, hearing_id=row.id, reason="cancelled"),
        "reopen": lambda: act(by, becoming.reopen_hearing, now, hearing_id=row.id, text="x"),
        "mistake": lambda: act(by, entering.mark_hearing_error, now, hearing_id=row.id, text="x"),
    }
    does[move]()


@pytest.mark.parametrize("table", [HEARING, NEED, RELEASE], ids=["hearing", "need", "release"])
def test_every_state_of_a_table_is_reached_and_every_move_leads_to_one(table):
    reached = {next(iter(table))}
    for _again in table:
        reached |= {target for state in reached for target in table[state].values()}
    assert reached == set(table)
    with pytest.raises(CannotMove, match="so it is"):
        moved(table, list(table)[-1], "fly", "so it is")


def test_what_is_ahead_and_what_has_ended_are_all_but_what_never_was():
    assert {*AHEAD, *ENDED} == set(HEARING) - {"in_error"}
    assert set(WAITS) < set(NEED)
    assert all({"postpone", "hold", "not_hold"} <= HEARING[state].keys() for state in (*AHEAD, *ENDED)), (
        "a day may be spoken of anew"
    )


def test_a_summons_asked_for_received_told_in_either_order(cast, now):
    police = cast["duty.pp"]
    row = entered(police, now, own_case(police, now), now + timedelta(days=3))
    for first, second in (("ask", "arrange"), ("arrange", "ask")):
        need = needed(police, now, row, sort="transport")
        for move in (first, second):
            need = act(police, needing.move_need, now, need_id=need.id, move=move)
        assert (need.state, need.asked_unit, need.ready_unit) == ("ready", police.unit_id, police.unit_id)
        act(police, needing.move_need, now, need_id=need.id, move="drop")
