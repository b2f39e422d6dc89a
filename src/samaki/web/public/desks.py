"""Whom to call in one's own province: the numbers of the units that a report would go to, as the directory has them. They are a unit's
numbers, by day and by night; who is on duty tonight is nobody's business on a public page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Unit, UnitArea
from samaki.agencies.queries import units
from samaki.database import session
from samaki.web import words
from samaki.web.public.frame import AWAY, PublicRequest

MOST = 60
"""Units: two for each province of a large country."""


def desks(request: PublicRequest) -> list[dict[str, str]]:
    """Each unit with a number, by province, the national desk first; nothing while the database is away."""
    try:
        with session("intake", request.now):
            return _desks(request)
    except AWAY:
        return []


def _desks(request: PublicRequest) -> list[dict[str, str]]:
    kind = pack().step_kinds[pack().opening.report].default_holder
    found = {
        row.principal: row for row in units(request.now).exclude(phone="") if row.kind == kind or row.takes_unrouted
    }
    areas = UnitArea.objects.filter(unit__in=list(found), since__lte=request.now, until__isnull=True).order_by("area")
    lines = [_line(row, _("The whole country")) for row in found.values() if row.takes_unrouted]
    for one in areas:
        if one.area and not found[one.unit_id].takes_unrouted:
            lines.append(_line(found[one.unit_id], words.area_name(one.area, request.lang)))
    return lines[:MOST]


def _line(row: Unit, place: str) -> dict[str, str]:
    return {"place": place, "name": row.name, "number": row.phone, "night": row.phone_night}
