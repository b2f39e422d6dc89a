"""What the reader's unit is asked on a case and has not answered: it stands before everything else that is work there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from samaki.handoffs.models import Handoff
from samaki.web import words
from samaki.web.cases.side import title_of, works
from samaki.web.moments import by_time, time_left
from samaki.web.pages import StaffRequest

if TYPE_CHECKING:
    from samaki.web.cases.showing import File

WAITS = ("offered", "received", "needs_information", "accepted_by_phone", "disputed")
"""States of a hand-off in which the unit that is asked has not taken the step."""


def asked(file: File, request: StaffRequest) -> list[dict[str, Any]]:
    """One card for each hand-off that waits for the reader's unit, the soonest due first; none for who does no casework."""
    ours = request.member.unit_id
    waits = [one for one in file.newest.values() if one.state in WAITS and one.to_unit_id == ours]
    if not waits or not works(request):
        return []
    steps = {step.id: step for group in file.steps.values() for step in group}
    return [
        _card(one, title_of(steps[one.step_id], file, request), request)
        for one in sorted(waits, key=lambda one: (one.due_at or request.now, one.id))
        if one.step_id in steps
    ]


def _card(handoff: Handoff, title: str, request: StaffRequest) -> dict[str, Any]:
    due = handoff.due_at
    return {
        "state": "overdue" if due and due < request.now else "offered",
        "kind": KINDS.get(handoff.state, KINDS["offered"])(),
        "since_words": f"{time_left(due, request.now)}, {by_time(due, request.now)}" if due else "",
        "urgency": handoff.urgency,
        "title": title,
        "unit": words.unit_line(handoff.from_unit),
        "href": f"/handoffs/{handoff.id}/",
        "label": BUTTONS.get(handoff.state, BUTTONS["offered"])(),
    }


KINDS = {
    "offered": lambda: _("Hand-off offered"),
    "needs_information": lambda: _("Your question waits for an answer"),
    "accepted_by_phone": lambda: _("Yes by telephone, to be confirmed"),
    "disputed": lambda: _("Disputed: supervisors decide"),
}

BUTTONS = {
    "offered": lambda: _("Accept, ask, or say why not"),
    "needs_information": lambda: _("Look at the hand-off"),
    "accepted_by_phone": lambda: _("Confirm it, or say that it is not so"),
    "disputed": lambda: _("Look at the hand-off"),
}
