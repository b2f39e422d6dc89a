"""What the unit that was asked learns of a hand-off that it no longer sees: its case code, who ended it, when, how.

The row of the hand-off names that unit, and a notice went to it: nothing is read that was not theirs before. The case, the
step and the child behind it stay shut.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Principal
from samaki.database.refusals import Refusal
from samaki.handoffs.models import Handoff
from samaki.handoffs.states import ENDED, NOT_ARRIVED
from samaki.notices.models import Notice
from samaki.web.fields import field
from samaki.web.frame import StaffRequest
from samaki.web.moments import short_moment
from samaki.web.words import unit_line


class Ended(Refusal):
    """The hand-off is over for the unit that was asked."""

    code = "ended"

    def __init__(self, sentence: str, *, late: bool) -> None:
        super().__init__(sentence)
        self.links: list[dict[str, str]] = []
        self.status = 409 if late else 410


def ending(key: UUID, request: StaffRequest) -> Ended | None:
    """How the hand-off ended for the reader's unit, which was asked; None when it never was, or when it goes on."""
    mine: Principal = request.member.unit_id
    late = request.method == "POST"
    notices = Notice.objects.filter(to_unit=mine, subject_kind="handoff", subject_id=key).order_by("-made_at", "-id")
    told = notices.first()
    code = told.case_code if told else ""
    rows = Handoff.objects.filter(id=key, to_unit=mine, offers__gt=0, state__in=ENDED)  # a draft was never theirs
    row = rows.select_related("from_unit").first()
    if row is not None:
        who, state, at = row.from_unit.name, row.state, row.ended_at
        state = NOT_ARRIVED if row.arrived is False else state
    elif told is not None and told.facts.get("state") in ENDED:
        who, state, at = "", told.facts["state"], told.made_at
        state = NOT_ARRIVED if told.kind == f"handoff.{NOT_ARRIVED}" else state
    else:
        return None
    facts = {"unit": who or _("The unit that asked"), "time": short_moment(at) if at else ""}
    words = SENTENCES[state]() % facts
    ended = Ended(f"{words} ({code})" if code else words, late=late)
    if state == "declined":
        ended.links = [{"label": _("Our no was a mistake"), "href": f"/handoffs/{key}/no-was-a-mistake/"}]
    return ended


def regret(key: UUID, request: StaffRequest) -> dict[str, Any]:
    """Saying that the no was a mistake: one button. Raises Handoff.DoesNotExist for whoever did not say no."""
    mine: Principal = request.member.unit_id
    row = Handoff.objects.select_related("from_unit").get(id=key, to_unit=mine, offers__gt=0, state="declined")
    return {
        "title": _("Our no was a mistake"),
        "lead": _("%(unit)s is told at once and can offer it to you again. Call them, if it cannot wait.")
        % {"unit": unit_line(row.from_unit)},
        "fields": [field("hidden", "act", "", value="regret")],
        "submit_label": _("Tell them"),
        "back": {"href": "/desk/", "label": _("To the desk")},
        "errors": [],
    }


SENTENCES: dict[str, Callable[[], str]] = {
    "withdrawn": lambda: _("%(unit)s took it back, %(time)s. You are no longer asked."),
    "expired": lambda: _("The time to answer ran out, %(time)s. It is back with %(unit)s, who can ask you again."),
    "declined": lambda: _("Your unit said no, %(time)s. It is back with %(unit)s."),
    "failed": lambda: _("Your unit recorded that it could not be done, %(time)s. %(unit)s was told."),
    "confirmed": lambda: _("%(unit)s confirmed that help arrived, %(time)s."),
    NOT_ARRIVED: lambda: _("%(unit)s says that help did NOT arrive, %(time)s."),
    "entered_in_error": lambda: _("%(unit)s marked it as entered in error, %(time)s."),
}
