"""Who is on duty now in other units, as far as the session's member may know it: a function of the database says whose plan."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connections

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Principal
from samaki.database import current_alias
from samaki.roster.duty import Change, Plan, shifts
from samaki.roster.layers import kept

AHEAD = timedelta(days=2)
"""So far ahead the end of a duty is looked for."""


@dataclass(frozen=True)
class OnDuty:
    """Of one unit, for one area: the member's key, None for nobody; `until`: as long as that stays so, None where it does for long."""

    unit: Principal
    area: str
    member: UUID | None
    until: datetime | None


def on_duty(units: Iterable[Principal], now: datetime) -> list[OnDuty]:
    """For each roster of these units that the member may know: their own unit's, and those of units that serve an area together
    with theirs, where they do casework. One question for all units."""
    keys = sorted(set(units))
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select unit, area, layers, changes, gone from app.duty_of(%s, %s)", [keys, now + AHEAD])
        rows = cursor.fetchall()
    return [_one(row, now) for row in rows]


def nearest(found: Iterable[OnDuty], area: str) -> OnDuty | None:
    """Of one unit, for the area that is asked for: the smallest around it, else for all areas, else the first."""
    rows, places = list(found), pack().places
    around = [place.code for place in reversed(places.path(area))] if area in places.by_code else []
    order = {code: at for at, code in enumerate([*around, ""])}
    return min(rows, key=lambda one: order.get(one.area, len(order)), default=None)


def counted() -> list[tuple[Principal, str, datetime, int]]:
    """(unit, area, published at, minutes of gaps found then) of every roster in force, without a member: for who oversees."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select unit, area, published_at, gap_minutes from app.duty_counted()")
        return [(row[0], row[1], row[2], row[3]) for row in cursor.fetchall()]


def _one(row: tuple[Any, ...], now: datetime) -> OnDuty:
    unit, area, layers, changes, gone = row
    layers, changes = (json.loads(one) if isinstance(one, str) else one for one in (layers, changes))
    told = tuple(Change(one["sort"], one["member"], datetime.fromisoformat(one["since"]), datetime.fromisoformat(one["until"]))
                 for one in changes)  # fmt: skip
    counted_with = Plan(calendar().timezone, kept(layers), told, frozenset(str(key) for key in gone))
    first = shifts(counted_with, now, now + AHEAD)[0]
    return OnDuty(
        unit, area, UUID(first.member) if first.member else None, first.until if first.until < now + AHEAD else None
    )
