"""The waiting list of a unit: services that are asked of it and have not begun."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.queries import NamesThen, names_then
from samaki.care import queries
from samaki.web.care import words as said
from samaki.web.care.showing import Line
from samaki.web.moments import digits, short_date
from samaki.web.pages import StaffRequest


def waiting(request: StaffRequest, behind: int) -> Line:
    """Services asked of the reader's unit and not begun, the oldest first."""
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
    by = _("should begin by %(day)s") % {"day": short_date(one.due_at)}
    return {
        "href": f"/care-services/{one.id}/" if one.id else "",
        "title": said.service_name(one.service, request.lang),
        "code": one.code or "",
        "state": "overdue" if one.due_at < request.now else "offered",
        "words": _("waits since %(day)s (%(days)s days)") % {"day": short_date(one.asked_at), "days": digits(days)},
        "meta": f"{pack().urgencies[one.urgency].label(request.lang)} · {asked} · {by}",
    }
