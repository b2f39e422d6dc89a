"""Who is on duty at a moment, pure: a plan and an instant in, a member out. No database, no Django.

A plan has layers. Each lets its members follow one another, in order, for a time each. Asked at an instant, somebody who covers
answers first, then the layers from the first to the last; who is away is passed over. Days and weeks are counted from hand-over
to hand-over on the clock of the country, hours as they run: where that clock is put forward or back, a shift is longer or shorter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from math import lcm

DAY = timedelta(days=1)
LENGTHS = {"hours": 24 * 31, "days": 31, "weeks": 12}
"""Unit of a shift's length -> the most of them."""

FAR = timedelta(days=400)
"""So far the turns of a layer are looked through for members who have none."""


@dataclass(frozen=True)
class Layer:
    """Members in order, each for `amount` of `unit` (`hours`, `days`, `weeks`), from the hand-over on the day `start`.

    `weekdays`: only on these days of the country's calendar, 0 is Monday; empty: on all. `begins`, `ends`: only between these
    times of the day; where `ends` is not later, until that time of the next day, which belongs to the day on which it began.
    """

    members: tuple[str, ...]
    amount: int
    unit: str
    hand_over: time
    start: date
    weekdays: frozenset[int] = frozenset()
    begins: time | None = None
    ends: time | None = None


@dataclass(frozen=True)
class Change:
    """For a time a member covers (`covers`) or is away (`away`). The one made last goes first."""

    sort: str
    member: str
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Plan:
    """Layers, the first of which goes first, and what was changed of them, the newest last; on the clock of `zone`."""

    zone: tzinfo
    layers: tuple[Layer, ...] = ()
    changes: tuple[Change, ...] = ()
    absent: frozenset[str] = field(default_factory=frozenset)
    """Members who cannot be on duty at all: gone, suspended, no longer of the unit."""


@dataclass(frozen=True)
class Shift:
    """From `since` to `until`; `member` None: nobody, a gap."""

    since: datetime
    until: datetime
    member: str | None


def on_call(plan: Plan, instant: datetime) -> str | None:
    """The member on duty at an aware instant; None where there is nobody."""
    if instant.tzinfo is None:
        raise ValueError("an instant has a zone")
    now = [one for one in plan.changes if one.since <= instant < one.until]
    away = {one.member for one in now if one.sort == "away"} | plan.absent
    covering = (one.member for one in reversed(now) if one.sort == "covers" and one.member not in away)
    in_turn = (who for layer in plan.layers if (who := turn(layer, instant, plan.zone)) and who not in away)
    return next(covering, None) or next(in_turn, None)


def turn(layer: Layer, instant: datetime, zone: tzinfo) -> str | None:
    """Whose turn it is in one layer; None before it begins, and outside of its days and hours."""
    if not layer.members or not _holds(layer, instant, zone):
        return None
    first = moment(layer.start, layer.hand_over, zone)
    if instant < first:
        return None
    if layer.unit == "hours":
        number = (instant - first) // timedelta(hours=layer.amount)
    else:
        days = (_duty_day(layer.hand_over, instant, zone) - layer.start).days
        number = days // (layer.amount * (7 if layer.unit == "weeks" else 1))
    return layer.members[number % len(layer.members)]


def shifts(plan: Plan, since: datetime, until: datetime) -> list[Shift]:
    """Who is on duty from `since` to `until`, without a hole: each part has a member, or nobody."""
    edges = sorted({since, *(edge for edge in _edges(plan, since, until) if since < edge < until), until})
    found: list[Shift] = []
    for begins, ends in zip(edges, edges[1:], strict=False):
        member = on_call(plan, begins)
        if found and found[-1].member == member:
            found[-1] = Shift(found[-1].since, ends, member)
        else:
            found.append(Shift(begins, ends, member))
    return found


def gaps(plan: Plan, since: datetime, until: datetime) -> list[Shift]:
    """The times in which nobody is on duty."""
    return [one for one in shifts(plan, since, until) if one.member is None]


def opens(plan: Plan, change: Change, since: datetime) -> list[Shift]:
    """The times from `since` to the end of a change in which nobody is on duty with it, and somebody is without it."""
    after = replace(plan, changes=(*plan.changes, change))
    missing = gaps(plan, since, change.until)
    held = {one.since: one.until for one in missing}
    return [one for one in gaps(after, since, change.until) if held.get(one.since, one.since) < one.until]


