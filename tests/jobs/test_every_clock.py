"""Each clock that a row can wait for: who is called when it runs out, and what it never does."""

import uuid
from datetime import timedelta

import pytest

from samaki.agencies.country import after, next_call, pack
from samaki.handoffs import operations as handoffs
from samaki.intake import operations as intake
from samaki.jobs.tick import tick
from samaki.journeys import doing
from tests.acting import act, own_case, step_of, taken
from tests.everything import rows
from tests.handoffs.moving import brought_to

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LAST = len(pack().escalation) - 1


def as_it_is(handoff):
    names = ("state", "clock", "level", "escalated", "call_at", "due_at", "expires_at")
    return dict(zip(names, rows(f"select {', '.join(names)} from handoff where id = %s", [handoff.id])[0], strict=True))


def called(handoff, kind="handoff.late"):
    """(unit, level, audience) of what was told about a hand-off, in the order it was told."""
    return rows(
        "select to_unit, level, audience from notice where subject_id = %s and kind = %s order by made_at, to_unit",
        [handoff.id, kind],
        role="worker",
    )


@pytest.mark.parametrize(("state", "clock"), [("accepted_by_phone", "confirm_phone"), ("disputed", "resolve"),
                                              ("accepted", "begin")])  # fmt: skip
@pytest.mark.parametrize("urgency", ["emergency", "urgent"])
def test_these_never_expire_and_climb_to_the_last_level_for_ever(state, clock, urgency, cast, now):
    handoff = brought_to(state, cast["duty.pp"], cast["ngo.pp"], now, urgency)
    assert handoff.clock == clock
    when = handoff.due_at
    for level in range(LAST + 1):
        when = handoff.due_at + {0: 0 * MINUTE}.get(level, delay(level, urgency)) + MINUTE
        tick(when)
        assert as_it_is(handoff)["level"] == level
    for _round in range(6):
        before = len(called(handoff))
        when = as_it_is(handoff)["call_at"] + MINUTE
        tick(when)
        assert len(called(handoff)) > before, "it is called again, for ever"
    assert (as_it_is(handoff)["state"], as_it_is(handoff)["level"]) == (state, LAST)


def delay(level, urgency):
    duration = pack().escalation[level].delay(urgency)
    assert duration.unit in ("clock_minutes", "clock_hours")
    return duration.amount * (MINUTE if duration.unit == "clock_minutes" else HOUR)


def test_the_decision_lapses_once_seen_as_it_does_unseen(cast, now):
    handoff = brought_to("received", cast["duty.pp"], cast["social.pp"], now)
    assert handoff.clock == "decide"
    assert handoff.due_at == handoff.expires_at == after(now, pack().urgencies["emergency"].decide)
    tick(handoff.due_at)
    assert as_it_is(handoff)["state"] == "expired"
    told = called(handoff, "handoff.expired")
    police, social, above = cast["duty.pp"].unit_id, cast["social.pp"].unit_id, cast["duty.national"].unit_id
    assert {unit for unit, _level, _audience in told} == {police, social, above}
    assert (above, 2, "head") in told, "the unit above the sender is told"
    assert rows("select count(*) from relation where handoff_id = %s and until is null", [handoff.id]) == [(0,)]
    assert rows("select holder from step where id = %s", [handoff.step_id]) == [(police,)]


