"""Everything timed happens, once, and goes on happening until somebody acts."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from samaki.agencies.country import pack
from samaki.cases import holding
from samaki.cases.models import Relation, Step
from samaki.database import session
from samaki.handoffs import operations as handoffs
from samaki.handoffs.models import Handoff
from samaki.intake import operations as intake
from samaki.intake.models import Report
from samaki.jobs import tick as beat
from samaki.jobs.tick import tick
from samaki.journeys import doing, opening
from tests.everything import rows, value

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def asked(cast, now):
    """A first safe contact, offered to social services as an emergency."""
    duty = cast["duty.pp"]
    with session("app", now, duty.id):
        case = opening.open_own(area="12", urgency="emergency", children=1, by=duty, now=now)
        draft = Handoff.objects.get(case=case, step__kind="first_safe_contact")
        return handoffs.offer(handoff_id=draft.id, by=duty, now=now)


def as_they_are(cast, username, now, handoff):
    with session("app", now, cast[username].id):
        return Handoff.objects.select_related("step").get(id=handoff.id)


def told(kind):
    return value("select count(*) from notice where kind = %s", [kind], role="worker")


def test_an_emergency_that_nobody_sees_climbs_and_then_comes_back_to_the_sender(asked, cast, now):
    assert tick(now + 14 * MINUTE).acted["handoff"] == 0
    tick(now + 16 * MINUTE)
    assert as_they_are(cast, "duty.pp", now, asked).level == 0
    tick(now + 31 * MINUTE)
    assert as_they_are(cast, "duty.pp", now, asked).level == 1
    tick(now + 46 * MINUTE)
    assert as_they_are(cast, "duty.pp", now, asked).level == 2
    tick(now + 80 * MINUTE)
    ended = as_they_are(cast, "duty.pp", now + 80 * MINUTE, asked)
    assert (ended.state, ended.call_at) == ("expired", None)
    assert ended.step.holder_id == cast["duty.pp"].unit_id
    assert told("handoff.expired") >= 2
    with session("app", now + 81 * MINUTE, cast["social.pp"].id):
        assert not Relation.objects.filter(until__isnull=True).exists()


def test_the_last_level_repeats_for_ever(asked, cast, now):
    later = now + 3 * DAY
    for _round in range(5):
        tick(later)
        later += 7 * HOUR
    with session("worker", later):
        step = Step.objects.get(kind="first_safe_contact")
        assert step.level == len(pack().escalation) - 1
        assert step.call_at is not None
    late = rows("select made_at from notice where kind = 'step.late' and subject_id = %s", [step.id], role="worker")
    assert len(set(late)) >= 4


def test_a_question_stops_the_clock_up_to_its_limit(asked, cast, now):
    social = cast["social.pp"]
    with session("app", now + MINUTE, social.id):
        handoffs.receive(handoff_id=asked.id, by=social, now=now + MINUTE)
        handoffs.ask(handoff_id=asked.id, question="?", by=social, now=now + 31 * MINUTE)
    tick(now + 45 * MINUTE)
    assert as_they_are(cast, "duty.pp", now, asked).clock == "answer"
    tick(now + 47 * MINUTE)
    running = as_they_are(cast, "duty.pp", now, asked)
    assert (running.state, running.clock) == ("needs_information", "decide")
    with session("app", now + 93 * MINUTE, social.id):
        handoffs.ask(handoff_id=asked.id, question="again?", by=social, now=now + 93 * MINUTE)
    assert as_they_are(cast, "duty.pp", now, asked).due_at == running.due_at, "a second question lengthens nothing"
    tick(now + 200 * MINUTE)
    assert as_they_are(cast, "duty.pp", now + 200 * MINUTE, asked).state == "expired"


def test_silence_after_acceptance_calls_again(asked, cast, now):
    social = cast["social.pp"]
    with session("app", now, social.id):
        handoffs.accept(handoff_id=asked.id, by=social, now=now)
    tick(now + 25 * HOUR)
    waiting = as_they_are(cast, "social.pp", now + 25 * HOUR, asked)
    assert (waiting.state, waiting.clock) == ("accepted", "begin")
    assert waiting.level >= 2
    assert told("handoff.unanswered") == 1


def test_a_completion_is_asked_again_and_never_assumed(asked, cast, now):
    social = cast["social.pp"]
    with session("app", now, social.id):
        handoffs.accept(handoff_id=asked.id, by=social, now=now)
        doing.do_step(step_id=asked.step_id, outcome="seen_safe", by=social, now=now)
    for day in range(1, 40, 4):
        tick(now + day * DAY)
    assert as_they_are(cast, "duty.pp", now, asked).state == "completed"
    assert told("handoff.late") >= 5


def test_the_end_of_a_hold_calls(cast, now):
    duty = cast["duty.pp"]
    with session("app", now, duty.id):
        case = opening.open_own(area="12", urgency="normal", children=0, by=duty, now=now)
        step = Step.objects.get(case=case)
        holding.hold_step(step_id=step.id, reason="waiting_order", until=now + 2 * DAY, by=duty, now=now)
    assert tick(now + DAY).acted["step"] == 0
    assert tick(now + 2 * DAY + MINUTE).acted["step"] == 1


def test_a_report_that_nobody_reads_calls_the_next_one_up(cast, now):
    with session("intake", now):
        told_words = intake.Told(what="words", where="Phnom Penh", danger="yes")
        intake.file_report(told=told_words, key=uuid.uuid4(), channel="web", now=now)
    for minutes, level in ((16, 0), (31, 1), (46, 2), (140, 3), (400, 4), (4000, 4)):
        tick(now + minutes * MINUTE)
        with session("worker", now + minutes * MINUTE):
            assert Report.objects.get().level == level, minutes


def test_ticking_twice_at_the_same_moment_tells_nobody_twice(asked, now):
    tick(now + 2 * HOUR)
    before = value("select count(*) from notice", role="worker")
    report = tick(now + 2 * HOUR)
    assert set(report.acted) >= {"report", "handoff", "disclosure", "step"}
    assert not any(report.acted.values())
    assert value("select count(*) from notice", role="worker") == before


def test_a_row_that_fails_does_not_stop_the_others_and_stays_due(asked, cast, now, monkeypatch):
    from samaki.jobs import calls

    whole = calls.queue
    monkeypatch.setattr(calls, "queue", _failing_once(whole))
    first = tick(now + 3 * DAY)
    assert len(first.errors) == 1
    assert sum(first.acted.values()) >= 1
    monkeypatch.setattr(calls, "queue", whole)
    again = tick(now + 3 * DAY)
    assert again.errors == []
    assert sum(again.acted.values()) == 1, "what failed was undone whole, and is done now"


def _failing_once(whole):
    left = [1]

    def queue(*given, **named):
        if left:
            left.pop()
            raise RuntimeError("the machine stopped here")
        return whole(*given, **named)

    return queue


# ------------------------------------------------------------------ one beat, to the end
def late_steps(cast, now, number):
    """Steps of as many cases, and a moment at which the clock calls for each of them."""
    duty = cast["duty.pp"]
    with session("app", now, duty.id):
        for _number in range(number):
            opening.open_own(area="12", urgency="normal", children=0, by=duty, now=now)
    keys = [key for (key,) in rows("select id from step order by id")]
    assert len(keys) == number
    return keys, now + 400 * DAY


def also(act):
    """The real acts of the clock on a step, and something beside."""
    *others, steps = beat.WAITING

    def both(step, now):
        steps.act(step, now)
        act(step, now)

    return (*others, replace(steps, act=both))


def test_one_beat_acts_on_more_than_one_batch(cast, now, monkeypatch):
    keys, later = late_steps(cast, now, 5)
    monkeypatch.setattr(beat, "BATCH", 2)
    report = tick(later)
    assert (report.acted["step"], report.errors) == (len(keys), [])
    assert value("select count(*) from step where call_at <= %s", [later]) == 0


def test_what_one_act_makes_due_happens_in_the_same_beat(cast, now, monkeypatch):
    (first, second, third), later = late_steps(cast, now, 3)
    rows("update step set call_at = %s where id = any(%s) returning 1", [later + DAY, [second, third]])
    order = []

    def wake(step, at):
        order.append(step.id)
        following = {first: second, second: third}.get(step.id)
        Step.objects.filter(id=following).update(call_at=at)

    monkeypatch.setattr(beat, "WAITING", also(wake))
    report = tick(later)
    assert order == [first, second, third]
    assert (report.acted["step"], report.errors) == (3, [])


def test_what_never_comes_to_rest_does_not_hold_up_the_heart(cast, now, monkeypatch):
    (key,), later = late_steps(cast, now, 1)
    monkeypatch.setattr(beat, "WAITING", also(lambda step, at: Step.objects.filter(id=key).update(call_at=at)))
    report = tick(later)
    assert (report.acted["step"], report.errors) == (1, []), "nobody is called twice in one beat"


def test_a_beat_ends_and_the_next_one_goes_on(cast, now, monkeypatch):
    keys, later = late_steps(cast, now, 5)
    monkeypatch.setattr(beat, "BATCH", 1)
    monkeypatch.setattr(beat, "ROUNDS", 3)
    assert [tick(later).acted["step"] for _beat in range(3)] == [3, 2, 0]
    assert value("select count(*) from step where id = any(%s) and call_at <= %s", [keys, later]) == 0


def test_a_row_that_fails_is_tried_once_a_beat_and_keeps_no_other_from_its_turn(cast, now, monkeypatch):
    (first, second), later = late_steps(cast, now, 2)

    def refuse(step, at):
        if step.id == first:
            raise ValueError("synthetic")

    monkeypatch.setattr(beat, "WAITING", also(refuse))
    monkeypatch.setattr(beat, "BATCH", 1)
    report = tick(later)
    assert (report.acted["step"], len(report.errors)) == (1, 1)
    assert value("select array_agg(id) from step where call_at <= %s", [later]) == [first]
    assert value("select call_at > %s from step where id = %s", [later, second])