def short_rests(found: Collection[Shift], least: timedelta) -> list[tuple[Shift, Shift]]:
    """Two shifts of one member that follow each other with less than `least` between them."""
    last: dict[str, Shift] = {}
    short = []
    for one in found:
        if one.member is None:
            continue
        before = last.get(one.member)
        if before is not None and one.since - before.until < least:
            short.append((before, one))
        last[one.member] = one
    return short


def long_weeks(found: Collection[Shift], most: timedelta, zone: tzinfo) -> list[tuple[str, date, timedelta]]:
    """(member, Monday of the week, how long they are on duty in it) where that is more than `most`."""
    sums: dict[tuple[str, date], timedelta] = {}
    for one in found:
        for monday, length in _by_week(one, zone):
            if one.member is not None:
                key = (one.member, monday)
                sums[key] = sums.get(key, timedelta()) + length
    return sorted((who, monday, length) for (who, monday), length in sums.items() if length > most)


def without_turn(layer: Layer, since: datetime, zone: tzinfo) -> set[str]:
    """Members of a layer of part of the day or week who never have a turn in it: two at twelve hours for the nights alone, and one has
    them all. Looked at over the time after which the turns repeat themselves, at most `FAR`."""
    if not layer.weekdays and layer.begins is None:
        return set()
    hours = {"hours": 1, "days": 24, "weeks": 168}[layer.unit] * layer.amount * len(layer.members)
    begins = max(since, moment(layer.start, layer.hand_over, zone))
    until = begins + min(timedelta(hours=lcm(hours, 168)), FAR)
    return set(layer.members) - {one.member for one in shifts(Plan(zone, (layer,)), begins, until)}


def moment(day: date, clock: time, zone: tzinfo) -> datetime:
    """A time of a day on the country's clock, in UTC; one that the clock leaves out is the instant at which it is put forward."""
    return datetime.combine(day, clock, zone).astimezone(UTC)


def _duty_day(hand_over: time, instant: datetime, zone: tzinfo) -> date:
    """The day on which the shift of this instant began."""
    day = instant.astimezone(zone).date()
    while instant >= moment(day + DAY, hand_over, zone):
        day += DAY
    while instant < moment(day, hand_over, zone):
        day -= DAY
    return day


def _holds(layer: Layer, instant: datetime, zone: tzinfo) -> bool:
    """Whether this instant lies in the days and hours of the layer."""
    today = instant.astimezone(zone).date()
    return any(
        begins <= instant < ends
        for day in (today - DAY, today, today + DAY)
        for begins, ends in [_hours_of(layer, day, zone)]
        if not layer.weekdays or day.weekday() in layer.weekdays
    )


def _hours_of(layer: Layer, day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    begins, ends = layer.begins or time(0), layer.ends or time(0)
    return moment(day, begins, zone), moment(day if ends > begins else day + DAY, ends, zone)


def _edges(plan: Plan, since: datetime, until: datetime) -> Iterator[datetime]:
    """Every instant at which somebody else may be on duty; some at which nothing changes."""
    for change in plan.changes:
        yield from (change.since, change.until)
    first, last = since.astimezone(plan.zone).date() - 2 * DAY, until.astimezone(plan.zone).date() + 2 * DAY
    for layer in plan.layers:
        day = first
        while day <= last:
            yield moment(day, layer.hand_over, plan.zone)
            yield from _hours_of(layer, day, plan.zone)
            day += DAY
        if layer.unit == "hours":
            yield from _hourly(layer, plan.zone, since, until)


def _hourly(layer: Layer, zone: tzinfo, since: datetime, until: datetime) -> Iterator[datetime]:
    begins, length = moment(layer.start, layer.hand_over, zone), timedelta(hours=layer.amount)
    edge = begins + max(0, (since - begins) // length) * length
    while edge < until:
        yield edge
        edge += length


def _by_week(one: Shift, zone: tzinfo) -> Iterator[tuple[date, timedelta]]:
    begins = one.since
    while begins < one.until:
        day = begins.astimezone(zone).date()
        monday = day - day.weekday() * DAY
        ends = min(one.until, moment(monday + 7 * DAY, time(0), zone))
        yield monday, ends - begins
        begins = ends
