"""A wall round a unit: two officers of different agencies, the work first, then the case disappears; and in the database too."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from samaki.cases.models import Case, Person, Relation, Step
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NoPart, NotAllowed
from samaki.handoffs import operations as handoffs
from samaki.handoffs.models import Handoff
from samaki.jobs.tick import tick
from samaki.journeys import danger, doing, moving, units
from samaki.journeys.guarding import conflicts, recusals
from samaki.journeys.guarding.models import Conflict, Recusal
from samaki.journeys.guarding.words import ask
from samaki.ledger.models import LedgerEntry
from tests.acting import act, own_case, step_of, taken
from tests.everything import rows

LAPSE = timedelta(days=3)
WHY = "the head of the unit owns the place"


@pytest.fixture
def case(cast, now):
    """Of the police of Phnom Penh; social affairs hold a step, and the NGO is asked by them."""
    made = own_case(cast["duty.pp"], now)
    taken(made, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    return made


def asked(cast, now, case, **given):
    """Social affairs' officer asks; the NGO's officer decides; the police of Phnom Penh are in conflict."""
    by = given.pop("by", cast["privacy.social"])
    usual = {"unit": cast["duty.pp"].unit, "to_unit": cast["duty.national"].unit, "decider": cast["privacy.ngo"].unit, "reason": "office",
             "text": WHY, "not_enough": "it is the head", "by_accused": False, "else_known": "", "days": 90, "at_once": False}  # fmt: skip
    return act(by, conflicts.ask_wall, now, case=case, **usual | given)


def laid(cast, now, row, by="privacy.ngo", agreed=True):
    return act(cast[by], conflicts.answer_wall, now, conflict_id=row.id, agreed=agreed, text="it is so")


def of_case(member, now, case):
    """How many rows of each table the member sees of the case."""
    with session("app", now, member.id), connection.cursor() as cursor:
        cursor.execute(
            "select c.table_name, c.column_name from information_schema.columns c"
            " where (c.column_name = 'case_id' or (c.table_name = 'case' and c.column_name = 'id'))"
            " and has_table_privilege(quote_ident(c.table_name), 'select')"
        )
        found = {}
        for table, column in cursor.fetchall():
            cursor.execute(f'select count(*) from "{table}" where {column} = %s', [case.id])
            if count := cursor.fetchone()[0]:
                found[table] = count
        return found


def test_the_work_moves_first_and_every_step_has_one_holder(cast, now, case):
    police, national = cast["duty.pp"].unit_id, cast["duty.national"].unit_id
    before = rows("select id, holder, due_at from step where case_id = %s and state = 'open'", [case.id])
    laid(cast, now, asked(cast, now, case))
    after = dict(
        (key, holder)
        for key, holder in rows("select id, holder from step where case_id = %s and state = 'open'", [case.id])
    )
    assert {key for key, holder, _due in before if holder == police}
    for key, holder, _due in before:
        assert after[key] == (national if holder == police else holder)
    assert rows("select count(*) from step where case_id = %s and call_at is null and state = 'open'", [case.id]) == [
        (0,)
    ]
    with session("app", now, cast["duty.national"].id):
        assert Case.objects.filter(id=case.id).exists()
        assert {one.compartment for one in Relation.objects.filter(case=case)}


def test_the_story_of_the_case_does_not_say_who_laid_it(cast, now, case):
    officers = {cast[name].unit_id for name in ("privacy.social", "privacy.ngo")}
    row = laid(cast, now, asked(cast, now, case))
    told = rows(
        "select act, who, unit, counterpart from ledger_entry where case_id = %s and who = 'supervision'", [case.id]
    )
    assert {act for act, *_rest in told} >= {"step.holder"}
    assert {unit for _act, _who, *units in told for unit in units} & officers == set()
    named = rows("select who, case_id from ledger_entry where act = 'wall.agree' and subject_id = %s", [row.id])
    assert named == [("privacy.ngo", None)]
    assert not rows(
        "select 1 from ledger_entry where case_id = %s and who in ('privacy.ngo', 'privacy.social')", [case.id]
    )


def test_after_the_lapse_nothing_of_the_case_is_left_in_any_table(cast, now, case):
    duty = cast["duty.pp"]
    assert of_case(duty, now, case)
    laid(cast, now, asked(cast, now, case))
    with session("app", now, duty.id):
        assert not Relation.objects.filter(case=case, until__isnull=True).exists()
    assert of_case(duty, now + LAPSE - timedelta(minutes=1), case), (
        "so that a case that vanishes from a desk does not warn"
    )
    assert of_case(duty, now + LAPSE, case) == {}
    assert of_case(cast["privacy.pp"], now + LAPSE, case) == {}, "nor for the officer of that unit"
    assert of_case(cast["social.pp"], now + LAPSE, case)


def test_at_once_nothing_is_left_at_the_next_request_and_nobody_there_is_told(cast, now, case):
    laid(cast, now, asked(cast, now, case, at_once=True))
    assert of_case(cast["duty.pp"], now, case) == {}
    told = rows("select to_unit from notice where kind = 'step.reassigned'", role="worker")
    assert (cast["duty.pp"].unit_id,) not in told


def test_no_way_leads_back_while_it_stands(cast, now, case):
    laid(cast, now, asked(cast, now, case))
    national, police = cast["duty.national"], cast["duty.pp"].unit
    step = step_of(national, now, case, "verification")
    for then in (now, now + LAPSE):
        with pytest.raises(NoPart):
            act(national, moving.reassign_step, then, step_id=step.id, to_unit=police, text="back")
        with pytest.raises(NoPart):
            act(national, handoffs.hand_on, then, step_id=step.id, to_unit=police, why="back", urgency="urgent")
        for relation in ("granted", "emergency", "court_order"):
            with session("app", then, national.id), pytest.raises(Exception, match="no part"), transaction.atomic():
                Relation.objects.bulk_create([Relation(case_id=case.id, unit_id=police.principal, compartment="justice", ground=relation,
                                                       since=then, until=then + LAPSE)])  # fmt: skip


def test_an_emergency_does_not_climb_over_it_and_says_no_more_than_for_a_wrong_code(cast, now, case):
    from samaki.journeys.guarding import emergencies
    from tests.journeys.guarding.opening import answered
    from tests.journeys.guarding.opening import asked as emergency

    laid(cast, now, asked(cast, now, case))
    row = answered(cast["officer.pp"], now, emergency(cast["duty.pp"], now, case.code))
    assert emergencies.stands(row, now) == "nothing"


def test_what_a_step_leads_to_goes_round_the_wall(cast, now, case):
    """The default holder of the area is the unit in conflict: its alternate is asked, and no truthful record is blocked."""
    laid(cast, now, asked(cast, now, case))
    social = cast["social.pp"]
    with session("app", now, social.id):
        child = Person.objects.select_related("case").get(case=case)
        opened = doing.start_step(case_id=case.id, kind="arrest_custody", by=social, now=now)
    with session("app", now, social.id):
        drafts = list(Handoff.objects.filter(step_id__in=[one.id for one in opened]))
    assert [one.to_unit_id for one in drafts] == [cast["duty.national"].unit_id]
    act(social, danger.arrive, now + LAPSE, case=case, child=child, place="x", safe=False, brought_by=None)
    told = rows(
        "select count(*) from notice where to_unit = %s and made_at = %s",
        [cast["duty.pp"].unit_id, now + LAPSE],
        role="worker",
    )
    assert told == [(0,)], "a child in danger is not told to who is in conflict"


def test_askings_that_wait_on_the_unit_end_and_their_sender_is_told(cast, now, case):
    social = cast["social.pp"]
    with session("app", now, social.id):
        (step,) = doing.start_step(case_id=case.id, kind="arrest_custody", by=social, now=now)
        waiting = Handoff.objects.get(step=step)
    act(social, handoffs.offer, now, handoff_id=waiting.id)
    laid(cast, now, asked(cast, now, case))
    with session("app", now, social.id):
        ended = Handoff.objects.get(id=waiting.id)
    assert (ended.state, ended.call_at) == ("withdrawn", None)
    told = rows("select to_unit from notice where kind = 'guard.asking_ended'", role="worker")
    assert told == [(social.unit_id,)]
    assert not tick(now + timedelta(days=30)).errors


def test_what_the_unit_had_handed_on_is_confirmed_by_who_took_over(cast, now, case):
    social = cast["social.pp"]
    laid(cast, now, asked(cast, now, case))
    step = step_of(social, now, case, "first_safe_contact")
    act(social, doing.do_step, now, step_id=step.id, outcome="seen_safe")
    (sender,) = rows("select from_unit from handoff where step_id = %s and state = 'completed'", [step.id])
    assert sender == (cast["duty.national"].unit_id,)


def test_both_officers_are_of_different_agencies_and_not_of_the_unit(cast, now, case):
    with pytest.raises(NotAllowed, match="own agency"):
        asked(cast, now, case, by=cast["privacy.pp"])
    for decider in (cast["privacy.social"].unit, cast["privacy.pp"].unit, cast["nurse.pp"].unit, None):
        with pytest.raises(Invalid) as refusal:
            asked(cast, now, case, decider=decider)
        assert [one.field for one in refusal.value.each] == ["decider"]
    with pytest.raises(NotAllowed):
        asked(cast, now, case, by=cast["social.pp"])
    row = asked(cast, now, case)
    with pytest.raises(NotAllowed):
        laid(cast, now, row, by="privacy.social")
    with pytest.raises(Conflict.DoesNotExist):
        laid(cast, now, row, by="privacy.pp")


def test_the_unit_and_its_agency_never_see_that_it_is_asked_about_them(cast, now, case):
    row = asked(cast, now, case)
    laid(cast, now, row)
    for name in ("duty.pp", "officer.pp", "privacy.pp", "social.pp", "duty.national", "admin", "oversight"):
        with session("app", now, cast[name].id):
            assert not Conflict.objects.exists(), name
            assert not LedgerEntry.objects.filter(act__startswith="wall.", unit=cast["duty.pp"].unit_id).exists()
            if name in ("duty.pp", "officer.pp", "privacy.pp"):
                assert not LedgerEntry.objects.filter(act__startswith="wall.").exists()
    assert rows("select count(*) from conflict e where e::text like %s", [f"%{WHY}%"]) == [(0,)]


def test_the_database_alone_refuses_every_shorter_way(cast, now, case):
    row = asked(cast, now, case)
    for name, function in (
        ("privacy.social", "answer_conflict"), ("social.pp", "answer_conflict"), ("privacy.pp", "answer_conflict"),
    ):  # fmt: skip
        with session("app", now, cast[name].id), pytest.raises(Exception, match="may not answer"), transaction.atomic():
            ask(function, row.id, True, now, b"x")
    for name in ("privacy.ngo", "privacy.social", "duty.pp"):
        for function in ("act_for_conflict", "lay_wall"):
            with (
                session("app", now, cast[name].id),
                pytest.raises(Exception, match="may not act|cannot be laid"),
                transaction.atomic(),
            ):
                ask(function, row.id)
    laid(cast, now, row)
    later = now + timedelta(seconds=1)
    with (
        session("app", later, cast["privacy.ngo"].id),
        pytest.raises(Exception, match="may not act"),
        transaction.atomic(),
    ):
        ask("act_for_conflict", row.id)


def test_acting_for_the_unit_ends_with_the_act(cast, now, case):
    other = own_case(cast["duty.pp"], now)
    row = asked(cast, now, case)
    ngo = cast["privacy.ngo"]
    with session("app", now, ngo.id):
        conflicts.answer_wall(conflict_id=row.id, agreed=True, text="yes", by=ngo, now=now)
        assert not Case.objects.filter(id=other.id).exists()
        assert not Step.objects.filter(case_id=case.id).exists()


def test_who_is_accused_does_not_choose_who_investigates(cast, now, case):
    with pytest.raises(Invalid) as refusal:
        asked(cast, now, case, by_accused=True)
    assert [one.field for one in refusal.value.each] == ["else_known"]
    assert asked(cast, now, case, by_accused=True, else_known="a deed of the land office").agreed is None


@pytest.mark.parametrize(("given", "field"), [
    ({"reason": "rivalry"}, "reason"), ({"text": ""}, "text"), ({"not_enough": " "}, "not_enough"), ({"unit": None}, "unit"),
    ({"to_unit": None}, "to_unit"), ({"days": 0}, "days"), ({"days": 367}, "days"), ({"days": -1}, "days"),
])  # fmt: skip
def test_what_is_wrong_is_told_at_its_field(given, field, cast, now, case):
    with pytest.raises(Invalid) as refusal:
        asked(cast, now, case, **given)
    assert [one.field for one in refusal.value.each] == [field]


def test_who_takes_over_can_hold_the_same_steps(cast, now, case):
    for unit in (cast["duty.pp"].unit, cast["nurse.pp"].unit):
        with pytest.raises(Invalid, match="same kind"):
            asked(cast, now, case, to_unit=unit)


def test_it_ends_by_itself_or_by_hand_and_opens_nothing_by_itself(cast, now, case):
    row = laid(cast, now, asked(cast, now, case))
    step = step_of(cast["duty.national"], now, case, "verification")
    ended = row.until + timedelta(seconds=1)
    assert conflicts.stands(row, ended) == "over"
    with session("app", ended, cast["duty.pp"].id):
        assert not Relation.objects.filter(case=case, until__isnull=True).exists()
    soon = now + timedelta(days=10)
    with pytest.raises(CannotMove):
        act(cast["privacy.social"], conflicts.end_wall, ended, conflict_id=row.id, text="over")
    act(cast["privacy.social"], conflicts.end_wall, soon, conflict_id=row.id, text="the head has left")
    act(
        cast["duty.national"],
        moving.reassign_step,
        soon + timedelta(minutes=1),
        step_id=step.id,
        to_unit=cast["duty.pp"].unit,
        text="back",
    )
    with session("app", soon + timedelta(minutes=1), cast["duty.pp"].id):
        assert Case.objects.filter(id=case.id).exists()


def test_a_wall_goes_with_the_people_and_not_with_the_unit_that_takes_them_in(cast, now, case):
    laid(cast, now, asked(cast, now, case, at_once=True))
    old, into = cast["duty.pp"].unit, cast["duty.national"].unit
    proposed = act(cast["officer.pp"], units.propose_merge, now, unit=old, into=into, why="Decree 7")
    act(cast["duty.national"], units.agree_to_merge, now, merge_id=proposed.id)
    assert of_case(cast["duty.national"], now, case)["step"], "who took over goes on: nothing drops"
    assert of_case(cast["duty.pp"], now, case) == {}, "and who came from the unit in conflict sees nothing there"
    assert of_case(cast["officer.pp"], now + LAPSE, case) == {}


def test_who_leaves_the_unit_in_conflict_takes_the_wall_along(cast, now, case):
    rows(
        "update membership set until = %s where member_id = %s returning id",
        [now - LAPSE, cast["officer.pp"].id],
        role="owner",
    )
    laid(cast, now, asked(cast, now, case, at_once=True))
    for name in ("officer.pp", "duty.pp"):
        rows("insert into membership (id, member_id, unit, role, since) values (gen_random_uuid(), %s, %s, 'worker', %s) returning id",
             [cast[name].id, cast["duty.national"].unit_id, now], role="owner")  # fmt: skip
    later = now + timedelta(minutes=1)
    rows("update membership set until = %s where member_id = %s and unit = %s returning id",
         [later, cast["duty.pp"].id, cast["duty.pp"].unit_id], role="owner")  # fmt: skip
    assert of_case(cast["duty.pp"], later + LAPSE, case) == {}
    assert of_case(cast["officer.pp"], later + LAPSE, case), "who had left before it was asked for is not behind it"


def test_a_refusal_changes_nothing(cast, now, case):
    before = of_case(cast["duty.pp"], now, case)
    row = laid(cast, now, asked(cast, now, case), agreed=False)
    assert conflicts.stands(row, now) == "refused"
    assert of_case(cast["duty.pp"], now + LAPSE, case) == before
    with pytest.raises(CannotMove):
        laid(cast, now, row)


def test_the_route_named_beforehand_is_found_by_the_closest_area(cast, now):
    police, officer = cast["duty.pp"].unit, cast["privacy.pp"]
    assert conflicts.route_for(police, "12").code == "police-national", "the unit above, where none is named"
    for area, code in (("", "duty.sr"), ("12", "duty.ps")):
        act(officer, conflicts.name_route, now, unit=police, area=area, to_unit=cast[code].unit)
    assert conflicts.route_for(police, "12").code == "police-ps"
    assert conflicts.route_for(police, "1201").code == "police-ps"
    assert conflicts.route_for(police, "17").code == "police-sr"
    act(officer, conflicts.name_route, now + LAPSE, unit=police, area="12", to_unit=cast["duty.national"].unit)
    assert conflicts.route_for(police, "12").code == "police-national"
    with pytest.raises(Invalid):
        act(cast["privacy.ngo"], conflicts.name_route, now, unit=police, area="", to_unit=cast["duty.sr"].unit)


# ---------------------------------------------------------------- one person
def aside(by, now, case, member=None):
    return act(by, recusals.step_aside, now, case=case, member=member or by, reason="family", text="a cousin")


def test_who_steps_aside_sees_nothing_of_it_and_the_unit_works_on(cast, now, case):
    duty, officer = cast["duty.pp"], cast["officer.pp"]
    row, soon = aside(duty, now, case), now + timedelta(seconds=1)
    assert set(of_case(duty, soon, case)) == {"recusal"}
    assert of_case(officer, soon, case)["case"] == 1
    with pytest.raises(NotAllowed):
        act(duty, recusals.end_recusal, soon, recusal_id=row.id)
    act(officer, recusals.end_recusal, soon, recusal_id=row.id)
    assert of_case(duty, soon + timedelta(seconds=1), case)["case"] == 1


def test_their_steps_have_no_worker_any_more_and_their_lead_is_told(cast, now, case):
    from samaki.cases.holding import assign_step

    duty = cast["duty.pp"]
    step = step_of(duty, now, case, "verification")
    act(duty, assign_step, now, step_id=step.id, worker=duty)
    aside(cast["officer.pp"], now, case, member=duty)
    assert rows("select worker_id, holder from step where id = %s", [step.id]) == [(None, duty.unit_id)]
    assert rows("select audience from notice where kind = 'guard.stepped_aside'", role="worker") == [("head",)]


def test_nobody_is_sent_aside_by_a_colleague_and_nobody_twice(cast, now, case):
    with pytest.raises(NotAllowed):
        aside(cast["duty.pp"], now, case, member=cast["officer.pp"])
    with pytest.raises(Invalid):
        aside(cast["officer.pp"], now, case, member=cast["social.pp"])
    aside(cast["officer.pp"], now, case, member=cast["duty.pp"])
    with pytest.raises(CannotMove):
        aside(cast["officer.pp"], now, case, member=cast["duty.pp"])
    with session("app", now, cast["social.pp"].id):
        assert not Recusal.objects.exists()


def test_who_stepped_aside_does_not_come_back_by_an_emergency(cast, now, case):
    from samaki.journeys.guarding import emergencies
    from tests.journeys.guarding.opening import answered
    from tests.journeys.guarding.opening import asked as emergency

    aside(cast["duty.pp"], now, case)
    soon = now + timedelta(minutes=1)
    row = answered(cast["officer.pp"], soon, emergency(cast["duty.pp"], soon, case.code))
    assert emergencies.stands(row, soon) == "nothing"


def test_every_table_that_hangs_on_a_case_is_walled(db):
    """A table that a later migration adds calls `wall` of migration 0036, or this fails."""
    with connection.cursor() as cursor:
        from importlib import import_module

        from django.conf import settings

        access = import_module("samaki.migrations.0036_guarding_access")
        wanted = {(table, right) for table, _column, right in access.walled(cursor)}
        cursor.execute("select tablename, lower(cmd) from pg_policies where policyname like 'wall~_%%' escape '~' and"
                       " permissive = 'RESTRICTIVE' and %s = any(roles)", [settings.ROLES["app"]])  # fmt: skip
        letters = {("look_question", "select")}  # a question is a letter between two members: migration 0055
        assert wanted - letters == set(cursor.fetchall())
    assert ("case", "select") in wanted
    assert ("ledger_entry", "select") in wanted


def test_who_leads_the_unit_is_behind_its_wall_too_and_ends_nobodys_stepping_aside(cast, now, case):
    row = aside(cast["duty.pp"], now, case)
    laid(cast, now, asked(cast, now, case, at_once=True))
    with session("app", now, cast["officer.pp"].id):
        assert not Recusal.objects.exists()
    with session("app", now, cast["officer.pp"].id):
        assert ask("end_recusal", row.id) != [(True,)]
    with session("app", now, cast["duty.pp"].id):
        assert Recusal.objects.get() == row
