"""The map of the chain, and one link of it."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from samaki.insights.links import Ends
from samaki.web.links import single, then, whole
from samaki.web.pages import StaffRequest, page, staff_page


@staff_page
def chain_map(request: StaffRequest) -> HttpResponse:
    """Who must act, the chain of each area as a picture, and every link, weakest first."""
    return page(request, "staff/links.html", whole.shown(request))


@staff_page
def then_and_now(request: StaffRequest) -> HttpResponse:
    """Every link in a baseline year and in the last year, side by side."""
    return page(request, "staff/links_then.html", then.shown(request))


@staff_page
def one_link(request: StaffRequest, area: str, asks: str, asked: str) -> HttpResponse:
    """Its four figures, quarter by quarter, and what is missing."""
    shown = single.link(Ends(area, asks, asked), request)
    if shown is None:
        raise Http404
    return page(request, "staff/link.html", shown)
