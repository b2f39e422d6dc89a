"""An operation: its plan, what is missing, who must be ready, its delay, what happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.models import Unit
from samaki.cases.models import Step
from samaki.database.refusals import CannotMove, Invalid, together
from samaki.journeys.joint_operation import operations, rules
from samaki.journeys.joint_operation.models import OperationFact, OperationReady
from samaki.journeys.joint_operation.queries import could_be_asked
from samaki.web.fields import mark, typed, typed_moment, typed_number
from samaki.web.joint_operation import fields as forms
from samaki.web.joint_operation import showing
from samaki.web.pages import StaffRequest, errors_of, page, staff_page

Errors = list[dict[str, str]]


@staff_page
def one(request: StaffRequest, key: UUID) -> HttpResponse:
    """For who holds the step all of it; for others what happened, once it has ended."""
    step = _step(key)
    if not rules.is_operation(step):
        raise CannotMove(_("This step is no operation."))
    return page(request, "staff/operation.html", showing.operation_page(step, request))


@staff_page
def form_of(request: StaffRequest, key: UUID, what: str) -> HttpResponse:
    """The plan, the delay, a unit that must be ready, something that happened."""
    step, errors = _step(key), []
    rules.check_plans(step, request.member, request.now)
    if what == "ready" and not could_be_asked(step):
        return page(request, "staff/form.html", showing.nobody_to_ask(step))
    title, label, fields_of, do = FORMS[what]
    if request.method == "POST":
        try:
            do(step, request)
            return HttpResponseRedirect(f"/steps/{key}/operation/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return _form(request, step, title(), label(), fields_of(step, request), errors)


@staff_page
def ready(request: StaffRequest, key: UUID) -> HttpResponse:
    """What the unit that was asked must do, and when."""
    return page(request, "staff/form.html", showing.ready_page(OperationReady.objects.get(id=key), request))


@require_POST
@staff_page
def answer(request: StaffRequest, key: UUID) -> HttpResponse:
    """It will be ready, or cannot."""
    operations.answer_ready(ready_id=OperationReady.objects.only("id").get(id=key).id, answer=typed(request, "answer"),
                            text=typed(request, "text"), by=request.member, now=request.now)  # fmt: skip
    return HttpResponseRedirect(f"/ready/{key}/")


@require_POST
@staff_page
def end(request: StaffRequest, key: UUID) -> HttpResponse:
    """The unit is not needed any more."""
    row = operations.end_ready(
        ready_id=OperationReady.objects.only("id").get(id=key).id, by=request.member, now=request.now
    )
    return HttpResponseRedirect(f"/steps/{row.step_id}/operation/")


@require_POST
@staff_page
def fact_mistake(request: StaffRequest, key: UUID) -> HttpResponse:
    """That did not happen, or not so."""
    row = operations.mark_operation_fact_error(fact_id=OperationFact.objects.only("id").get(id=key).id, text=typed(request, "text"),
                                               by=request.member, now=request.now)  # fmt: skip
    return HttpResponseRedirect(f"/steps/{row.step_id}/operation/")


# ---------------------------------------------------------------- what was typed
def _step(key: UUID) -> Step:
    """With its part of the case: who may not see that has no page about the step, as on the page of the step itself."""
    return Step.objects.select_related("case", "holder", "strand").get(id=key)


def _planned(step: Step, request: StaffRequest) -> None:
    with together():
        operations.plan_operation(step_id=step.id, plan=forms.typed_plan(request), version=_version(request), by=request.member,
                                  now=request.now)  # fmt: skip


def _delayed(step: Step, request: StaffRequest) -> None:
    with together():
        operations.delay_operation(step_id=step.id, delay=typed(request, "delay"), delay_text=typed(request, "delay_text"),
                                   review_at=forms.typed_ahead(request, "review_at"), version=_version(request), by=request.member,
                                   now=request.now)  # fmt: skip


def _asked(step: Step, request: StaffRequest) -> None:
    with together():
        unit = Unit.objects.filter(code=typed(request, "to_unit")).first()
        operations.ask_ready(step_id=step.id, to_unit=unit, what=typed(request, "what"), whole=typed(request, "whole") == "yes",
                             ready_at=forms.typed_ahead(request, "ready_at"), by=request.member, now=request.now)  # fmt: skip


def _happened(step: Step, request: StaffRequest) -> None:
    with together():
        at, precision = typed_moment(request, "at", request.now)
        operations.record_operation_fact(
            step_id=step.id, kind=typed(request, "kind"), at=at or request.now, precision=precision, text=typed(request, "text"),
            number=typed_number(request, "number", most=rules.MOST), by=request.member, now=request.now,
        )  # fmt: skip


def _version(request: StaffRequest) -> int | None:
    return typed_number(request, "version", most=99_999)


# ---------------------------------------------------------------- forms
def _form(
    request: StaffRequest, step: Step, title: str, label: str, fields: list[dict[str, Any]], errors: Errors
) -> HttpResponse:
    mark(fields, errors)
    context = {"title": title, "lead": _("Only who holds this step reads it, and whom you show the whole plan. Nothing here blocks you."),
               "fields": fields, "submit_label": label, "errors": errors,
               "back": {"href": f"/steps/{step.id}/operation/", "label": _("Back"), "code": step.case.code}}  # fmt: skip
    return page(request, "staff/form.html", context, status=422 if errors else 200)


Form = tuple[
    Callable[[], str],
    Callable[[], str],
    Callable[[Step, StaffRequest], list[dict[str, Any]]],
    Callable[[Step, StaffRequest], None],
]

FORMS: dict[str, Form] = {
    "plan": (lambda: _("The plan of the operation"), lambda: _("Save the plan"), forms.plan, _planned),
    "delay": (lambda: _("Not yet: a planned delay"), lambda: _("Write it down"), forms.delay, _delayed),
    "ready": (lambda: _("Ask a unit to be ready"), lambda: _("Ask them"), forms.ask, _asked),
    "fact": (lambda: _("What happened in the operation"), lambda: _("Write it down"), forms.fact, _happened),
}
"""Address -> title, button, fields, what is done."""
