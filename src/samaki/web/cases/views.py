"""One case, a case of our own, closing and reopening its parts."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.cases import queries
from samaki.cases.codes import read_code
from samaki.cases.models import Case, Strand
from samaki.database.refusals import Invalid, tell, together
from samaki.journeys import closing, danger, doing, mistakes, opening
from samaki.web.cases import forms, showing
from samaki.web.cases import timeline as whole_story
from samaki.web.fields import typed, typed_list, typed_number
from samaki.web.pages import StaffRequest, errors_of, page, staff_page
from samaki.web.retention import erased


@staff_page
def case_page(request: StaffRequest, code: str) -> HttpResponse:
    """Does every link hold, what is mine, what happened, why may I see this; of an erased case what is left of it."""
    case = queries.case_of(read_code(code) or code, erased=True)
    if case.erased_at is not None:
        return page(request, "staff/form.html", erased.case_context(case, request))
    return page(request, "staff/case.html", showing.context(case, request))


@staff_page
def timeline(request: StaffRequest, code: str) -> HttpResponse:
    """Everything that happened in a case, by when it happened; filters, pages, print."""
    found = whole_story.context(queries.case_of(read_code(code) or code, erased=True), request)
    return page(request, "staff/timeline.html", found, status=422 if found["errors"] else 200)


@staff_page
def new_case(request: StaffRequest) -> HttpResponse:
    """Start a case of our own, without a report."""
    opening.check_opens(request.member, request.now)
    errors = []
    if request.method == "POST":
        try:
            case = _open_own(request)
            return HttpResponseRedirect(f"/cases/{case.code}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", forms.new_case(request, errors), status=422 if errors else 200)


@together()
def _open_own(request: StaffRequest) -> Case:
    if not typed(request, "source"):  # the operation's own default is for programs; a person says it
        tell(Invalid(_("Choose where this case comes from."), field="source"))
    return opening.open_own(
        area=typed(request, "area"),
        urgency=typed(request, "urgency"),
        source=typed(request, "source"),
        children=typed_number(request, "children", most=20) or 0,
        offences=typed_list(request, "offences"),
        by=request.member,
        now=request.now,
    )


@staff_page
def urgency(request: StaffRequest, code: str) -> HttpResponse:
    """The case is more urgent than it was thought; or it was made so by mistake."""
    case = queries.case_of(code)
    errors = []
    if request.method == "POST":
        try:
            _change_urgency(case, request)
            return HttpResponseRedirect(f"/cases/{code}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", forms.urgency(case, request, errors), status=422 if errors else 200)


def _change_urgency(case: Case, request: StaffRequest) -> None:
    if typed(request, "act") == "lower":
        try:
            mistakes.lower_urgency(case=case, urgency=typed(request, "lower_to"), text=typed(request, "text"),
                                   by=request.member, now=request.now)  # fmt: skip
        except Invalid as refusal:
            raise refusal.renamed(urgency="lower_to") from None
        return
    danger.raise_urgency(case=case, urgency=typed(request, "urgency"), by=request.member, now=request.now)


@staff_page
def strand_page(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """Close one part of the case, or open it again, with a reason."""
    strand = Strand.objects.select_related("case").get(id=key)
    errors = []
    if request.method == "POST":
        change = closing.close_strand if act == "close" else closing.reopen_strand
        more = {"other_case": typed(request, "other_case")} if act == "close" else {}
        try:
            change(strand_id=key, reason=typed(request, "reason"), text=typed(request, "text"), by=request.member,
                   now=request.now, **more)  # fmt: skip
            return HttpResponseRedirect(f"/cases/{strand.case.code}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", forms.strand(strand, act, request, errors), status=422 if errors else 200)


@require_POST
@staff_page
def start_step(request: StaffRequest, code: str) -> HttpResponse:
    """Open a step by hand."""
    case = queries.case_of(code)
    doing.start_step(case_id=case.id, kind=typed(request, "kind"), person_id=_key(typed(request, "person")),
                     by=request.member, now=request.now)  # fmt: skip
    return HttpResponseRedirect(f"/cases/{code}/")


@staff_page
def start_form(request: StaffRequest, code: str) -> HttpResponse:
    """Which step, for which child."""
    case = queries.case_of(code)
    return page(request, "staff/form.html", forms.start_step(case, request, getattr(request, "errors", [])))


def _key(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Invalid(_("Choose a person from the list."), field="person") from error