def test_after_an_expiry_the_sender_offers_again_and_the_clocks_begin_anew(cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    handoff = brought_to("expired", duty, social, now)
    later = now + 40 * DAY
    again = act(
        duty,
        handoffs.hand_on,
        later,
        step_id=handoff.step_id,
        to_unit=social.unit,
        why="what they must know",
        urgency="emergency",
    )
    assert (again.state, again.level, again.due_at) == ("offered", 0, later + 15 * MINUTE)


def test_the_end_of_a_hold_calls_the_receiver(cast, now):
    handoff = brought_to("on_hold", cast["duty.pp"], cast["social.pp"], now)
    assert (handoff.clock, handoff.due_at) == ("hold", now + DAY)
    tick(now + DAY - MINUTE)
    assert called(handoff) == []
    tick(now + DAY + MINUTE)
    assert called(handoff) == [(cast["social.pp"].unit_id, 0, "desk")]
    act(cast["social.pp"], handoffs.resume, now + DAY + HOUR, handoff_id=handoff.id)
    assert as_it_is(handoff)["call_at"] is None, "from now on the clock of the step runs"
    assert rows("select call_at = due_at from step where id = %s", [handoff.step_id]) == [(True,)]


def test_a_question_adds_what_was_really_waited_and_no_more(cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    seen = brought_to("received", duty, social, now)
    act(social, handoffs.ask, now + 20 * MINUTE, handoff_id=seen.id, question="?")
    act(duty, handoffs.answer, now + 25 * MINUTE, handoff_id=seen.id, answer="!")
    row = as_it_is(seen)
    assert (row["due_at"], row["expires_at"]) == (now + 65 * MINUTE, now + 65 * MINUTE)


def test_a_question_before_it_was_seen_keeps_the_time_to_answer_an_emergency(cast, now):
    """Offered at 0, due at 15: asked at 0 and answered a minute later it is due at 16, not an hour later."""
    duty, social = cast["duty.pp"], cast["social.pp"]
    asked = brought_to("offered", duty, social, now)
    act(social, handoffs.ask, now, handoff_id=asked.id, question="?")
    assert as_it_is(asked)["due_at"] == now + 15 * MINUTE, "the limit of the stop is short in an emergency"
    act(duty, handoffs.answer, now + MINUTE, handoff_id=asked.id, answer="!")
    row = as_it_is(asked)
    assert (row["state"], row["due_at"], row["expires_at"]) == ("received", now + 16 * MINUTE, now + 76 * MINUTE)
    tick(now + 17 * MINUTE)
    assert called(asked), "silence after the answer calls as before"


@pytest.mark.parametrize("ticked", [True, False])
def test_an_answer_after_the_limit_gives_no_more_than_the_limit(ticked, cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    asked = brought_to("offered", duty, social, now)
    act(social, handoffs.ask, now + 5 * MINUTE, handoff_id=asked.id, question="?")
    if ticked:
        tick(now + 20 * MINUTE)
    act(duty, handoffs.answer, now + 28 * MINUTE, handoff_id=asked.id, answer="!")
    row = as_it_is(asked)
    assert (row["due_at"], row["expires_at"]) == (now + 30 * MINUTE, now + 90 * MINUTE)


def test_a_clock_that_had_run_out_has_one_minute_after_the_answer(cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    asked = brought_to("offered", duty, social, now)
    act(social, handoffs.ask, now + 40 * MINUTE, handoff_id=asked.id, question="?")
    act(duty, handoffs.answer, now + 41 * MINUTE, handoff_id=asked.id, answer="!")
    row = as_it_is(asked)
    assert (row["due_at"], row["expires_at"]) == (now + 42 * MINUTE, now + 76 * MINUTE)


def test_work_that_has_begun_is_called_for_through_its_step(cast, now):
    handoff = brought_to("in_progress", cast["duty.pp"], cast["social.pp"], now)
    assert as_it_is(handoff)["call_at"] is None
    ((due,),) = rows("select due_at from step where id = %s", [handoff.step_id])
    tick(due + MINUTE)
    told = rows(
        "select to_unit from notice where kind = 'step.late' and subject_id = %s", [handoff.step_id], role="worker"
    )
    assert told == [(cast["social.pp"].unit_id,)]


def test_silence_after_completion_asks_the_sender_each_day_and_never_above_its_head(cast, now):
    handoff = brought_to("completed", cast["duty.pp"], cast["social.pp"], now)
    when = handoff.due_at
    for _day in range(12):
        tick(when + MINUTE)
        when = as_it_is(handoff)["call_at"]
    told = called(handoff)
    assert as_it_is(handoff)["state"] == "completed"
    assert {unit for unit, _level, _who in told} <= {cast["duty.pp"].unit_id, cast["duty.national"].unit_id}
    assert max(level for _unit, level, _who in told) == 2
    act(cast["duty.pp"], handoffs.confirm, when, handoff_id=handoff.id)
    before = len(called(handoff))
    tick(when + 100 * DAY)
    assert len(called(handoff)) == before


def test_a_report_that_was_read_but_not_decided_climbs_anew(cast, now):
    with session_of_intake(now):
        intake.file_report(told=intake.Told(what="w", where="Phnom Penh", danger="yes"), key=uuid.uuid4(), channel="web",
                           now=now)  # fmt: skip
    tick(now + 3 * HOUR)
    ((report, level),) = rows("select id, level from report")
    assert level == 3
    act(cast["duty.pp"], intake.acknowledge, now + 3 * HOUR, report_id=report)
    assert rows("select level, due_at from report") == [(0, now + 4 * HOUR)]
    tick(now + 4 * HOUR + 31 * MINUTE)
    assert rows("select level from report") == [(2,)]
    act(cast["duty.pp"], intake.close, now + 5 * HOUR, report_id=report, reason="duplicate")
    assert tick(now + 400 * DAY).acted["report"] == 0


def session_of_intake(now):
    from samaki.database import session

    return session("intake", now)


def test_levels_three_and_four_reach_the_committees_and_the_second_the_unit_above(cast, now):
    handoff = brought_to("accepted", cast["duty.pp"], cast["ngo.pp"], now)
    for minutes in (1, 16, 31, 121, 361):
        tick(handoff.due_at + minutes * MINUTE)
    reached = {(unit, level) for unit, level, _who in called(handoff)}
    ngo, committee, national = cast["ngo.pp"].unit_id, cast["committee.pp"].unit_id, cast["focal.national"].unit_id
    assert reached == {(ngo, 0), (ngo, 1), (ngo, 2), (ngo, 3), (committee, 3), (ngo, 4), (national, 4)}


def test_a_case_whose_area_nobody_knows_still_reaches_somebody_at_every_level(cast, now):
    step = step_of(
        cast["duty.national"], now, own_case(cast["duty.national"], now, urgency="emergency"), "verification"
    )
    for level in range(LAST + 1):
        tick(step.due_at + delay(level, "emergency") + MINUTE if level else step.due_at + MINUTE)
    told = rows("select level from notice where kind = 'step.late' and subject_id = %s", [step.id], role="worker")
    assert {level for (level,) in told} == set(range(LAST + 1))


@pytest.mark.parametrize("urgency", ["emergency", "urgent", "normal"])
def test_the_next_call_always_lies_ahead_however_late_the_worker_comes(urgency, now):
    for late in (0, 1, 14, 16, 59, 121, 60 * 7, 60 * 49, 60 * 24 * 400):
        level, call_at = next_call(urgency, now, now + late * MINUTE)
        assert now + late * MINUTE < call_at
        assert 0 <= level <= LAST


def test_doing_the_step_silences_everything_about_it(cast, now):
    handoff = brought_to("offered", cast["duty.pp"], cast["social.pp"], now)
    act(cast["duty.pp"], doing.do_step, now, step_id=handoff.step_id, outcome="seen_safe")
    tick(now + 100 * DAY)
    assert called(handoff) == []
    assert as_it_is(handoff)["state"] == "withdrawn"


def test_who_accepts_a_late_step_has_the_time_to_begin_before_anybody_is_called(cast, now):
    duty, social, later = cast["duty.pp"], cast["social.pp"], now + 10 * DAY
    case = own_case(duty, now, urgency="emergency")
    taken(case, "first_safe_contact", duty, social, later)
    step = step_of(social, later, case, "first_safe_contact")
    assert step.due_at < later, "it is late all the same"
    begin_by = after(later, pack().urgencies[step.urgency].act)
    tick(begin_by - MINUTE)
    called_then = "select count(*) from ledger_entry where act = 'step.call' and subject_id = %s and recorded_at > %s"
    assert rows(called_then, [step.id, later]) == [(0,)]
    tick(begin_by + MINUTE)
    assert rows(called_then, [step.id, later]) == [(1,)], "silence after acceptance escalates again"
