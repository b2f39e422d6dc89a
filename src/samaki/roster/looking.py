"""What is looked for in a plan before it is published: gaps, members who are gone, too little rest, too long weeks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Principal
from samaki.roster.duty import Layer, Shift, long_weeks, shifts, short_rests, without_turn
from samaki.roster.models import DutyChange
from samaki.roster.queries import gone, members_in, plan, unreached


@dataclass(frozen=True)
class Found:
    """What stands in the way of nobody, and must be seen. Times of `gaps` in which nobody is on duty; `gone`: members who cannot be
    on duty; `rests`: two shifts with too little between them; `weeks`: (member, Monday, how long) above what is right; `unreached`:
    members whom nothing would reach, so that they are passed over when somebody is called; `turnless`: members who stand in a layer and
    never have a turn in it, for its days or hours always fall to others."""

    gaps: tuple[Shift, ...] = ()
    gone: tuple[UUID, ...] = ()
    rests: tuple[tuple[Shift, Shift], ...] = ()
    weeks: tuple[tuple[str, date, timedelta], ...] = ()
    unreached: tuple[UUID, ...] = ()
    turnless: tuple[str, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether there is something to be seen."""
        return bool(self.gaps or self.gone or self.rests or self.weeks or self.unreached or self.turnless)

    @property
    def gap_minutes(self) -> int:
        """How long nobody is on duty, in all."""
        return sum(int((one.until - one.since).total_seconds() // 60) for one in self.gaps)

    @property
    def seen(self) -> str:
        """What whoever publishes says that they saw: how many of each, and which members. It stays the same while the page is read."""
        told = [len(self.gaps), sorted(map(str, self.gone)), len(self.rests), len(self.weeks)]
        told += [sorted(map(str, self.unreached))] if self.unreached else []
        told += [["turnless", *self.turnless]] if self.turnless else []
        return hashlib.sha256(repr(told).encode()).hexdigest()[:16] if self.anything else ""


def look(layers: Iterable[Layer], changes: Iterable[DutyChange], unit: Principal, now: datetime) -> Found:
    """From now on, so far ahead as the pack says, from the whole hour. Whom nothing reaches is found for who plans."""
    told, layers, changes = pack().rostering, tuple(layers), list(changes)
    named = members_in(layers, changes)
    absent = gone(named, unit, now)
    begins = now.replace(minute=0, second=0, microsecond=0)
    found = shifts(plan(layers, changes, absent), begins, begins + timedelta(days=told.look_ahead.amount))
    zone = calendar().timezone
    return Found(
        gaps=tuple(one for one in found if one.member is None),
        gone=tuple(sorted(absent)),
        rests=tuple(short_rests(found, timedelta(hours=told.rest.amount))),
        weeks=tuple(long_weeks(found, timedelta(hours=told.week_hours), zone)),
        unreached=tuple(sorted(unreached(named - absent, unit))),
        turnless=tuple(sorted({one for layer in layers for one in without_turn(layer, begins, zone)})),
    )
