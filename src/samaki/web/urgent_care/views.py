"""Urgent care of a child: what can still be done, by when, and the one examination."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.care.health import operations, queries, rules
from samaki.care.health.models import Examination, Exposure
from samaki.cases import queries as cases
from samaki.cases.models import Case, Person
from samaki.database.refusals import Invalid, together
from samaki.web.fields import mark, typed, typed_number
from samaki.web.pages import StaffRequest, errors_of, page, staff_page
from samaki.web.urgent_care import fields as forms
from samaki.web.urgent_care import showing


@staff_page
def of_case(request: StaffRequest, code: str) -> HttpResponse:
    """Each child with the next thing to do; of one child its page at once."""
    case = cases.case_of(code)
    children = showing.children_of(case)
    if len(children) == 1:
        return HttpResponseRedirect(f"/cases/{code}/urgent-care/{children[0].id}/")
    return page(request, "staff/urgent_cares.html", showing.list_page(case, children, request))


@staff_page
def one(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """One child."""
    case = cases.case_of(code)
    return page(request, "staff/urgent_care.html", showing.child_page(case, _child(case, key), request))


@staff_page
def exposure(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """When it happened last; or known better by now."""
    case, errors = cases.case_of(code), []
    child = _child(case, key)
    rules.check_tends(child, request.member, request.now)
    if request.method == "POST":
        try:
            _exposed(case, child, request)
            return HttpResponseRedirect(_of(case, child))
        except Invalid as refusal:
            errors = errors_of(refusal)
    lead = _(
        "Write it as well as it is known: a day or a month is enough. Do not ask the child for more. Care does not wait for this."
    )
    known = queries.last_known(child.id)[0]
    return _form(request, _("When did it happen last?"), forms.exposure(request, known), errors, case, child, lead)


@staff_page
def examination(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """It took place, or the child was asked and did not want it, or asked to wait."""
    case, errors = cases.case_of(code), []
    child = _child(case, key)
    rules.check_tends(child, request.member, request.now)
    if request.method == "POST":
        try:
            with together():
                told = forms.typed_examination(request, case, child)
                operations.record_examination(case=case, child=child, told=told, by=request.member, now=request.now)
            return HttpResponseRedirect(_of(case, child))
        except Invalid as refusal:
            errors = errors_of(refusal)
    held = queries.held(child.id)
    return _form(
        request, _("The examination"), forms.examination(request, {}, held), errors, case, child, forms.lead(held)
    )


@staff_page
def correct(request: StaffRequest, key: UUID) -> HttpResponse:
    """What was written was wrong, or more is known."""
    row, errors = queries.newest(key), []
    case, child = _whose(row)
    rules.check_tends(child, request.member, request.now)
    if request.method == "POST":
        try:
            _corrected(row, request)
            return HttpResponseRedirect(_of(case, child))
        except Invalid as refusal:
            errors = errors_of(refusal)
    others = [one for one in queries.held(child.id) if one.root_id < row.root_id]
    shown = [
        *forms.examination(request, forms.values_of(row), others),
        forms.why(request),
        forms.version_of(row, request),
    ]
    return _form(
        request, _("Correct the examination"), shown, errors, case, child, _("What stood there before stays beneath.")
    )


@require_POST
@staff_page
def share(request: StaffRequest, key: UUID) -> HttpResponse:
    """Whether police and prosecutor may know."""
    row = operations.share_examination(root_id=queries.newest(key).root_id, shares=typed(request, "shares"), by=request.member,
                                       now=request.now)  # fmt: skip
    return HttpResponseRedirect(_of(*_whose(row)))


@require_POST
@staff_page
def examination_mistake(request: StaffRequest, key: UUID) -> HttpResponse:
    """It was recorded by mistake."""
    row = operations.mark_examination_error(root_id=queries.newest(key).root_id, text=typed(request, "text"), by=request.member,
                                            now=request.now)  # fmt: skip
    return HttpResponseRedirect(_of(*_whose(row)))


@require_POST
@staff_page
def exposure_mistake(request: StaffRequest, key: UUID) -> HttpResponse:
    """It did not happen, or nothing is known of it."""
    row = operations.mark_exposure_error(
        exposure_id=key, text=typed(request, "text"), by=request.member, now=request.now
    )
    return HttpResponseRedirect(_of(*_whose(row)))


# ---------------------------------------------------------------- parts
def _child(case: Case, key: UUID) -> Person:
    return Person.objects.select_related("case").get(id=key, case=case, part="survivor", in_error_at=None)


def _whose(row: Examination | Exposure) -> tuple[Case, Person]:
    return Case.objects.get(id=row.case_id), Person.objects.select_related("case").get(id=row.child_id)


def _of(case: Case, child: Person) -> str:
    return f"/cases/{case.code}/urgent-care/{child.id}/"


def _exposed(case: Case, child: Person, request: StaffRequest) -> None:
    with together():
        at, precision = forms.typed_at(request, case, child)
        operations.record_exposure(case=case, child=child, at=at, precision=precision, text=typed(request, "text"),
                                   again=typed(request, "again") == "again", version=typed_number(request, "version", most=99_999),
                                   by=request.member, now=request.now)  # fmt: skip


def _corrected(row: Examination, request: StaffRequest) -> None:
    with together():
        told, version = forms.typed_examination(request, *_whose(row)), typed_number(request, "version", most=99_999)
        operations.correct_examination(root_id=row.root_id, told=told, why=typed(request, "why"), version=version, by=request.member,
                                       now=request.now)  # fmt: skip


def _form(
    request: StaffRequest, title: str, fields: list[dict[str, Any]], errors: list[dict[str, str]], case: Case, child: Person, lead: str
) -> HttpResponse:  # fmt: skip
    mark(fields, errors)
    context = {"title": title, "lead": lead, "fields": fields, "submit_label": _("Write it down"), "errors": errors,
               "back": {"href": _of(case, child), "label": _("Back"), "code": case.code}}  # fmt: skip
    return page(request, "staff/form.html", context, status=422 if errors else 200)
