"""Figures of a unit, or of all provinces for who oversees; one measure, and what it means."""

from __future__ import annotations

from django.http import Http404, HttpResponse

from samaki.insights import definitions, tables
from samaki.web.measures import downloads, showing
from samaki.web.pages import StaffRequest, page, staff_page


@staff_page
def listed(request: StaffRequest) -> HttpResponse:
    """Four figures first, then every other one."""
    return page(request, "staff/measures.html", showing.listed(request))


@staff_page
def one(request: StaffRequest, name: str) -> HttpResponse:
    """A measure: its figures, and what they mean."""
    found = definitions.find(name)
    if found is None:
        raise Http404
    return page(request, "staff/measure.html", showing.one(found, request))


@staff_page
def csv(request: StaffRequest) -> HttpResponse:
    """The same figures as a table."""
    lines = next(iter(downloads.sheets(request).values()))
    return _file(tables.csv_of(lines), "text/csv; charset=utf-8", "csv")


@staff_page
def xlsx(request: StaffRequest) -> HttpResponse:
    """The same figures as a workbook, with what they mean."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(tables.xlsx_of(downloads.sheets(request)), kind, "xlsx")


def _file(content: bytes, kind: str, ending: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="samaki-figures.{ending}"'
    return answer
