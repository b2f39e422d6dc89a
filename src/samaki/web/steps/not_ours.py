"""The page of a step for whoever cannot record anything on it: who holds it, and where to go on. No form that would fail."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Principal
from samaki.cases.models import Step
from samaki.cases.remarks import remarks_on
from samaki.cases.rules import check_holds, check_step_moves
from samaki.database.refusals import Refusal
from samaki.handoffs.models import Handoff
from samaki.handoffs.parts import asking_of
from samaki.handoffs.states import ASKING
from samaki.web import which, words
from samaki.web.frame import StaffRequest
from samaki.web.mended import ended_words
from samaki.web.moments import short_moment
from samaki.web.pressure import kept
from samaki.web.steps import brought, differing, forms, mend, pages, support
from samaki.web.steps.practice import card


def reason(step: Step, request: StaffRequest) -> str:
    """Why the reader can record nothing on this step; empty when they can."""
    try:
        check_holds(step, request.member, request.now)
        check_step_moves(step, "done")
    except Refusal as refusal:
        return refusal.sentence
    return ""


def offered(step: Step) -> dict[str, str] | None:
    """Where the step is being offered: to whom, and the way to that hand-off. None for a draft, which nobody else sees."""
    asked = asking_of(step)
    if asked is None or asked.state == "draft":
        return None
    sentence = _("This step is already offered to %(unit)s. You hold it until they accept; to ask somebody else, withdraw that "
                 "first.") % {"unit": asked.to_unit.name}  # fmt: skip
    return {"sentence": sentence, "href": f"/handoffs/{asked.id}/", "label": _("To that hand-off")}


def offered_words(step: Step) -> str:
    """Why the step cannot be handed on a second time; empty where it can."""
    running = offered(step)
    return running["sentence"] if running else ""


def recorded(step: Step, lang: str) -> list[dict[str, str]]:
    """What stands on the record of a step: how it ended, when, what was seen to, and the words that were written with it."""
    kind, rows = pack().step_kinds[step.kind], []
    rows.append({"name": _("Held by"), "text": step.holder.name})
    if step.outcome in kind.outcomes:
        rows.append({"name": _("What came out of it"), "text": kind.outcomes[step.outcome].label(lang)})
    if step.end_reason:
        rows.append({"name": _("Why it was not done"), "text": ended_words(step.end_reason, lang)})
    if step.ended_occurred_at:
        rows.append({"name": _("When"), "text": short_moment(step.ended_occurred_at)})
    if step.state == "on_hold" and step.hold_until:
        reason = words.reason_name("hold", step.hold_reason, lang)
        rows.append({"name": _("On hold until %(date)s") % {"date": short_moment(step.hold_until)}, "text": reason})
    if seen := [item.label(lang) for item in kind.checklist if item.code in step.checklist]:
        rows.append({"name": _("What was seen to"), "text": "; ".join(seen)})
    rows += support.told(step, lang)
    for said in remarks_on([step.id]).get(step.id, []):
        rows.append({"name": _("In their words, %(when)s") % {"when": short_moment(said.at)}, "text": said.text})
    return rows


def _recorder(step: Step) -> list[dict[str, str]]:
    name = mend.recorder(step)
    return [{"name": _("Recorded by (they, or a lead of the unit, can correct it)"), "text": name}] if name else []


def _sent(step: Step, mine: Principal) -> Handoff | None:
    """The hand-off by which the reader's unit gave the step away, while another unit has it."""
    if step.holder_id == mine:
        return None
    return Handoff.objects.filter(step=step, from_unit=mine, state__in=brought.CAME).order_by("-id").first()


def context(step: Step, why: str, request: StaffRequest, errors: forms.Errors | None = None) -> dict[str, Any]:
    """Everything that `staff/step_not_ours.html` needs."""
    kind = pack().step_kinds[step.kind]
    mine: Principal = request.member.unit_id
    asked = Handoff.objects.filter(step=step, to_unit=mine, state__in=ASKING).first()
    links = [
        {"label": _("To the case"), "href": f"/cases/{step.case.code}/"},
        {"label": _("To the desk"), "href": "/desk/"},
    ]
    if running := offered(step) if step.holder_id == mine else None:
        links.insert(0, {"label": running["label"], "href": running["href"]})
    if sent := _sent(step, mine):
        links.insert(0, {"label": _("To that hand-off"), "href": f"/handoffs/{sent.id}/"})
    if asked is not None:
        links.insert(0, {"label": _("Your unit is asked to take it: answer"), "href": f"/handoffs/{asked.id}/"})
    return {
        "code": step.case.code,
        "case_href": f"/cases/{step.case.code}/",
        "title": which.titled(kind.label(request.lang), step.child_id),
        "due_words": forms.due_words(step, request),
        "differing": differing.shown(step, request),
        "told": brought.told(brought.came_with(step)) if step.holder_id == mine else None,
        "kept": kept.of_step(step, request),
        "sentence": why,
        "practice": card(kind, request.lang),
        "rows": recorded(step, request.lang) + _recorder(step),
        "links": links,
        "pages": pages.links(step, request),
        "more": mend.forms_for(step, request) + support.others(step, request) + forms.moving(step, kind, request),
        "errors": errors or [],
    }
