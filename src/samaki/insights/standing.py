"""What stands between kinds of units in an area, on paper: who serves it, agreements in force, focal points, rosters. Some five queries,
however much work there is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from samaki.agencies.country import pack
from samaki.agencies.entries import FocalPoint, with_away
from samaki.agencies.models import Principal, Unit, UnitArea
from samaki.insights.links import Ends, Exists, Part, Serves
from samaki.journeys.agreements.models import Agreement
from samaki.journeys.governance.queries import agreements_listed
from samaki.journeys.guarding.words import ask
from samaki.roster.queries import in_force


@dataclass
class Standing:
    """`serving`: (kind, province) -> open units that serve it or a part of it; of the province "" those of the whole country. `agreed`:
    pairs of agencies; `pointed`: units with a focal point who can be reached; `rostered`: unit -> minutes with nobody on duty."""

    serving: dict[tuple[str, str], list[Unit]] = field(default_factory=dict)
    agreed: set[frozenset[UUID]] = field(default_factory=set)
    pointed: set[Principal] = field(default_factory=set)
    rostered: dict[Principal, int] = field(default_factory=dict)

    def units(self, kind: str, area: str) -> list[Unit]:
        """Those of the area; where it has none of its own, those of the whole country."""
        return self.serving.get((kind, area)) or self.serving.get((kind, ""), [])

    def serves(self, area: str) -> Serves:
        """Whether a unit of a kind serves the area."""
        return lambda kind: bool(self.units(kind, area))

    def exists(self, ends: Ends) -> Exists:
        """Of the three things, who has them."""
        asked = self.units(ends.asked, ends.area)
        pairs = [one for _asks, _asked, one in self.pairs(ends)]
        return Exists(
            agreement=Part(sum(pairs), len(pairs)),
            focal_point=Part(sum(unit.principal in self.pointed for unit in asked), len(asked)),
            roster=Part(sum(unit.principal in self.rostered for unit in asked), len(asked)),
        )

    def pairs(self, ends: Ends) -> Iterator[tuple[Unit, Unit, bool]]:
        """(who asks, who is asked, whether their agencies have an agreement) of units of different agencies."""
        for asks in self.units(ends.asks, ends.area):
            for asked in self.units(ends.asked, ends.area):
                if asks.agency_id != asked.agency_id:
                    yield asks, asked, frozenset((asks.agency_id, asked.agency_id)) in self.agreed


def read(now: datetime, *, whole: bool) -> Standing:
    """As it stands at `now`. `whole`: in the session of the clock, for the command; else as far as the session's member may know."""
    live = Q(since__lte=now) & (Q(until__isnull=True) | Q(until__gt=now))
    rows = Unit.objects.select_related("agency").filter(live).order_by("code")
    units: dict[Principal, Unit] = {unit.principal: unit for unit in rows}
    found = Standing(pointed=_pointed(now))
    for unit, area in UnitArea.objects.filter(live).order_by("unit__code").values_list("unit", "area"):
        if unit in units:
            row = found.serving.setdefault((units[unit].kind, province_of(area)), [])
            row.extend([units[unit]] if units[unit] not in row else [])
    found.agreed = {frozenset(pair) for pair in _agreed(now, whole=whole)}
    found.rostered = _rostered(list(units), now, whole=whole)
    return found


def province_of(area: str) -> str:
    """The province of a place; an unknown one stands for itself, "" is the country."""
    places = pack().places
    return places.province(area).code if area in places.by_code else area


def _pointed(now: datetime) -> set[Principal]:
    return {point.unit_id for point in with_away(FocalPoint.objects.live(now)) if not point.is_away}


def _agreed(now: datetime, *, whole: bool) -> Iterable[tuple[UUID, UUID]]:
    """One that should have been looked at again by now is none."""
    if whole:
        return Agreement.objects.filter(call_at__isnull=False, due_at__gt=now).values_list("one", "other")
    return [(one, other) for one, other, _day, due_at in agreements_listed() if due_at > now]


def _rostered(units: Collection[Principal], now: datetime, *, whole: bool) -> dict[Principal, int]:
    if whole:
        rows = in_force(now).filter(roster__ended_at__isnull=True, state="published")
        return {one.unit_id: one.gap_minutes for one in rows}
    return {unit: gap for unit, gap in ask("rosters_known", list(units))}
