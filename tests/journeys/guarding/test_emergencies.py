"""Break-glass: two persons, a reason, loud, for a time that ends by itself; a wrong code tells nothing."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from samaki.cases.models import Case, Person, Relation
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.journeys.guarding import emergencies
from samaki.journeys.guarding.models import Emergency
from samaki.journeys.guarding.words import ask
from samaki.ledger.models import LedgerEntry
from tests.acting import act, own_case, taken
from tests.everything import rows
from tests.journeys.guarding.opening import SECRET, answered, asked

WRONG = "PP-26-222222"


@pytest.fixture
def case(cast, now):
    """Of the police of Phnom Penh; social affairs have its care."""
    made = own_case(cast["duty.pp"], now)
    taken(made, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    return made


@pytest.fixture
def second(cast, now):
    """Another member of the hospital, who came the usual way."""
    from django.conf import settings

    from samaki.agencies.models import Member, Membership
    from samaki.database import roles
    from samaki.database.folder import current

    with connection.cursor() as cursor:
        cursor.execute(f'set role "{roles.parameters(current(), "owner")["user"]}"')
        nurse = cast["nurse.pp"]
        member = Member(username="doctor.pp", unit=nurse.unit, name_en="Doctor", name_km="វេជ្ជបណ្ឌិត", synthetic=True)
        member.save(force_insert=True)
        Membership(member=member, unit=nurse.unit, role="worker", since=now - timedelta(days=9)).save(force_insert=True)
        cursor.execute(f'set role "{settings.ROLES["app"]}"')
    return Member.objects.select_related("unit__agency").get(username="doctor.pp")


def sees(member, now, case):
    with session("app", now, member.id):
        return Case.objects.filter(id=case.id).exists()


def test_nothing_is_open_before_the_second_person_and_the_parts_asked_for_are_open_after(cast, now, case, second):
    nurse = cast["nurse.pp"]
    row = asked(nurse, now, case.code)
    assert not sees(nurse, now, case)
    assert answered(second, now, row).case_id == case.id
    with session("app", now, nurse.id):
        found = Relation.objects.filter(case=case)
        assert {one.compartment for one in found} == {"care", "identity"}
        assert {(one.ground, one.until) for one in found} == {("emergency", now + timedelta(hours=24))}
        assert Person.objects.filter(case=case).exists()


def test_it_ends_by_itself(cast, now, case, second):
    answered(second, now, asked(cast["nurse.pp"], now, case.code))
    assert sees(cast["nurse.pp"], now + timedelta(hours=23, minutes=59), case)
    assert not sees(cast["nurse.pp"], now + timedelta(hours=24), case)


def test_it_can_end_before_and_then_the_next_request_finds_nothing(cast, now, case, second):
    row = answered(second, now, asked(cast["nurse.pp"], now, case.code))
    soon = now + timedelta(hours=1)
    act(cast["nurse.pp"], emergencies.end_emergency, soon, emergency_id=row.id)
    assert not sees(cast["nurse.pp"], soon, case)
    with pytest.raises(CannotMove):
        act(cast["nurse.pp"], emergencies.end_emergency, soon, emergency_id=row.id)


def test_who_asked_does_not_confirm_and_an_answer_is_given_once(cast, now, case, second):
    row = asked(cast["nurse.pp"], now, case.code)
    with pytest.raises(NotAllowed):
        answered(cast["nurse.pp"], now, row)
    answered(second, now, row, agreed=False)
    assert not sees(cast["nurse.pp"], now, case)
    with pytest.raises(CannotMove):
        answered(second, now, row)


def test_who_was_not_asked_does_not_know_of_it(cast, now, case):
    row = asked(cast["nurse.pp"], now, case.code)
    with pytest.raises(Emergency.DoesNotExist):
        answered(cast["leader.pp"], now, row)


def test_another_unit_can_be_the_second_person(cast, now, case):
    row = asked(cast["nurse.pp"], now, case.code, second=cast["leader.pp"].unit)
    assert answered(cast["leader.pp"], now, row).case_id == case.id
    assert sees(cast["nurse.pp"], now, case)
    assert not sees(cast["leader.pp"], now, case), "who confirms does not see it for that"


def test_after_its_time_nobody_can_confirm_it(cast, now, case, second):
    row = asked(cast["nurse.pp"], now, case.code)
    with pytest.raises(CannotMove, match="in time"):
        answered(second, now + timedelta(hours=2), row)


def test_a_wrong_code_tells_the_one_who_asks_nothing(cast, now, case):
    nurse = cast["nurse.pp"]
    right, wrong = asked(nurse, now, case.code), asked(nurse, now, wrong_code())
    with session("app", now, nurse.id):
        found = [Emergency.objects.values().get(id=one.id) for one in (right, wrong)]
    for one in found:
        [one.pop(name) for name in ("id", "sealed")]
    assert found[0] == found[1], "the same row but for what is sealed in it"
    told = [(e.act, e.case_id, {**e.facts}) for e in entries(now, nurse, "emergency.ask")]
    assert told[0] == told[1]
    counts = {to for (to,) in rows("select to_unit from notice where kind = 'guard.emergency_asked'", role="worker")}
    assert counts == {nurse.unit_id}, "nobody of the case is told before it is confirmed, so the telling tells nothing"


def test_confirmed_a_wrong_code_opens_nothing_and_is_written_down(cast, now, case, second):
    row = answered(second, now, asked(cast["nurse.pp"], now, wrong_code()))
    assert (row.case_id, row.until) == (None, None)
    assert emergencies.stands(row, now) == "nothing"
    assert [e.act for e in entries(now, cast["nurse.pp"], "emergency.nothing")] == ["emergency.nothing"]


def test_everybody_whom_the_case_concerns_is_told_at_once(cast, now, case, second):
    answered(second, now, asked(cast["nurse.pp"], now, case.code))
    told = set(
        rows("select to_unit, audience, case_code from notice where kind = 'guard.emergency_opened'", role="worker")
    )
    for name in ("duty.pp", "social.pp", "nurse.pp"):
        for audience in ("desk", "head"):
            assert (cast[name].unit_id, audience, case.code) in told, (name, audience)
    for officer in ("privacy.pp", "privacy.social"):
        assert (cast[officer].unit_id, "privacy", case.code) in told
    assert not {cast["duty.sr"].unit_id} & {unit for unit, _a, _c in told}


def test_the_case_says_that_it_is_open_in_an_emergency_to_those_who_have_a_part_in_it(cast, now, case, second):
    answered(second, now, asked(cast["nurse.pp"], now, case.code))
    with session("app", now, cast["social.pp"].id):
        assert [row.unit for row in emergencies.open_on(case, now)] == [cast["nurse.pp"].unit_id]
        assert not emergencies.open_on(case, now + timedelta(days=2))
    with session("app", now, cast["duty.sr"].id):
        assert not Emergency.objects.exists()


def test_codes_cannot_be_tried_out(cast, now, case):
    for _try in range(5):
        asked(cast["nurse.pp"], now, wrong_code())
    with pytest.raises(NotAllowed, match="5 times"):
        asked(cast["nurse.pp"], now, case.code)
    asked(cast["nurse.pp"], now + timedelta(days=1, minutes=1), case.code)


@pytest.mark.parametrize(("given", "field"), [
    ({"code": "PP-26-AAAAAA"}, "code"), ({"code": ""}, "code"), ({"code": "x" * 500}, "code"), ({"code": "\u17e1\x00"}, "code"),
    ({"compartments": []}, "compartments"), ({"compartments": ["reporter"]}, "compartments"),
    ({"compartments": ["everything"]}, "compartments"), ({"reason": "because"}, "reason"), ({"text": "  "}, "text"),
    ({"text": "x" * 4001}, "text"), ({"second_unit": None}, "second_unit"),
])  # fmt: skip
def test_what_is_wrong_is_told_at_its_field(given, field, cast, now):
    whole = {
        "code": wrong_code(),
        "compartments": ["care"],
        "reason": "child_before_us",
        "text": "x",
        "second_unit": cast["nurse.pp"].unit,
    }
    with pytest.raises(Invalid) as refusal:
        act(cast["nurse.pp"], emergencies.ask_emergency, now, **whole | given)
    assert [one.field for one in refusal.value.each] == [field]


def test_roles_that_work_on_no_case_open_none(cast, now):
    for name in ("oversight", "mentor", "admin", "privacy.pp"):
        with pytest.raises(NotAllowed):
            asked(cast[name], now, wrong_code())


@pytest.mark.parametrize("until", [None, timedelta(hours=1), timedelta(days=3)])
def test_no_relation_of_an_emergency_stands_without_its_second_person(until, cast, now, case):
    nurse = cast["nurse.pp"]
    with session("app", now, nurse.id), pytest.raises(IntegrityError), transaction.atomic():
        Relation.objects.bulk_create([Relation(case_id=case.id, unit_id=nurse.unit_id, compartment="care", ground="emergency",
                                               since=now, until=now + until if until else None)])  # fmt: skip


def test_the_database_refuses_who_confirms_for_themselves(cast, now, case):
    row = asked(cast["nurse.pp"], now, case.code)
    for by in ("nurse.pp", "leader.pp"):
        with session("app", now, cast[by].id), pytest.raises(Exception, match="may not answer"), transaction.atomic():
            ask("answer_emergency", row.id, case.code, True, now + timedelta(hours=1))


def test_nothing_that_was_typed_lies_open(cast, now, case, second):
    answered(second, now, asked(cast["nurse.pp"], now, case.code))
    assert rows("select count(*) from emergency e where e::text like %s", [f"%{SECRET}%"]) == [(0,)]
    assert rows("select count(*) from ledger_entry e where e::text like %s", [f"%{SECRET}%"], role="auditor") == [(0,)]


def entries(now, member, act_name):
    with session("app", now, member.id):
        return list(LedgerEntry.objects.filter(act=act_name).order_by("id"))


def wrong_code():
    from samaki.cases.codes import new_code

    return new_code("PP", 2026)


def test_the_database_alone_lets_no_emergency_last(cast, now, case, second):
    row = asked(cast["nurse.pp"], now, case.code)
    with session("app", now, second.id), pytest.raises(Exception, match="may not answer"), transaction.atomic():
        ask("answer_emergency", row.id, case.code, True, now + timedelta(days=400))
