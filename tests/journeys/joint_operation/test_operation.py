"""A joint operation: its plan is seen by who holds the step and whom they show it; no clock asks that it begin; what happened is fact."""

from datetime import timedelta

import pytest

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.cases.models import Step
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Stale
from samaki.handoffs import operations as handoffs
from samaki.jobs.tick import tick
from samaki.journeys import doing
from samaki.journeys.joint_operation import operations, queries
from samaki.journeys.joint_operation.models import OperationFact, OperationPlan, OperationReady
from samaki.journeys.joint_operation.plan import Missing, Plan, missing, read
from samaki.ledger.models import LedgerEntry
from tests.acting import act, handoff_of, own_case, step_of
from tests.everything import rows
from tests.journeys.invariants import nothing_is_broken

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SECRET, WHAT = "the blue door behind the market", "two social workers and a car"
KIND = "joint_operation"


def started(by, now, *, urgency="urgent"):
    case = own_case(by, now, urgency=urgency)
    draft = handoff_of(by, now, step_of(by, now, case, "first_safe_contact"))
    act(by, handoffs.offer, now, handoff_id=draft.id)  # to social services: so they have a part
    act(by, doing.start_step, now, case_id=case.id, kind=KIND)
    return case, step_of(by, now, case, KIND)


def reads_justice(prosecutor, duty, now, case):
    """The prosecutor takes a step of the justice part over."""
    act(duty, doing.start_step, now, case_id=case.id, kind="prosecutor_decision")
    asked = handoff_of(duty, now, step_of(duty, now, case, "prosecutor_decision"))
    act(duty, handoffs.offer, now, handoff_id=asked.id)
    act(prosecutor, handoffs.accept, now, handoff_id=asked.id)


def planned(by, now, step, **given):
    return act(by, operations.plan_operation, now, step_id=step.id, plan=Plan(**{"text": SECRET} | given))


def asked(by, now, step, to, **given):
    return act(
        by,
        operations.ask_ready,
        now,
        **{"step_id": step.id, "to_unit": to.unit, "what": WHAT, "ready_at": now + DAY} | given,
    )


def test_what_is_missing_is_said_and_blocks_nothing(cast, now):
    duty = cast["duty.pp"]
    _case, step = started(duty, now)
    roles, checks = pack().reasons["operation_role"], pack().reasons["operation_check"]
    assert {"lead", "woman_officer", "social_worker", "interpreter", "keeps_apart", "transport", "medical"} <= set(
        roles
    )
    assert "adults_free" in checks
    with session("app", now, duty.id):
        assert len(queries.lacks(Plan())) == 4 + len(roles) + len(checks)
    whole = Plan(authorised_by="A", authorised_form="warrant", night="yes", night_ground="in_the_act", foreign="no",
                 roles={code: "A" for code in roles}, checks=tuple(checks), text=SECRET)  # fmt: skip
    assert missing(whole, roles, checks) == []
    assert missing(Plan(**{**whole.__dict__, "night_ground": "", "foreign": "yes"}), roles, checks) == [
        Missing("night_ground"), Missing("consul")]  # fmt: skip
    assert read(whole.sealed_text) == whole
    row = planned(duty, now, step)
    with pytest.raises(Stale):
        act(duty, operations.plan_operation, now, step_id=step.id, plan=whole, version=0)
    act(duty, operations.plan_operation, now, step_id=step.id, plan=whole, version=row.version)
    with session("app", now, duty.id):
        assert queries.plan_of(queries.newest(step.id)) == whole
    with pytest.raises(Invalid):
        planned(duty, now, step, authorised_form="word of mouth")
    done = act(duty, doing.do_step, now, step_id=step.id, outcome="children_safe")
    assert done.state == "done", "with or without a plan"


def test_a_plan_is_unseen_by_whoever_neither_holds_the_step_nor_is_shown_it(cast, now):
    duty, officer, social, prosecutor = (cast[name] for name in ("duty.pp", "officer.pp", "social.pp", "prosecutor.pp"))
    case, step = started(duty, now)
    reads_justice(prosecutor, duty, now, case)
    planned(duty, now, step)
    row = asked(duty, now, step, social)
    with session("app", now, prosecutor.id):
        assert Step.objects.filter(id=step.id).exists(), "reads justice, and so that there is such a step"
        assert not OperationPlan.objects.exists()
        assert not OperationReady.objects.exists()
        assert not LedgerEntry.objects.filter(act__startswith="operation.").exists(), "nor that anything was planned"
    with session("app", now, officer.id):
        assert OperationPlan.objects.count() == 1, "of the unit that holds it"
    with session("app", now, social.id):
        assert not OperationPlan.objects.exists()
        assert queries.words_of(OperationReady.objects.get()) == {"what": WHAT, "text": ""}
    act(social, operations.answer_ready, now, ready_id=row.id, answer="ready", text="with an interpreter")
    with session("app", now, duty.id):
        assert queries.words_of(OperationReady.objects.get())["text"] == "with an interpreter"
    shown = asked(duty, now, step, prosecutor, whole=True)
    with session("app", now, prosecutor.id):
        assert queries.plan_of(queries.newest(step.id)).text == SECRET
        assert OperationReady.objects.count() == 1, "not what another unit was asked"
    act(duty, operations.end_ready, now, ready_id=shown.id)
    with session("app", now, prosecutor.id):
        assert not OperationPlan.objects.exists()
    told = rows("select facts::text from ledger_entry", role="auditor") + rows(
        "select facts::text from notice", role="worker"
    )
    assert SECRET not in "".join(text for (text,) in told)


