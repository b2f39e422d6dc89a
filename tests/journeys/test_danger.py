"""A child who is not safe is heard: the safety step opens, police and social desks are told, until somebody says it is over."""

from datetime import timedelta

import pytest

from samaki.agencies.models import Unit
from samaki.cases import identity
from samaki.cases import operations as cases
from samaki.cases.models import Arrival, Person
from samaki.cases.signs import signs
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.handoffs.models import Handoff
from samaki.journeys import danger, doing, opening
from samaki.notices.models import Notice
from tests.acting import act, handoff_of, own_case, step_of, taken
from tests.everything import rows, value
from tests.handoffs.moving import attempt
from tests.journeys.invariants import nothing_is_broken

HOUR = timedelta(hours=1)


@pytest.fixture
def case(cast, now):
    """Social services hold the child's care and nothing else; the police hold justice."""
    case = own_case(cast["duty.pp"], now)
    taken(case, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    return case


def child_of(by, now, case):
    with session("app", now, by.id):
        return Person.objects.select_related("case").get(case=case, part="survivor")


def in_danger(by, now, case):
    with session("app", now, by.id):
        return set(signs(case.id).danger)


def arrive(by, now, case, **given):
    child = child_of(by, now, case)
    return act(by, danger.arrive, now, case=case, child=child, **({"place": "a house", "safe": True} | given))


def told(by, now, kind="child.danger"):
    with session("app", now, by.id):
        return Notice.objects.filter(to_unit=by.unit_id, kind=kind).count()


def open_steps(now, case, kind):
    return rows("select holder, child_id from step where kind = %s and state = 'open'", [kind], role="definer")


def test_an_unsafe_arrival_opens_the_safety_step_and_tells_the_police(case, cast, now):
    social, duty = cast["social.pp"], cast["duty.pp"]
    arrive(social, now, case, safe=False)
    child = child_of(social, now, case)
    assert open_steps(now, case, "immediate_safety") == [(social.unit_id, child.id)]
    assert in_danger(duty, now, case) == in_danger(social, now, case) == {child.id}
    assert (told(duty, now), told(social, now)) == (1, 0)
    with session("app", now, duty.id):
        notice = Notice.objects.get(kind="child.danger")
        assert (notice.urgency, notice.case_code) == ("emergency", case.code)
    arrive(social, now + HOUR, case, safe=False)
    assert len(open_steps(now, case, "immediate_safety")) == 1, "the open one stays"
    assert told(duty, now + HOUR) == 2
    nothing_is_broken()


def test_an_unsafe_arrival_by_the_police_waits_with_them_while_it_is_offered_and_social_services_are_told(
    case, cast, now
):
    duty = cast["duty.pp"]
    arrive(duty, now, case, safe=False)
    assert [holder for holder, _child in open_steps(now, case, "immediate_safety")] == [duty.unit_id]
    assert told(cast["social.pp"], now) == 1
    with session("app", now, duty.id):
        assert Handoff.objects.get(step__kind="immediate_safety").to_unit.code == "social-pp"
    nothing_is_broken()


def test_it_is_over_when_the_child_arrives_somewhere_safe_and_a_late_word_does_not_bring_it_back(case, cast, now):
    social = cast["social.pp"]
    arrive(social, now, case, safe=False)
    arrive(social, now + 2 * HOUR, case, safe=None)
    assert in_danger(social, now + 2 * HOUR, case), "not known is not safe"
    arrive(social, now + 3 * HOUR, case, safe=True)
    assert not in_danger(social, now + 3 * HOUR, case)
    arrive(social, now + 4 * HOUR, case, safe=False, occurred_at=now + HOUR)
    assert not in_danger(social, now + 4 * HOUR, case), "what happened before the safe arrival is recorded, and over"


def test_seen_in_danger_tells_the_police_without_saying_what_was_seen(case, cast, now):
    social, duty = cast["social.pp"], cast["duty.pp"]
    act(social, doing.do_step, now, step_id=step_of(social, now, case, "first_safe_contact").id, outcome="seen_danger")
    child = child_of(social, now, case)
    assert in_danger(duty, now, case) == {child.id}
    assert told(duty, now) == 1
    assert open_steps(now, case, "immediate_safety") == [(social.unit_id, child.id)]
    with session("app", now, duty.id):
        assert Notice.objects.get(kind="child.danger").facts == {}
    keys = "select string_agg(k, ',') from ledger_entry, jsonb_object_keys(facts::jsonb) k where act = 'child.danger'"
    assert value(keys, role="auditor") == "step", "which step said so, and not what it said"
    act(
        social,
        doing.do_step,
        now + HOUR,
        step_id=step_of(social, now, case, "immediate_safety").id,
        outcome="home_safe",
    )
    assert not in_danger(duty, now + HOUR, case)
    nothing_is_broken()


def test_a_case_of_another_place_hears_nothing(case, cast, now):
    arrive(cast["social.pp"], now, case, safe=False)
    for name in ("duty.sr", "social.ps", "ngo.pp", "prosecutor.pp"):
        assert told(cast[name], now) == 0


@pytest.mark.parametrize(
    ("wrong", "field"), [({"place": ""}, "place"), ({"place": "  "}, "place"), ({"brought_by": "gone"}, "brought_by")]
)
def test_an_arrival_needs_its_answers(wrong, field, case, cast, now):
    if wrong.get("brought_by"):
        wrong = {"brought_by": Unit(principal=9999, code="invented")}
    with pytest.raises(Invalid) as refusal:
        arrive(cast["social.pp"], now, case, **wrong)
    assert refusal.value.field == field
    assert value("select count(*) from ledger_entry where act = 'child.arrive'", role="auditor") == 0


def test_a_place_that_is_not_known_is_said(case, cast, now):
    social = cast["social.pp"]
    arrive(social, now, case, place=None, safe=None)
    with session("app", now, social.id):
        assert signs(case.id).unplaced == {Arrival.objects.get().child_id}
    arrive(social, now + HOUR, case)
    with session("app", now + HOUR, social.id):
        assert signs(case.id).unplaced == set()


def test_who_is_only_asked_writes_nothing_into_the_file(cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, now)
    handoff = handoff_of(duty, now, step_of(duty, now, case, "first_safe_contact"))
    attempt("offer", handoff.id, duty, now)
    child = child_of(social, now, case)
    before = everything()
    for operation, given in (
        (danger.arrive, {"case": case, "child": child, "place": "a house", "safe": True}),
        (danger.raise_urgency, {"case": case, "urgency": "emergency"}),
        (opening.add_child, {"case": case}),
        (opening.add_other, {"case": case, "part": "family", "child": child}),
        (cases.write_note, {"case": case, "compartment": "care", "text": "words", "person": child}),
        (cases.describe_person, {"person": child, "sex": "female", "version": None}),
        (identity.record_identity, {"person": child, "identity": {"name_latin": "Synthetic"}}),
    ):
        with pytest.raises(NotAllowed):
            act(social, operation, now, **given)
    assert everything() == before


def everything():
    return [rows(f"select * from {table} order by id", role="definer") for table in ("person", "strand", "step")]


def test_an_urgency_is_raised_and_never_lowered(case, cast, now):
    social, duty = cast["social.pp"], cast["duty.pp"]
    due = step_of(social, now, case, "first_safe_contact").due_at
    act(social, danger.raise_urgency, now, case=case, urgency="emergency")
    step = step_of(social, now, case, "first_safe_contact")
    assert (step.urgency, step.due_at <= due, step.call_at) == ("emergency", True, step.due_at)
    kinds = [kind for (kind,) in rows("select kind from step where state = 'open' order by kind", role="definer")]
    assert kinds == ["first_safe_contact", "immediate_safety", "joint_operation", "verification"]
    for urgency in ("normal", "emergency"):
        with pytest.raises(CannotMove):
            act(duty, danger.raise_urgency, now, case=case, urgency=urgency)
    with pytest.raises(Invalid):
        act(duty, danger.raise_urgency, now, case=case, urgency="very")
    nothing_is_broken()
