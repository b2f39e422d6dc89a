"""Desks of those to whom no case comes: a member whose unit has closed, an administrator, everybody else who does no casework."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.models import Unit
from samaki.journeys.deciding import Decided, decided_units
from samaki.web.moments import digits, short_date
from samaki.web.pages import StaffRequest

MOST = 50
"""Units of one desk."""


def apart(request: StaffRequest) -> dict[str, Any]:
    """`closed`: sentences about a unit that has ended; `decides`: units over which an administrator decides."""
    return {
        "closed": _closed(request),
        "decides": _decides(request) if "admin" in request.member.roles(request.now) else None,
    }


def _closed(request: StaffRequest) -> list[str]:
    unit = request.member.unit
    if unit.until is None or unit.until > request.now:
        return []
    told = {"unit": unit.name, "date": short_date(unit.until)}
    return [
        _("Your unit, %(unit)s, was closed on %(date)s.") % told,
        _("Your new place is given by the administrator of your agency; until then no case and no report comes to this desk. Ask the "
          "head of the unit that you go to, to tell them."),
    ]  # fmt: skip


def _decides(request: StaffRequest) -> list[dict[str, str]]:
    found = decided_units(request.now)[:MOST]
    units = Unit.objects.in_bulk([one.unit_id for one in found])
    return [_line(one, units[one.unit_id]) for one in found]


def _line(one: Decided, unit: Unit) -> dict[str, str]:
    said = [_("merges to answer: %(n)s") % {"n": digits(one.merges)}] if one.merges else []
    said.append(_("open matters: %(n)s") % {"n": digits(one.work)})
    href = f"/directory/{unit.code}/" + ("" if one.merges else "work/")
    return {"name": unit.name, "href": href, "words": " · ".join(said)}
