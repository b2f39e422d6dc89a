"""What waits about a child's safety on the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samaki.agencies.country import pack
from samaki.journeys.desk import DeskItem
from samaki.journeys.safeguarding.queries import tonight_of
from samaki.web import which
from samaki.web.moments import PageClock, digits
from samaki.web.pages import StaffRequest

Said = Callable[[], str]

OURS: dict[str, tuple[str, Said, Said, Said, str]] = {
    "plan": (
        "held",
        lambda: _("Safety plan"),
        lambda: _("Look at the safety plan with the child"),
        lambda: _("Look at it"),
        "/safety-plans/%s/#plan",
    ),
    "basis": (
        "offered",
        lambda: _("Ground of custody"),
        lambda: _("On what ground is a child kept where it stays?"),
        lambda: _("Say it"),
        "/placements/%s/#stay",
    ),
    "keeper": (
        "overdue",
        lambda: _("Not told yet"),
        lambda: _("The unit that keeps a child does not know yet"),
        lambda: _("Tell that unit"),
        "",
    ),
    "missing": (
        "overdue",
        lambda: _("Missing child"),
        lambda: _("A child is missing"),
        lambda: _("Open"),
        "/missing/%s/#tonight",
    ),
}
"""Kind of a matter -> (sign, kind, title, what to press, where)."""


def item(one: DeskItem, named: dict[Any, str], clock: PageClock) -> dict[str, Any]:
    """What, by when, and the one thing to do."""
    sign, kind, title, label, page = OURS[one.kind]
    where = page % one.id if page else f"/cases/{one.case_code}/children/{one.row.child_id}/safety/keeper/"
    return {
        "state": "overdue" if one.late else sign,
        "sign": "",
        **clock.words(one.due_at, one.clock),
        "kind": kind(),
        "urgency": one.urgency if one.kind == "missing" else "",
        "title": which.titled(title(), one.row.child_id, named),
        "href": where,
        "code": one.case_code,
        "meta": "",
        "action": {"label": label(), "href": where, "method": "get", "quiet": True},
    }


def tonight(items: list[DeskItem], request: StaffRequest) -> dict[str, str]:
    """Whether it is known where the children are for whose care the unit holds a step; empty where it holds none (5 queries, else 0)."""
    kinds = pack().step_kinds
    if not any(
        one.step_kind in kinds and kinds[one.step_kind].strand == "care"
        for one in items
        if one.kind in ("step", "handoff")
    ):
        return {}
    found = tonight_of(request.member.unit_id)
    open_ = sum(not one.answered for one in found)
    if not found:
        return {}
    if missing := sum(one.missing is not None for one in found):
        lost = ngettext(
            "%(n)s child is missing: look for it now.", "%(n)s children are missing: look for them now.", missing
        )
        return {"state": "overdue", "words": lost % {"n": digits(missing)}}
    if not open_:
        return {"state": "done", "words": _("It is known of each child.")}
    said = ngettext("Not known of %(n)s child", "Not known of %(n)s children", open_)
    return {"state": "overdue", "words": said % {"n": digits(open_)}}
