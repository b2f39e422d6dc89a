"""Two reports of one matter and one report of two: every receipt goes on leading to what became of it, and one clock runs."""

import json
import uuid
from datetime import timedelta

import pytest

from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.intake import operations as intake
from samaki.intake.again import say_again
from samaki.intake.joining import join_report, split_report, take_apart
from samaki.intake.models import Report
from samaki.intake.passing import pass_report
from samaki.intake.queries import status_of, words_of
from samaki.intake.triage import set_urgency, spoken_for
from samaki.jobs.tick import tick
from samaki.journeys.opening import open_from_report
from tests.acting import act
from tests.everything import rows, value

MINUTE = timedelta(minutes=1)


def filed(now, danger="no", what="A girl is kept in a room", where="Phnom Penh"):
    with session("intake", now):
        told = intake.Told(what=what, where=where, danger=danger)
        receipt = intake.file_report(told=told, key=uuid.uuid4(), channel="web", now=now)
    return receipt, value("select id from report order by id desc limit 1")


def status(receipt, now):
    with session("intake", now):
        return status_of(receipt)


def stands(key):
    return rows("select state, call_at is null from report where id = %s", [key])[0]


@pytest.fixture
def two(cast, now):
    (first, one), (second, other) = filed(now), filed(now, danger="yes")
    act(cast["duty.pp"], join_report, now, report_id=other, into=one, text="The same girl")
    return first, one, second, other


def test_one_clock_remains_the_sooner_and_the_more_urgent(two, now):
    _first, one, _second, other = two
    assert stands(other) == ("joined", True)
    assert rows("select urgency, due_at from report where id = %s", [one]) == [("emergency", now + 15 * MINUTE)]
    tick(now + 16 * MINUTE)
    late = rows("select subject_id from notice where kind = 'report.late'", role="worker")
    assert set(late) == {(one,)}, "the joined one calls nobody"


def test_each_receipt_reads_what_becomes_of_the_one_that_goes_on(two, cast, now):
    first, one, second, other = two
    duty = cast["duty.pp"]
    assert (status(second, now).state, status(second, now).joined, status(first, now).joined) == ("new", True, False)
    act(duty, intake.acknowledge, now, report_id=one)
    assert status(second, now).state == "acknowledged"
    act(duty, intake.close, now, report_id=one, reason="not_substantiated")
    for receipt in (first, second):
        assert (status(receipt, now).state, status(receipt, now).close_reason) == ("closed", "not_substantiated")
    act(duty, intake.reopen_report, now, report_id=one, text="More is known")
    assert (status(second, now).state, stands(other)) == ("acknowledged", ("joined", True))
    case = act(duty, open_from_report, now, report_id=one)
    assert rows("select distinct case_id, state from report") == [(case.id, "in_case")]


def test_the_ledger_names_what_followed_once_for_each_act(two, cast, now):
    _first, one, _second, other = two
    duty = cast["duty.pp"]
    said = "select facts ->> 'state', facts -> 'among', (facts ->> 'holder')::int from ledger_entry where act = 'report.follow' order by id"
    act(duty, intake.acknowledge, now, report_id=one)
    act(duty, intake.close, now, report_id=one, reason="not_substantiated")
    act(duty, intake.reopen_report, now, report_id=one, text="More is known")
    act(duty, pass_report, now, report_id=one, to_unit=cast["duty.ps"].unit, text="Their area")
    found = [
        (state, json.loads(among) if isinstance(among, str) else among, holder)
        for state, among, holder in rows(said, role="auditor")
    ]
    here, there = duty.unit_id, cast["duty.ps"].unit_id
    assert found == [(state, [str(other)], holder) for state, holder in
                     (("acknowledged", here), ("closed", here), ("acknowledged", here), ("new", there))]  # fmt: skip


def test_a_joined_report_goes_along_when_the_other_is_passed_on(two, cast, now):
    _first, one, _second, other = two
    duty, receiver = cast["duty.pp"], cast["duty.ps"]
    act(duty, pass_report, now, report_id=one, to_unit=receiver.unit, text="Their area")
    assert rows("select distinct holder from report") == [(receiver.unit_id,)]
    with session("app", now, receiver.id):
        assert words_of(Report.objects.get(id=other))["what"] == "A girl is kept in a room"
    with session("app", now, duty.id):
        assert not Report.objects.filter(id=other).exists()


def test_it_is_taken_apart_again_with_a_clock_of_its_own(two, cast, now):
    _first, _one, second, other = two
    later = now + 30 * MINUTE
    act(cast["duty.pp"], take_apart, later, report_id=other, text="Two girls after all")
    assert rows("select state, joined_to, due_at from report where id = %s", [other]) == [
        ("acknowledged", None, later + 60 * MINUTE)
    ]
    assert status(second, later).joined is False
    with pytest.raises(CannotMove):
        act(cast["duty.pp"], take_apart, later, report_id=other, text="again")


def test_a_report_joins_one_that_is_in_a_case_and_leaves_it_again(cast, now):
    (_first, one), (second, other) = filed(now), filed(now)
    case = act(cast["duty.pp"], open_from_report, now, report_id=one)
    act(cast["duty.pp"], join_report, now, report_id=other, into=one, text="The same girl")
    assert rows("select state, case_id from report where id = %s", [other]) == [("in_case", case.id)]
    assert status(second, now).state == "in_case"
    act(cast["duty.pp"], take_apart, now, report_id=other, text="Another girl")
    assert rows("select state, case_id from report where id = %s", [other]) == [("acknowledged", None)]
    with pytest.raises(CannotMove):
        act(cast["duty.pp"], take_apart, now, report_id=one, text="It opened the case itself")


