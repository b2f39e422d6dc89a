"""The desk page."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from samaki.journeys.desk import desk_items
from samaki.journeys.safeguarding.queries import missing_child
from samaki.notices.operations import take_note, take_note_of_all
from samaki.web.desk import showing
from samaki.web.desk.told import pressed
from samaki.web.fields import typed
from samaki.web.pages import StaffRequest, page, staff_page


@staff_page
def desk(request: StaffRequest) -> HttpResponse:
    """What waits for the member, by due time; one tap does the first thing."""
    return page(request, "staff/desk.html", showing.context(desk_items(request.member, request.now), request))


@require_POST
@staff_page
def taken_note(request: StaffRequest, key: UUID) -> HttpResponse:
    """What the unit was told about this matter leaves the desk."""
    take_note(subject_id=key, by=request.member, now=request.now)
    if (child := missing_child(key)) is not None:  # who has read that it is missing has read that it is not safe
        take_note(subject_id=child, by=request.member, now=request.now)
    return HttpResponseRedirect("/desk/" if typed(request, "at") == "now" else "/desk/#told")


@require_POST
@staff_page
def taken_note_of_all(request: StaffRequest) -> HttpResponse:
    """All that stood under "told to you" when the page was shown leaves the desk, but what has to be read by itself."""
    matters, shown_at = pressed(request)
    take_note_of_all(matters=matters, shown_at=shown_at, by=request.member, now=request.now)
    return HttpResponseRedirect("/desk/#told")
