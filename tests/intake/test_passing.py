"""A report for another unit is passed on: recorded, called for at once, never to nobody, never in circles."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import InternalError, ProgrammingError

from samaki.agencies.models import Unit
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.intake import operations as intake
from samaki.intake.models import Report, ReportPass
from samaki.intake.passing import pass_report
from samaki.intake.queries import Status, passed_on, words_of
from samaki.jobs.tick import tick
from samaki.journeys.opening import open_from_report
from tests.acting import act
from tests.everything import rows, value

MINUTE = timedelta(minutes=1)


@pytest.fixture
def report(cast, now):
    with session("intake", now):
        told = intake.Told(what="She is kept in Sihanoukville", where="Phnom Penh", danger="yes")
        intake.file_report(told=told, key=uuid.uuid4(), channel="web", now=now)
    return value("select id from report")


def passed(report, by, to, now, text="It happened in their area"):
    return act(by, pass_report, now, report_id=report, to_unit=to, text=text)


def seen(report, member, now):
    with session("app", now, member.id):
        return Report.objects.filter(id=report).exists()


def test_the_other_unit_holds_it_unread_with_the_whole_time_and_is_called(report, cast, now):
    duty, other, later = cast["duty.pp"], cast["duty.ps"], now + 10 * MINUTE
    act(duty, intake.acknowledge, now, report_id=report)
    passed(report, duty, other.unit, later)
    row = rows("select holder, state, due_at, call_at, level, passes from report")
    assert row == [(other.unit_id, "new", later + 15 * MINUTE, later + 15 * MINUTE, 0, 1)]
    told = rows("select to_unit from notice where kind = 'report.new' order by made_at", role="worker")
    assert told == [(duty.unit_id,), (other.unit_id,)]
    with session("app", later, other.id):
        assert words_of(Report.objects.get(id=report))["what"] == "She is kept in Sihanoukville"
    tick(later + 16 * MINUTE)
    late = rows("select distinct to_unit from notice where kind = 'report.late'", role="worker")
    assert late == [(other.unit_id,)], "the clock calls the unit that holds it"
    entry = rows("select unit, counterpart, facts->>'to' from ledger_entry where act = 'report.pass'", role="auditor")
    assert entry == [(duty.unit_id, other.unit_id, str(other.unit_id))]


def test_who_passed_it_sees_where_it_is_and_no_word_of_it(report, cast, now):
    duty, other = cast["duty.pp"], cast["duty.ps"]
    passed(report, duty, other.unit, now)
    act(other, intake.acknowledge, now, report_id=report)
    assert not seen(report, duty, now)
    for who, found in ((duty, [("acknowledged", other.unit_id)]), (cast["duty.sr"], []), (other, [])):
        with session("app", now, who.id):
            assert [(one.state, one.holder) for one in passed_on()] == found
            assert [(one.state, one.holder) for one in passed_on(report)] == found
    case = act(other, open_from_report, now, report_id=report)
    with session("app", now, duty.id):
        assert passed_on(report)[0].state == "in_case"
        assert not type(case).objects.filter(id=case.id).exists()


def test_the_third_time_only_the_national_desk_decides(report, cast, now):
    duty, other, national = cast["duty.pp"], cast["duty.ps"], cast["duty.national"]
    passed(report, duty, other.unit, now)
    passed(report, other, duty.unit, now)
    with pytest.raises(Invalid) as refusal:
        passed(report, duty, other.unit, now)
    assert (refusal.value.field, "national desk" in refusal.value.sentence) == ("to_unit", True)
    passed(report, duty, national.unit, now)
    passed(report, national, other.unit, now)
    with pytest.raises(Invalid):
        passed(report, other, cast["duty.sr"].unit, now)
    assert rows("select holder, passes from report") == [(other.unit_id, 4)]


@pytest.mark.parametrize(
    ("who", "to", "text", "refusal"),
    [
        ("duty.sr", "police-ps", "why", Report.DoesNotExist),
        ("privacy.pp", "police-ps", "why", NotAllowed),
        ("duty.pp", "police-pp", "why", Invalid),
        ("duty.pp", "court-pp", "why", Invalid),
        ("duty.pp", "no such unit", "why", Invalid),
        ("duty.pp", "police-ps", "  ", Invalid),
    ],
)
def test_who_may_not_and_to_whom_not(who, to, text, refusal, report, cast, now):
    with pytest.raises(refusal):
        passed(report, cast[who], Unit.objects.filter(code=to).first(), now, text)
    assert rows("select holder, passes from report") == [(cast["duty.pp"].unit_id, 0)]


def test_what_is_decided_is_not_passed_on(report, cast, now):
    duty = cast["duty.pp"]
    act(duty, intake.close, now, report_id=report, reason="duplicate")
    with pytest.raises(CannotMove):
        passed(report, duty, cast["duty.ps"].unit, now)


def test_the_database_passes_only_what_one_holds(report, cast, now):
    """Through plain SQL, as an attacker with the application's own session would."""
    from django.db import connection

    stranger = cast["duty.sr"]
    with session("app", now, stranger.id), connection.cursor() as cursor:
        cursor.execute("select app.pass_report(%s, %s)", [report, stranger.unit_id])
        assert cursor.fetchone() == (None,)
        cursor.execute("select count(*) from app.passed_reports(null)")
        assert cursor.fetchone() == (0,)
    forged = ReportPass(report_id=report, from_unit=cast["duty.pp"].unit_id, to_unit=1, passed_at=now)
    with pytest.raises((ProgrammingError, InternalError)), session("app", now, stranger.id):
        forged.save(force_insert=True)


def test_referring_elsewhere_says_to_whom(report, cast, now):
    with pytest.raises(Invalid):
        act(cast["duty.pp"], intake.close, now, report_id=report, reason="outside_mandate_referred")
    act(cast["duty.pp"], intake.close, now, report_id=report, reason="outside_mandate_referred", text="to the hotline")


def test_the_reporter_reads_that_it_waits_again_where_it_was_passed_to_until_somebody_there_has_read_it(
    report, cast, now
):
    from samaki.web.public.outcome import said

    duty = cast["duty.pp"]
    act(duty, intake.acknowledge, now, report_id=report)
    passed(report, duty, cast["duty.ps"].unit, now)
    with session("app", now, cast["duty.ps"].id):
        row = Report.objects.get(id=report)
    found = Status(row.state, row.urgency, row.received_at, row.acknowledged_at, row.due_at, None, "", passed=True)
    told = said(found, "en")
    assert told["headline"] == "It was passed on and waits to be read there"
    assert [step["text"] for step in told["steps"]] == [
        "Your report is kept safe",
        "A duty officer has read it",
        "It was passed on to those whose work it is",
        "A duty officer reads it",
    ]
    act(cast["duty.ps"], intake.acknowledge, now, report_id=report)
    read = replace(found, state="acknowledged")
    assert said(read, "en")["headline"] == "It has been read"
