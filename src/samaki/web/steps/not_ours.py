"""The page of a step for whoever cannot record anything on it: who holds it, and where to go on. No form that would fail."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Principal
from samaki.cases.models import Step
from samaki.cases.rules import check_holds, check_step_moves
from samaki.database.refusals import Refusal
from samaki.handoffs.models import Handoff
from samaki.handoffs.states import ASKING
from samaki.web.frame import StaffRequest
from samaki.web.steps import forms


def reason(step: Step, request: StaffRequest) -> str:
    """Why the reader can record nothing on this step; empty when they can."""
    try:
        check_holds(step, request.member, request.now)
        check_step_moves(step, "done")
    except Refusal as refusal:
        return refusal.sentence
    return ""


def context(step: Step, why: str, request: StaffRequest, errors: forms.Errors | None = None) -> dict[str, Any]:
    """Everything that `staff/step_not_ours.html` needs."""
    kind = pack().step_kinds[step.kind]
    mine: Principal = request.member.unit_id
    asked = Handoff.objects.filter(step=step, to_unit=mine, state__in=ASKING).first()
    links = [
        {"label": _("To the case"), "href": f"/cases/{step.case.code}/"},
        {"label": _("To the desk"), "href": "/desk/"},
    ]
    if asked is not None:
        links.insert(0, {"label": _("Your unit is asked to take it: answer"), "href": f"/handoffs/{asked.id}/"})
    return {
        "code": step.case.code,
        "case_href": f"/cases/{step.case.code}/",
        "title": kind.label(request.lang),
        "sentence": why,
        "links": links,
        "more": forms.moving(step, kind, request),
        "errors": errors or [],
    }
