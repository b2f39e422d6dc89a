"""What a country stands on while its histories are drawn: units, members, the pack's rules, its calendar in whole microseconds.

Read once in each process. Nothing here changes, so a history follows from its own chance alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Member, Membership, Unit, UnitArea
from samaki.countries import Duration
from samaki.countries.calendar import add
from samaki.intake.routing import route
from samaki.simulation.cast import AREAS
from samaki.simulation.nation.draws import Key
from samaki.simulation.words import PLACES

SECOND, MINUTE, HOUR, DAY = 1_000_000, 60_000_000, 3_600_000_000, 86_400_000_000
START = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
CLOCK_MINUTES = {"clock_minutes": MINUTE, "clock_hours": HOUR}
WORKERS, HEADS = ("desk", "worker"), ("head", "team_lead")


def whole(moment: datetime) -> int:
    """A moment as microseconds since 1970."""
    return (moment - START) // MICROSECOND


def moment_of(at: int) -> datetime:
    """The same back."""
    return START + timedelta(microseconds=at)


@dataclass(frozen=True)
class Worker:
    """Somebody who acts."""

    key: Key
    username: str
    unit: int


@dataclass(frozen=True)
class Desk:
    """A unit as histories know it. `above`: the unit that leads it; `workers`, `heads`: who acts for it."""

    principal: int
    kind: str
    above: int | None
    workers: tuple[Worker, ...]
    heads: tuple[Worker, ...]


class Times:
    """Moments as text, and durations on the pack's calendar, over some years: tables instead of walks from day to day."""

    def __init__(self, first: date, last: date) -> None:
        kept = calendar()
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        self._midnights = [whole(datetime.combine(day, datetime.min.time(), kept.timezone)) for day in days]
        working = [number for number, day in enumerate(days) if kept.is_working_day(day)]
        self._closings = [whole(kept.closing(days[number])) for number in working]
        self._working = working
        self._seconds = [f"{at // 3600:02d}:{at // 60 % 60:02d}:{at % 60:02d}" for at in range(86_400)]
        self._dates: dict[int, str] = {}
        offsets = {moment_of(at).astimezone(kept.timezone).utcoffset() for at in self._midnights}
        self._same = len(offsets) == 1
        """Clocks of the country are never put forward or back, so a day is always as long."""

    def text(self, at: int) -> str:
        """As the ledger writes it: RFC 3339, UTC, microseconds."""
        day, rest = divmod(at, DAY)
        if (said := self._dates.get(day)) is None:
            said = self._dates[day] = f"{date(1970, 1, 1) + timedelta(days=day)}T"
        second, rest = divmod(rest, SECOND)
        return f"{said}{self._seconds[second]}.{rest:06d}Z"

    def after(self, at: int, duration: Duration) -> int:
        """`countries.calendar.add`, of which a test says that it answers the same."""
        if (unit := CLOCK_MINUTES.get(duration.unit)) is not None:
            return at + duration.amount * unit
        if duration.unit == "working_days" and duration.amount:
            today = bisect_right(self._midnights, at) - 1
            return self._closings[bisect_right(self._working, today) + duration.amount - 1]
        if duration.unit == "days" and self._same:
            return at + duration.amount * DAY
        return whole(add(moment_of(at), duration, calendar()))


class Ground:
    """The cast of a country and the pack it works by."""

    def __init__(self, first: datetime, last: datetime) -> None:
        self.pack = pack()
        self.times = Times(first.date() - timedelta(days=40), last.date() + timedelta(days=90))
        self.desks = {unit.principal: unit for unit in _desks(last)}
        self._areas: dict[tuple[str, str], Desk] = {}
        for served in UnitArea.objects.order_by("unit__code"):
            desk = self.desks[served.unit_id]
            self._areas.setdefault((desk.kind, served.area), desk)
        self.routes = {words: _routed(words, last) for said in PLACES.values() for words in said}

    def leave_out(self, kind: str) -> None:
        """Units of this kind are asked for nothing and do nothing."""
        self.desks = {unit: one for unit, one in self.desks.items() if one.kind != kind}
        self._areas = {place: one for place, one in self._areas.items() if one.kind != kind}

    def serving(self, kind: str, area: str) -> Desk | None:
        """The unit of this kind for an area: its own before the province's, the province's before the country's."""
        for place in self._above[area]:
            if (found := self._areas.get((kind, place))) is not None:
                return found
        return None

    def default_for(self, kind: str, area: str, without: int) -> Desk | None:
        """Who of the pack's holders is asked, the default one first; never the unit itself (`journeys.follow.default_for`)."""
        rule = self.pack.step_kinds[kind]
        for code in (rule.default_holder, *rule.may_hold):
            found = self.serving(code, area)
            if found is not None and found.principal != without:
                return found
        return None

    def may_hold(self, kind: str, area: str, without: int) -> list[Desk]:
        """Every unit that serves the area and may hold such a step."""
        found = [self.serving(code, area) for code in self.pack.step_kinds[kind].may_hold]
        return [desk for desk in found if desk is not None and desk.principal != without and desk.workers]

    def next_call(self, urgency: str, due_at: int, now: int) -> tuple[int, int]:
        """(level, time of the next call): `countries.ladder.climb` by the pack's ladder, of which a test says that it answers the same."""
        reached, later, rungs, after = 0, [], self.pack.escalation, self.times.after
        for rung in rungs:
            starts = after(due_at, rung.delay(urgency))
            if starts <= now:
                reached = rung.level
            else:
                later.append(starts)
        return reached, min([after(now, rungs[reached].repeats[urgency]), *later])

    @cached_property
    def places(self) -> dict[str, list[str]]:
        """Area -> itself and the places in it, in which its cases lie."""
        return {area: [code for code, above in self._above.items() if area in above] for area in AREAS}

    @cached_property
    def _above(self) -> dict[str, tuple[str, ...]]:
        """A place -> itself and what it lies in, the nearest first; "" is the country."""
        path = self.pack.places.path
        return {
            code: (*(one.code for one in reversed(path(code))), "") for code in sorted(self.pack.places.by_code)
        } | {"": ("",)}


def _routed(words: str, now: datetime) -> tuple[str, int]:
    area, unit = route(words, now)
    return area, unit.principal


def _desks(now: datetime) -> Iterable[Desk]:
    roles: dict[object, set[str]] = {}
    for member, role in Membership.objects.filter(since__lte=now).values_list("member_id", "role"):
        roles.setdefault(member, set()).add(role)
    people: dict[int, list[Member]] = {}
    for one in Member.objects.order_by("username"):
        people.setdefault(one.unit_id, []).append(one)

    def those(unit: int, wanted: tuple[str, ...]) -> tuple[Worker, ...]:
        able = [one for one in people.get(unit, ()) if roles.get(one.id, set()) & set(wanted)]
        return tuple(Worker(Key(one.id.bytes), one.username, unit) for one in able)

    for unit in Unit.objects.order_by("code"):
        at = unit.principal
        yield Desk(at, unit.kind, unit.parent_id, those(at, WORKERS), those(at, HEADS))
