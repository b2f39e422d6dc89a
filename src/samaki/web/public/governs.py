"""Who answers for this system, for the public: what was published of the version in force, and no name of a person."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from samaki.agencies.country import calendar
from samaki.journeys.governance.queries import public_form
from samaki.web.governance.words import kept_for, lines_of
from samaki.web.moments import long_date
from samaki.web.public.frame import AWAY, PublicRequest, come_back, page, public_page, sentence


@public_page
def governs(request: PublicRequest) -> HttpResponse:
    """Read as the role of public pages, which may read what is published and nothing else."""
    try:
        found = public_form()
    except AWAY:
        return come_back(sentence(request, _("This is not possible at this moment. Try again in a minute.")))
    kept = f"?lang={request.lang}"
    context: dict[str, Any] = {"home": f"/{kept}", "leave_href": f"/leave/{kept}", "rows": []}
    if found is not None:
        late = found.review_by < calendar().local(request.now).date()
        context["rows"] = [
            *lines_of(found.words, request.lang, {"controller", "host", "contact"}),
            {"name": _("How long records are kept"), "text": kept_for(request.lang)},
            {"name": _("To be looked at again by"), "text": long_date(found.review_by)},
        ]
        context["late"] = late
    return page(request, "public/governs.html", context)
