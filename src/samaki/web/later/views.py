"""Pages that a later issue fills: they answer and say so."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from samaki.web.pages import StaffRequest, message, staff_page


@staff_page
def later(request: StaffRequest) -> HttpResponse:
    """One sentence instead of an empty promise."""
    return message(
        request,
        _("Not built yet"),
        _("This page comes with a later step of the work. Nothing that you need today is hidden behind it."),
        section=request.path.strip("/").split("/")[0],
    )
