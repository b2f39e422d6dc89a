"""How a case begins: what is there after the first act, and who may make it."""

import uuid

import pytest

from samaki.cases.codes import read_code
from samaki.cases.identity import known_identity
from samaki.cases.models import Case, Person, Step, Strand
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.handoffs.models import Handoff
from samaki.intake import operations as intake
from samaki.intake.models import Report
from samaki.journeys import doing, opening
from tests.acting import act, own_case, step_of, taken
from tests.journeys.invariants import nothing_is_broken


def filed(now, cast, danger="unknown", where="Phnom Penh", holder="duty.pp"):
    with session("intake", now):
        told = intake.Told(what="words", where=where, danger=danger)
        intake.file_report(told=told, key=uuid.uuid4(), channel="web", now=now)
    with session("app", now, cast[holder].id):
        return Report.objects.get()


def open_steps(by, now, case):
    with session("app", now, by.id):
        return sorted(Step.objects.filter(case=case, state="open").values_list("kind", flat=True))


def test_a_report_becomes_a_case_with_one_child_and_both_strands(cast, now):
    duty = cast["duty.pp"]
    case = act(duty, opening.open_from_report, now, report_id=filed(now, cast).id)
    with session("app", now, duty.id):
        assert [(p.part, p.number, p.sex, p.age) for p in Person.objects.all()] == [("survivor", 1, "unknown", None)]
        assert sorted(Strand.objects.values_list("kind", flat=True)) == ["care", "justice"]
        assert Step.objects.get(kind="report_received").outcome == "case_opened"
        report = Report.objects.get()
        assert (report.state, report.case_id, report.call_at) == ("in_case", case.id, None)
    assert open_steps(duty, now, case) == ["first_safe_contact", "verification"]
    assert read_code(case.code) == case.code
    assert case.code.startswith("PP-26-")
    nothing_is_broken()


def test_what_belongs_to_others_waits_as_a_draft_for_the_default_holder_of_the_area(cast, now):
    duty = cast["duty.pp"]
    case = act(duty, opening.open_from_report, now, report_id=filed(now, cast).id)
    with session("app", now, duty.id):
        draft = Handoff.objects.get(case=case)
        assert (draft.state, draft.step.kind, draft.to_unit.code) == ("draft", "first_safe_contact", "social-pp")
        assert draft.step.holder_id == duty.unit_id, "whoever opened it holds it until it is accepted"
    with session("app", now, cast["social.pp"].id):
        assert not Case.objects.exists(), "a draft is seen by its sender only"


def test_a_child_in_danger_opens_the_operation_and_the_safety_of_the_child_as_well(cast, now):
    duty = cast["duty.pp"]
    case = act(duty, opening.open_from_report, now, report_id=filed(now, cast, danger="yes").id)
    assert open_steps(duty, now, case) == ["first_safe_contact", "immediate_safety", "joint_operation", "verification"]


def test_a_unit_s_own_emergency_opens_as_much_as_a_report_of_one_for_each_child(cast, now):
    duty = cast["duty.pp"]
    case = own_case(duty, now, urgency="emergency", children=0)
    assert open_steps(duty, now, case) == ["joint_operation", "verification"]
    act(duty, opening.add_child, now, case=case)
    act(duty, opening.add_child, now, case=case)
    assert open_steps(duty, now, case) == [
        "first_safe_contact", "first_safe_contact", "immediate_safety", "immediate_safety", "joint_operation", "verification",
    ]  # fmt: skip
    with session("app", now, duty.id):
        assert Handoff.objects.filter(state="offered", step__kind="immediate_safety").count() == 2, "asked at once"
    nothing_is_broken()


def test_a_place_that_nobody_knows_goes_to_the_national_desk(cast, now):
    assert filed(now, cast, where="a house that nobody knows", holder="duty.national").area == ""


