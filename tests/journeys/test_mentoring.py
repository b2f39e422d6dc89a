"""Mentoring stands apart from the case file: about how work is done, read by the unit and its mentor, and by nobody else."""

from datetime import timedelta

import pytest

from samaki.agencies.country import calendar
from samaki.cases import identity
from samaki.cases.models import Case, Person
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.journeys.guarding.words import words_of
from samaki.journeys.mentoring import operations as mentoring
from samaki.journeys.mentoring import queries
from samaki.journeys.mentoring.models import MentoringEntry
from samaki.journeys.mentoring.states import MOVES, STATES, first, moved
from samaki.ledger.models import LedgerEntry
from tests.acting import act, own_case, taken
from tests.everything import rows

ASK = {"kind": "joint_operation", "sure": False}


def seen(member, now):
    with session("app", now, member.id):
        return MentoringEntry.objects.count()


def known_child(cast, now, name):
    """A child whose name the social worker may read."""
    case = own_case(cast["duty.pp"], now, urgency="emergency")
    taken(case, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    with session("app", now, cast["social.pp"].id):
        child = Person.objects.select_related("case").get(case=case, part="survivor")
        told = {"name_latin": name, "name_km": "ចាន់ រតនា"}
        identity.record_identity(person=child, identity=told, by=cast["social.pp"], now=now)
    return case


def test_each_sort_of_entry_has_its_moves():
    for sort, states in MOVES.items():
        assert first(sort) in states
        assert {to for ways in states.values() for to in ways.values()} <= set(states) <= set(STATES)
        with pytest.raises(CannotMove, match="no"):
            moved(sort, "taken_back", "answer", "no")


def test_a_unit_asks_and_its_mentor_answers_and_nobody_else_reads_it(cast, now):
    police, mentor = cast["duty.pp"], cast["mentor"]
    row = act(police, mentoring.ask_advice, now, text="Who goes in first?", **ASK)
    assert (row.sort, row.state, row.mentor_id, row.unit_id) == ("advice", "asked", mentor.unit_id, police.unit_id)
    assert [seen(cast[name], now) for name in ("duty.pp", "mentor", "duty.sr", "oversight", "social.pp")] == [
        1,
        1,
        0,
        0,
        0,
    ]
    with pytest.raises(NotAllowed):
        act(mentor, mentoring.ask_advice, now, text="Who?", **ASK)
    with pytest.raises(NotAllowed):
        act(police, mentoring.answer_advice, now, entry_id=row.id, text="We do", sure=False)
    act(mentor, mentoring.answer_advice, now, entry_id=row.id, text="Whoever the child knows", sure=False)
    with pytest.raises(CannotMove):
        act(mentor, mentoring.answer_advice, now, entry_id=row.id, text="Once more", sure=False)
    with session("app", now, police.id):
        found = MentoringEntry.objects.get(id=row.id)
        assert words_of(found) == {"text": "Who goes in first?", "answer": "Whoever the child knows"}
        told = [entry.facts for entry in LedgerEntry.objects.filter(act__startswith="mentoring.")]
    assert len(told) == 2
    assert all("Who" not in f"{facts}" for facts in told)
    kinds = rows("select kind, to_unit from notice where kind like 'mentoring.%%' order by made_at, id")
    assert sorted(kinds) == sorted(
        [("mentoring.advice_asked", mentor.unit_id), ("mentoring.advice_answered", police.unit_id)]
    )


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("Look at PP-26-7KQ4MX first", False),
        ("The girl named Srey waited", True),
        ("ក្មេងអាយុ ១៤ ឆ្នាំរង់ចាំ", True),
        ("Call 012 345 678 before", True),
        ("What if Sokha Chan runs away", True),
        ("what if chan SOKHA, runs away", True),
        ("បើចាន់រតនារត់", True),
    ],
    ids=["a code", "a child who is named", "an age", "a number", "a name", "a name turned round", "a name in Khmer"],
)
def test_what_leads_to_a_case_is_refused_and_what_may_lead_to_somebody_is_asked_about(cast, now, text, again):
    known_child(cast, now, "Chan Sokha")
    with pytest.raises(Invalid) as refusal:
        act(cast["social.pp"], mentoring.ask_advice, now, text=text, **ASK)
    assert refusal.value.field == ("sure" if again else "text")
    sure = {"text": text, "kind": "joint_operation", "sure": True}
    if again:
        act(cast["social.pp"], mentoring.ask_advice, now, **sure)
    else:
        with pytest.raises(Invalid):
            act(cast["social.pp"], mentoring.ask_advice, now, **sure)
    if "Sokha" in text:  # who may not read the name is told nothing of it
        assert act(cast["duty.sr"], mentoring.ask_advice, now, text=text, **ASK).state == "asked"


