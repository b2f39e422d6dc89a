"""The clock marks what has been kept long enough and tells who decides; it erases nothing but unproven leads."""

import uuid
from datetime import timedelta

import pytest

from samaki.agencies.models import Unit
from samaki.cases import operations as cases
from samaki.cases import queries
from samaki.cases.models import Strand
from samaki.cases.records import IntelligenceRecord
from samaki.database import session
from samaki.database.refusals import CannotMove, Erased
from samaki.intake import operations as intake
from samaki.intake import queries as reports
from samaki.intake.models import Report
from samaki.jobs.tick import tick
from samaki.journeys import closing
from samaki.journeys.retention import erasing, holds
from samaki.journeys.retention.models import RetentionMark
from samaki.ledger.models import LedgerEntry
from samaki.notices.models import Notice
from samaki.vault.wrapping import CannotOpen
from tests.acting import act
from tests.everything import rows
from tests.journeys.retention.erasing import WAITS, WORDS, closed, filled_case

TEN_YEARS = timedelta(days=3653)


def marks(cast, at, by="privacy.pp"):
    with session("app", at, cast[by].id):
        return list(RetentionMark.objects.filter(ended_at__isnull=True).order_by("due_at"))


def ask_due(cast, mark, at, reason="period_over"):
    decider = Unit.objects.get(principal=cast["privacy.social"].unit_id)
    return act(
        cast["privacy.pp"], erasing.ask_erasure_due, at, mark_id=mark.id, reason=reason, text=WORDS, decider=decider
    )


@pytest.fixture
def case(cast, now):
    return closed(cast, filled_case(cast, now), now)


def test_a_closed_case_is_marked_when_its_time_is_over_and_not_a_day_before(cast, case, now):
    assert tick(now + TEN_YEARS - timedelta(days=9)).errors == []
    assert marks(cast, now) == []
    late = now + TEN_YEARS
    assert tick(late).acted["retention_mark"] == 1
    assert "retention_mark" not in tick(late).acted, "marked once"
    (mark,) = marks(cast, late)
    assert (mark.record_class, mark.case_id, mark.code, mark.since) == ("case", case.id, case.code, now)
    assert mark.due_at <= late
    assert marks(cast, late, "privacy.social") == []
    assert marks(cast, late, "duty.pp") == [], "for confidentiality officers"
    with session("app", late, cast["privacy.pp"].id):
        assert Notice.objects.filter(kind="guard.retention_due", audience="privacy").count() == 1
    assert rows("select count(*) from data_key where case_id = %s", [case.id]) == [(1,)], "nothing is erased by itself"


def test_a_case_that_is_opened_again_is_not_due(cast, case, now):
    late = now + TEN_YEARS
    tick(late)
    (mark,) = marks(cast, late)
    with session("app", late, cast["duty.pp"].id):
        key = Strand.objects.get(case=case, kind="justice").id
    act(cast["duty.pp"], closing.reopen_strand, late, strand_id=key, reason="other", text=WORDS)
    with pytest.raises(CannotMove):
        ask_due(cast, mark, late)
    tick(late)
    assert marks(cast, late) == []


def test_what_is_due_is_erased_by_two(cast, case, now):
    late = now + TEN_YEARS
    tick(late)
    row = ask_due(cast, marks(cast, late)[0], late)
    act(cast["privacy.social"], erasing.answer_erasure, late + WAITS, erasure_id=row.id, agreed=True, text=WORDS)
    assert rows("select count(*) from data_key where case_id = %s", [case.id]) == [(0,)]
    assert marks(cast, late + WAITS) == []
    assert "retention_mark" not in tick(late + WAITS).acted


@pytest.fixture
def told(cast, now):
    """A report that its unit closed, could not be substantiated; and how to reach who told it."""
    with session("intake", now):
        intake.file_report(
            told=intake.Told(what=WORDS, where="Phnom Penh", contact="012"), key=uuid.uuid4(), channel="web", now=now
        )
    key = rows("select id from report")[0][0]
    act(cast["duty.pp"], intake.close, now, report_id=key, reason="not_substantiated")
    return key


def test_a_refused_report_is_kept_shorter_and_its_words_end(cast, told, now):
    late = now + timedelta(days=731)
    assert tick(late).errors == []
    (mark,) = marks(cast, late)
    assert (mark.record_class, mark.report_id) == ("report_refused", told)
    row = ask_due(cast, mark, late)
    act(cast["privacy.social"], erasing.answer_erasure, late + WAITS, erasure_id=row.id, agreed=True, text=WORDS)
    with session("app", late + WAITS, cast["duty.pp"].id):
        report = Report.objects.get(id=told)
        with pytest.raises(Erased):
            reports.words_of(report)
        assert reports.words_of_many([report]) == {}
        assert (report.state, report.close_reason) == ("closed", "not_substantiated")
    with pytest.raises((Erased, CannotOpen)):
        act(cast["duty.pp"], intake.reopen_report, late + WAITS, report_id=told, text="x")


def test_an_unproven_lead_closes_on_the_minute_and_its_words_are_destroyed(cast, case, now):
    duty = cast["duty.pp"]
    fresh = filled_case(cast, now)
    note = act(duty, cases.write_note, now, case=fresh, compartment="intelligence", text=WORDS)
    end = note.expires_at
    assert end == now + timedelta(days=180)
    for at, seen in ((end - timedelta(minutes=1), 1), (end, 0)):
        with session("app", at, duty.id):
            assert len(queries.notes_of(fresh, "intelligence")) == seen
    assert rows("select length(sealed) > 0 from intelligence_record") == [(True,)]
    assert tick(end).acted["intelligence_record"] == 1
    assert rows("select length(sealed) from intelligence_record") == [(0,)]
    with session("app", end, duty.id):
        assert LedgerEntry.objects.filter(act="intelligence.expire", case_id=fresh.id).count() == 1
    assert "intelligence_record" not in tick(end).acted


def test_a_lead_of_a_case_that_is_held_stays_sealed(cast, now):
    duty, fresh = cast["duty.pp"], filled_case(cast, now)
    note = act(duty, cases.write_note, now, case=fresh, compartment="intelligence", text=WORDS)
    row = act(duty, holds.set_hold, now, case=fresh, reason="appeal", text=WORDS, days=180)
    tick(note.expires_at)
    assert rows("select length(sealed) > 0 from intelligence_record") == [(True,)]
    with session("app", note.expires_at, duty.id):
        assert not IntelligenceRecord.objects.exists(), "and is closed all the same"
    act(duty, holds.end_hold, note.expires_at, hold_id=row.id, text="x")
    tick(note.expires_at)
    assert rows("select length(sealed) from intelligence_record") == [(0,)]