def test_one_report_opens_one_case(cast, now):
    report = filed(now, cast)
    act(cast["duty.pp"], opening.open_from_report, now, report_id=report.id)
    with pytest.raises(CannotMove):
        act(cast["officer.pp"], opening.open_from_report, now, report_id=report.id)


def test_each_known_child_has_a_strand_and_a_first_contact_of_its_own(cast, now):
    duty = cast["duty.pp"]
    case = own_case(duty, now, children=3)
    act(duty, opening.add_child, now, case=case, identity={"name_latin": "Synthetic"})
    with session("app", now, duty.id):
        children = set(Person.objects.values_list("id", flat=True))
        assert len(children) == 4
        assert set(Strand.objects.filter(kind="care").values_list("child_id", flat=True)) == children
        assert set(Step.objects.filter(kind="first_safe_contact").values_list("child_id", flat=True)) == children
    nothing_is_broken()


@pytest.mark.parametrize("urgency", ["urgent", "emergency"])
def test_who_holds_the_care_of_one_child_only_adds_another_and_sees_it(cast, now, urgency):
    """Social services see nothing of the new child until its first step opens the file for them."""
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, now, urgency=urgency)
    taken(case, "first_safe_contact", duty, social, now)
    child = act(social, opening.add_child, now, case=case, sex="male", age=9, identity={"name_latin": "Synthetic"})
    with session("app", now, social.id):
        assert Person.objects.get(id=child.id).age == 9
        assert known_identity(child) == {"name_latin": "Synthetic"}
        opened = Step.objects.filter(case=case, child_id=child.id, state="open").order_by("kind")
        wanted = ["first_safe_contact"] + (["immediate_safety"] if urgency == "emergency" else [])
        assert [(step.kind, step.holder_id) for step in opened] == [(kind, social.unit_id) for kind in wanted]
    nothing_is_broken()


def test_who_may_not_hold_the_first_contact_adds_a_child_as_well_and_it_waits_with_them(cast, now):
    duty, social, nurse = cast["duty.pp"], cast["social.pp"], cast["nurse.pp"]
    case = own_case(duty, now, urgency="emergency")
    taken(case, "immediate_safety", duty, social, now)
    act(social, doing.do_step, now, step_id=step_of(social, now, case, "immediate_safety").id, outcome="home_safe")
    taken(case, "medical_forensic", social, nurse, now)
    child = act(nurse, opening.add_child, now, case=case, identity={"name_latin": "Synthetic"})
    with session("app", now, nurse.id):
        assert not Person.objects.filter(id=child.id).exists(), "the file of the new child is not theirs"
        asked = Handoff.objects.filter(step__child_id=child.id).order_by("step__kind")
        found = [(one.step.kind, one.state) for one in asked]
        assert found == [("first_safe_contact", "draft"), ("immediate_safety", "offered")]
    nothing_is_broken()


def test_a_case_without_a_known_child_has_its_justice_strand_only(cast, now):
    duty = cast["duty.pp"]
    case = own_case(duty, now, children=0)
    assert open_steps(duty, now, case) == ["verification"]


@pytest.mark.parametrize("username", ["social.pp", "ngo.pp", "nurse.pp", "mentor", "oversight", "admin", "privacy.pp"])
def test_only_those_whom_the_pack_names_open_cases_of_their_own(cast, now, username):
    with pytest.raises(NotAllowed):
        own_case(cast[username], now)


@pytest.mark.parametrize("wrong", [
    {"area": "nowhere"}, {"urgency": "very"}, {"source": "nobody"}, {"children": 21}, {"offences": ["none such"]},
])  # fmt: skip
def test_what_cannot_be_is_refused_with_the_field(cast, now, wrong):
    given = {"area": "12", "urgency": "urgent"} | wrong
    with pytest.raises(Invalid) as refusal:
        act(cast["duty.pp"], opening.open_own, now, **given)
    assert refusal.value.field == next(iter(wrong))
