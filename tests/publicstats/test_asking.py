"""Agencies are asked for their answer at once and again every week; after three times the oversight is told who is missing."""

from datetime import timedelta

from samaki.database import session
from samaki.insights.publication import operations
from samaki.insights.publication.asking import AGAIN
from samaki.jobs.tick import tick
from samaki.publicstats.models import FigureRelease
from tests.acting import act
from tests.everything import rows
from tests.publicstats.releasing import OWNERS, again, approved, drafted, kept, submitted

WEEK = AGAIN + timedelta(minutes=1)


def told(row):
    """(end of kind, unit) of every notice about it."""
    found = rows("select kind, to_unit from notice where subject_id = %s order by made_at, id", [row.id], role="worker")
    return [(kind.split("figures_")[1], unit) for kind, unit in found]


def asks(row):
    return len(
        rows("select 1 from ledger_entry where subject_id = %s and act = 'publication.ask'", [row.id], role="auditor")
    )


def beat(now):
    report = tick(now)
    assert report.errors == []
    return report.acted["release_of_figures"]


def test_each_agency_is_asked_until_it_answers(cast, now):
    kept(cast, now, 2025)
    row = submitted(cast, drafted(cast, now, 2025), now)
    police, social = (cast[name].unit_id for name in OWNERS)
    assert beat(now) == 1
    assert beat(now) == 0
    first = told(row)
    assert {unit for _kind, unit in first} >= {police, social}
    assert {kind for kind, _unit in first} == {"asked"}
    approved(cast, row, now, OWNERS[:1])
    assert beat(now + WEEK) == 1
    second = told(row)[len(first) :]
    assert social in {unit for _kind, unit in second}
    assert police not in {unit for _kind, unit in second}
    approved(cast, row, now + WEEK, OWNERS[1:])
    assert again(cast, row, now).call_at is None
    assert beat(now + 9 * WEEK) == 0
    assert asks(row) == 2


def test_after_three_times_whoever_publishes_is_told(cast, now):
    kept(cast, now, 2025)
    row = submitted(cast, drafted(cast, now, 2025), now)
    for week in range(4):
        assert ("unanswered", cast["oversight"].unit_id) not in told(row)
        assert beat(now + week * WEEK) == 1
    assert told(row).count(("unanswered", cast["oversight"].unit_id)) == 1


def test_what_is_sent_back_or_withdrawn_is_not_asked_for_and_begins_anew(cast, now):
    kept(cast, now, 2025)
    row = submitted(cast, drafted(cast, now, 2025), now)
    beat(now)
    act(
        cast["officer.pp"],
        operations.send_back_release,
        now,
        release_id=row.id,
        sha256=row.sha256,
        reason="wrong_figure",
    )
    assert beat(now + WEEK) == 0
    row = submitted(cast, again(cast, row, now), now + WEEK)
    assert row.asked == 0
    assert beat(now + WEEK) == 1
    act(cast["oversight"], operations.withdraw_release, now + WEEK, release_id=row.id, reason="another_reason")
    assert beat(now + 3 * WEEK) == 0
    with session("app", now, cast["oversight"].id):
        assert FigureRelease.objects.get(id=row.id).asked == 1
