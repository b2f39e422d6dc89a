"""The dashboard of who looks; that of an agency for its heads, and that of a province for who oversees."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from samaki.agencies.country import pack
from samaki.journeys.scorecards.commenting import led
from samaki.web.dashboard import showing
from samaki.web.measures.showing import oversees
from samaki.web.pages import StaffRequest, page, staff_page


@staff_page
def own(request: StaffRequest) -> HttpResponse:
    """Of the reader's unit; of the country for who oversees."""
    told = showing.of_country(request) if oversees(request) else showing.of_unit(request)
    return page(request, "staff/dashboard.html", told)


@staff_page
def agency(request: StaffRequest) -> HttpResponse:
    """The units of an agency side by side, for who leads one of them."""
    agencies = led()
    if not agencies:
        raise Http404
    return page(request, "staff/dashboard_agency.html", showing.of_agency(request, agencies))


@staff_page
def area(request: StaffRequest, code: str) -> HttpResponse:
    """One province, for who oversees."""
    if not oversees(request) or code not in {one.code for one in pack().places.provinces}:
        raise Http404
    return page(request, "staff/dashboard.html", showing.of_country(request, code))
