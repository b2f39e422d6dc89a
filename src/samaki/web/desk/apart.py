"""Desks of those to whom no case comes: a member whose unit has closed, an administrator, everybody else who does no casework."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar
from samaki.agencies.models import Unit
from samaki.journeys.deciding import Decided, decided_units
from samaki.journeys.mentoring.queries import visits_to_write_up
from samaki.pulse.answering import waits_for
from samaki.web.moments import digits, short_date
from samaki.web.nothing import works_cases
from samaki.web.pages import StaffRequest

MOST = 50
"""Units of one desk."""


WAYS: dict[str, Callable[[], tuple[str, str]]] = {
    "mentoring": lambda: (_("Mentoring: what you were asked, your visits, what you saw"), "/mentoring/"),
    "training": lambda: (_("Workshops and training"), "/training/"),
    "independence": lambda: (_("Can the mentor step back?"), "/independence/"),
    "trust": lambda: (_("Do partners trust each other?"), "/trust/"),
    "gaps": lambda: (_("Gaps and promises"), "/gaps/"),
}
OF_ROLE = {
    "mentor": ("mentoring", "training", "independence"),
    "trainer": ("training",),
    "oversight": ("independence", "trust", "gaps"),
}
"""Role to which no case comes -> where its work stands, the nearest first."""


def ways(request: StaffRequest) -> list[dict[str, str]]:
    """The work of a reader to whom no case comes: it does not wait on a desk, so the desk leads to it before all else."""
    if works_cases(request):
        return []
    roles = request.member.roles(request.now)
    chosen = dict.fromkeys(way for role, ways_ in OF_ROLE.items() if role in roles for way in ways_)
    waits = _visits(request) if "mentor" in roles else []
    return [{"label": label, "href": href} for label, href in (*waits, *(WAYS[one]() for one in chosen))]


def _visits(request: StaffRequest) -> list[tuple[str, str]]:
    """The mentor is reminded of visits whose day is over, until somebody says whether they took place. 1 query."""
    late = visits_to_write_up(request.member.unit, calendar().local(request.now).date())
    return [(_("Visits to be written up: %(count)s") % {"count": digits(late)}, "/mentoring/")] if late else []


def asked_until(request: StaffRequest) -> str:
    """Until when the open round of the pulse waits for this reader; empty where none does. It is read, never written: nobody can find
    out from it afterwards who has answered. 1 query, 2 while a round waits."""
    row = waits_for(request.member)
    return short_date(row.closes_at) if row is not None else ""


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
