"""The desk page."""

from __future__ import annotations

from django.http import HttpResponse

from samaki.journeys.desk import desk_items
from samaki.web.desk import showing
from samaki.web.pages import StaffRequest, page, staff_page


@staff_page
def desk(request: StaffRequest) -> HttpResponse:
    """What waits for the member, by due time; one tap does the first thing."""
    return page(request, "staff/desk.html", showing.context(desk_items(request.member, request.now), request))
