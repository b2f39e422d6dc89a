"""A step-back test from its plan to its verdict: fixed first, signed by others, drawn by lot, read by the clock, and never changed."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connections, transaction

from samaki.database import current_alias, session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Stale
from samaki.figures import lot as drawing
from samaki.notices.models import Notice
from samaki.stepping_back.testing import clock, lots, operations, queries
from samaki.stepping_back.testing.models import StepBackLot, StepBackPart, StepBackReading
from tests.acting import act
from tests.everything import rows
from tests.stepping_back import tested
from tests.stepping_back.tested import DAY


def told(subject):
    """Acts of the ledger about a row."""
    found = rows("select act from ledger_entry where subject_id = %s order by id", [subject.id], role="auditor")
    return [act for (act,) in found]


@contextmanager
def refused(by, now, error):
    """A cursor of this member, with which the database refuses what is asked."""
    with (
        session("app", now, by.id), pytest.raises(error), transaction.atomic(using=current_alias()),
        connections[current_alias()].cursor() as cursor,
    ):  # fmt: skip
        yield cursor


def test_a_plan_is_fixed_by_the_committee_and_everything_wrong_is_said_at_once(cast, now):
    for name in ("mentor", "duty.sr", "officer.pp"):
        with pytest.raises(NotAllowed):
            act(cast[name], operations.fix_test, now, plan=tested.plan(cast, now))
    police = str(cast["duty.sr"].unit.agency_id)
    bad = tested.plan(
        cast, now, months=0, settle_days=99, begin_by=now.date(), assessors=(police, *tested.plan(cast, now).assessors)
    )
    with pytest.raises(Invalid) as refusal:
        act(cast["oversight"], operations.fix_test, now, plan=bad)
    assert {one.field for one in refusal.value.each} == {"months", "settle_days", "begin_by", "assessors"}
    row = tested.fixed(cast, now)
    assert (row.state, row.sha256) == ("fixed", tested.plan(cast, now).digest)
    assert police in row.barred
    assert str(cast["mentor"].unit.agency_id) in row.barred
    entry = rows("select act, facts ->> 'sha256' from ledger_entry where subject_id = %s", [row.id], role="auditor")
    assert entry == [("step_back.fix", row.sha256)], "before anything began"


def test_another_plan_leaves_the_old_one_visible_as_stopped_and_nothing_of_it_is_changed(cast, now):
    first = tested.fixed(cast, now)
    second = tested.fixed(cast, now + timedelta(minutes=1), tested.protocol(steps=80))
    old = tested.again(first, now)
    assert (old.state, old.stop_reason, second.state) == ("stopped", "new_plan", "fixed")
    with session("app", now, cast["duty.pp"].id):
        assert [one.row.id for one in queries.listed()] == [second.id, first.id], "everybody sees both"
    for change in ("plan = 'x'", "sha256 = 'x'", "area = '18'", "barred = '[]'"):
        with refused(cast["oversight"], now, IntegrityError) as cursor:
            cursor.execute(f"update step_back_test set {change} where id = %s", [second.id])  # noqa: S608 - words of this test
    with session("app", now, cast["mentor"].id), connections[current_alias()].cursor() as cursor:
        cursor.execute("update step_back_test set state = 'passed' where id = %s", [second.id])
        assert cursor.rowcount == 0, "only the committee writes"


def test_only_agencies_that_are_neither_the_mentor_nor_assessed_sign_what_they_saw(cast, now):
    row = tested.fixed(cast, now)
    for name in ("mentor", "officer.pp"):
        with pytest.raises(NotAllowed):
            act(cast[name], operations.sign_test, now, test_id=row.id, sha256=row.sha256)
    with pytest.raises(Stale):
        act(cast["ngo.pp"], operations.sign_test, now, test_id=row.id, sha256="another")
    with pytest.raises(CannotMove):
        act(cast["oversight"], operations.begin_test, now, test_id=row.id)
    tested.signed(cast, now, row, ("ngo.pp",))
    with pytest.raises(CannotMove):
        tested.signed(cast, now, row, ("ngo.pp",))
    with pytest.raises(CannotMove):
        tested.announced(cast, now)  # one has not signed yet
    tested.signed(cast, now, row, ("oversight",))
    assert told(row) == ["step_back.fix", "step_back.sign", "step_back.sign"]


def test_the_database_itself_refuses_the_signature_of_who_is_barred(cast, now):
    row, officer = tested.fixed(cast, now), cast["officer.pp"]
    sql = """insert into step_back_signature (id, test, unit, agency, member_id, sha256, signed_at)
             values (gen_random_uuid(), %s, %s, %s, %s, %s, now())"""
    for agency in (officer.unit.agency_id, cast["ngo.pp"].unit.agency_id):
        with refused(officer, now, ProgrammingError) as cursor:
            cursor.execute(sql, [row.id, officer.unit_id, agency, officer.id, row.sha256])


def test_the_order_is_drawn_by_a_checkpoint_that_nobody_could_know(cast, now):
    plans = {
        area: tested.signed(cast, now, tested.fixed(cast, now, tested.protocol(area=area))) for area in ("17", "18")
    }
    row = tested.announced(cast, now)
    assert row.tests == {area: str(one.id) for area, one in plans.items()}
    tested.checkpoint(now + timedelta(hours=1))
    with pytest.raises(CannotMove):
        act(cast["oversight"], lots.draw_lot, now + timedelta(hours=2), lot_id=row.id)
    tested.fixed(cast, now + DAY, tested.protocol(area="12"))
    made = tested.checkpoint(now + 2 * DAY)
    tested.fixed(cast, now + 2 * DAY, tested.protocol(area="12", steps=60))
    tested.checkpoint(now + 3 * DAY)
    drawn = act(cast["oversight"], lots.draw_lot, now + 4 * DAY, lot_id=row.id)
    assert (drawn.checkpoint, drawn.root) == (made.number, bytes(made.root).hex()), (
        "the first one after its time, not the newest"
    )
    assert tuple(drawn.drawn) == drawing.drawn(["17", "18"], bytes.fromhex(drawn.root))
    first, second = (plans[area] for area in drawn.drawn)
    with pytest.raises(CannotMove):
        act(cast["oversight"], operations.begin_test, now + 4 * DAY, test_id=second.id)
    act(cast["oversight"], operations.begin_test, now + 4 * DAY, test_id=first.id)
    act(cast["oversight"], operations.begin_test, now + 4 * DAY, test_id=second.id)
    with (
        session("app", now, cast["oversight"].id),
        pytest.raises(IntegrityError),
        transaction.atomic(using=current_alias()),
    ):
        StepBackLot.objects.filter(id=row.id).update(drawn=["18", "17"])


def test_it_passes_where_it_should_and_the_verdict_is_read_once(cast, now):
    row = tested.begun(cast, now)
    unit = cast["duty.sr"].unit_id
    tested.went(row, "1" * 4, unit=unit)
    clock.read_all(row.begun_at + 10 * DAY)
    with session("app", now, cast["oversight"].id):
        assert not StepBackReading.objects.exists(), "of fewer than five nothing is seen"
    tested.went(row, "1" * 35, unit=unit, first=4)
    clock.read_all(row.begun_at + 90 * DAY)
    assert tested.again(row, now).state == "running", "39 of 40, all good: no verdict"
    tested.went(row, "1", unit=unit, first=39)
    clock.read_all(row.begun_at + 91 * DAY)
    clock.read_all(row.begun_at + 92 * DAY)
    assert tested.again(row, now).state == "passed"
    assert sorted(told(row)[-2:]) == ["step_back.end", "step_back.read"]
    tested.went(row, "0" * 20, unit=unit)
    clock.read_all(row.begun_at + 95 * DAY)
    assert tested.again(row, now).state == "passed", "what is corrected later changes no verdict"
    seen = {}
    for name in ("oversight", "mentor", "ngo.pp", "duty.sr"):
        with session("app", now, cast[name].id):
            seen[name] = list(StepBackReading.objects.values_list("signs", flat=True))
    assert seen["oversight"] == seen["mentor"] == seen["ngo.pp"] == ["1" * 40]
    assert seen["duty.sr"] == []
    for name in ("oversight", "mentor"):
        with (
            session("app", now, cast[name].id),
            pytest.raises(ProgrammingError),
            transaction.atomic(using=current_alias()),
        ):
            StepBackReading.objects.update(signs="0")


def test_an_alarm_where_a_link_broke_brings_the_mentor_back_for_that_family_alone(cast, now):
    row = tested.begun(cast, now)
    tested.went(row, "1111" + "0" * 9, unit=cast["duty.sr"].unit_id)
    later = row.begun_at + 30 * DAY
    part = tested.alarmed(row, later)
    with session("worker", later):
        notices = set(Notice.objects.filter(kind="step_back.test_alarm").values_list("to_unit", flat=True))
    assert {cast["oversight"].unit_id, cast["ngo.pp"].unit_id} <= notices
    with pytest.raises(NotAllowed):
        act(cast["mentor"], operations.answer_alarm, later, part_id=part.id, recall=True)
    answered = act(cast["oversight"], operations.answer_alarm, later, part_id=part.id, recall=True)
    assert answered.recall == "recalled"
    with pytest.raises(CannotMove):
        act(cast["oversight"], operations.answer_alarm, later, part_id=part.id, recall=False)
    assert tested.again(row, later).state == "failed"


def test_too_few_steps_end_as_not_enough_and_a_plan_that_never_began_lapses(cast, now):
    row = tested.begun(cast, now)
    tested.went(row, "1" * 20, unit=cast["duty.sr"].unit_id)
    clock.read_all(row.ends_at + 2 * DAY)
    assert tested.again(row, now).state == "running"
    clock.read_all(row.ends_at + 4 * DAY)
    assert tested.again(row, now).state == "not_enough"
    other = tested.fixed(cast, now, tested.protocol(area="18"))
    clock.read_all(now + 90 * DAY)
    assert tested.again(other, now).state == "lapsed"
    with session("worker", now):
        assert set(StepBackPart.objects.filter(test_id=other.id).values_list("state", flat=True)) == {"stopped"}


def test_it_is_stopped_with_a_reason_and_stays_stopped(cast, now):
    row = tested.begun(cast, now)
    later = row.begun_at + DAY
    with pytest.raises(CannotMove):
        act(cast["oversight"], operations.fix_test, later, plan=tested.plan(cast, later))
    for reason in ("", "new_plan", "because"):
        with pytest.raises(Invalid):
            act(cast["oversight"], operations.stop_test, later, test_id=row.id, reason=reason)
    act(cast["oversight"], operations.stop_test, later, test_id=row.id, reason="unsafe")
    tested.went(row, "1" * 40, unit=cast["duty.sr"].unit_id)
    clock.read_all(row.ends_at + 10 * DAY)
    stopped = tested.again(row, later)
    assert (stopped.state, stopped.stop_reason) == ("stopped", "unsafe")
    with pytest.raises(CannotMove):
        act(cast["oversight"], operations.begin_test, later, test_id=row.id)


def test_a_test_that_is_read_again_without_news_writes_nothing(cast, now):
    row = tested.begun(cast, now)
    tested.went(row, "1" * 10, unit=cast["duty.sr"].unit_id)
    later = row.begun_at + 40 * DAY
    clock.read_all(later)
    before = told(row)
    clock.read_all(later + DAY)
    assert told(row) == before
    with session("worker", later):
        assert StepBackReading.objects.get().read_at == later
