"""Recording pressure on a child's side; one record with what opened from it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from samaki.agencies.models import Unit
from samaki.cases import queries as cases
from samaki.cases import rules
from samaki.cases.models import Case, Person
from samaki.database.refusals import Invalid, tell, together
from samaki.journeys.pressure import operations, queries
from samaki.journeys.pressure import unseen as asking
from samaki.journeys.pressure.models import Pressure
from samaki.web.fields import typed, typed_moment
from samaki.web.likely import doubts
from samaki.web.pages import StaffRequest, errors_of, page, staff_page
from samaki.web.pressure import forms, kept


@staff_page
def new(request: StaffRequest, code: str) -> HttpResponse:
    """Threat, pressure, money: what happened to whom."""
    case, errors = cases.case_of(code), []
    rules.check_works_on(case, request.member)
    if request.method == "POST":
        try:
            return HttpResponseRedirect(f"/cases/{code}/pressure/{_recorded(case, request).id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", forms.new(case, request, errors), status=422 if errors else 200)


@staff_page
def one(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """What was recorded; that it was a mistake."""
    case, errors = cases.case_of(code), []
    row = queries.pressure_of(case, key)
    if request.method == "POST":
        try:
            operations.mark_pressure_error(
                pressure_id=row.id, text=typed(request, "text"), by=request.member, now=request.now
            )
            return HttpResponseRedirect(f"/cases/{code}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", forms.one(row, case, request, errors), status=422 if errors else 200)


@staff_page
def unseen(request: StaffRequest, code: str) -> HttpResponse:
    """Help at once that is asked of others than the unit from which the pressure is hidden."""
    case, errors = cases.case_of(code), []
    rules.check_works_on(case, request.member)
    if request.method == "POST":
        try:
            _ask(case, request)
            return HttpResponseRedirect(f"/cases/{code}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", kept.help_form(case, request, errors), status=422 if errors else 200)


def _ask(case: Case, request: StaffRequest) -> None:
    child = _person(case, request, "person")
    if child is None:
        raise Invalid(_("Choose a person from the list."), field="person")
    asking.ask_unseen(case=case, child=child, by=request.member, now=request.now)


def _recorded(case: Case, request: StaffRequest) -> Pressure:
    with together() as told:
        child, person, broker = _person(case, request, "person"), _person(case, request, "on_person"), _unit(request)
        if child is None:
            told.wrong(_("Choose the child whose side was put under pressure."), field="person")
        occurred_at, precision = typed_moment(request, "occurred_at", request.now, doubts(case, child))
        text, who = typed(request, "text"), typed(request, "who")
    assert child is not None  # else the block has told it
    given: dict[str, Any] = {
        "case": case, "child": child, "sort": typed(request, "sort"), "on_whom": typed(request, "on_whom"), "person": person,
        "text": text, "who": who, "broker_unit": broker, "occurred_at": occurred_at, "by": request.member, "now": request.now,
    }  # fmt: skip
    return operations.recorded_already(**given) or operations.record_pressure(**given, precision=precision)


def _person(case: Case, request: StaffRequest, name: str) -> Person | None:
    key = typed(request, name)
    try:
        found = Person.objects.select_related("case").filter(id=UUID(key), case=case).first() if key else None
    except ValueError:
        found = None
    if key and found is None:
        tell(Invalid(_("Choose a person from the list."), field=name))
    return found


def _unit(request: StaffRequest) -> Unit | None:
    code = typed(request, "broker_unit")
    found = Unit.objects.filter(code=code).first() if code else None
    if code and found is None:
        tell(Invalid(_("Choose a unit from the list."), field="broker_unit"))
    return found
