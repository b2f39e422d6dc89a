"""The waiting list of a unit: services that are asked of it and have not begun."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.agencies.queries import NamesThen, names_then
from samaki.care import queries
from samaki.web.care import words as said
from samaki.web.care.alarms import day_or_hour
from samaki.web.care.showing import Line
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest


def waiting(request: StaffRequest, behind: int) -> Line:
    """Services asked of the reader's unit and not begun, the most urgent first, and of those the oldest."""
    found = queries.waiting_list(behind, queries.PAGE + 1)
    shown = found[: queries.PAGE]
    names = names_then({one.asker for one in shown})
    return {
        "lines": [_waits(one, names, request) for one in shown],
        "next_href": f"?behind={behind + len(shown)}" if len(found) > len(shown) else "",
        "first_href": "/waiting-services/" if behind else "",
    }


def _waits(one: queries.Waiting, names: NamesThen, request: StaffRequest) -> Line:
    days = (request.now - one.asked_at).days
    asked = _("asked by %(unit)s") % {"unit": names.at(one.asker, request.now)}
    by = _("should begin by %(day)s") % {"day": day_or_hour(one.due_at, one.urgency)}
    now_needed = one.urgency == "emergency"
    since = {"day": day_or_hour(one.asked_at, one.urgency), "days": digits(days)}
    return {
        "href": f"/care-services/{one.id}/" if one.id else "",
        "title": said.service_name(one.service, request.lang),
        "code": one.code or "",
        "state": "overdue" if now_needed or one.due_at < request.now else "offered",
        "words": (_("waits since %(day)s (%(days)s days)") if days else _("waits since %(day)s")) % since,
        "meta": f"{pack().urgencies[one.urgency].label(request.lang)} · {asked} · {by}",
        "call": _call(names.units.get(one.asker)) if now_needed else {},
    }


def _call(asker: Unit | None) -> dict[str, str]:
    """Whom to call, by night too; the unit alone where it has no number."""
    if asker is None:
        return {}
    said_so = _("Call %(unit)s now: say whether you have a place, and until then what else can be done.")
    return {"words": said_so % {"unit": asker.name}, "number": asker.phone_night or asker.phone}
