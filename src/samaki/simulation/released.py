"""Public figures of the demonstration: two years published, a table of one of them corrected since, and a release that waits for agencies.

Counted from the cells of the years in bulk by the real clock, made safe, answered for by everybody who speaks for an agency whose work is
in it. Where a release cannot be made safe it is withdrawn, as the guide says, and the story ends there.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F

from samaki.agencies.country import calendar
from samaki.agencies.models import Member, Membership
from samaki.cases.models import Step
from samaki.database import session
from samaki.insights import keeping
from samaki.insights.publication import asking, counting, operations
from samaki.insights.publication.rules import ANSWERERS
from samaki.journeys import mending
from samaki.ledger import sealing
from samaki.publicstats.models import FigureRelease
from samaki.simulation.acts import act, people
from samaki.simulation.words import PUT_RIGHT

DAY = timedelta(days=1)
PUBLISHED, WRONG, CORRECTED, WAITS = 76 * DAY, 47 * DAY, 33 * DAY, 6 * DAY
"""So long ago the first release was prepared; days were found to be wrong; they were published anew; the last one was prepared."""

MENDS = ("officer.pp", "social.pp", "ngo.pp", "duty.sr", "social.sr", "duty.ps", "social.ps")
MENDED, OFFICES = 9, 2
"""Who could have written the day of writing in place of the day of doing: two offices had, so often at most; those that were late most."""

STILL = ("officer.pp", "ngo.pp")
"""Whose agencies have not answered to the one that waits."""


def released(now: datetime) -> None:
    """Counts what was sealed, and tells the releases. Figures of years that have ended."""
    year = calendar().local(now).year
    _count(now, now - PUBLISHED)
    first = _published(now, PUBLISHED, (year - 4, year - 3, year - 2))
    if first is not None:
        put_right(now - WRONG, year - 2)
        _count(now, now - CORRECTED)
        _published(now, CORRECTED, (year - 2,), first.number)
    _count(now, now)
    _asked(now, WAITS, (year - 1,), leave=STILL)


def put_right(now: datetime, year: int) -> int:
    """Steps of that year that were said to be done late, and were done in time; returns how many."""
    cast = people(now)
    late = sorted(((_late(cast[name], year, now), name) for name in MENDS), key=lambda one: (-len(one[0]), one[1]))
    for rows, name in late[:OFFICES]:
        for key, opened, due in rows:
            given = {"text": PUT_RIGHT, "occurred_at": opened + (due - opened) / 2}
            act(cast[name], mending.correct_step, now, step_id=key, **given)
    return sum(len(rows) for rows, _name in late[:OFFICES])


def _late(by: Member, year: int, now: datetime) -> list[tuple[UUID, datetime, datetime]]:
    """(step, when it opened, when it was due) of steps of their unit in that year which are counted as done late."""
    with session("app", now, by.id):
        late = Step.objects.filter(holder=by.unit, state="done", ended_occurred_at__gt=F("due_at"), due_at__year=year)
        rows = late.exclude(kind__in=counting.without("I5")).order_by("id")
        return list(rows.values_list("id", "opened_at", "due_at")[:MENDED])


def _count(now: datetime, then: datetime) -> None:
    """What was told until now is sealed; figures stand as of `then`."""
    sealing.seal_all(now)
    while keeping.keep(then):
        pass


def _published(
    now: datetime, ago: timedelta, years: Collection[int], corrects: int | None = None
) -> FigureRelease | None:
    """Five days after it was prepared."""
    row = _asked(now, ago, years, corrects)
    if row is None:
        return None
    committee = people(now)["oversight"]
    return act(committee, operations.publish_release, now - ago + 5 * DAY, release_id=row.id, sha256=row.sha256)


def _asked(
    now: datetime, ago: timedelta, years: Collection[int], corrects: int | None = None, leave: Collection[str] = ()
) -> FigureRelease | None:
    """Prepared, counted, put before the agencies and answered by all but those of `leave`; None where it cannot be made safe."""
    cast, then = people(now), now - ago
    committee, reason = cast["oversight"], "wrong_figure" if corrects else ""
    row = act(committee, operations.draft_release, then, years=years, corrects=corrects, reason=reason)
    with session("worker", then):
        row = counting.count_release(release_id=row.id, now=then)
    if row.problem or not row.owners:
        act(committee, operations.withdraw_release, then, release_id=row.id, reason="tells_too_much")
        return None
    act(committee, operations.submit_release, then, release_id=row.id, sha256=row.sha256)
    if leave:
        with session("worker", then):
            asking.answer_is_due(FigureRelease.objects.get(id=row.id), then)
    speaking = _speaking(row, cast.values(), then)
    for agency in {cast[name].unit.agency_id for name in leave}:
        speaking.pop(agency, None)
    for number, one in enumerate(speaking.values()):
        act(
            one,
            operations.approve_release,
            then + DAY + timedelta(hours=4 * number),
            release_id=row.id,
            sha256=row.sha256,
        )
    return row


def _speaking(row: FigureRelease, members: Collection[Member], now: datetime) -> dict[UUID, Member]:
    """Agency whose work is in it -> who speaks for it."""
    with session("worker", now):
        able = set(Membership.objects.live(now).filter(role__in=ANSWERERS).values_list("member_id", flat=True))
    return {one.unit.agency_id: one for one in members if one.id in able and one.unit.agency_id in row.owners}
