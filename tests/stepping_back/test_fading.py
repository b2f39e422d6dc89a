"""The plan by which the mentor leaves an area: gates show, people decide, access follows, and the way back is short."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError

from samaki.accounts.closing import renew_account
from samaki.agencies.models import Member
from samaki.agencies.stages.models import StageDecision
from samaki.agencies.stages.queries import access_limit, alarms_of, plan_areas, stage_of
from samaki.agencies.stages.rules import check_mentor_is_there, check_within_stage
from samaki.agencies.stages.states import MOVES, STAGES, is_forward
from samaki.countries import load_pack
from samaki.countries.mentoring import GATES
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Stale
from samaki.journeys.guarding.words import ask
from samaki.journeys.support.inputs import begin_input
from samaki.stepping_back.fading import alarm
from samaki.stepping_back.fading.gates import LOOKS, gates_of, lost
from samaki.stepping_back.fading.operations import call_mentor, decide_stage, end_call, end_money, promise_money
from tests.acting import act
from tests.everything import rows, value
from tests.journeys.governing import drafted, signed

WHY = "Agreed by the committee of the province"


def decide(cast, now, area, stage, by="oversight", **given):
    with session("app", now, cast[by].id):
        newest = StageDecision.objects.filter(area=area).order_by("-number").first()
    return act(
        cast[by],
        decide_stage,
        now,
        area=area,
        stage=stage,
        **({"after": newest.number if newest else 0, "why": WHY} | given),
    )


def money(cast, now, area, purpose="recall", by="oversight", **given):
    caller = {"12": "police-pp", "17": "police-sr", "18": "police-ps"}[area] if purpose == "recall" else ""
    span = {"since": now.date(), "until": now.date() + timedelta(days=300), "fund": "national_budget", "caller": caller}
    return act(cast[by], promise_money, now, area=area, purpose=purpose, **(span | given))


def governed(cast, now):
    signed(cast, drafted(cast, now), "officer.pp", "ngo.pp", now=now)


def limit_of(cast, now):
    """Days for which a mentor's access may be given."""
    with session("app", now, cast["oversight"].id):
        return (access_limit(cast["mentor"].unit_id) - now) // timedelta(days=1)


def test_the_stages_are_one_table_forward_by_one_and_back_to_any():
    for place, stage in enumerate(STAGES):
        assert set(MOVES[stage]) == {*STAGES[:place], *STAGES[place + 1 : place + 2]}
        assert [one for one in MOVES[stage] if is_forward(stage, one)] == list(STAGES[place + 1 : place + 2])
    found = load_pack("kh").mentoring
    assert tuple(found.stages) == STAGES
    assert {*found.stages["out"].required} == {"recall", "governed", "nothing_held"}
    assert set(LOOKS) == set(GATES)
    days = [found.stages[one].days for one in STAGES]
    assert days == sorted(days, reverse=True), "access falls with the stage"
    assert days[-1] == 0


def test_nobody_but_the_oversight_decides_and_what_was_shown_is_kept(cast, now):
    for name in ("mentor", "duty.pp", "admin"):
        with pytest.raises(NotAllowed):
            decide(cast, now, "12", "joint", by=name)
    with pytest.raises(CannotMove):
        decide(cast, now, "12", "out")
    with pytest.raises(Invalid):
        decide(cast, now, "01", "joint")
    with pytest.raises(Invalid, match="why"):
        decide(cast, now, "12", "joint", why=" ")
    row = decide(cast, now, "12", "joint")
    assert (row.number, row.before, row.stage, row.open_gates, row.decided_by) == (
        1,
        "led",
        "joint",
        ["rosters"],
        cast["oversight"].id,
    )
    assert row.gates["rosters"] == {"met": False, "full": 0, "of": row.gates["rosters"]["of"]}
    assert row.gates["rosters"]["of"] > 0
    with pytest.raises(Stale):
        decide(cast, now, "12", "advised", after=0)
    decide(cast, now, "12", "advised")
    back = decide(cast, now, "12", "led", why="")
    assert (back.gates, back.open_gates) == ({}, []), "back, nothing is asked"
    with session("app", now, cast["duty.sr"].id):
        assert stage_of("12") == "led", "every member reads the stage"
        assert StageDecision.objects.count() == 3
    facts = value("select facts::text from ledger_entry where act = 'stage.decide' order by recorded_at, id limit 1")
    assert '"joint"' in facts
    assert WHY not in facts


