"""A form that was not taken comes back: the page it belongs to, as it stands now, with what was typed."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse, QueryDict
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils.translation import gettext as _

from samaki.web.frame import StaffRequest, message
from samaki.web.kept import Kept


def shown_again(request: StaffRequest, kept: Kept, status: int) -> HttpResponse:
    """The page of the form with what is said and what was typed; a page of the sentence alone where there is none.

    The page is only read: nothing is sent. Outside of a session; the page opens its own.
    """
    request.kept, request.GET = kept, QueryDict()
    request.POST = kept.as_post()  # type: ignore[assignment]
    request.method = "GET"
    for path, found in _pages(kept.path):
        request.path = request.path_info = path
        response = found.func(request, *found.args, **found.kwargs)
        if response.status_code == 200:
            response.status_code = status
            return response
        if response.status_code not in (302, 405):  # an address that only takes forms: its page stands above it
            break
    title, sentence = (
        kept.title or _("Not sent yet"),
        kept.sentence or _("Nothing was sent. What you wrote stands below."),
    )
    return message(request, title, sentence, state="broken", status=status, more=kept.lines)


def page_above(path: str) -> str:
    """The address of the page on which a form stands that is sent to this one; "" where there is none for staff. Nothing is looked up: it
    says no more than what was typed."""
    return next((place for place, _found in _pages(path) if place != path), "")


def _pages(path: str) -> Iterator[tuple[str, ResolverMatch]]:
    """The address of a form and the one above it, where these are pages of staff."""
    for place in (path, path.rstrip("/").rpartition("/")[0] + "/"):
        try:
            found = resolve(place)
        except Resolver404:
            continue
        if getattr(found.func, "for_staff", False):
            yield place, found
