"""Old lists: which there are, bringing one in, one of them, taking it back; an example; and the long view."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from samaki.database.refusals import Invalid
from samaki.history import EXAMPLE, rules
from samaki.history.models import OldList
from samaki.history.operations import take_back_old_list
from samaki.web.fields import typed
from samaki.web.history import long_view, showing, steps
from samaki.web.pages import StaffRequest, errors_of, page, staff_page


@staff_page
def listed(request: StaffRequest) -> HttpResponse:
    """What was brought in, as far as the reader may see it."""
    return page(request, "staff/old_lists.html", showing.listed(request))


@staff_page
def bring_in(request: StaffRequest) -> HttpResponse:
    """Step by step from a file to what is kept of it."""
    rules.check_brings_in(request.member)
    if request.method != "POST":
        return steps.first(request, [])
    try:
        return steps.taken(request)
    except Invalid as refusal:
        return steps.first(request, errors_of(refusal))


bring_in.takes_files = True  # type: ignore[attr-defined]


@staff_page
def one(request: StaffRequest, key: UUID) -> HttpResponse:
    """What was counted of a list."""
    return page(request, "staff/old_list.html", showing.one(_found(key), request))


@require_POST
@staff_page
def take_back(request: StaffRequest, key: UUID) -> HttpResponse:
    """It counts nowhere."""
    _found(key)
    take_back_old_list(list_id=key, text=typed(request, "text"), by=request.member, now=request.now)
    return HttpResponseRedirect(f"{showing.HOME}{key}/")


@staff_page
def example(request: StaffRequest) -> HttpResponse:
    """An invented list, to try it with."""
    answer = HttpResponse(EXAMPLE.read_bytes(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="old-list-example.csv"'
    return answer


@staff_page
def then_and_today(request: StaffRequest) -> HttpResponse:
    """A baseline year and today, link by link, each with its source."""
    return page(request, "staff/long_view.html", long_view.shown(request))


def _found(key: UUID) -> OldList:
    return OldList.objects.select_related("agency", "unit").get(id=key)
