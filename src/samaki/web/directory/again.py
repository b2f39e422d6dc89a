"""Of a unit that closed by mistake: until when it can open again, and what is said before it does."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies import rules
from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.journeys.units_again import WITHIN, ended_with, may_open_again
from samaki.web import words
from samaki.web.moments import short_date
from samaki.web.pages import StaffRequest


def opens(unit: Unit, request: StaffRequest) -> dict[str, Any] | None:
    """Until when, and for whoever may do it where. None for a unit that does not open again."""
    if unit.until is None or not may_open_again(unit, request.now):
        return None
    return {"until": short_date(unit.until + WITHIN),
            "href": f"/directory/{unit.code}/open-again/" if rules.speaks_for(unit) else ""}  # fmt: skip


def before_open(unit: Unit, gone: list[str], request: StaffRequest) -> list[str]:
    """Who and what comes back, what others have by now, and that the work does not. `gone`: where it went."""
    ended = ended_with(unit)
    lines = [_("See again what this unit sees: %(names)s.") % {"names": _people(ended.members)} if ended.members
             else _("No member comes back. Ask the operator to name some.")]  # fmt: skip
    if ended.members_elsewhere:
        lines.append(_("Stay where they are, or have left: %(names)s.") % {"names": _people(ended.members_elsewhere)})
    lines.append(_("It serves again: %(areas)s.") % {"areas": _areas(ended.areas, request)} if ended.areas
                 else _("No area comes back: nobody finds it by a place until its keeper names one."))  # fmt: skip
    if ended.areas_elsewhere:
        lines.append(_("Stays with a unit of the same kind that took it up since: %(what)s.")
                     % {"what": _areas(ended.areas_elsewhere, request)})  # fmt: skip
    if ended.services_elsewhere:
        lines.append(_("Stays with a unit of the same kind that took it up since: %(what)s.")
                     % {"what": ", ".join(_service(code, request) for code in ended.services_elsewhere)})  # fmt: skip
    lines.append(_("Its numbers, its focal points and its other services stand again as they were."))
    lines.append(_("Its former work does not come back by itself: it moved before the unit closed, and is safe where it is. Who "
                   "holds it now can move it back."))  # fmt: skip
    return lines + gone


def _people(members: list[Member]) -> str:
    return ", ".join(member.name for member in members)


def _areas(codes: list[str], request: StaffRequest) -> str:
    return ", ".join(words.area_name(code, request.lang) if code else _("the whole country") for code in codes)


def _service(code: str, request: StaffRequest) -> str:
    found = pack().services.get(code)
    return found.label(request.lang) if found else code
