"""Mending a step: what whoever recorded it, or a lead, finds on its page. Forms only where they would go through."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.cases.mending import MISTAKE, entry_of
from samaki.cases.models import OPEN_STATES, Step
from samaki.cases.rules import may
from samaki.database.refusals import Invalid, together
from samaki.journeys import mending
from samaki.journeys.follow import ends_strand
from samaki.web.fields import field, options, typed, typed_list, typed_moment, typed_number
from samaki.web.frame import StaffRequest
from samaki.web.hints import right_or
from samaki.web.steps import support


def forms_for(step: Step, request: StaffRequest) -> list[dict[str, Any]]:
    """Take it back, correct it; for an open step that was started by hand: it was a mistake."""
    asked = (step, request.member, request.now)
    if step.state in OPEN_STATES:
        return [_mark_error(step)] if may(mending.check_marks_error, *asked) else []
    found = [_take_back(step)] if may(mending.check_takes_back, *asked) else []
    return found + ([_correct(step, request)] if may(mending.check_corrects, *asked) else [])


def recorder(step: Step) -> str:
    """Who recorded how the step ended: whom to ask when it is wrong. Empty where it is open or not known to the reader."""
    if step.state in OPEN_STATES or step.end_reason == MISTAKE:
        return ""
    entry = entry_of(step.id, *mending.ENDED_BY)
    member = Member.objects.filter(username=entry.who).first() if entry else None
    return member.name if member else ""


def take_back(request: StaffRequest, key: Any) -> None:
    mending.take_back_step(step_id=key, text=typed(request, "text"), by=request.member, now=request.now)


def mark_error(request: StaffRequest, key: Any) -> None:
    mending.mark_step_error(step_id=key, text=typed(request, "text"), by=request.member, now=request.now)


@together()
def correct(request: StaffRequest, key: Any) -> None:
    """What the form shows is what stands: everything in it counts, but for a time that was left empty."""
    step = Step.objects.get(id=key)
    given: dict[str, Any] = {}
    if step.state == "done":
        given = {
            "outcome": typed(request, "outcome"),
            "support_level": typed_number(request, "support_level", most=9),
            "paid": typed(request, "paid"),
            "checklist": typed_list(request, "checklist"),
        }
    else:
        given = {"reason": typed(request, "reason")}
    occurred_at, precision = typed_moment(request, "occurred_at", request.now)
    if occurred_at is not None:
        given |= {"occurred_at": occurred_at, "precision": precision}
    try:
        mending.correct_step(step_id=key, text=typed(request, "why"), by=request.member, now=request.now,
                             version=typed_number(request, "version", most=10**6), **given)  # fmt: skip
    except Invalid as refusal:
        raise refusal.renamed(text="why") from None


def _take_back(step: Step) -> dict[str, Any]:
    hint = _(
        "It is open again with your unit and due when it was due. What followed it ends as opened by mistake, unless "
        "somebody has worked on it; whoever was asked is told."
    )
    return {
        "href": f"/steps/{step.id}/take-back/",
        "summary": _("It was recorded by mistake: take it back"),
        "label": _("Take it back, on the record"),
        "fields": [field("area", "text", _("What was wrong?"), rows=2, hint=hint)],
    }


def _mark_error(step: Step) -> dict[str, Any]:
    return {
        "href": f"/steps/{step.id}/mark-error/",
        "summary": _("It was started by mistake"),
        "label": _("Say that it was a mistake"),
        "fields": [field("area", "text", _("What was wrong?"), rows=2)],
    }


def _correct(step: Step, request: StaffRequest) -> dict[str, Any]:
    kind, lang = pack().step_kinds[step.kind], request.lang
    if step.state == "done":
        outcomes = [
            one for one in kind.outcomes.values() if one.code == step.outcome or not ends_strand(step, one.code)
        ]
        fields = [
            field("radios", "outcome", _("What came out of it?"), options=options(outcomes, lang), value=step.outcome),
            field(
                "checks",
                "checklist",
                _("What was seen to"),
                options=options(kind.checklist, lang),
                value=step.checklist,
            ),
            *support.fields(step, request, step.support_level, step.paid),
        ]
    else:
        reasons = pack().reasons[{"skipped": "skip"}.get(step.state, "stop")].values()
        fields = [field("radios", "reason", _("Why?"), options=options(reasons, lang), value=step.end_reason)]
    when = field("text", "occurred_at", _("When was it?"), narrow=True, hint=right_or())
    return {
        "href": f"/steps/{step.id}/correct/",
        "summary": _("Something in it is wrong: correct it"),
        "label": _("Correct it, on the record"),
        "fields": [*fields, when, field("area", "why", _("What was wrong?"), rows=2),
                   field("hidden", "version", "", value=str(step.version))],
    }  # fmt: skip
