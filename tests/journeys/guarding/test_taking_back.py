"""What was asked of a second person is taken back by who asked, while nobody has answered; and by nobody else."""

from datetime import timedelta

import pytest

from samaki.cases.models import Person
from samaki.database import session
from samaki.database.refusals import CannotMove
from samaki.journeys.guarding import conflicts, emergencies, unsealing
from samaki.journeys.guarding.models import Emergency, Unsealing
from samaki.journeys.guarding.words import ask
from samaki.journeys.retention import erasing
from tests.acting import act, own_case, taken
from tests.everything import rows
from tests.journeys.guarding.opening import answered, asked
from tests.journeys.retention.erasing import asked as asked_to_erase
from tests.journeys.retention.erasing import closed, filled_case

DAY = timedelta(days=1)


@pytest.fixture
def case(cast, now):
    made = own_case(cast["duty.pp"], now)
    taken(made, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    return made


@pytest.fixture
def emergency(cast, now, case):
    return asked(cast["nurse.pp"], now, case.code, second=cast["leader.pp"].unit)


@pytest.fixture
def wall(cast, now, case):
    given = {"unit": cast["duty.pp"].unit, "to_unit": cast["duty.national"].unit, "decider": cast["privacy.ngo"].unit, "reason": "office",
             "text": "known", "not_enough": "the head", "by_accused": False, "else_known": "", "days": 90, "at_once": True}  # fmt: skip
    return act(cast["privacy.social"], conflicts.ask_wall, now, case=case, **given)


def told(kind, now):
    return rows("select to_unit from notice where kind = %s order by 1", [kind], role="worker")


def test_an_emergency_that_was_taken_back_opens_nothing(cast, now, case, emergency):
    row = act(cast["nurse.pp"], emergencies.take_back_emergency, now, emergency_id=emergency.id)
    assert emergencies.stands(row, now) == "withdrawn"
    with pytest.raises(CannotMove):
        answered(cast["leader.pp"], now, row)
    assert rows("select count(*) from relation where ground = 'emergency'", role="definer") == [(0,)]
    assert told("guard.asking_taken_back", now) == [(cast["leader.pp"].unit_id,)]
    assert rows("select who from ledger_entry where act = 'emergency.withdraw'", role="auditor") == [("nurse.pp",)]
    assert asked(cast["nurse.pp"], now, case.code, second=cast["leader.pp"].unit).id != row.id, "it can be asked anew"


def test_only_who_asked_takes_it_back_and_only_once(cast, now, emergency):
    for other in ("leader.pp", "privacy.pp", "duty.pp"):
        with pytest.raises((CannotMove, Emergency.DoesNotExist)):
            act(cast[other], emergencies.take_back_emergency, now, emergency_id=emergency.id)
    with session("app", now, cast["leader.pp"].id):
        assert ask("take_back_asked", "emergency", emergency.id) == [(False,)], "the database says so as well"
    act(cast["nurse.pp"], emergencies.take_back_emergency, now, emergency_id=emergency.id)
    with pytest.raises(CannotMove):
        act(cast["nurse.pp"], emergencies.take_back_emergency, now, emergency_id=emergency.id)


def test_what_was_answered_is_not_taken_back(cast, now, emergency):
    answered(cast["leader.pp"], now, emergency)
    with pytest.raises(CannotMove):
        act(cast["nurse.pp"], emergencies.take_back_emergency, now, emergency_id=emergency.id)
    assert rows("select count(*) from relation where ground = 'emergency'", role="definer") != [(0,)]


def test_an_unsealing_is_taken_back_and_asked_anew(cast, now, case):
    with session("app", now, cast["duty.pp"].id):
        child = Person.objects.select_related("case").get(case=case, part="survivor")
    given = {"child": child, "reason": "health", "text": "medicine"}
    row = act(cast["duty.pp"], unsealing.ask_placement, now, **given)
    with pytest.raises(CannotMove):
        act(cast["duty.pp"], unsealing.ask_placement, now, **given)
    with pytest.raises((CannotMove, Unsealing.DoesNotExist)):
        act(cast["officer.pp"], unsealing.take_back_unsealing, now, unsealing_id=row.id)
    row = act(cast["duty.pp"], unsealing.take_back_unsealing, now, unsealing_id=row.id)
    assert unsealing.stands(row, now) == "withdrawn"
    officer = next(one for one in ("privacy.social", "privacy.pp") if cast[one].unit_id == row.decider)
    with pytest.raises(CannotMove):
        act(cast[officer], unsealing.answer_unsealing, now, unsealing_id=row.id, agreed=True, text="yes")
    assert act(cast["duty.pp"], unsealing.ask_placement, now, **given).id != row.id


def test_a_wall_that_was_taken_back_is_never_laid(cast, now, wall):
    row = act(cast["privacy.social"], conflicts.take_back_wall, now, conflict_id=wall.id)
    assert conflicts.stands(row, now) == "withdrawn"
    with pytest.raises(Exception, match="may not answer"):
        act(cast["privacy.ngo"], conflicts.answer_wall, now, conflict_id=row.id, agreed=True, text="yes")
    assert told("guard.asking_taken_back", now) == [(cast["privacy.ngo"].unit_id,)]
    with session("app", now, cast["duty.pp"].id):
        assert cast["duty.pp"].unit_id not in {unit for unit, _to in ask("walled_units", row.case_id)}


def test_an_erasure_is_taken_back_and_whoever_was_told_is_told(cast, now):
    case = closed(cast, filled_case(cast, now), now)
    row = asked_to_erase(cast, case, now)
    row = act(cast["privacy.pp"], erasing.take_back_erasure, now, erasure_id=row.id)
    assert erasing.stands(row, now) == "withdrawn"
    assert told("retention.erasure_withdrawn", now) == told("retention.erasure_asked", now) != []
    with pytest.raises(CannotMove):
        act(cast["privacy.social"], erasing.answer_erasure, now + 8 * DAY, erasure_id=row.id, agreed=True, text="yes")
    assert asked_to_erase(cast, case, now).id != row.id, "it can be asked anew"
