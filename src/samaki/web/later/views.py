"""Pages that a later issue fills: they answer, say what will stand there, and what can be done today."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from samaki.web.pages import StaffRequest, message, staff_page

WILL_BE: dict[str, tuple[Callable[[], str], Callable[[], str]]] = {
    "training": (
        lambda: _("Here will stand workshops, attendance, tests and what was promised."),
        lambda: _("Today the guides of each role and the demonstration serve for teaching."),
    ),
    "gaps": (
        lambda: _("Here will stand gaps and promises, each with an owner and a date."),
        lambda: _("Today the directory shows which needs nobody answers in an area."),
    ),
}
"""Name of the page -> what it will hold, what can be done today."""


@staff_page
def later(request: StaffRequest) -> HttpResponse:
    """An honest page instead of an empty promise."""
    name = request.path.strip("/")
    will_be, today = WILL_BE[name]
    more = [today(), _("Nothing that you need today is hidden behind it.")]
    links = [{"label": _("To the desk"), "href": "/desk/"}, {"label": _("Help"), "href": "/help/"}]
    return message(request, _("Not built yet"), will_be(), section=name, more=more, links=links)
