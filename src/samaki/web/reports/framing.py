"""What every form about one report has: the report itself while the move is open to us, and its frame."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.intake import rules
from samaki.intake.models import Report
from samaki.web.pages import StaffRequest


def framed(
    report: Report, title: str, fields: list[dict[str, Any]], label: str, errors: list[dict[str, str]]
) -> dict[str, Any]:
    """One form about the report, for `staff/form.html`."""
    back = {"href": f"/reports/{report.id}/", "label": _("Back to the report")}
    return {
        "title": title,
        "fields": fields,
        "submit_label": label,
        "errors": errors,
        "section": "reports",
        "back": back,
    }


def ours(key: UUID, move: str, request: StaffRequest) -> Report:
    """The report; raises where this move is not open to the member."""
    report = Report.objects.select_related("holder").get(id=key)
    rules.check_move(move, report, request.member, request.now)
    return report
