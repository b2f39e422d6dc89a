"""Where a report is, put right by who read it: the form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from samaki.database.refusals import Invalid
from samaki.intake import rules
from samaki.intake.models import Report
from samaki.intake.placing import set_place
from samaki.web import words
from samaki.web.fields import field, mark, typed
from samaki.web.pages import StaffRequest, errors_of, page, staff_page
from samaki.web.places import place_groups


@staff_page
def place(request: StaffRequest, key: UUID) -> HttpResponse:
    """The place of a report, chosen from the list."""
    report = Report.objects.select_related("holder").get(id=key)
    rules.check_move("triage", report, request.member, request.now)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            set_place(report_id=key, area=typed(request, "area"), by=request.member, now=request.now)
            return HttpResponseRedirect(f"/reports/{key}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", _form(report, request, errors), status=422 if errors else 200)


def _form(report: Report, request: StaffRequest, errors: list[dict[str, str]]) -> dict[str, Any]:
    known = request.POST.get("area", report.area)[:20]
    here = {"value": report.area, "label": words.area_name(report.area, request.lang)}
    choices = [*([here] if report.area else []), *place_groups(request.lang)]
    fields = [field("select", "area", _("Where is it?"), options=choices, value=known, blank=_("Not known"),
                    hint=_("A place that was read from a text can be wrong. Read the words, then choose."))]  # fmt: skip
    mark(fields, errors)
    return {
        "title": _("Where is it?"),
        "lead": _(
            "The report stays with your unit, and its clock runs on. Is it for another area? Pass it on to the unit there."
        ),
        "fields": fields,
        "submit_label": _("Save"),
        "errors": errors,
        "section": "reports",
        "back": {"href": f"/reports/{report.id}/", "label": _("Back to the report")},
    }
