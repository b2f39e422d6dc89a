"""The page that a minister reads in a minute; the register of the mentor's inputs; what is to be doubted."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from samaki.agencies.country import calendar
from samaki.database.refusals import Invalid, together
from samaki.journeys.support.inputs import begin_input, mark_input_error, withdraw_input
from samaki.web.fields import typed, typed_moment
from samaki.web.independence import doubting, giving, outcomes, showing
from samaki.web.pages import StaffRequest, errors_of, page, staff_page

INPUTS = "/independence/inputs/"


@staff_page
def chain(request: StaffRequest) -> HttpResponse:
    """Of all provinces for who oversees and for the mentor; else of the reader's own unit."""
    return page(request, "staff/independence.html", showing.shown(request) | {"tests": outcomes.newest(request.lang)})


@staff_page
def doubts(request: StaffRequest) -> HttpResponse:
    """Units in which more is hard to believe than elsewhere, for who oversees."""
    return page(request, "staff/independence_doubts.html", doubting.shown(request))


@staff_page
def inputs(request: StaffRequest) -> HttpResponse:
    """What the mentor gives and gave; the mentor writes more down."""
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            _begin(request)
            return HttpResponseRedirect(INPUTS)
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/independence_inputs.html", giving.shown(request, errors), status=422 if errors else 200)


@require_POST
@staff_page
def withdraw(request: StaffRequest, key: UUID) -> HttpResponse:
    """One of them is not given any more."""
    try:
        moment, _precision = typed_moment(request, "until", request.now)
        day = calendar().local(moment or request.now).date()
        withdraw_input(input_id=key, until=day, by=request.member, now=request.now)
    except Invalid as refusal:
        return page(
            request, "staff/independence_inputs.html", giving.shown(request, errors_of(refusal), key), status=422
        )
    return HttpResponseRedirect(INPUTS)


@require_POST
@staff_page
def mistake(request: StaffRequest, key: UUID) -> HttpResponse:
    """It was written down by mistake."""
    mark_input_error(input_id=key, by=request.member, now=request.now)
    return HttpResponseRedirect(INPUTS)


def _begin(request: StaffRequest) -> None:
    with together():
        moment, _precision = typed_moment(request, "since", request.now)
    begin_input(form=typed(request, "form"), area=typed(request, "area"), kind=typed(request, "kind"),
                since=calendar().local(moment or request.now).date(), by=request.member, now=request.now)  # fmt: skip
