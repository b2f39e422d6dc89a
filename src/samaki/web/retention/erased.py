"""What is left of a case or a report that was erased: that it was, when, by which certificate, and what counts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.cases import queries
from samaki.cases.models import Case
from samaki.intake.models import Report
from samaki.journeys.retention import erasing
from samaki.journeys.retention.models import Erasure
from samaki.web import words
from samaki.web.moments import digits, long_moment, short_date
from samaki.web.pages import StaffRequest


def case_context(case: Case, request: StaffRequest) -> dict[str, Any]:
    """For `staff/form.html`: the case without its words."""
    rows = [
        (_("Opened"), short_date(case.opened_at)),
        (_("Closed"), short_date(case.closed_at) if case.closed_at else ""),
        (_("Area"), words.area_name(case.area, request.lang)),
        (_("Where it came from"), words.source_name(case.source, request.lang)),
        *_parts(case, request),
    ]
    notes = [
        {
            "words": _("What happened, without words."),
            "href": f"/cases/{case.code}/timeline/",
            "label": _("The timeline"),
        },
        {
            "words": _("Who looked at it before."),
            "href": f"/cases/{case.code}/seen/",
            "label": _("Every look, by name"),
        },
    ]
    return _context(case.code, rows, notes, erasing.of_case(case.id), request) | {
        "back": {"href": "/cases/", "label": _("Cases")}
    }


def report_context(report: Report, request: StaffRequest) -> dict[str, Any]:
    """The same of a report."""
    rows = [
        (_("Arrived"), short_date(report.received_at)),
        (_("State"), words.report_words(report.state)),
        (_("Closed because"), words.reason_name("report_close", report.close_reason, request.lang) if report.close_reason else ""),
        (_("Area"), words.area_name(report.area, request.lang)),
    ]  # fmt: skip
    return _context(_("Report"), rows, [], erasing.of_report(report.id, report.case_id), request) | {
        "back": {"href": "/reports/", "label": _("Reports")},
        "section": "reports",
    }


def said(row: Erasure | None) -> str:
    """`Erased on 3 March 2036, certificate 12.`"""
    if row is None or row.erased_at is None:
        return _("This was erased.")
    given = {"date": long_moment(row.erased_at), "number": digits(row.number)}
    return _("Erased on %(date)s, certificate %(number)s.") % given


def _context(
    title: str, rows: list[tuple[str, str]], notes: list[dict[str, str]], row: Erasure | None, request: StaffRequest
) -> dict[str, Any]:
    told = {"words": said(row)}
    if row is not None:
        told |= {"href": f"/erasures/{row.id}/", "label": _("The certificate")}
    lead = _(
        "Names, notes, documents and everything else that was written cannot be opened by anybody. States, times and outcomes stay."
    )
    shown = [{"name": name, "text": text} for name, text in rows if text]
    return {"title": title, "lead": lead, "rows": shown, "notes": [told, *notes], "fields": []}


def _parts(case: Case, request: StaffRequest) -> list[tuple[str, str]]:
    return [
        (
            pack().strands[strand.kind].label(request.lang),
            words.reason_name("close", strand.close_reason, request.lang) if strand.close_reason else _("closed"),
        )
        for strand in queries.strands_of(case)
    ]
