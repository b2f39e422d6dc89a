"""Figures of where reports come from: by quarter and province. For the head of a unit, of their own; for the oversight committee, of all,
where the database itself gives no number below ten (`app.demand`), and never a sum from which one could be worked out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connections
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.cases.indexing import province_of
from samaki.database import current_alias
from samaki.database.refusals import NotAllowed

BACK = timedelta(days=2 * 365)
LEADS = frozenset({"head", "team_lead"})


@dataclass(frozen=True)
class Told:
    """Reports of one source in one quarter and province (`area`: its code, "" where it is not known). None: fewer than ten, or so few
    that it would tell. `own`: cases opened by the unit's own work, as a source of its own."""

    quarter: str
    area: str
    source: str
    channel: str
    told: int | None
    first_time: int | None
    again: int | None
    again_asked: int | None
    small: bool


def check_reads(by: Member, now: datetime) -> bool:
    """Whether the member reads figures of all units (oversight); else of their own. Raises NotAllowed."""
    roles = by.roles(now)
    if "oversight" in roles:
        return True
    if not roles & LEADS:
        raise NotAllowed(_("These figures are for the head of a unit and for the oversight committee."))
    return False


Own = tuple[str, str, int | None, bool]
"""Cases of own work: quarter, province, how many, whether they were too few to be told."""


def demand(by: Member, now: datetime) -> tuple[list[Told], list[Own]]:
    """(reports by source, cases of own work), of the last two years."""
    of_all = check_reads(by, now)
    provinces = json.dumps({code: province_of(code) for code in pack().places.by_code})
    given: list[Any] = [of_all, str(pack().timezone), now - BACK, provinces]
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select * from app.demand(%s, %s, %s, %s::jsonb)", given)
        told = [Told(*row) for row in cursor.fetchall()]
        cursor.execute("select * from app.own_work(%s, %s, %s, %s::jsonb)", given)
        return told, cursor.fetchall()


def of_the_country(by: Member, now: datetime) -> list[tuple[str, int | None, int | None]]:
    """(source, reports, all reports together) of all units and the whole time, for the oversight committee; None: too few, or they would
    tell a small number of the other table (migration 0167). Empty for everybody else."""
    if not check_reads(by, now):
        return []
    provinces = json.dumps({code: province_of(code) for code in pack().places.by_code})
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(
            "select * from app.demand_of_all(%s, %s, %s::jsonb)", [str(pack().timezone), now - BACK, provinces]
        )
        return cursor.fetchall()


def wholes(told: list[Told], own: list[Own]) -> dict[tuple[str, str], int | None]:
    """Quarter and province -> all that was told and opened there, of which each source is a share. None where one of them is too few to
    be told: a share of the others would tell it."""
    parts = [(one.quarter, one.area, one.told) for one in told] + [
        (quarter, area, count) for quarter, area, count, _small in own
    ]
    found: dict[tuple[str, str], int | None] = {}
    for quarter, area, count in parts:
        before = found.get((quarter, area), 0)
        found[quarter, area] = None if before is None or count is None else before + count
    return found
