"""Pressure, a threat or money offered: a step in a day, the sign, who is told; and the broker's unit, which learns nothing."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from samaki.cases.models import Case, Person, Step
from samaki.cases.sharing import operations as sharing
from samaki.cases.signs import signs, unsafe_of
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NoPart, NotAllowed, NotForThem
from samaki.handoffs import operations as handoffs
from samaki.handoffs.models import Handoff
from samaki.jobs.tick import tick
from samaki.journeys import danger, doing, mending, moving
from samaki.journeys.pressure import operations as pressing
from samaki.journeys.pressure import queries, unseen
from samaki.journeys.pressure.models import Pressure
from samaki.notices.models import Notice
from tests.acting import act, own_case, taken
from tests.everything import rows
from tests.journeys.invariants import nothing_is_broken

HOUR = timedelta(hours=1)
WORDS = "a man said what would happen"


@pytest.fixture
def case(cast, now):
    """The police of Phnom Penh hold justice, social affairs hold the child's care, the prosecutor and the NGO nothing yet."""
    made = own_case(cast["duty.pp"], now)
    taken(made, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    return made


def child_of(by, now, case):
    with session("app", now, by.id):
        return Person.objects.select_related("case").get(case=case, part="survivor")


def press(by, now, case, **given):
    usual = {"sort": "threat", "on_whom": "family", "text": WORDS, "who": "a neighbour"}
    return act(by, pressing.record_pressure, now, case=case, child=child_of(by, now, case), **usual | given)


def in_danger(by, now, case):
    with session("app", now, by.id):
        return bool(signs(case.id).danger)


def told(kind="pressure.told"):
    return sorted(unit for (unit,) in rows("select to_unit from notice where kind = %s", [kind], role="worker"))


def checks(case):
    found = "select id, holder, due_at, state, hidden_from from step where case_id = %s and kind = 'safety_check' order by id"
    return rows(found, [case.id], role="definer")


def by_the_operator(statement, values):
    with connection.cursor() as cursor:
        cursor.execute(f'set role "{settings.ROLES["definer"]}"')
        cursor.execute(statement, values)
        cursor.execute(f'set role "{settings.ROLES["app"]}"')


def everything(member, now, case):
    """Every row of every table that hangs on the case, as text, as the member sees it."""
    with session("app", now, member.id), connection.cursor() as cursor:
        cursor.execute(
            "select c.table_name, c.column_name from information_schema.columns c"
            " where (c.column_name = 'case_id' or (c.table_name = 'case' and c.column_name = 'id'))"
            " and has_table_privilege(quote_ident(c.table_name), 'select') order by 1"
        )
        found = {}
        for table, column in cursor.fetchall():
            cursor.execute(f'select t::text from "{table}" t where {column} = %s order by 1', [case.id])
            found[table] = [text for (text,) in cursor.fetchall()]
        return found


def test_a_step_opens_that_is_due_within_a_day_and_the_sign_is_seen_by_every_unit(cast, now, case):
    social = cast["social.pp"]
    row = press(social, now, case)
    [(key, holder, due_at, state, hidden)] = checks(case)
    assert (key, holder, due_at, state, hidden) == (row.step_id, social.unit_id, now + 24 * HOUR, "open", None)
    assert in_danger(social, now, case)
    assert in_danger(cast["duty.pp"], now, case)
    with session("app", now, cast["duty.pp"].id):
        assert case.id in unsafe_of(cast["duty.pp"].unit_id), "on the desk, as other signs"
    nothing_is_broken()


def test_by_whom_may_not_hold_it_the_step_waits_with_them_while_it_is_asked_of_social_affairs_at_once(cast, now, case):
    duty = cast["duty.pp"]
    row = press(duty, now, case)
    assert [holder for _key, holder, *_more in checks(case)] == [duty.unit_id]
    with session("app", now, duty.id):
        asked = Handoff.objects.get(step_id=row.step_id)
        assert (asked.to_unit.code, asked.state, asked.urgency) == ("social-pp", "offered", "emergency")
    nothing_is_broken()


def test_one_step_for_all_and_its_due_time_moves_nearer_never_further(cast, now, case):
    social, duty = cast["social.pp"], cast["duty.pp"]
    first = press(social, now, case)
    second = press(duty, now + HOUR, case, sort="money", on_whom="witness")
    assert second.step_id == first.step_id
    assert [due for _key, _holder, due, *_more in checks(case)] == [now + 24 * HOUR]
    rows("update step set due_at = %s, call_at = %s where id = %s returning id", [now + 90 * HOUR, now + 90 * HOUR, first.step_id],
         role="definer")  # fmt: skip
    press(duty, now + 2 * HOUR, case)
    assert [due for _key, _holder, due, *_more in checks(case)] == [now + 26 * HOUR]
    assert told().count(social.unit_id) == 2, "who holds it learns that there is more"


def test_the_sign_stands_until_the_step_has_an_outcome_whatever_else_is_said(cast, now, case):
    social = cast["social.pp"]
    row = press(social, now, case)
    act(social, danger.arrive, now + HOUR, case=case, child=child_of(social, now, case), place="a house", safe=True)
    assert in_danger(social, now + HOUR, case)
    for end in (doing.skip_step, doing.stop_step):
        with pytest.raises(CannotMove, match="put under pressure"):
            act(social, end, now + HOUR, step_id=row.step_id, reason="other", text="no")
    act(social, doing.do_step, now + 2 * HOUR, step_id=row.step_id, outcome="moved")
    assert not in_danger(social, now + 2 * HOUR, case)
    press(social, now + 3 * HOUR, case)
    assert len(checks(case)) == 2
    assert in_danger(social, now + 3 * HOUR, case)


@pytest.mark.parametrize("outcome", ["safe", "moved"])
def test_each_outcome_of_safety_ends_it_and_an_outcome_taken_back_brings_it_back(cast, now, case, outcome):
    social = cast["social.pp"]
    row = press(social, now, case)
    act(social, doing.do_step, now + HOUR, step_id=row.step_id, outcome=outcome)
    assert not in_danger(social, now + HOUR, case)
    act(social, mending.take_back_step, now + 2 * HOUR, step_id=row.step_id, text="it was another child")
    assert in_danger(social, now + 2 * HOUR, case)
    assert not [
        1
        for (kind,) in rows("select kind from step where case_id = %s", [case.id], role="definer")
        if kind == "immediate_safety"
    ]
    nothing_is_broken()


@pytest.mark.parametrize("outcome", ["danger", "not_found", "declined"])
def test_while_the_child_is_not_known_to_be_safe_the_sign_stands_and_the_check_follows_again(cast, now, case, outcome):
    social = cast["social.pp"]
    row = press(social, now, case, broker_unit=cast["duty.pp"].unit)
    before = everything(cast["duty.pp"], now + HOUR, case)
    act(social, doing.do_step, now + HOUR, step_id=row.step_id, outcome=outcome)
    assert in_danger(social, now + HOUR, case)
    [_done, (again, holder, due_at, state, hidden)] = checks(case)
    assert (holder, due_at, state, hidden) == (social.unit_id, now + 25 * HOUR, "open", cast["duty.pp"].unit_id)
    assert everything(cast["duty.pp"], now + HOUR, case) == before, "hidden as the first one was"
    with session("app", now + HOUR, social.id):
        assert str(again) in queries.checks_of(row), "the record leads to the check that is open"
    act(social, doing.do_step, now + 2 * HOUR, step_id=again, outcome="safe")
    assert not in_danger(social, now + 2 * HOUR, case)
    assert everything(cast["duty.pp"], now + 2 * HOUR, case) == before
    nothing_is_broken()


def test_still_in_danger_said_by_mistake_is_taken_back_with_the_check_that_followed(cast, now, case):
    social = cast["social.pp"]
    row = press(social, now, case)
    act(social, doing.do_step, now + HOUR, step_id=row.step_id, outcome="danger")
    act(social, mending.take_back_step, now + 2 * HOUR, step_id=row.step_id, text="another child")
    assert [state for *_more, state, _hidden in checks(case)] == ["open", "stopped"]
    assert in_danger(social, now + 2 * HOUR, case)
    act(social, doing.do_step, now + 3 * HOUR, step_id=row.step_id, outcome="safe")
    assert not in_danger(social, now + 3 * HOUR, case)
    nothing_is_broken()


def test_help_at_once_is_asked_of_another_and_the_brokers_unit_sees_not_one_row_of_it(cast, now, case):
    social, duty = cast["social.pp"], cast["duty.pp"]
    press(social, now, case, broker_unit=duty.unit)
    later = now + HOUR
    before = everything(duty, later, case)
    act(social, unseen.ask_unseen, later, case=case, child=child_of(social, now, case))
    assert everything(duty, later, case) == before
    found = rows("select s.id, s.kind, s.hidden_from, s.urgency, h.to_unit, h.urgency from step s join handoff h on h.step_id = s.id"
                 " where s.case_id = %s and s.hidden_from is not null and h.state = 'offered'", [case.id], role="definer")  # fmt: skip
    [(key, kind, hidden, urgency, asked, asked_urgency)] = found
    assert (kind, hidden, urgency, asked_urgency) == ("joint_operation", duty.unit_id, "emergency", "emergency")
    assert asked != duty.unit_id
    assert rows('select urgency from "case" where id = %s', [case.id], role="definer") == [(case.urgency,)]
    with pytest.raises(CannotMove, match="asked for already"):
        act(social, unseen.ask_unseen, later, case=case, child=child_of(social, now, case))
    assert (
        len(rows("select id from step where kind = 'joint_operation' and case_id = %s", [case.id], role="definer")) == 1
    )
    tick(later + 30 * HOUR)
    late = later + 31 * HOUR
    assert not [text for text in everything(duty, late, case)["notice"] if str(key) in text]
    assert duty.unit_id not in told("handoff.asked")
    nothing_is_broken()


def test_no_emergency_of_the_case_is_made_while_pressure_is_hidden_from_a_unit(cast, now, case):
    social, duty = cast["social.pp"], cast["duty.pp"]
    row = press(social, now, case, broker_unit=duty.unit)
    with pytest.raises(CannotMove, match="kept from a unit"):
        act(social, danger.raise_urgency, now, case=case, urgency="emergency")
    assert rows('select urgency from "case" where id = %s', [case.id], role="definer") == [(case.urgency,)]
    act(social, doing.do_step, now + HOUR, step_id=row.step_id, outcome="safe")
    act(social, danger.raise_urgency, now + HOUR, case=case, urgency="emergency")
    nothing_is_broken()


def test_who_is_kept_out_can_still_make_the_case_an_emergency(cast, now, case):
    press(cast["social.pp"], now, case, broker_unit=cast["duty.pp"].unit)
    act(cast["duty.pp"], danger.raise_urgency, now, case=case, urgency="emergency")
    assert rows('select urgency from "case" where id = %s', [case.id], role="definer") == [("emergency",)]


def test_what_follows_from_that_help_is_hidden_as_well(cast, now, case):
    social, duty = cast["social.pp"], cast["duty.pp"]
    press(social, now, case, broker_unit=duty.unit)
    act(social, unseen.ask_unseen, now, case=case, child=child_of(social, now, case))
    [(handoff, asked)] = rows("select h.id, h.to_unit from handoff h join step s on s.id = h.step_id where s.kind = 'joint_operation'"
                              " and s.case_id = %s", [case.id], role="definer")  # fmt: skip
    other = next(member for name, member in sorted(cast.items()) if member.unit_id == asked and name.startswith("duty"))
    before = everything(duty, now + HOUR, case)
    taken_over = act(other, handoffs.accept, now + HOUR, handoff_id=handoff)
    act(other, doing.do_step, now + HOUR, step_id=taken_over.step_id, outcome="children_safe_arrest")
    assert everything(duty, now + HOUR, case) == before
    assert len(rows("select id from step where case_id = %s and hidden_from = %s and state = 'open'", [case.id, duty.unit_id],
                    role="definer")) > 2  # fmt: skip


def test_where_two_units_must_not_know_nobody_is_asked_and_who_stands_above_can_be_called(cast, now, case):
    social = cast["social.pp"]
    press(social, now, case, broker_unit=cast["duty.pp"].unit)
    press(social, now, case, broker_unit=cast["ngo.pp"].unit)
    with pytest.raises(CannotMove, match="Telephone above"):
        act(social, unseen.ask_unseen, now, case=case, child=child_of(social, now, case))
    with session("app", now, social.id):
        above = unseen.above(case, child_of(social, now, case), now)
    assert above
    assert not {unit.principal for unit in above} & {cast["duty.pp"].unit_id, cast["ngo.pp"].unit_id}


def test_who_is_kept_out_learns_from_no_question_that_they_are(cast, now, case):
    social, duty = cast["social.pp"], cast["duty.pp"]
    press(social, now, case, broker_unit=duty.unit)
    for by, kept in ((social, {duty.unit_id}), (duty, set())):
        with session("app", now, by.id):
            assert queries.kept_from(case).get(child_of(social, now, case).id, set()) == kept
    with session("app", now, cast["ngo.pp"].id):
        assert queries.kept_from(case) == {}, "nor who has no part in the case"
    with pytest.raises(CannotMove, match="Nothing about this child is kept"):
        act(duty, unseen.ask_unseen, now, case=case, child=child_of(duty, now, case))


@pytest.mark.parametrize("sort", ["threat", "other"])
def test_words_that_nobody_can_see_are_no_words(cast, now, case, sort):
    with pytest.raises(Invalid) as wrong:
        press(cast["social.pp"], now, case, sort=sort, text="\u200b\u200b\u2060")
    assert {one.field for one in wrong.value.each or [wrong.value]} == {"text"}


def test_lawyer_and_prosecutor_are_told_where_they_have_a_part_and_no_word_of_it(cast, now, case):
    social, court = cast["social.pp"], cast["prosecutor.pp"]
    press(social, now, case)
    assert court.unit_id not in told()
    with session("app", now, social.id):
        found = {one.what: one for one in queries.helpers(case, child_of(social, now, case).id, None, now)}
        assert court.unit_id in {unit.principal for unit in found["prosecutor"].could}
        assert found["prosecutor"].units == []
    _join(cast, now, case)
    press(social, now + HOUR, case)
    assert court.unit_id in told()
    with session("app", now + HOUR, court.id):
        notice = Notice.objects.filter(kind="pressure.told", to_unit=court.unit_id).latest("made_at")
        assert (notice.facts, notice.case_code, notice.urgency) == ({}, case.code, "emergency")


def _join(cast, now, case):
    """The prosecutor works on the case."""
    rows("insert into relation (id, case_id, child_id, unit, compartment, ground, since) values (gen_random_uuid(), %s, null, %s,"
         " 'justice', 'holds_step', %s) returning id", [case.id, cast["prosecutor.pp"].unit_id, now], role="definer")  # fmt: skip


def test_the_brokers_unit_sees_not_one_row_more_or_less_than_before(cast, now, case):
    social, duty = cast["social.pp"], cast["duty.pp"]
    later = now + HOUR
    before = everything(duty, later, case)
    row = press(social, later, case, broker_unit=duty.unit)
    act(
        social,
        handoffs.hand_on,
        later,
        step_id=row.step_id,
        to_unit=cast["ngo.pp"].unit,
        why="be quick",
        urgency="urgent",
    )
    assert everything(duty, later, case) == before
    assert duty.unit_id not in told()
    with session("app", later, cast["ngo.pp"].id):
        asked = Handoff.objects.get(step_id=row.step_id)
    act(cast["ngo.pp"], handoffs.accept, later, handoff_id=asked.id)
    assert everything(duty, later, case) == before
    act(cast["ngo.pp"], doing.do_step, later, step_id=row.step_id, outcome="safe")
    assert everything(duty, later, case) == before
    assert not in_danger(duty, later, case)
    nothing_is_broken()


def test_nor_when_it_runs_out_nor_when_others_take_note_nor_when_it_was_a_mistake(cast, now, case):
    social, duty = cast["social.pp"], cast["duty.pp"]
    row = press(social, now, case, broker_unit=duty.unit)
    late = now + 25 * HOUR
    tick(late)
    before = [text for text in everything(duty, late, case)["notice"] if str(row.step_id) in text]
    assert before == []
    assert rows("select count(*) from notice where subject_id = %s", [row.step_id], role="worker") != [(0,)], (
        "others are called"
    )
    entries = everything(duty, late, case)["ledger_entry"]
    from samaki.notices.operations import take_note

    act(social, take_note, late, subject_id=row.step_id)
    act(social, pressing.mark_pressure_error, late, pressure_id=row.id, text="another case")
    assert everything(duty, late, case)["ledger_entry"] == entries
    assert not in_danger(social, late, case)
    assert duty.unit_id not in told("pressure.undone")


def test_who_stands_above_and_works_elsewhere_in_the_case_sees_it(cast, now, case):
    row = press(cast["social.pp"], now, case, broker_unit=cast["ngo.pp"].unit)
    with session("app", now, cast["duty.pp"].id):
        assert Pressure.objects.get(id=row.id).broker_unit == cast["ngo.pp"].unit_id
        assert queries.words_of(Pressure.objects.get(id=row.id)) == {"text": WORDS, "who": "a neighbour"}


def test_the_step_cannot_be_asked_of_the_brokers_unit_nor_given_to_it(cast, now, case):
    social, ngo = cast["social.pp"], cast["ngo.pp"]
    row = press(social, now, case, broker_unit=ngo.unit)
    with pytest.raises(NotForThem) as refused:
        act(social, handoffs.hand_on, now, step_id=row.step_id, to_unit=ngo.unit, why="be quick", urgency="urgent")
    assert "pressure" not in refused.value.sentence
    with pytest.raises(NotForThem):
        act(cast["social.pp"], moving.reassign_step, now, step_id=row.step_id, to_unit=ngo.unit, text="to them")


def share(by, now, case, unit, parts):
    return act(by, sharing.share, now, case=case, child=child_of(by, now, case), to_unit=unit, compartments=parts, purpose="shelter",
               ground="risk_of_harm", until=now + 24 * HOUR, text="serious harm")  # fmt: skip


def test_nothing_is_shared_with_the_brokers_unit_and_only_who_may_know_is_told_why(cast, now, case):
    social, duty, ngo = cast["social.pp"], cast["duty.pp"], cast["ngo.pp"]
    press(social, now, case, broker_unit=ngo.unit)
    with pytest.raises(Invalid, match="Pressure on a child of this case"):
        share(social, now, case, ngo.unit, ["care"])
    assert share(social, now, case, cast["legal.pp"].unit, ["care"]).live, "another unit receives it"
    act(duty, sharing.share, now, case=case, child=child_of(duty, now, case), to_unit=social.unit, compartments=["justice"],
        purpose="shelter", ground="risk_of_harm", until=now + 24 * HOUR, text="x")  # fmt: skip
    reader = cast["legal.pp"]
    with session("app", now, reader.id):
        assert not queries.pressures_of(case), "who only reads care does not know of it"
    by_the_operator(
        "update relation set ground = 'holds_step' where case_id = %s and unit = %s", [case.id, reader.unit_id]
    )
    with pytest.raises(NoPart) as refused:
        share(reader, now, case, ngo.unit, ["care"])
    assert "ressure" not in refused.value.sentence
    nothing_is_broken()


def test_where_the_usual_holder_is_the_brokers_unit_another_is_asked(cast, now, case):
    row = press(cast["duty.pp"], now, case, broker_unit=cast["social.pp"].unit)
    with session("app", now, cast["duty.pp"].id):
        asked = Handoff.objects.filter(step_id=row.step_id).first()
    assert asked is not None
    assert asked.to_unit_id != cast["social.pp"].unit_id
    nothing_is_broken()


def test_one_hidden_from_somebody_stands_beside_one_that_is_not_and_refuses_them_nothing(cast, now, case):
    social, duty = cast["social.pp"], cast["duty.pp"]
    hidden = press(social, now, case, broker_unit=duty.unit)
    ours = press(duty, now + HOUR, case)
    assert ours.step_id != hidden.step_id
    assert len(checks(case)) == 2
    assert press(social, now + 2 * HOUR, case, broker_unit=duty.unit).step_id == hidden.step_id
    assert press(social, now + 2 * HOUR, case).step_id == ours.step_id


def test_who_leaves_the_brokers_unit_does_not_see_it_either(cast, now, case):
    social, duty = cast["social.pp"], cast["duty.pp"]
    row = press(social, now, case, broker_unit=duty.unit)
    by_the_operator("update membership set until = %s where member_id = %s", [now + HOUR, duty.id])
    by_the_operator("insert into membership (id, member_id, unit, role, since) values (gen_random_uuid(), %s, %s, 'worker', %s)",
                    [duty.id, social.unit_id, now + HOUR])  # fmt: skip
    with session("app", now + 2 * HOUR, duty.id):
        assert not Pressure.objects.filter(id=row.id).exists()
        assert not Step.objects.filter(id=row.step_id).exists()


def test_refused_with_a_sentence_for_each_wrong_field(cast, now, case):
    social = cast["social.pp"]
    with pytest.raises(Invalid) as wrong:
        press(social, now, case, sort="none", on_whom="none", broker_unit=social.unit)
    assert {one.field for one in wrong.value.each} >= {"sort", "on_whom", "broker_unit"}
    with pytest.raises(Invalid):
        press(social, now, case, sort="other", text=" ")


def test_who_does_not_work_for_the_child_records_nothing(cast, now, case):
    child = child_of(cast["duty.pp"], now, case)
    with pytest.raises((NotAllowed, Case.DoesNotExist)):
        act(cast["ngo.pp"], pressing.record_pressure, now, case=case, child=child, sort="threat", on_whom="child")


def test_only_who_recorded_it_or_their_lead_takes_it_back_once(cast, now, case):
    row = press(cast["social.pp"], now, case)
    with pytest.raises(NotAllowed):
        act(cast["duty.pp"], pressing.mark_pressure_error, now, pressure_id=row.id, text="no")
    act(cast["social.pp"], pressing.mark_pressure_error, now, pressure_id=row.id, text="another case")
    with pytest.raises(CannotMove):
        act(cast["social.pp"], pressing.mark_pressure_error, now, pressure_id=row.id, text="again")
    assert not in_danger(cast["social.pp"], now, case)
    assert [state for *_more, state, _hidden in checks(case)] == ["open"], "the step stays"
