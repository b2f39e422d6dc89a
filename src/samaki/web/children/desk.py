"""What waits about a child on the desk: an asking to hear it again, a promise to it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.journeys.desk import DeskItem
from samaki.web import which
from samaki.web.moments import PageClock
from samaki.web.pages import StaffRequest

OURS = ("asking", "promise")
"""Kinds of matters that this page writes out."""


def item(one: DeskItem, named: dict[Any, str], request: StaffRequest, clock: PageClock) -> dict[str, Any]:
    """What, by when, and the one thing to do."""
    asked = one.kind == "asking"
    href = f"/heard-again/{one.id}/" if asked else f"/child-promises/{one.id}/"
    title = _("Must the child be heard again?") if asked else _("What your unit promised to a child")
    label = _("Answer for the child") if asked else _("Say what became of it")
    return {
        "state": "overdue" if one.late else "offered" if asked else "held",
        "sign": "ask" if asked else "",
        **clock.words(one.due_at, one.clock),
        "kind": _("You are asked") if asked else _("Promise due"),
        "urgency": "",
        "title": which.titled(title, one.row.child_id, named),
        "href": href,
        "code": one.case_code,
        "meta": "",
        "action": {"label": label, "href": f"{href}#{'again' if asked else 'promises'}", "method": "get", "quiet": True},
    }  # fmt: skip
