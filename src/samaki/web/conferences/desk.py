"""Conferences and promises on the desk."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.journeys.desk import DeskItem
from samaki.web import which, words
from samaki.web.moments import PageClock
from samaki.web.pages import StaffRequest

OURS = ("conference", "action")
"""Kinds of matters that this page writes out."""


def item(one: DeskItem, named: dict[Any, str], request: StaffRequest, clock: PageClock) -> dict[str, Any]:
    """An invitation to answer, or a promise: what, by when, and the one thing to do."""
    invited = one.kind == "conference"
    row = one.row.conference if invited else one.row
    key = row.id if invited else row.conference_id
    title = _("Conference: %(purpose)s") % {"purpose": words.reason_name("conference_purpose", row.purpose, request.lang)} \
        if invited else which.titled(_("What your unit promised in a conference"), row.child_id, named)  # fmt: skip
    label = _("Answer") if invited else _("Say what became of it")
    return {
        "state": "overdue" if one.late else "offered" if invited else "held",
        "sign": "ask" if invited else "",
        **clock.words(one.due_at, one.clock),
        "kind": _("You are invited") if invited else _("Promise due"),
        "urgency": "",
        "title": title,
        "href": f"/conferences/{key}/",
        "code": one.case_code,
        "meta": words.area_name(row.area, request.lang) if invited and row.area else "",
        "action": {"label": label, "href": f"/conferences/{key}/" + ("" if invited else f"#action-{row.id}"), "method": "get",
                   "quiet": True},
    }  # fmt: skip
