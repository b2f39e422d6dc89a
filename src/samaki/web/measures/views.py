"""Figures of a unit, or of all provinces for who oversees; one measure, and what it means."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from samaki.insights import definitions
from samaki.web.measures import showing
from samaki.web.pages import StaffRequest, page, staff_page


@staff_page
def listed(request: StaffRequest) -> HttpResponse:
    """Four figures first, then every other one."""
    return page(request, "staff/measures.html", showing.listed(request))


@staff_page
def one(request: StaffRequest, name: str) -> HttpResponse:
    """A measure: its figures, and what they mean."""
    found = definitions.find(name)
    if found is None:
        raise Http404
    return page(request, "staff/measure.html", showing.one(found, request))
