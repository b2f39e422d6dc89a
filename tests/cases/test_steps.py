"""Single steps: hold and its end, resume, assign, who may, and edits on a version that stands."""

from datetime import timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, connection, transaction

from samaki.agencies.country import after, pack
from samaki.cases import holding, identity
from samaki.cases import operations as cases
from samaki.cases.models import Person
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Stale
from tests.acting import act, own_case, step_of, taken
from tests.everything import rows, seen_by

DAY = timedelta(days=1)


@pytest.fixture
def case(cast, now):
    return own_case(cast["duty.pp"], now)


@pytest.fixture
def step(case, cast, now):
    return step_of(cast["duty.pp"], now, case, "verification")


def test_an_open_step_has_the_due_time_of_its_kind_and_calls_then(step, now):
    rule = pack().step_kinds["verification"].due.for_urgency(pack().urgencies["urgent"])
    assert step.due_at == step.call_at == after(now, rule)


def test_a_hold_calls_at_its_end_and_after_it_the_due_time_stands(step, cast, now):
    duty = cast["duty.pp"]
    held = act(duty, holding.hold_step, now, step_id=step.id, reason="waiting_order", until=now + 3 * DAY)
    assert (held.state, held.call_at, held.due_at) == ("on_hold", now + 3 * DAY, step.due_at)
    renewed = act(duty, holding.hold_step, now, step_id=step.id, reason="waiting_order", until=now + 4 * DAY)
    assert renewed.hold_until == now + 4 * DAY
    resumed = act(duty, holding.resume_step, now, step_id=step.id)
    assert (resumed.state, resumed.call_at, resumed.hold_until) == ("open", step.due_at, None)


@pytest.mark.parametrize(("reason", "days", "field"), [
    ("waiting_order", 8, "until"), ("waiting_order", -1, "until"), ("no such", 1, "reason"), ("other", 1, "text"),
])  # fmt: skip
def test_a_hold_has_an_end_and_a_reason_of_the_list(step, cast, now, reason, days, field):
    with pytest.raises(Invalid) as refusal:
        act(cast["duty.pp"], holding.hold_step, now, step_id=step.id, reason=reason, until=now + days * DAY)
    assert refusal.value.field == field


def test_a_step_that_is_not_on_hold_is_not_resumed(step, cast, now):
    with pytest.raises(CannotMove):
        act(cast["duty.pp"], holding.resume_step, now, step_id=step.id)


def test_a_worker_is_somebody_of_the_holding_unit(step, cast, now):
    duty = cast["duty.pp"]
    assert (
        act(duty, holding.assign_step, now, step_id=step.id, worker=cast["officer.pp"]).worker_id
        == cast["officer.pp"].id
    )
    with pytest.raises(Invalid):
        act(duty, holding.assign_step, now, step_id=step.id, worker=cast["social.pp"])


@pytest.mark.parametrize(("username", "refusal"), [
    ("privacy.pp", NotAllowed), ("social.pp", ObjectDoesNotExist), ("mentor", ObjectDoesNotExist),
])  # fmt: skip
def test_others_do_not_hold_it_up(step, cast, now, username, refusal):
    with pytest.raises(refusal):
        act(cast[username], holding.hold_step, now, step_id=step.id, reason="waiting_order", until=now + DAY)


@pytest.mark.parametrize("urgency", ["urgent", "normal"])
def test_taking_over_names_a_worker_and_the_due_time_of_an_urgent_step_stays_the_child_s(urgency, cast, now):
    later, duty = now + 10 * DAY, cast["duty.pp"]
    case = own_case(duty, now, urgency=urgency)
    was = step_of(duty, now, case, "first_safe_contact")
    step = taken(case, "first_safe_contact", duty, cast["social.pp"], later)
    assert (step.holder_id, step.worker_id, step.level) == (cast["social.pp"].unit_id, cast["social.pp"].id, 0)
    if urgency == "urgent":
        assert step.due_at == was.due_at < later, "a change of hands does not hide that it is late"
        assert step.call_at == after(later, pack().urgencies["urgent"].act), "who took it over has the time to begin"
    else:
        assert step.due_at > later, "who takes over what is not urgent has the full time for it"


def test_the_database_refuses_an_open_step_without_a_clock_and_a_second_one_of_its_kind(step):
    for change in ("call_at = null", "state = 'done'", "ended_at = now()", "state = 'lost'", "holder = null"):
        with pytest.raises(IntegrityError), transaction.atomic(), seen_by("definer") as cursor:
            cursor.execute(f"update step set {change} where id = %s", [step.id])
    assert rows("select count(*) from step where id = %s and state = 'open'", [step.id]) == [(1,)]


def test_an_edit_on_an_old_version_is_shown_its_conflict(case, cast, now):
    duty = cast["duty.pp"]
    with session("app", now, duty.id):
        child = Person.objects.select_related("case").get(case=case)
    first = {"person": child, "sex": "female", "age": 14, "age_estimated": True}
    assert act(duty, cases.describe_person, now, **first, version=1).version == 2
    with pytest.raises(Stale):
        act(duty, cases.describe_person, now, **first | {"age": 15}, version=1)
    taken(case, "first_safe_contact", duty, cast["social.pp"], now)
    social = cast["social.pp"]
    act(social, identity.record_identity, now, person=child, identity={"name_latin": "One"}, version=None)
    act(social, identity.record_identity, now, person=child, identity={"name_latin": "Two"}, version=1)
    with pytest.raises(Stale):
        act(social, identity.record_identity, now, person=child, identity={"name_latin": "Three"}, version=1)
    assert act(social, identity.look_at_identity, now, person=child) == {"name_latin": "Two", "version": "2"}


def test_nobody_writes_over_a_name_that_they_may_not_read(case, cast, now):
    """The police hold no step that needs names: what social services wrote stands, and its version."""
    duty, social = cast["duty.pp"], cast["social.pp"]
    taken(case, "first_safe_contact", duty, social, now)
    with session("app", now, duty.id):
        child = Person.objects.select_related("case").get(case=case)
    act(social, identity.record_identity, now, person=child, identity={"name_latin": "One"})
    for story, given in (
        (identity.record_identity, {"identity": {"name_latin": "Two"}}),
        (identity.look_at_identity, {}),
    ):
        with pytest.raises(NotAllowed):
            act(duty, story, now, person=child, **given)
    with session("app", now, social.id), connection.cursor() as cursor:
        cursor.execute("select version from identity_record order by version")
        assert cursor.fetchall() == [(1,)]
