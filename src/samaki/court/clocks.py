"""The clocks of a court file: which row waits for which limit, and when it speaks next. Warnings, never decisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from samaki.agencies.country import after, calendar, pack
from samaki.cases.models import Person
from samaki.countries.durations import Duration
from samaki.court.ages import Known
from samaki.court.limits import Reached
from samaki.court.models import CourtFact
from samaki.court.standing import Standing, stands


def standing_of(rows: Iterable[CourtFact], person: Person | None = None) -> Standing:
    """How one accused stands, by the limits and the calendar of this country, and by the age on the file where nobody told another."""
    known = Known(person.age, person.recorded_at) if person is not None and person.age is not None else None
    return stands(rows, pack().legal_limits, calendar(), known)


def pressing(made: Standing) -> list[Reached]:
    """Limits by which the clock goes. That somebody so young must not be held at all is shown where the age is not known, and warns of
    nothing before anybody knows it."""
    held = made.held
    return [one for one in made.limits if held is not None and (held.age is not None or one.at > held.since)]


def before(moment: datetime, length: Duration) -> datetime:
    """So long before, in time that passes: a warning may come on a day off."""
    return moment - (after(moment, length) - moment)


def set_clocks(rows: Sequence[CourtFact], made: Standing, now: datetime) -> None:
    """Each row of one accused waits for what it began: time in custody, or the time to turn to a higher court; all others for nothing."""
    waits: dict[Any, list[Reached]] = {}
    if made.held is not None:
        waits[made.held.fact.id] = pressing(made)
    if made.window_fact is not None and made.windows:
        waits.setdefault(made.window_fact.id, []).extend(made.windows)
    for row in rows:
        found = waits.get(row.id, [])
        clocks = [[one.sort, one.code, one.at.isoformat()] for one in found]
        call_at = next_call(found, now, late=True) if found else None
        if (row.clocks, row.call_at) != (clocks, call_at):
            row.clocks, row.call_at = clocks, call_at
            row.save(update_fields=["clocks", "call_at"])


def waiting(row: CourtFact) -> list[Reached]:
    """What stands on a row that waits."""
    return [Reached(sort, code, datetime.fromisoformat(at)) for sort, code, at in row.clocks]


def next_call(found: Iterable[Reached], now: datetime, *, late: bool = False) -> datetime | None:
    """The next moment at which the clock speaks: before each limit, and at it; of somebody still held past a limit again and again.

    `late`: a limit that was over before anybody wrote this down is spoken of at once.
    """
    points: list[datetime] = []
    sitting = pack().sitting
    for one in found:
        points += [point for point in (before(one.at, _lead(one)), one.at) if point > now]
        if one.is_held and one.at <= now:
            points.append(now if late else after(now, sitting.still))
    return min(points, default=None)


def _lead(one: Reached) -> Duration:
    sitting = pack().sitting
    if one.is_held:
        return sitting.custody if one.sort == "custody" else sitting.detention
    return sitting.appeal


def speaks_of(found: Sequence[Reached], called_for: datetime | None, now: datetime) -> Reached | None:
    """Of which limit the clock speaks: the one for which it was set; else the latest that is over while somebody is still held."""
    due = [one for one in found if called_for in (before(one.at, _lead(one)), one.at)]
    over = [one for one in found if one.is_held and one.at <= now]
    return min(due, key=lambda one: one.at) if due else max(over, key=lambda one: one.at, default=None)
