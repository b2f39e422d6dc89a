"""Who the clock calls as duty officer: by the roster, past a gap at once, and never nobody because a plan or a ladder changed."""

import json
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from samaki.agencies import country
from samaki.agencies.models import Member
from samaki.countries.durations import Duration
from samaki.countries.ladder import as_read, as_written
from samaki.database import session
from samaki.intake import operations as intake
from samaki.intake.models import Report
from samaki.jobs.addressing import sorted_out
from samaki.jobs.tick import tick
from samaki.notices.models import Notice
from samaki.roster import changing, handing, planning
from samaki.roster.queries import calls_by_night
from tests.acting import act
from tests.channels.test_texts_to_members import at, proved, tower  # noqa: F401
from tests.everything import rows
from tests.jobs.test_post import wants
from tests.roster.conftest import owner_writes  # noqa: F401
from tests.roster.planned import layer, published

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def waiting(cast, now):
    """An urgent report in Phnom Penh that nobody reads: (id, due time)."""

    def filed(then):
        with session("intake", then):
            told = intake.Told(what="x", where="Phnom Penh", danger="no")
            intake.file_report(told=told, key=uuid.uuid4(), channel="web", now=then)
        with session("app", then, cast["duty.pp"].id):
            row = Report.objects.latest("id")
            return row.id, row.due_at, row.urgency

    return filed


def told(report):
    """(level, unit, audience, members) of every call, in order."""
    found = rows("select level, to_unit, audience, facts -> 'members' from notice where kind = 'report.late' and subject_id = %s"
                 " order by made_at, id", [report], role="worker")  # fmt: skip
    return [(level, unit, audience, json.loads(members) if isinstance(members, str) else members)
            for level, unit, audience, members in found]  # fmt: skip


def call_at_duty(report, due_at, urgency):
    """Beats until the level of the duty officer is reached, and no further."""
    moment = due_at
    for _beat in range(40):
        tick(moment)
        called = told(report)
        if called and called[-1][0] >= 1:
            return moment, called
        with session("worker", moment):
            moment = Report.objects.get(id=report).call_at
    raise AssertionError("the duty officer was never called")


def reachable(cast, now, *names):
    for name in names:
        act(cast[name], handing.give_number, now, number="012 345 678")


def test_a_unit_without_a_roster_is_called_as_before(cast, now, waiting):
    report, due_at, urgency = waiting(now)
    _moment, called = call_at_duty(report, due_at, urgency)
    assert called[-1] == (1, cast["duty.pp"].unit_id, "duty", None)


def test_the_duty_officer_by_the_roster_is_called(cast, now, waiting):
    reachable(cast, now, "duty.pp", "officer.pp")
    published(cast, now, layer(cast, "duty.pp"))
    report, due_at, urgency = waiting(now)
    _moment, called = call_at_duty(report, due_at, urgency)
    assert called[-1] == (1, cast["duty.pp"].unit_id, "duty", [str(cast["duty.pp"].id)])


def test_only_who_is_on_duty_is_written_to(cast, now, waiting):
    wants(cast["duty.pp"], now)
    wants(cast["officer.pp"], now)
    published(cast, now, layer(cast, "duty.pp"))
    report, due_at, urgency = waiting(now)
    moment, _called = call_at_duty(report, due_at, urgency)
    with session("worker", moment):
        notices = list(Notice.objects.filter(subject_id=report))
        found = sorted_out([one for one in notices if one.audience == "duty"], moment)
        desk = sorted_out([one for one in notices if one.audience == "desk"], moment)
    assert {one.member_id for one in found} == {cast["duty.pp"].id}
    assert {one.member_id for one in desk} == {cast["duty.pp"].id, cast["officer.pp"].id}


def levels(called):
    return [level for level, _unit, _audience, _members in called]


def test_a_gap_goes_up_to_the_head_at_once(cast, now, waiting):
    reachable(cast, now, "duty.pp")
    version = published(cast, now, layer(cast, "duty.pp"))
    act(cast["officer.pp"], changing.change_duty, now, roster_id=version.roster_id, sort="away", member=cast["duty.pp"],
        since=now, until=now + 60 * DAY)  # fmt: skip
    report, due_at, urgency = waiting(now)
    moment, called = call_at_duty(report, due_at, urgency)
    assert set(levels(called)) == {0, 2}
    assert {audience for level, _unit, audience, _members in called if level == 2} == {"head"}
    with session("worker", moment):
        assert moment < Report.objects.get(id=report).call_at <= moment + 3 * DAY