def test_visits_notes_observations_and_goals_have_an_owner_and_an_end(cast, now):
    mentor, unit, day = cast["mentor"], cast["duty.pp"].unit, now.date()
    leads, member = cast["officer.pp"], cast["duty.pp"]
    common = {"unit": unit, "text": "How the desk hands over", "sure": False}
    visit = act(mentor, mentoring.plan_visit, now, kind="duty_desk", on_day=day + timedelta(days=3), **common)
    note = act(mentor, mentoring.write_coaching, now, kind="", **common)
    items = dict.fromkeys(("answers", "danger_first", "no_name_forced", "next_said", "handed_over"), "yes")
    for wrong in (
        {"items": items | {"answers": ""}},
        {"kind": "no such"},
        {"on_day": day + timedelta(days=1)},
        {"on_day": None},
    ):
        with pytest.raises(Invalid):
            act(
                mentor,
                mentoring.observe_function,
                now,
                **(common | {"kind": "duty_desk", "on_day": day, "items": items} | wrong),
            )
    saw = act(
        mentor,
        mentoring.observe_function,
        now,
        kind="duty_desk",
        on_day=day,
        items=items | {"next_said": "no"},
        **common,
    )
    assert saw.items["next_said"] == "no"
    with pytest.raises(NotAllowed):
        act(member, mentoring.plan_goal, now, kind="", on_day=day + timedelta(days=90), **common)
    with pytest.raises(Invalid):
        act(leads, mentoring.plan_goal, now, kind="", on_day=day, **common)
    goal = act(leads, mentoring.plan_goal, now, kind="duty_desk", on_day=day + timedelta(days=90), **common)
    with pytest.raises(CannotMove, match="already"):
        act(leads, mentoring.plan_goal, now, kind="duty_desk", on_day=day + timedelta(days=90), **common)
    with pytest.raises(Invalid, match="too far away"):
        act(leads, mentoring.plan_goal, now, kind="duty_desk", on_day=day + timedelta(days=1900), **common)
    with pytest.raises(NotAllowed):
        act(cast["duty.sr"], mentoring.plan_goal, now, kind="", on_day=day + timedelta(days=90), **common)
    with pytest.raises(NotAllowed):
        act(leads, mentoring.move_entry, now, entry_id=visit.id, move="do")
    act(mentor, mentoring.move_entry, now, entry_id=visit.id, move="do")
    act(mentor, mentoring.move_entry, now, entry_id=goal.id, move="reach")
    act(leads, mentoring.move_entry, now, entry_id=goal.id, move="reopen")
    act(mentor, mentoring.move_entry, now, entry_id=note.id, move="take_back")
    with pytest.raises(CannotMove):
        act(mentor, mentoring.move_entry, now, entry_id=note.id, move="take_back")
    with session("app", now, member.id):
        assert dict(MentoringEntry.objects.values_list("sort", "state")) == {
            "visit": "done", "note": "taken_back", "observation": "written", "goal": "open"}  # fmt: skip
        assert not Case.objects.exists()


def test_a_visit_of_a_day_that_is_over_is_written_up_or_asked_about(cast, now):
    mentor, unit, today = cast["mentor"], cast["duty.pp"].unit, calendar().local(now).date()
    given = {"unit": unit, "kind": "", "text": "", "sure": False}
    states = [
        act(mentor, mentoring.plan_visit, now, on_day=today + timedelta(days=days), **given).state
        for days in (-1, 0, 1)
    ]
    assert states == ["done", "planned", "planned"], "what is over took place"
    for days, late in ((0, 0), (1, 1), (2, 2)):
        with session("app", now, mentor.id):
            assert queries.visits_to_write_up(mentor.unit, today + timedelta(days=days)) == late
            assert queries.coached(mentor.unit, today + timedelta(days=days))[0][3] == late
    row = next(one for one in rows("select id from mentoring where state = 'planned' order by on_day", role="definer"))
    act(mentor, mentoring.move_entry, now + timedelta(days=2), entry_id=row[0], move="do")
    with session("app", now, mentor.id):
        assert queries.visits_to_write_up(mentor.unit, today + timedelta(days=2)) == 1
