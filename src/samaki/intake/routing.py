"""Which unit a report goes to: the one that serves the place, else the national desk."""

from __future__ import annotations

from datetime import datetime

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.agencies.queries import default_desk, unit_for


def route(where: str, now: datetime) -> tuple[str, Unit]:
    """(area code or "", unit that holds the report) for a reporter's words for a place."""
    match = pack().places.match(where) if where else None
    area = match.place.code if match else ""
    return area, unit_of(area, now)


def unit_of(area: str, now: datetime) -> Unit:
    """The unit that takes reports of an area; the national desk where there is none, or no area."""
    kind = pack().step_kinds[pack().opening.report].default_holder
    holder = unit_for(kind, area, now) if area else None
    return holder or default_desk(now)


def takes_reports(unit: Unit) -> bool:
    """Whether a unit may hold a report that came in: those of the list that a merge of units uses as well, and the national desk."""
    return unit.takes_unrouted or unit.kind in pack().step_kinds[pack().opening.report].may_hold