def test_out_needs_a_funded_recall_and_a_governed_installation_and_access_falls_with_the_stage(cast, now):
    oversight, officer = cast["oversight"], cast["officer.pp"]
    assert plan_areas() == ["12", "17", "18"]
    for area in plan_areas():
        for stage in ("joint", "advised", "on_call"):
            decide(cast, now, area, stage)
    assert limit_of(cast, now) == 90
    assert value("select access_until from member where username = 'mentor'") == now + timedelta(days=90)
    with session("app", now, oversight.id), pytest.raises(Invalid, match="90"):
        check_within_stage(cast["mentor"].unit_id, {"mentor"}, now + timedelta(days=91), now)
    with pytest.raises(Invalid, match="2 of its gates"):
        decide(cast, now, "12", "out")
    governed(cast, now)
    for wrong in ({"purpose": "party"}, {"fund": "none such"}, {"caller": "mentor"}, {"until": now.date()}):
        with pytest.raises(Invalid):
            money(cast, now, "12", **wrong)
    with pytest.raises(NotAllowed):
        money(cast, now, "12", by="mentor")
    paid = {area: money(cast, now, area) for area in plan_areas()}
    act(cast["mentor"], begin_input, now, form="advice", area="", kind="", since=now.date())
    act(cast["mentor"], begin_input, now, form="transport", area="12", kind="", since=now.date())
    with session("app", now, oversight.id):
        seen = {gate.code: gate for gate in gates_of("12", GATES, now)}
    assert {code for code, gate in seen.items() if gate.met} == {"recall", "governed", "nothing_held"}
    assert seen["recall"].facts == {"fund": "national_budget", "until": f"{paid['12'].until}", "unit": officer.unit_id}
    assert seen["nothing_given"].facts == {"forms": ["transport"]}
    assert seen["stands_alone"].facts["verdict"] == "not_enough_evidence"
    for area in plan_areas():
        row = decide(cast, now, area, "out")
        assert "recall" not in row.open_gates
    assert limit_of(cast, now) == 0
    assert not Member.objects.get(username="mentor").may_enter(now), "out in every area: nothing is open any more"

    with session("app", now, officer.id), pytest.raises(Invalid, match="has left this area"):
        check_mentor_is_there(cast["mentor"].unit, "12", now)
    with pytest.raises(NotAllowed):
        act(cast["duty.sr"], call_mentor, now, area="12", money_id=paid["12"].id, kind="", days=9)
    with pytest.raises(Invalid):
        act(officer, call_mentor, now, area="12", money_id=paid["12"].id, kind="", days=400)
    call = act(officer, call_mentor, now, area="12", money_id=paid["12"].id, kind="joint_operation", days=9)
    assert (
        value(
            "select count(*) from notice where kind = 'stage.mentor_called' and to_unit = %s", [cast["mentor"].unit_id]
        )
        == 1
    )
    assert limit_of(cast, now) == 9
    act(officer, end_call, now, call_id=call.id)
    with pytest.raises(CannotMove):
        act(officer, end_call, now, call_id=call.id)
    assert limit_of(cast, now) == 0
    act(oversight, end_money, now, money_id=paid["12"].id)
    with pytest.raises(CannotMove):
        act(officer, call_mentor, now, area="12", money_id=paid["12"].id, kind="", days=9)
    decide(cast, now, "12", "joint", why="")
    assert limit_of(cast, now) == 366
    with pytest.raises(NotAllowed):
        act(cast["duty.pp"], renew_account, now, member=cast["mentor"], days=9, reason="stage_goes_on")


