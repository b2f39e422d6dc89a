"""The children of a case, each with the way to their pages."""

from __future__ import annotations

from django.http import HttpResponse

from samaki.cases import queries as cases
from samaki.web import words
from samaki.web.children.frame import PAGES, href
from samaki.web.pages import StaffRequest, page, staff_page


@staff_page
def listed(request: StaffRequest, code: str) -> HttpResponse:
    """As far as the reader may know of them."""
    case = cases.case_of(code)
    found = cases.people_of(case).filter(part="survivor").select_related("case")
    children = [
        {
            "name": words.part_name(child, request.lang),
            "text": words.about_person(child, request.lang),
            "links": [{"label": label(), "href": href(child, what)} for what, label in PAGES.items()],
        }
        for child in found
    ]
    return page(request, "staff/children.html", {"code": code, "case_href": f"/cases/{code}/", "children": children})
