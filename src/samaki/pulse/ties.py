"""Who calls whom: once a year a unit names the units that it calls, and those that call it. Its own word, under its name."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samaki.agencies.country import calendar
from samaki.agencies.models import Member, Principal, Unit
from samaki.database import lock, story
from samaki.database.refusals import Invalid, NotAllowed, together
from samaki.ledger.operations import record
from samaki.pulse.models import UnitTie

SPEAKS = frozenset({"head", "team_lead"})
TO, FROM = UnitTie.WAYS


@story
def name_ties(*, calls: Collection[int], called: Collection[int], by: Member, now: datetime) -> list[UnitTie]:
    """Who leads a unit names, for this year, the units that it calls and those that call it (principals). Said anew it replaces what the
    unit said this year. Raises NotAllowed, Invalid."""
    check_speaks(by, now)
    with together() as told:
        told.of(_check_units, calls, "calls", by, now)
        told.of(_check_units, called, "called", by, now)
        if not calls and not called:
            told.wrong(_("Name at least one unit."), field="calls")
    lock(by.unit.id)
    year = calendar().local(now).year
    said = {(TO, unit) for unit in calls} | {(FROM, unit) for unit in called}
    stand = {(one.way, int(one.other_id)): one for one in _of_year(year).filter(unit=by.unit)}
    for key in stand.keys() - said:
        stand[key].ended_at = now
        stand[key].save(update_fields=["ended_at"])
    for way, unit in sorted(said - stand.keys()):
        row = UnitTie(year=year, unit=by.unit, other_id=unit, way=way, said_at=now, synthetic=by.synthetic)
        row.save(force_insert=True)
    facts = {"count": len(set(calls)), "number": len(set(called)), "since": str(year)}
    record("pulse.name_ties", by=by, now=now, subject=by.unit, facts=facts)
    return ties_of(year, by.unit_id)


def check_speaks(by: Member, now: datetime) -> None:
    """Raises NotAllowed."""
    if not speaks(by, now):
        raise NotAllowed(_("Who leads a unit says for it whom it calls."))


def speaks(by: Member, now: datetime) -> bool:
    """The yes/no twin."""
    return bool(SPEAKS & by.roles(now))


def years() -> list[int]:
    """Of which anything was named, the newest first."""
    return list(UnitTie.objects.filter(ended_at=None).order_by("-year").values_list("year", flat=True).distinct())


def ties_of(year: int, unit: Principal | None = None) -> list[UnitTie]:
    """What stands of a year, of all units or of one. 1 query."""
    rows = _of_year(year).order_by("unit", "other", "way")
    return list(rows if unit is None else rows.filter(unit=unit))


def _of_year(year: int) -> QuerySet[UnitTie]:
    return UnitTie.objects.filter(year=year, ended_at=None)


def _check_units(units: Collection[int], field: str, by: Member, now: datetime) -> None:
    wanted = set(units)
    open_now = (
        Unit.objects.filter(principal__in=wanted, since__lte=now).exclude(until__lte=now).exclude(principal=by.unit_id)
    )
    if open_now.count() != len(wanted):
        raise Invalid(_("Choose open units from the list, without your own."), field=field)