def test_what_was_met_and_is_not_any_more_is_an_alarm(cast, now):
    for stage in ("joint", "advised"):
        decide(cast, now, "17", stage)
    budget = money(cast, now, "17", purpose="budget")
    row = decide(cast, now, "17", "on_call")
    with session("app", now, cast["oversight"].id):
        assert lost(None, now) == lost(row, now) == []
    act(cast["oversight"], end_money, now, money_id=budget.id)
    with session("app", now, cast["oversight"].id):
        assert [gate.code for gate in lost(row, now)] == ["budget"]


def test_the_clock_tells_who_leads_and_who_oversees_once_and_ends_the_alarm(cast, now):
    for stage in ("joint", "advised"):
        decide(cast, now, "17", stage)
    budget = money(cast, now, "17", purpose="budget")
    row = decide(cast, now, "17", "on_call")
    assert alarm.sound_all(now) == 0
    act(cast["oversight"], end_money, now, money_id=budget.id)
    later = now + timedelta(minutes=15)
    assert (alarm.sound_all(later), alarm.sound_all(later + timedelta(minutes=15))) == (1, 0), "told once"
    told = dict(rows("select to_unit, facts::text from notice where kind = 'stage.stage_alarm'"))
    assert {cast[name].unit_id for name in ("oversight", "mentor", "court.sr")} <= set(told)
    assert cast["officer.pp"].unit_id not in told, "another area"
    assert set(told.values()) == {'{"area": "17", "gates": ["budget"], "stage": "on_call"}'}
    with session("app", later, cast["duty.sr"].id):
        assert [one.gate for one in alarms_of("17")] == ["budget"], "every member reads that it sounds"
    money(cast, later, "17", purpose="budget")
    assert alarm.sound_all(later + timedelta(hours=1)) == 0
    with session("app", later, cast["duty.sr"].id):
        assert alarms_of("17") == []
    acts = rows(
        "select act, facts->>'code' from ledger_entry where act like 'stage.alarm%%' order by recorded_at",
        role="auditor",
    )
    assert acts == [("stage.alarm", "budget"), ("stage.alarm_over", "budget")]
    assert value("select count(*) from stage_alarm where decision_id = %s", [row.id], role="worker") == 1


def test_the_clock_sees_what_who_oversees_sees(cast, now):
    governed(cast, now)
    for area in plan_areas():
        money(cast, now, area)
        with session("app", now, cast["oversight"].id):
            seen = [(gate.code, gate.met) for gate in gates_of(area, GATES, now)]
        with session("worker", now):
            assert [(gate.code, gate.met) for gate in gates_of(area, GATES, now, whole=True)] == seen


def test_the_access_of_mentors_alone_falls_and_only_with_a_decision(cast, now):
    """A mentor who works elsewhere keeps what that area gives; nobody with other work is shut out."""
    ends = "select username, access_until from member where access_until is not null order by 1"
    before = rows(ends)
    for name in ("mentor", "officer.pp", "oversight"):
        with pytest.raises(ProgrammingError, match="decided about no stage"), session("app", now, cast[name].id):
            ask("mentor_access_falls", ["12"], 0)
    assert rows(ends) == before
    later = now + timedelta(minutes=1)
    rows("insert into membership (id, member_id, unit, role, since) select gen_random_uuid(), m.id, m.unit, 'mentor', %s "
         "from member m where username = 'duty.sr' returning id", [now], role="owner")  # fmt: skip
    decide(cast, later, "12", "joint")
    fell = {name for name, until in rows(ends) if until is not None} - {name for name, _until in before}
    assert fell <= {"mentor"}, "who has other work keeps it"
    assert Member.objects.get(username="duty.sr").access_until is None
