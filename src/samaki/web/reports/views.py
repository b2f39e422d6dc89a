"""The triage list, one report, and its three acts."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from samaki.agencies.models import Unit
from samaki.cases.models import Case
from samaki.cases.rules import may
from samaki.database.refusals import Invalid
from samaki.intake import operations, queries
from samaki.intake.demand import check_reads
from samaki.intake.models import Report
from samaki.intake.passing import check_passes, pass_report
from samaki.journeys.opening import open_from_report
from samaki.web import nothing
from samaki.web.fields import typed
from samaki.web.moments import long_moment
from samaki.web.pages import StaffRequest, errors_of, page, staff_page
from samaki.web.reports import passing, showing, unread
from samaki.web.retention import erased

WAITING = 100
"""Reports that wait, on one page: who works through them turns pages seldom."""


@staff_page
def report_list(request: StaffRequest) -> HttpResponse:
    """Reports of the member's unit: those that wait first, or one state, newest first."""
    state = request.GET.get("state", "open")
    before = UUID(request.GET["before"]) if request.GET.get("before") else None
    wanted = state if state in ("open", "new", "acknowledged", "in_case", "closed", "joined") else ""
    rows, following = _rows(state, wanted, before, request)
    items = passing.items(request) if state == "passed" else showing.items(rows, request)
    context = {
        "filters": showing.filters(state),
        "items": items,
        "empty": None if items else nothing.in_reports(state, request),
        "now_words": long_moment(request.now),
        "next_href": f"?state={state}&before={following}" if following else "",
        "previous_href": f"?state={state}" if before else "",
        "log_report_href": "/reports/new/" if nothing.works_cases(request) else "",
        "sources_href": "/reports/sources/" if may(check_reads, request.member, request.now) else "",
    }
    return page(request, "staff/reports.html", context)


def _rows(state: str, wanted: str, before: UUID | None, request: StaffRequest) -> tuple[list[Report], UUID | None]:
    """What the list shows of this state, and where it goes on."""
    if state == "passed":
        return [], None
    if state == "unread":
        return unread.reports(request, before, WAITING)
    most = WAITING if wanted == "open" else queries.PAGE
    return queries.page_of_reports(request.member.unit_id, state=wanted, before=before, limit=most, lines=True)


@staff_page
def report_page(request: StaffRequest, key: UUID) -> HttpResponse:
    """One report with what may be done with it."""
    report = Report.objects.select_related("holder").filter(id=key).first()
    if report is None:
        return page(request, "staff/message.html", passing.whereabouts(key, request))
    if report.erased_at is not None:
        return page(request, "staff/form.html", erased.report_context(report, request))
    case = Case.objects.filter(id=report.case_id).first() if report.case_id else None
    return page(request, "staff/report.html", showing.report_context(report, case, request))


@staff_page
def pass_on(request: StaffRequest, key: UUID) -> HttpResponse:
    """The report is for another unit: to whom, and why."""
    report = Report.objects.select_related("holder").get(id=key)
    check_passes(report, request.member, request.now)
    errors = []
    if request.method == "POST":
        try:
            unread.check_shown(key, request)
            unit = Unit.objects.filter(code=typed(request, "to_unit")).first()
            pass_report(report_id=key, to_unit=unit, text=typed(request, "text"), by=request.member, now=request.now)
            return HttpResponseRedirect(f"/reports/{key}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", passing.form(report, request, errors), status=422 if errors else 200)


@require_POST
@staff_page
def acknowledge(request: StaffRequest, key: UUID) -> HttpResponse:
    """Somebody has read it."""
    operations.acknowledge(report_id=key, by=request.member, now=request.now)
    return HttpResponseRedirect(f"/reports/{key}/")


@require_POST
@staff_page
def open_case(request: StaffRequest, key: UUID) -> HttpResponse:
    """The report becomes a case."""
    unread.check_shown(key, request)
    case = open_from_report(report_id=key, by=request.member, now=request.now)
    return HttpResponseRedirect(f"/cases/{case.code}/")


@require_POST
@staff_page
def close(request: StaffRequest, key: UUID) -> HttpResponse:
    """The report ends without a case, with a reason."""
    unread.check_shown(key, request)
    text = typed(request, "words")
    operations.close(report_id=key, reason=typed(request, "reason"), text=text, by=request.member, now=request.now)
    return HttpResponseRedirect(f"/reports/{key}/")


@require_POST
@staff_page
def reopen(request: StaffRequest, key: UUID) -> HttpResponse:
    """It was closed by mistake, or more became known."""
    operations.reopen_report(report_id=key, text=typed(request, "words"), by=request.member, now=request.now)
    return HttpResponseRedirect(f"/reports/{key}/")