def test_who_cannot_be_reached_is_a_gap_and_who_stands_behind_is_called(cast, now, waiting):
    reachable(cast, now, "officer.pp")
    published(cast, now, layer(cast, "duty.pp"))
    report, due_at, urgency = waiting(now)
    assert set(levels(call_at_duty(report, due_at, urgency)[1])) == {0, 2}
    published(cast, now + MINUTE, layer(cast, "duty.pp"), layer(cast, "officer.pp"))
    second, due_at, urgency = waiting(now + 2 * MINUTE)
    assert call_at_duty(second, due_at, urgency)[1][-1][3] == [str(cast["officer.pp"].id)]


def test_who_is_texted_is_reached(cast, now, at, tower, waiting):  # noqa: F811
    proved(cast["duty.pp"], now, tower)
    published(cast, now, layer(cast, "duty.pp"))
    report, due_at, urgency = waiting(now)
    assert call_at_duty(report, due_at, urgency)[1][-1][3] == [str(cast["duty.pp"].id)]


def test_a_suspended_duty_officer_is_a_gap(cast, now, waiting, owner_writes):  # noqa: F811
    reachable(cast, now, "duty.pp")
    published(cast, now, layer(cast, "duty.pp"))
    report, due_at, urgency = waiting(now)
    with owner_writes():
        Member.objects.filter(username="duty.pp").update(is_active=False, closed_why="suspended")
    assert set(levels(call_at_duty(report, due_at, urgency)[1])) == {0, 2}


def test_a_roster_that_changes_in_the_middle_silences_nobody(cast, now, waiting):
    reachable(cast, now, "duty.pp", "officer.pp")
    published(cast, now, layer(cast, "duty.pp"))
    report, due_at, urgency = waiting(now)
    published(cast, now + MINUTE, layer(cast, "officer.pp"))
    _moment, called = call_at_duty(report, due_at, urgency)
    assert set(called[-1][3]) == {str(cast["duty.pp"].id), str(cast["officer.pp"].id)}


def test_a_roster_that_ends_in_the_middle_leaves_the_unit_called_as_before(cast, now, waiting):
    reachable(cast, now, "duty.pp")
    version = published(cast, now, layer(cast, "duty.pp"))
    report, due_at, urgency = waiting(now)
    act(cast["officer.pp"], planning.end_roster, now + MINUTE, roster_id=version.roster_id)
    assert call_at_duty(report, due_at, urgency)[1][-1][2:] == ("duty", None)


def slower(pack):
    """The same pack with every level of the ladder a thousand hours later."""
    late = Duration(1000, "clock_hours")
    rungs = [replace(one, delays=dict.fromkeys(one.delays, late), repeats=dict.fromkeys(one.repeats, late)) if one.level else one
             for one in pack.escalation]  # fmt: skip
    return replace(pack, escalation=tuple(rungs))


def test_a_ladder_that_changes_in_the_middle_holds_for_waits_that_begin_later(cast, now, waiting, monkeypatch):
    tick(now - DAY)
    report, due_at, urgency = waiting(now)
    changed = slower(country.pack())
    for module in ("samaki.agencies.country", "samaki.roster.ladders"):
        monkeypatch.setattr(f"{module}.pack", lambda: changed)
    tick(now + MINUTE)
    later, _due, _urgency = waiting(now + 2 * HOUR)
    moment, called = call_at_duty(report, due_at, urgency)
    assert called[-1][0] == 1
    assert set(levels(told(later))) <= {0}
    assert moment < due_at + 900 * HOUR


def test_the_ladder_is_kept_once_however_often_the_heart_beats(cast, now):
    for minutes in (0, 1, 2):
        tick(now + minutes * MINUTE)
    assert rows("select count(*) from ladder_version", role="worker") == [(1,)]


def test_what_is_kept_of_a_ladder_is_read_as_it_was(cast):
    rungs = country.pack().escalation
    assert as_read(as_written(rungs), rungs) == rungs
    assert as_read([], rungs) == rungs
    short = as_written(rungs)[:2]
    short[0]["delays"].pop("normal")
    assert as_read(short, rungs) == rungs


def test_calls_outside_of_office_hours_are_counted_for_who_was_called(cast, now, waiting):
    night = now.replace(hour=16)  # 23:00 on the clock of the country
    with session("app", now, cast["duty.pp"].id):
        for number, (moment, who) in enumerate([(night, "duty.pp"), (night - DAY, "duty.pp"), (now, "duty.pp"),
                                                (night - 40 * DAY, "duty.pp"), (night, "officer.pp")]):  # fmt: skip
            Notice(to_unit=cast["duty.pp"].unit_id, audience="duty", kind="report.late", level=1, subject_kind="report",
                   subject_id=uuid.uuid4(), dedupe=f"n{number}", made_at=moment,
                   facts={"members": [str(cast[who].id)]}).save(force_insert=True)  # fmt: skip
    with session("app", night + HOUR, cast["officer.pp"].id):
        counted = calls_by_night(cast["duty.pp"].unit_id, night + HOUR)
    assert counted == {cast["duty.pp"].id: 2, cast["officer.pp"].id: 1}
