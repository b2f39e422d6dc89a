"""Which scorecards there are, one of them, and the agency's own word beside it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from samaki.agencies.models import Agency
from samaki.journeys.scorecards.commenting import say_of_figures
from samaki.web.fields import typed, typed_list
from samaki.web.pages import StaffRequest, page, staff_page
from samaki.web.papers.views import POLICY
from samaki.web.scorecards import paper, showing


@staff_page
def listed(request: StaffRequest) -> HttpResponse:
    """Of all agencies, for who oversees; else those that the reader leads a unit of."""
    return page(request, "staff/scorecards.html", showing.listed(request))


@staff_page
def one(request: StaffRequest, key: UUID) -> HttpResponse:
    """One agency, one quarter."""
    return page(request, "staff/scorecard.html", showing.one(_agency(key, request), request))


@staff_page
def pdf(request: StaffRequest, key: UUID) -> HttpResponse:
    """The same on paper."""
    told = showing.one(_agency(key, request), request)
    answer = HttpResponse(paper.pressed(told, request.lang, request.now).content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="scorecard-{told["quarter"]}.pdf"'
    answer["Content-Security-Policy"] = POLICY
    return answer


@require_POST
@staff_page
def say(request: StaffRequest, key: UUID) -> HttpResponse:
    """The agency's own word of a quarter."""
    agency, sure = _agency(key, request), "yes" in typed_list(request, "sure")
    quarter = showing.asked(request)
    say_of_figures(
        agency=agency, quarter=quarter, text=typed(request, "text"), sure=sure, by=request.member, now=request.now
    )
    return HttpResponseRedirect(f"/scorecards/{key}/?quarter={quarter}")


def _agency(key: UUID, request: StaffRequest) -> Agency:
    """One whose scorecard this reader may read."""
    found = next((one for one in showing.agencies(request) if one.id == key), None)
    if found is None:
        raise Http404
    return found
