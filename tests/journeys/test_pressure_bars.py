"""A unit named in pressure gets no place of that child, and opens no file of that case with a sister office."""

from datetime import timedelta

import pytest
from django.db import connection

from samaki.cases.models import Relation
from samaki.database import session
from samaki.database.refusals import CannotMove, NotAllowed
from samaki.journeys.guarding import emergencies, unsealing
from samaki.journeys.pressure import operations as pressing
from tests.acting import act, own_case, taken
from tests.everything import rows
from tests.journeys.guarding.opening import answered, asked
from tests.journeys.test_places import PLACE, arrive, holds, look
from tests.journeys.test_pressure import child_of, press

HOUR = timedelta(hours=1)
NOBODY = "Nobody wrote down where it is. Ask who recorded the arrival."


@pytest.fixture
def case(cast, now):
    """Police hold justice, social services care; the court has a part in justice."""
    made = own_case(cast["duty.pp"], now)
    taken(made, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    holds(cast["duty.pp"], now, made, cast["court.pp"])
    return made


def test_a_unit_named_in_pressure_reads_no_place_of_danger_and_hears_what_is_said_where_none_was_written(
    cast, now, case
):
    social, court = cast["social.pp"], cast["court.pp"]
    arrival = arrive(social, now, case)
    assert look(court, now, arrival) == PLACE
    row = press(social, now + HOUR, case, broker_unit=court.unit)
    with pytest.raises(CannotMove) as refused:
        look(court, now + HOUR, arrival)
    assert str(refused.value) == NOBODY
    assert look(cast["duty.pp"], now + HOUR, arrival) == PLACE, "who works for the child goes on reading it"
    later = arrive(social, now + 2 * HOUR, case, place="Elsewhere")
    with pytest.raises(CannotMove):
        look(court, now + 2 * HOUR, later)
    act(social, pressing.mark_pressure_error, now + 3 * HOUR, pressure_id=row.id, text="it was somebody else")
    assert look(court, now + 3 * HOUR, later) == "Elsewhere", "it was a mistake"


def test_nor_a_place_of_safety_in_its_own_part_or_opened_by_two(cast, now, case):
    social, court = cast["social.pp"], cast["court.pp"]
    arrive(social, now, case, place="The shelter", safe=True)
    press(social, now, case, broker_unit=court.unit)
    child = child_of(court, now, case)
    row = act(court, unsealing.ask_placement, now, child=child, reason="safety_of_child", text="x")
    act(cast["privacy.social"], unsealing.answer_unsealing, now, unsealing_id=row.id, agreed=True, text="y")
    assert "place" not in act(court, unsealing.open_unsealed, now, unsealing_id=row.id)
    holds(cast["duty.pp"], now, case, court, "placement", child.id)
    holds(cast["duty.pp"], now, case, cast["duty.pp"], "placement", child.id)
    for member, seen in ((court, 0), (cast["duty.pp"], 1)):
        with session("app", now, member.id), connection.cursor() as cursor:
            cursor.execute("select count(*) from placement_record where case_id = %s", [case.id])
            assert cursor.fetchone()[0] == seen


def emergency(by, second, now, case):
    return answered(second, now, asked(by, now, case.code, second=second.unit))


def test_a_unit_named_in_pressure_opens_nothing_in_an_emergency_with_a_sister_office(cast, now):
    """It opens with who may know of the pressure, and with an officer of another agency; others open as ever."""
    case = own_case(cast["duty.pp"], now)
    taken(case, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    court, sister = cast["court.pp"], cast["court.ps"]
    row = press(cast["social.pp"], now, case, broker_unit=court.unit)
    barred = emergency(court, sister, now, case)
    assert (barred.agreed, barred.case_id, barred.until) == (True, None, None), "as for a code of no case"
    with session("app", now, court.id):
        assert not Relation.objects.filter(case=case).exists()
    assert emergency(sister, court, now, case).case_id is None, "nor does it confirm one for its sister"
    assert emergency(cast["nurse.pp"], sister, now, case).case_id == case.id
    for second in (cast["social.pp"], cast["privacy.social"]):
        assert emergency(court, second, now + HOUR, case).case_id == case.id
    act(cast["social.pp"], pressing.mark_pressure_error, now + 2 * HOUR, pressure_id=row.id, text="another")
    assert emergency(court, sister, now + 2 * HOUR, case).case_id == case.id, "it was a mistake"


def opened(by, second, now, case, part):
    return answered(second, now, asked(by, now, case.code, compartments=(part,), second=second.unit))


def test_who_opened_the_placement_in_an_emergency_reads_a_place_of_danger_while_it_lasts(cast, now, case):
    nurse, social = cast["nurse.pp"], cast["social.pp"]
    arrival = arrive(social, now, case)
    opened(nurse, social, now, case, "care")
    with pytest.raises(NotAllowed):
        look(nurse, now, arrival)
    row = opened(nurse, social, now + HOUR, case, "placement")
    assert look(nurse, now + HOUR, arrival) == PLACE
    looks = rows("select who, facts ->> 'why' from ledger_entry where act = 'placement.look'", role="auditor")
    assert looks == [("nurse.pp", "safety")]
    act(nurse, emergencies.end_emergency, now + 2 * HOUR, emergency_id=row.id)
    with pytest.raises(NotAllowed):
        look(nurse, now + 2 * HOUR, arrival)


def test_nor_does_an_emergency_open_a_place_of_danger_to_a_unit_named_in_pressure(cast, now, case):
    court, social = cast["court.ps"], cast["social.pp"]
    arrival = arrive(social, now, case)
    press(social, now, case, broker_unit=court.unit)
    assert opened(court, social, now, case, "placement").case_id == case.id
    with pytest.raises(CannotMove) as refused:
        look(court, now, arrival)
    assert str(refused.value) == NOBODY
