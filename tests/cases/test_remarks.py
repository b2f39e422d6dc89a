"""What is written with an act is kept sealed, and read where the act is shown, by those to whom that part is open."""

from datetime import timedelta

import pytest

from samaki.cases import holding
from samaki.cases.models import Strand
from samaki.cases.remarks import Remark, remarks_on
from samaki.database import session
from samaki.intake import operations as intake
from samaki.journeys import closing, doing, moving
from tests.acting import act, own_case, step_of, taken
from tests.everything import rows
from tests.journeys.test_opening import filed

WORDS = "the order of the court is awaited"


@pytest.fixture
def step(cast, now):
    case = own_case(cast["officer.pp"], now)
    return step_of(cast["officer.pp"], now, case, "verification")


def read(by, now, subject):
    with session("app", now, by.id):
        return [(one.act, one.text) for one in remarks_on([subject]).get(subject, [])]


def test_why_a_step_rests_is_read_by_the_next_shift_and_by_nobody_outside(step, cast, now):
    act(cast["officer.pp"], holding.hold_step, now, step_id=step.id, reason="waiting_order", text=WORDS,
        until=now + timedelta(days=2))  # fmt: skip
    assert read(cast["duty.pp"], now, step.id) == [("step.hold", WORDS)]
    assert read(cast["social.pp"], now, step.id) == []
    with session("app", now, cast["duty.pp"].id):
        assert WORDS.encode() not in bytes(Remark.objects.get().sealed)


def test_why_a_step_was_moved_is_read_by_both_units(cast, now):
    officer = cast["officer.pp"]
    step = step_of(officer, now, own_case(officer, now), "first_safe_contact")
    act(officer, moving.reassign_step, now, step_id=step.id, to_unit=cast["ngo.pp"].unit, text=WORDS)
    assert read(cast["ngo.pp"], now, step.id) == [("step.holder", WORDS)]
    assert read(officer, now, step.id) == [("step.holder", WORDS)]
    told = rows("select to_unit from notice where kind = 'step.reassigned'", role="worker")
    assert told == [(cast["ngo.pp"].unit_id,)]


def test_a_unit_that_is_only_asked_does_not_read_it(cast, now):
    officer = cast["officer.pp"]
    case = own_case(officer, now)
    step = step_of(officer, now, case, "verification")
    act(
        officer,
        holding.hold_step,
        now,
        step_id=step.id,
        reason="waiting_order",
        text=WORDS,
        until=now + timedelta(days=2),
    )
    taken(case, "first_safe_contact", officer, cast["social.pp"], now)
    assert read(cast["social.pp"], now, step.id) == [], "it works for the child's care, not on the justice part"


def test_why_a_step_a_part_and_a_report_ended(step, cast, now):
    officer = cast["officer.pp"]
    act(officer, doing.skip_step, now, step_id=step.id, reason="done_before", text=WORDS)
    assert read(officer, now, step.id) == [("step.skipped", WORDS)]
    with session("app", now, officer.id):
        strand = Strand.objects.get(case_id=step.case_id, kind="justice")
    act(officer, closing.close_strand, now, strand_id=strand.id, reason="no_offence", text=WORDS)
    assert read(officer, now, strand.id) == [("strand.close", WORDS)]
    report = filed(now, cast)
    act(cast["duty.pp"], intake.close, now, report_id=report.id, reason="not_substantiated", text=WORDS)
    assert read(cast["duty.pp"], now, report.id) == [("report.close", WORDS)]
    assert read(cast["duty.sr"], now, report.id) == []


def test_no_words_leave_no_row(step, cast, now):
    act(cast["officer.pp"], doing.skip_step, now, step_id=step.id, reason="done_before", text="  ")
    with session("app", now, cast["officer.pp"].id):
        assert not Remark.objects.exists()