def test_what_cannot_be_joined(two, cast, now):
    _first, one, _second, other = two
    duty = cast["duty.pp"]
    _third, new = filed(now)
    _theirs, far = filed(now, where="Sihanoukville")
    for report, into, text, refusal in (
        (new, new, "x", Invalid), (new, other, "x", CannotMove), (one, new, "x", CannotMove), (new, one, " ", Invalid),
        (new, far, "x", Report.DoesNotExist), (far, one, "x", Report.DoesNotExist), (other, one, "x", CannotMove),
    ):  # fmt: skip
        with pytest.raises(refusal):
            act(duty, join_report, now, report_id=report, into=into, text=text)
    with pytest.raises(NotAllowed):
        act(cast["privacy.pp"], join_report, now, report_id=new, into=one, text="x")


def test_one_report_of_two_matters_has_two_clocks_and_one_receipt(cast, now):
    receipt, one = filed(now, danger="yes", what="A girl in a room. A boy at the market.")
    duty = cast["duty.pp"]
    second = act(
        duty, split_report, now, report_id=one, what="A boy at the market", text="Two children", urgency="normal"
    )
    assert (second.state, second.urgency, second.holder_id) == ("acknowledged", "normal", duty.unit_id)
    with session("app", now, duty.id):
        assert words_of(Report.objects.get(id=second.id))["what"] == "A boy at the market"
        assert words_of(Report.objects.get(id=one))["what"] == "A girl in a room. A boy at the market."
    act(duty, intake.close, now, report_id=second.id, reason="duplicate")
    found = status(receipt, now)
    assert (found.state, [(other.state, other.close_reason) for other in found.others]) == (
        "new",
        [("closed", "duplicate")],
    )


def test_the_second_matter_may_be_another_units_at_once(cast, now):
    _receipt, one = filed(now)
    second = act(cast["duty.pp"], split_report, now, report_id=one, what="In Sihanoukville too", text="Two places",
                 where="Sihanoukville", to_unit=cast["duty.ps"].unit)  # fmt: skip
    assert rows("select holder, state from report where id = %s", [second.id]) == [(cast["duty.ps"].unit_id, "new")]
    told = rows("select to_unit from notice where subject_id = %s", [second.id], role="worker")
    assert told == [(cast["duty.ps"].unit_id,)]
    for what, text in (("", "x"), ("x", "")):
        with pytest.raises(Invalid):
            act(cast["duty.pp"], split_report, now, report_id=one, what=what, text=text)


def test_another_urgency_begins_a_new_clock_with_a_reason_and_keeps_the_answers(cast, now):
    _receipt, one = filed(now)
    later = now + 10 * MINUTE
    given = {"danger_now": "yes", "held": "no", "very_young": "unknown"}
    with pytest.raises(Invalid) as refusal:
        act(cast["duty.pp"], set_urgency, later, report_id=one, urgency="emergency", answers=given)
    assert refusal.value.field == "text"
    act(cast["duty.pp"], set_urgency, later, report_id=one, urgency="emergency", answers=given, text="She called again")
    assert rows("select urgency, due_at, triage = %s::jsonb from report", [json.dumps(given)]) == [
        ("emergency", later + 15 * MINUTE, True)
    ]
    entry = rows(
        "select facts->>'before', facts->'answers' from ledger_entry where act = 'report.urgency'", role="auditor"
    )
    assert entry == [("normal", '["danger_now:yes", "held:no", "very_young:unknown"]')]


def test_answers_speak_for_an_urgency_and_decide_nothing(cast, now):
    _receipt, one = filed(now)
    answers = {"danger_now": "yes", "suspect_near": "yes", "held": "no"}
    assert [(one.question, one.urgency) for one in spoken_for(answers)] == [
        ("danger_now", "emergency"),
        ("suspect_near", "urgent"),
    ]
    before = rows("select urgency, due_at from report")
    act(cast["duty.pp"], set_urgency, now + MINUTE, report_id=one, urgency="normal", answers=answers)
    assert rows("select urgency, due_at from report") == before, "the officer said normal, and so it stays"
    with pytest.raises(Invalid):
        act(cast["duty.pp"], set_urgency, now, report_id=one, urgency="normal", answers={"danger_now": "maybe"})
    with pytest.raises(Invalid, match="Nothing is changed yet"):
        act(cast["duty.pp"], set_urgency, now + MINUTE, report_id=one, urgency="normal", answers=answers)


def test_whether_they_would_tell_again_is_kept_once_after_an_outcome(cast, now):
    receipt, one = filed(now)
    with pytest.raises(CannotMove), session("intake", now):
        say_again(receipt=receipt, answer="yes", now=now)
    act(cast["duty.pp"], intake.close, now, report_id=one, reason="duplicate")
    with session("intake", now):
        say_again(receipt=receipt, answer="unsure", now=now)
    for answer, refusal in (("no", CannotMove), ("perhaps", Invalid)):
        with pytest.raises(refusal), session("intake", now):
            say_again(receipt=receipt, answer=answer, now=now)
    assert rows("select report_again from report") == [("unsure",)]
    assert status(receipt, now).again == "unsure"
