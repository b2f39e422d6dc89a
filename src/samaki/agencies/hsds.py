"""The directory in the terms of Open Referral's Human Services Data Specification 3 (HSDS; schemas CC BY-SA 4.0, not copied here).

An organization is an agency, a location a unit, a service what one unit offers of the pack's list, and so one service_at_location
each. Required by HSDS (openreferral/specification, schema/*.json of 3.0 to 3.2): organization id, name, description; service id, name,
status (active, inactive, defunct, temporarily closed); location id, location_type (physical, postal, virtual); phone id, number;
service_capacity (from 3.1) id, unit, available, updated, its unit id, name; of all others id. Every id is a UUID; those of parts that are
no rows here are made of the row's id and the part's name, so that they stay. `assured_date`: the day on which the unit last said that
its entry is right. Never in it: focal points and members, who are persons; where children stay.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.agencies.details import LANGUAGES
from samaki.agencies.entries import UnitService
from samaki.agencies.models import Agency, Unit, UnitArea

Shape = dict[str, Any]


def organization(row: Agency) -> Shape:
    """An agency."""
    kind = pack().agency_kinds.get(row.kind)
    return {
        "id": str(row.id),
        "name": row.name,
        "alternate_name": _other(row),
        "description": kind.label(_lang()) if kind else row.kind,
    }


def location(row: Unit) -> Shape:
    """A unit: its names, its languages, its numbers by day and by night, when it is open. No address is kept."""
    return {
        "id": str(row.id), "location_type": "physical", "name": row.name, "alternate_name": _other(row), "description": row.how_to_reach,
        "languages": [{"id": _part(row.id, code), "code": code, "name": LANGUAGES[code]()} for code in row.languages if code in LANGUAGES],
        "phones": _phones(row), "schedules": _schedules(row),
        "attributes": [{"id": _part(row.id, "checked"), "label": "last_verified", "value": _day(row.checked_at)}] if row.checked_at else [],
    }  # fmt: skip


def service(row: UnitService, areas: list[UnitArea]) -> Shape:
    """What a unit offers, with the agency and everything that is said of it. `row.unit.agency` is read already."""
    kind, unit = pack().services.get(row.service), row.unit
    found: Shape = {
        "id": str(row.id), "organization_id": str(unit.agency_id), "name": kind.label(_lang()) if kind else row.service,
        "status": "active", "description": f"{kind.label(_lang()) if kind else row.service}, {unit.name}",
        "eligibility_description": row.who_for, "organization": organization(unit.agency), "phones": _phones(unit),
        "languages": location(unit)["languages"], "schedules": _schedules(unit), "service_areas": [_area(one) for one in areas],
        "required_documents": [{"id": _part(row.id, "papers"), "document": row.papers}] if row.papers else [],
        "capacities": _capacities(row),
        "attributes": [{"id": _part(row.id, "need"), "label": "need", "value": row.service}],
    }  # fmt: skip
    if row.full:
        found["alert"] = _("takes nobody at the moment")
    if unit.checked_at:
        found["assured_date"] = _day(unit.checked_at)
    return found


def at_location(row: UnitService, areas: list[UnitArea]) -> Shape:
    """The one place of a service."""
    return {
        "id": at_location_id(row),
        "description": "",
        "service": service(row, areas),
        "location": location(row.unit),
    }


def at_location_id(row: UnitService) -> str:
    """Made of the service's id, as there is one place for each."""
    return _part(row.id, "at location")


def page(contents: list[Shape], total: int, number: int, size: int) -> Shape:
    """A page of HSDS: numbers begin at 1."""
    pages = max(1, -(-total // size))
    return {"total_items": total, "total_pages": pages, "page_number": number, "size": len(contents), "first_page": number == 1,
            "last_page": number >= pages, "empty": not contents, "contents": contents}  # fmt: skip


def areas_of(rows: list[UnitService], now: datetime) -> dict[Any, list[UnitArea]]:
    """Unit -> the areas that it serves now, in one query."""
    found: dict[Any, list[UnitArea]] = {row.unit_id: [] for row in rows}
    live = Q(since__lte=now) & (Q(until__isnull=True) | Q(until__gt=now))
    for area in UnitArea.objects.filter(live, unit__in=list(found)).order_by("area"):
        found[area.unit_id].append(area)
    return found


def _area(row: UnitArea) -> Shape:
    place = pack().places.by_code.get(row.area)
    name = pack().places.full_name(place, _lang()) if place else pack().label(_lang()) if not row.area else row.area
    return {"id": str(row.id), "name": name, "extent": row.area, "extent_type": "text"}


def _phones(row: Unit) -> list[Shape]:
    given = (("day", row.phone, _("by day")), ("night", row.phone_night, _("by night")))
    return [
        {"id": _part(row.id, f"phone {part}"), "number": number, "type": "voice", "description": words}
        for part, number, words in given if number
    ]  # fmt: skip


def _schedules(row: Unit) -> list[Shape]:
    if not (row.open_days or row.opens_at):
        return []
    zone = f"{datetime.now(calendar().timezone):%z}"
    offset = f"{zone[:3]}:{zone[3:]}"
    found: Shape = {"id": _part(row.id, "schedule"), "freq": "WEEKLY", "byday": ",".join(row.open_days)}
    if row.opens_at and row.closes_at:
        found |= {"opens_at": f"{row.opens_at:%H:%M}{offset}", "closes_at": f"{row.closes_at:%H:%M}{offset}"}
    return [found]


def _capacities(row: UnitService) -> list[Shape]:
    """How many can be taken now: none where it is full; nothing where nobody said."""
    if not row.full and row.places is None:
        return []
    said = row.places_at or row.unit.checked_at or row.since
    unit = {"id": _part(row.id, "unit"), "name": _("children")}
    return [
        {
            "id": _part(row.id, "capacity"),
            "unit": unit,
            "available": 0 if row.full else row.places,
            "updated": f"{said.astimezone(UTC):%Y-%m-%dT%H:%M:%S.000Z}",
        }
    ]


def _part(key: UUID, name: str) -> str:
    return str(uuid5(key, name))


def _day(moment: datetime) -> str:
    return f"{calendar().local(moment):%Y-%m-%d}"


def _lang() -> str:
    return (get_language() or "en")[:2]


def _other(row: Agency | Unit) -> str:
    return row.name_en if row.name == row.name_km else row.name_km
