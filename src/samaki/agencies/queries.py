"""Reading the tree of agencies and units at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from samaki.agencies.country import is_night, pack
from samaki.agencies.entries import FormerName
from samaki.agencies.models import Member, Membership, Principal, Unit, UnitArea
from samaki.database import current_alias
from samaki.database.prepared import fetch


def units(now: datetime, *, kind: str = "", area: str = "") -> QuerySet[Unit]:
    """Units that are open at `now`, of a kind of the pack, that serve an area or any area above it."""
    rows = Unit.objects.filter(since__lte=now).filter(Q(until__isnull=True) | Q(until__gt=now))
    if kind:
        rows = rows.filter(kind=kind)
    if area:
        served = UnitArea.objects.filter(area__in=_area_and_above(area), since__lte=now).filter(
            Q(until__isnull=True) | Q(until__gt=now)
        )
        rows = rows.filter(principal__in=served.values("unit"))
    return rows.order_by("code")


def called(text: str) -> Q:
    """Members whose name in either script, or whose name to sign in with, has each of these words in it, in any order: some write the
    name of the family first."""
    found = Q()
    for word in text.split():
        found &= Q(username__icontains=word) | Q(name_en__icontains=word) | Q(name_km__icontains=word)
    return found


def number_now(unit: Unit, now: datetime) -> str:
    """The telephone number of a unit at this hour; empty where none is known."""
    return (is_night(now) and unit.phone_night) or unit.phone


def areas_of(unit: Unit, now: datetime) -> list[str]:
    """Codes of the areas that a unit serves at `now`; "" is the whole country."""
    rows = UnitArea.objects.filter(unit=unit, since__lte=now).filter(Q(until__isnull=True) | Q(until__gt=now))
    return list(rows.order_by("area").values_list("area", flat=True))


def names_then(principals: Iterable[int]) -> NamesThen:
    """The short names of units, now and before, in two queries; asked by `at`."""
    found = {unit.principal: unit for unit in Unit.objects.filter(principal__in=set(principals))}
    former: dict[int, list[FormerName]] = {}
    for row in FormerName.objects.filter(unit__in=list(found)).order_by("until"):
        former.setdefault(row.unit_id, []).append(row)
    return NamesThen(found, former)


@dataclass(frozen=True)
class NamesThen:
    """What units are called, and what they were called at a moment."""

    units: dict[int, Unit]
    former: dict[int, list[FormerName]]

    def at(self, principal: int | None, moment: datetime) -> str:
        """The short name that the unit had at the moment; "" for an unknown one."""
        unit = self.units.get(principal or -1)
        if unit is None:
            return ""
        then = next((row for row in self.former.get(unit.principal, []) if moment < row.until), None)
        return (then or unit).short_name


def now_of(principals: Iterable[int]) -> dict[int, int]:
    """Unit -> the unit that it is part of by now, itself where it is still its own; by principals."""
    found = {key: key for key in principals}
    while True:
        rows = Unit.objects.filter(principal__in=set(found.values()), merged_into__isnull=False)
        merged: dict[int, Principal] = dict(rows.values_list("principal", "merged_into"))
        if not merged:
            return found
        found = {key: merged.get(unit, unit) for key, unit in found.items()}


def unit_for(kind: str, area: str, now: datetime, *, without: Principal = None) -> Unit | None:
    """The unit of that kind that serves the area most closely; None when there is none. For work: never one that has
    ended since `now` (a story may have begun a moment before a unit closed). `without`: as if this one were closed."""
    fields = Unit._meta.concrete_fields
    given = {"kind": kind, "nearest": _area_and_above(area), "now": now, "without": without}
    found = fetch(CLOSEST.format(", ".join(f'u."{field.column}"' for field in fields)), given)
    return Unit.from_db(current_alias(), [field.attname for field in fields], found[0]) if found else None


CLOSEST = """select {} from unit_area a join unit u on u.principal = a.unit
where a.area = any(%(nearest)s::text[]) and a.since <= %(now)s and (a.until is null or a.until > %(now)s)
  and u.kind = %(kind)s and u.since <= %(now)s and u.until is null and u.principal is distinct from %(without)s::int
order by array_position(%(nearest)s::text[], a.area), u.code collate "C" limit 1"""
"""Asked for every report, so written out: the ORM took as long over this question as over writing the report."""


def default_desk(now: datetime) -> Unit:
    """The national desk that takes what cannot be routed. There is always exactly one."""
    return units(now).get(takes_unrouted=True)


def supervisors(unit: Unit, now: datetime) -> QuerySet[Member]:
    """Members who lead the unit, or its parent."""
    leading = Membership.objects.filter(
        unit__in=[key for key in (unit.principal, unit.parent_id) if key], role__in=("head", "team_lead")
    ).live(now)
    return Member.objects.filter(is_active=True, memberships__in=leading).distinct().order_by("username")


def leads(member: Member, unit: Unit, now: datetime) -> bool:
    """Whether the member leads this unit or the unit above it."""
    if member.unit_id not in (unit.principal, unit.parent_id):
        return False
    return bool(member.roles(now) & {"head", "team_lead"})


def focal_unit(level: int, area: str, now: datetime) -> Unit | None:
    """The committee that is called at level 3 (of the province) or 4 (national)."""
    kind = {3: "committee_province", 4: "committee_national"}.get(level)
    return unit_for(kind, area, now) if kind else None


def _area_and_above(area: str) -> list[str]:
    """The area, those above it, and the whole country (""): the closest first."""
    found = [place.code for place in reversed(pack().places.path(area))] if area in pack().places.by_code else []
    return [*found, ""]
