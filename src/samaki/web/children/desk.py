"""What waits about a child on the desk: an asking to hear it again."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.journeys.desk import DeskItem
from samaki.web import which
from samaki.web.moments import PageClock
from samaki.web.pages import StaffRequest

OURS = ("asking",)
"""Kinds of matters that this page writes out."""


def item(one: DeskItem, named: dict[Any, str], request: StaffRequest, clock: PageClock) -> dict[str, Any]:
    """What, by when, and the one thing to do."""
    return {
        "state": "overdue" if one.late else "offered",
        "sign": "ask",
        **clock.words(one.due_at, one.clock),
        "kind": _("You are asked"),
        "urgency": "",
        "title": which.titled(_("Must the child be heard again?"), one.row.child_id, named),
        "href": f"/heard-again/{one.id}/",
        "code": one.case_code,
        "meta": "",
        "action": {"label": _("Answer for the child"), "href": f"/heard-again/{one.id}/#again", "method": "get", "quiet": True},
    }  # fmt: skip
