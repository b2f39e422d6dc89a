"""What the map and the directory find wanting in an area, before anybody wrote it down: links that do not hold or are not there, steps and
services that nobody serves, no number at night. One query beside those of the map."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from samaki.agencies.country import pack
from samaki.agencies.entries import UnitService
from samaki.agencies.models import Principal, Unit
from samaki.insights.chain import Map, areas_of_map
from samaki.insights.links import FAILS, MISSING
from samaki.insights.standing import Standing


class Wanting(NamedTuple):
    """`kind`, `what`: as in the register of gaps (`commitments.models.Gap`)."""

    area: str
    kind: str
    what: str


def wanting(found: Map, now: datetime) -> list[Wanting]:
    """In the order of the areas: links, weakest first; steps; services; the night."""
    offered = _offered(now)
    return [one for area in areas_of_map() for one in _of(area, found, offered)]


def _of(area: str, found: Map, offered: dict[str, set[Principal]]) -> Iterator[Wanting]:
    for link in found.of(area):
        if link.verdict in (MISSING, FAILS):
            yield Wanting(area, "link", f"{link.ends.asks}>{link.ends.asked}")
    for code in found.nobody.get(area, ()):
        yield Wanting(area, "step", code)
    here = {unit.principal for unit in serving(found.stands, area)}
    for code in pack().services:
        if not offered.get(code, set()) & here:
            yield Wanting(area, "service", code)
    if not any(unit.phone_night or unit.principal in found.stands.rostered for unit in serving(found.stands, area)):
        yield Wanting(area, "night_number", "")


def serving(stands: Standing, area: str) -> Iterator[Unit]:
    """Every unit that serves the area, or the whole country."""
    return (unit for (_kind, where), units in stands.serving.items() if where in (area, "") for unit in units)


def _offered(now: datetime) -> dict[str, set[Principal]]:
    """Service -> units that offer it now."""
    told: dict[str, set[Principal]] = {}
    for unit, service in UnitService.objects.live(now).values_list("unit", "service"):
        told.setdefault(service, set()).add(unit)
    return told
