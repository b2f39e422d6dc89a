"""What of a child's care is due, on the desk of who holds it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.journeys.desk import DeskItem
from samaki.web import which
from samaki.web.care.words import service_name
from samaki.web.moments import PageClock
from samaki.web.pages import StaffRequest

OURS = ("goal", "service")
"""Kinds of matters that this page writes out."""

SIGNS = {"open": "held", "asked": "offered", "begun": "held"}

TITLES = {
    "open": lambda _what: _("Look at a goal with the child"),
    "asked": lambda what: _("Has it begun? %(what)s") % {"what": what},
    "begun": lambda what: _("What came of it? %(what)s") % {"what": what},
}
"""State -> what it is called; never what somebody wrote."""


def item(one: DeskItem, named: dict[Any, str], request: StaffRequest, clock: PageClock) -> dict[str, Any]:
    """What, by when, and the one thing to do."""
    row, page = one.row, f"/care-{one.kind}s/{one.id}/"
    return {
        "state": "overdue" if one.late else SIGNS[row.state],
        "sign": "",
        **clock.words(one.due_at, one.clock),
        "kind": _("Goal of the care plan") if one.kind == "goal" else _("Service of the care plan"),
        "urgency": "",
        "title": which.titled(TITLES[row.state](service_name(row.name, request.lang)), row.child_id, named),
        "href": page,
        "code": one.case_code,
        "meta": "",
        "action": {"label": _("Say how it stands"), "href": page, "method": "get", "quiet": True},
    }
