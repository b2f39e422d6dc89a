"""The court file of a case: the overview, one accused, writing a fact down, correcting one, taking one back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.models import Unit
from samaki.cases import queries as cases
from samaki.cases.models import Case
from samaki.cases.remarks import remarks_on
from samaki.court import operations, queries, rules
from samaki.court.models import CourtFact
from samaki.court.states import KINDS
from samaki.database.refusals import Invalid, together
from samaki.journeys import out_of_court
from samaki.web.court import fields as forms
from samaki.web.court import odd, showing
from samaki.web.court import words as said
from samaki.web.court.typed import typed_told
from samaki.web.fields import field, mark, typed, typed_number
from samaki.web.pages import StaffRequest, errors_of, page, staff_page

Errors = list[dict[str, str]]


@staff_page
def of_case(request: StaffRequest, code: str) -> HttpResponse:
    """Everybody who is charged or named, a page at a time."""
    number = request.GET.get("page", "1")
    case = cases.case_of(code)
    shown = showing.of_case(
        case, int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 1, request
    )
    return page(request, "staff/court.html", shown)


@staff_page
def of_accused(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """One of them, with every fact; of somebody who is not open to the reader each fact has its page, and they have none."""
    case = cases.case_of(code)
    if key not in queries.keys_of(case):
        raise Http404
    [one] = queries.accused_of(case, [key], request.member)
    if one.person is None:
        raise Http404
    return page(request, "staff/court_accused.html", showing.of_accused(one, case, request))


@staff_page
def new(request: StaffRequest, code: str) -> HttpResponse:
    """First what happened, then the form of it."""
    case, errors = cases.case_of(code), []
    kind = request.POST.get("act", "") or request.GET.get("act", "")
    rules.check_writes(case, request.member, request.now, kind=kind)
    if kind not in KINDS:
        return page(request, "staff/court_new.html", _choices(case, request))
    if request.method == "POST":
        try:
            return HttpResponseRedirect(f"/court/{_written(kind, case, request).id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    fields = forms.fields(kind, case, request, {"person": request.GET.get("person", "")})
    back = {"href": f"/cases/{case.code}/court/", "label": _("Back"), "code": case.code}
    return _form(request, kind, fields, _("Write it down"), errors, back, _lead(kind))


@staff_page
def one(request: StaffRequest, key: UUID) -> HttpResponse:
    """One fact."""
    row = CourtFact.objects.get(id=key)
    return page(request, "staff/form.html", showing.one_fact(row, Case.objects.get(id=row.case_id), request))


@staff_page
def correct(request: StaffRequest, key: UUID) -> HttpResponse:
    """All of it anew, and what was wrong."""
    row = CourtFact.objects.get(id=key)
    case, errors = Case.objects.get(id=row.case_id), []
    rules.check_mends_fact(row, request.member, request.now)
    if request.method == "POST":
        try:
            return HttpResponseRedirect(f"/court/{_corrected(row, case, request).id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    back = {"href": f"/court/{row.id}/", "label": _("Back"), "code": case.code}
    lead = _("The new version takes the place of this one, which stays in the file, marked.")
    return _form(request, row.kind, _correct_fields(row, case, request), _("Correct it"), errors, back, lead)


@require_POST
@staff_page
def mistake(request: StaffRequest, key: UUID) -> HttpResponse:
    """It never was so."""
    operations.mark_court_error(fact_id=key, text=typed(request, "text"), by=request.member, now=request.now)
    return HttpResponseRedirect(f"/court/{key}/")


def _written(kind: str, case: Case, request: StaffRequest) -> CourtFact:
    with together():
        told = odd.asked(typed_told(kind, case, request), case, request)
        return out_of_court.write_down(case=case, told=told, by=request.member, now=request.now)


def _corrected(row: CourtFact, case: Case, request: StaffRequest) -> CourtFact:
    with together():
        version = typed_number(request, "version", most=999_999)
        told = odd.asked(typed_told(row.kind, case, request), case, request, instead_of=row.id)
        return out_of_court.correct(row=row, case=case, told=told, why=typed(request, "why"), version=version, by=request.member,
                                    now=request.now)  # fmt: skip


def _correct_fields(row: CourtFact, case: Case, request: StaffRequest) -> list[dict[str, Any]]:
    courts = dict(Unit.objects.filter(principal=row.court).values_list("principal", "code")) if row.court else {}
    text = "\n".join(
        one.text for one in remarks_on([row.id]).get(row.id, []) if one.act in ("court.record", "court.correct")
    )
    fields = forms.fields(row.kind, case, request, forms.values_of(row, courts, text))
    fields.append(field("area", "why", _("What was wrong?"), value=request.POST.get("why", ""), rows=2, hint=None))
    fields.append({"kind": "hidden", "name": "version", "value": request.POST.get("version", row.version)})
    return fields


def _choices(case: Case, request: StaffRequest) -> dict[str, Any]:
    """What can be written down, by part of the page."""
    base, person = f"/cases/{case.code}/court/new/", request.GET.get("person", "")
    also = f"&person={person}" if len(person) == 36 and person.replace("-", "").isalnum() else ""
    official = request.member.unit.kind in rules.weighing_kinds()
    rooms = [
        {"title": title(), "kinds": [{"label": said.kind(code), "href": f"{base}?act={code}{also}"} for code, kind in KINDS.items()
                                     if kind.room == room and (official or not kind.official)]}
        for room, title in said.ROOMS.items()
    ]  # fmt: skip
    return {"code": case.code, "back_href": f"/cases/{case.code}/court/", "rooms": rooms, "nobody": not queries.keys_of(case),
            "people_href": f"/cases/{case.code}/people/new/"}  # fmt: skip


def _lead(kind: str) -> str:
    if kind in ("settled", "withdrawn"):
        return _(
            "Write it down as what it is. It closes nothing: only a recorded decision of the prosecutor or the court does."
        )
    if kind == "charged":
        return _("The first charge makes a person named an accused.")
    return _("Write down what happened, as you know it. It decides nothing by itself; limits are shown as warnings.")


def _form(
    request: StaffRequest, kind: str, fields: list[dict[str, Any]], label: str, errors: Errors, back: dict[str, str], lead: str
) -> HttpResponse:  # fmt: skip
    if not any(one["name"] == "act" for one in fields):
        fields = [*fields, {"kind": "hidden", "name": "act", "value": kind}]
    questions = {one["name"]: one.get("label", "") for one in fields}
    errors = [one | {"message": f"{questions[one['field']]} {one['message']}"} if one["field"] == "code" and "code" in questions else one
              for one in errors]  # fmt: skip
    mark(fields, errors)
    context = {
        "title": said.kind(kind),
        "lead": lead,
        "fields": fields,
        "submit_label": label,
        "errors": errors,
        "back": back,
    }
    return page(request, "staff/form.html", context, status=422 if errors else 200)
