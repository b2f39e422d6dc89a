"""Kept figures of a country, and a release on its way: as members and the clock would make them."""

from datetime import date

from samaki.database import session
from samaki.insights.models import MeasureCell
from samaki.insights.publication import counting, operations
from samaki.publicstats.models import FigureRelease
from tests.acting import act

YES_NO = {"12": (480, 61), "17": (130, 4), "18": (41, 23), "02": (15, 3)}
"""Area -> reports answered in time, and not: of Siem Reap four were not."""

OWNERS = ("officer.pp", "privacy.social")
"""Who answers for the two agencies whose units stand in the cells."""


def kept(cast, now, year, measure="I1", counts=YES_NO, kind="normal"):
    """A year's cells, half of them of each of two units in two months."""
    units = [cast[name].unit_id for name in OWNERS]
    with session("worker", now):
        MeasureCell.objects.bulk_create(
            MeasureCell(measure=measure, area=area, unit=unit, other=0, kind=kind, month=date(year, 3 + place, 1),
                        tally={"yes": (yes + place) // 2, "no": (no + place) // 2, "away": 1})
            for area, (yes, no) in counts.items() for place, unit in enumerate(units)
        )  # fmt: skip


def drafted(cast, now, *years, **given):
    """Drafted, and counted by the clock."""
    row = act(cast["oversight"], operations.draft_release, now, years=years, **given)
    counting.count_drafts(now)
    return again(cast, row, now)


def again(cast, row, now):
    """As every member reads it now."""
    with session("app", now, cast["duty.sr"].id):
        return FigureRelease.objects.get(id=row.id)


def submitted(cast, row, now):
    act(cast["oversight"], operations.submit_release, now, release_id=row.id, sha256=row.sha256)
    return again(cast, row, now)


def approved(cast, row, now, names=OWNERS):
    for name in names:
        act(cast[name], operations.approve_release, now, release_id=row.id, sha256=row.sha256)
    return again(cast, row, now)


def published(cast, now, *years, **given):
    """All the way."""
    row = approved(cast, submitted(cast, drafted(cast, now, *years, **given), now), now)
    act(cast["oversight"], operations.publish_release, now, release_id=row.id, sha256=row.sha256)
    return again(cast, row, now)
