"""Lists of cases stand in the order of what falls due next, as far as the unit may see it; the newest first is a choice."""

import importlib
from datetime import timedelta
from types import SimpleNamespace

import pytest

from samaki.agencies.models import Member
from samaki.cases import holding
from samaki.handoffs import operations as handoffs
from samaki.handoffs import states
from samaki.journeys import closing, doing
from samaki.journeys.lists import queries, sql
from samaki.simulation import cast as country
from tests.acting import act, handoff_of, own_case, step_of, taken
from tests.everything import rows
from tests.journeys.invariants import due_times_of_lists_are_true
from tests.journeys.test_lists import codes, listed, whole

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_what_falls_due_next_stands_first_and_the_newest_first_is_a_choice(cast, now):
    duty = cast["duty.pp"]
    normal = own_case(duty, now, urgency="normal")
    urgent = own_case(duty, now + timedelta(minutes=1), urgency="urgent")
    newest = own_case(duty, now + timedelta(minutes=2), urgency="normal")
    later = now + timedelta(minutes=3)
    lines = listed(duty, later)[0]
    assert [line.code for line in lines] == [urgent.code, normal.code, newest.code]
    assert [line.stands for line in lines] == sorted(line.due_at for line in lines)
    assert codes(duty, later, order="newest") == [newest.code, urgent.code, normal.code]
    step = step_of(duty, later, newest, "first_safe_contact")
    act(duty, holding.assign_step, later, step_id=step.id, worker=cast["officer.pp"])
    step = step_of(duty, later, urgent, "first_safe_contact")
    act(duty, holding.assign_step, later, step_id=step.id, worker=cast["officer.pp"])
    assert codes(cast["officer.pp"], later, "mine") == [urgent.code, newest.code]
    assert codes(cast["officer.pp"], later, "mine", order="newest") == [newest.code, urgent.code]


def test_a_hand_off_that_waits_gives_the_case_its_place_and_the_line_says_so(cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    first, second = own_case(duty, now, urgency="normal"), own_case(duty, now, urgency="normal")
    ahead = codes(duty, now)[-1]
    case = first if ahead == first.code else second
    step = step_of(duty, now, case, "first_safe_contact")
    act(duty, handoffs.hand_on, now, step_id=step.id, to_unit=social.unit, why="synthetic", urgency="emergency")
    for who in (duty, social):
        line = listed(who, now)[0][0]
        asked = handoff_of(who, now, step)
        assert (line.code, line.asked, line.due_at, line.stands) == (case.code, "offered", asked.due_at, asked.due_at)
    act(duty, handoffs.withdraw, now, handoff_id=asked.id, text="")
    (line,) = [line for line in listed(duty, now)[0] if line.code == case.code]
    assert (line.asked, line.due_at) == ("", line.stands)
    assert codes(social, now) == []
    due_times_of_lists_are_true(cast.values(), now)


def test_a_done_step_whose_hand_off_waits_for_us_still_has_a_place(cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, now)
    step = taken(case, "first_safe_contact", duty, social, now)
    asked = handoff_of(duty, now, step)
    act(social, doing.complete_handoff, now, handoff_id=asked.id, outcome="seen_safe")
    due_times_of_lists_are_true(cast.values(), now)
    confirm = handoff_of(duty, now, step).due_at
    (line,) = listed(duty, now)[0]
    assert line.stands <= confirm
    act(duty, handoffs.confirm, now, handoff_id=asked.id)
    due_times_of_lists_are_true(cast.values(), now)


def test_a_unit_is_not_told_when_what_it_may_not_see_falls_due(cast, now):
    """Social services see the child's care: the clock of the police's own steps does not move their list."""
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, now, urgency="normal")
    step = taken(case, "first_safe_contact", duty, social, now)
    (before,) = listed(social, now)[0]
    assert before.due_at == before.stands
    seen = {due for (due,) in rows("select due_at from case_in_list where unit = %s", [social.unit_id])}
    hidden = [key for (key,) in rows("select id from step where case_id = %s and compartment = 'justice'", [case.id])]
    assert hidden
    assert step.id not in hidden
    rows("update step set due_at = %s, call_at = %s where id = any(%s) returning 1", [now + HOUR, now + HOUR, hidden])
    assert {due for (due,) in rows("select due_at from case_in_list where unit = %s", [social.unit_id])} == seen
    (theirs,) = rows("select due_at from case_in_list where unit = %s", [duty.unit_id])
    assert theirs == (now + HOUR,)
    due_times_of_lists_are_true(cast.values(), now)


def test_a_draft_gives_a_case_no_place_where_it_is_not_seen_yet(cast, now):
    """Social services work for one child; what is prepared for them about the other they see when it is sent, not before."""
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, now, urgency="normal", children=2)
    drafts = rows("select to_unit, step_id from handoff where case_id = %s and state = 'draft'", [case.id])
    assert [unit for unit, _step in drafts] == [social.unit_id] * 2
    (first, other) = (step for _unit, step in drafts)
    asked = act(duty, handoffs.hand_on, now, step_id=first, to_unit=social.unit, why="synthetic", urgency="normal")
    act(social, handoffs.accept, now, handoff_id=asked.id)
    rows("update step set due_at = %s, call_at = %s where id = %s returning 1", [now + HOUR, now + HOUR, other])
    (line,) = listed(social, now)[0]
    assert line.due_at == line.stands > now + HOUR
    due_times_of_lists_are_true(cast.values(), now)