def test_who_may_plan_and_whom_they_may_ask(cast, now):
    duty, social, stranger = cast["duty.pp"], cast["social.pp"], cast["ngo.sr"]
    case, step = started(duty, now)
    with pytest.raises((NotAllowed, Step.DoesNotExist)):
        planned(social, now, step)
    with pytest.raises(Invalid) as refused:
        asked(duty, now, step, stranger)
    assert refused.value.field == "to_unit"
    with pytest.raises(Invalid) as refused:
        asked(duty, now, step, social, what=" ", ready_at=None)
    assert [one.field for one in refused.value.each] == ["what", "ready_at"]
    row = asked(duty, now, step, social)
    with pytest.raises(CannotMove):
        asked(duty, now, step, social)
    with pytest.raises(NotAllowed):
        act(duty, operations.answer_ready, now, ready_id=row.id, answer="ready")
    with pytest.raises(Invalid):
        act(social, operations.answer_ready, now, ready_id=row.id, answer="perhaps")
    act(duty, operations.end_ready, now, ready_id=row.id)
    with pytest.raises(CannotMove):
        act(social, operations.answer_ready, now, ready_id=row.id, answer="ready")
    other = step_of(duty, now, case, "verification")
    with pytest.raises(CannotMove):
        planned(duty, now, other)
    with session("app", now, duty.id):
        could = {unit.code for unit in queries.could_be_asked(step)}
    assert could == {social.unit.code}
    assert Unit.objects.filter(code="ngo-sr").exists()


def test_no_clock_pushes_a_raid_a_planned_delay_is_looked_at_again(cast, now):
    """However long nobody answers, the clock asks for a look and never that it be done; and it never falls silent."""
    duty = cast["duty.pp"]
    _case, step = started(duty, now)
    kinds = _ticked(now, 3)
    assert kinds == {"step.review"}, "also without a delay"
    act(
        duty, operations.delay_operation, now + 3 * DAY, step_id=step.id, delay="not_safe_yet", review_at=now + 13 * DAY
    )
    before = _notices(now)
    tick(now + 12 * DAY)
    assert _notices(now) == before, "before that day nobody is called"
    with session("app", now + 12 * DAY, duty.id):
        found = Step.objects.get(id=step.id)
        assert (found.due_at, found.state) == (now + 13 * DAY, "open")
    assert _ticked(now + 13 * DAY, 10) == {"step.review"}
    with session("app", now + 24 * DAY, duty.id):
        assert Step.objects.get(id=step.id).call_at is not None, "and goes on asking"
        assert Step.objects.get(id=step.id).state == "open", "the clock does nothing of it"
    with pytest.raises(Invalid) as refused:
        act(duty, operations.delay_operation, now, step_id=step.id, delay="", review_at=now + 60 * DAY)
    assert [one.field for one in refused.value.each] == ["delay", "review_at"]
    planned(duty, now + 4 * DAY, step)
    with session("app", now, duty.id):
        assert queries.plan_of(queries.newest(step.id)).delay == "not_safe_yet", "a new plan keeps the delay"
    nothing_is_broken()


def _ticked(now, days):
    for hour in range(0, 24 * days, 6):
        tick(now + DAY + hour * HOUR)
    return {kind for kind in _notices(now) if kind.startswith("step.")}


def _notices(now):
    """Kinds of what was told of the operation, whoever was told."""
    told = (
        "select n.kind from notice n join step s on s.id = n.subject_id where s.kind = 'joint_operation' order by n.id"
    )
    return [kind for (kind,) in rows(told, role="worker")]


def test_what_happened_is_fact_in_any_order_and_is_read_with_the_case_once_the_step_has_ended(cast, now):
    duty, prosecutor = cast["duty.pp"], cast["prosecutor.pp"]
    case, step = started(duty, now)
    reads_justice(prosecutor, duty, now, case)

    def happened(kind, at, **given):
        return act(duty, operations.record_operation_fact, now, step_id=step.id, kind=kind, at=at, **given)

    ended = happened("ended", now - HOUR)
    happened("began", now - 3 * HOUR)
    happened("children_apart", now - 2 * HOUR, number=3, text=SECRET)
    for wrong, name in (
        ({"kind": "adults_held"}, "text"),
        ({"kind": "x"}, "kind"),
        ({"kind": "other", "text": "x", "number": 5000}, "number"),
    ):
        with pytest.raises(Invalid) as refused:
            happened(**wrong | {"at": now})
        assert refused.value.field == name
    with session("app", now, prosecutor.id):
        assert not OperationFact.objects.exists(), "while it runs nobody else reads it"
    act(duty, doing.do_step, now, step_id=step.id, outcome="children_safe")
    with session("app", now, prosecutor.id):
        assert [row.kind for row in queries.facts_of(step.id)] == ["began", "children_apart", "ended"]
        assert queries.text_of(queries.facts_of(step.id)[1]) == SECRET
        assert not OperationPlan.objects.exists()
    late = happened("medical", now - 2 * HOUR, precision="day")
    assert late.kind == "medical", "written down after the end"
    act(duty, operations.mark_operation_fact_error, now, fact_id=ended.id, text="x")
    with pytest.raises(CannotMove):
        act(duty, operations.mark_operation_fact_error, now, fact_id=ended.id, text="x")
    with pytest.raises(NotAllowed):
        act(prosecutor, operations.mark_operation_fact_error, now, fact_id=late.id, text="x")