def test_a_hold_moves_the_case_to_the_end_of_the_hold(cast, now):
    duty = cast["duty.pp"]
    resting, other = own_case(duty, now), own_case(duty, now + timedelta(minutes=1))
    for (key,) in rows("select id from step where case_id = %s and state = 'open'", [resting.id]):
        act(duty, holding.hold_step, now, step_id=key, reason="waiting_order", until=now + 6 * DAY)
    later = now + timedelta(minutes=2)
    lines = listed(duty, later)[0]
    assert [line.code for line in lines] == [other.code, resting.code]
    assert lines[1].stands == now + 6 * DAY
    due_times_of_lists_are_true(cast.values(), later)


def test_a_case_in_which_nothing_waits_stands_last(cast, now):
    duty = cast["duty.pp"]
    ended, other = own_case(duty, now, children=0), own_case(duty, now, urgency="normal", children=0)
    (key,) = [key for (key,) in rows("select id from strand where case_id = %s", [ended.id])]
    act(duty, closing.close_strand, now, strand_id=key, reason="other", text="synthetic")
    lines = listed(duty, now)[0]
    assert [(line.code, line.stands is None, line.ring) for line in lines] == [
        (other.code, False, lines[0].ring),
        (ended.code, True, ""),
    ]
    assert codes(duty, now, state="closed") == [ended.code]
    due_times_of_lists_are_true(cast.values(), now)


@pytest.mark.parametrize("which", ["unit", "mine"])
@pytest.mark.parametrize("order", ["", "newest"])
def test_each_case_stands_once_on_all_pages_while_others_write(which, order, cast, now):
    """Five with one due time, five without any, some between: pages of two and of three begin and end inside each kind."""
    duty = cast["duty.pp"]

    def one_more(at):
        case = own_case(duty, at)
        step = step_of(duty, at, case, "first_safe_contact")
        act(duty, holding.assign_step, at, step_id=step.id, worker=duty)
        return case

    cases = [one_more(now + timedelta(minutes=number % 3)) for number in range(10)]
    resting = [case.id for case in cases[:5]]
    rows("update case_in_list set due_at = 'infinity' where case_id = any(%s) returning 1", [resting])
    later = now + timedelta(minutes=5)
    if order:
        expected = [case.code for case in sorted(cases, key=lambda case: case.id, reverse=True)]
    else:
        found = rows("select case_id from case_in_list where unit = %s order by due_at, case_id desc", [duty.unit_id])
        names = {case.id: case.code for case in cases}
        expected = [names[key] for (key,) in found]
    for size in (2, 3):
        walked = [line.code for line in whole(duty, later, which, size, order=order)]
        assert walked == expected
    added = iter(range(3))

    def write():
        if next(added, None) is not None:
            one_more(later + DAY)

    walked = [line.code for line in whole(duty, later, which, 2, between=write, order=order)]
    assert [code for code in walked if code in expected] == expected
    assert len(walked) == len(set(walked))


def test_a_case_between_two_pages_with_another_due_time_is_on_its_new_place(cast, now):
    """It is never lost: more pressing, it stands on the way back to the beginning; less, further on. No other one moves."""
    duty = cast["duty.pp"]
    cases = [own_case(duty, now + timedelta(minutes=number)) for number in range(6)]
    later = now + HOUR
    first, _more = listed(duty, later, limit=2)
    moved = cases[3]
    rows("update step set due_at = %s, call_at = %s where case_id = %s and state = 'open' returning 1",
         [now + timedelta(minutes=1), now + timedelta(minutes=1), moved.id])  # fmt: skip
    rest, _more = listed(duty, later, limit=9, after=queries.cursor_of("unit", first[-1]))
    assert [line.code for line in [*first, *rest]] == [case.code for case in cases if case.id != moved.id]
    assert codes(duty, later)[0] == moved.code


def test_the_states_that_wait_are_those_of_the_machine():
    assert f"h.state in {states.WAITING}" == sql.WAITS
    kept = importlib.import_module("samaki.migrations.0018_due_kept")
    assert set(kept.WAITING.strip("()").replace("'", "").split(",")) == set(states.WAITING)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_what_was_there_before_the_triggers_is_filled_in(owner, now):
    """On a populated database, by the owner, on whom row security is forced."""
    country.assemble(now - DAY, "synthetic words")
    duty = Member.objects.get(username="duty.pp")
    for number in range(3):
        own_case(duty, now + timedelta(minutes=number))
    before = rows("select unit, case_id, due_at from case_in_list order by 1, 2")
    rows("update case_in_list set due_at = 'infinity' returning 1")
    filled = importlib.import_module("samaki.migrations.0018_due_filled")
    filled.PART = 2
    filled.fill(None, SimpleNamespace(connection=owner))
    assert rows("select unit, case_id, due_at from case_in_list order by 1, 2") == before
