"""Calls about reports: filed by anybody, worked by members."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError

from samaki.api import bodies, fields, reading, shapes
from samaki.api.app import Answer, ApiRequest, Token, act_of_anybody, api, member_call, public_call, unkept_call
from samaki.api.guessing import counted
from samaki.api.once import key_of
from samaki.api.reporters import thread
from samaki.cases.models import Case
from samaki.database.refusals import Refusal
from samaki.intake import operations, queries
from samaki.intake.models import Report
from samaki.intake.passing import pass_report
from samaki.intake.telling import send_report
from samaki.journeys.opening import open_from_report

STATES = ("open", "new", "acknowledged", "in_case", "closed", "joined")


class Nothing(Refusal):
    """No report with this receipt."""

    status = 404
    code = "not_found"


@api.post("/reports", auth=None, response={201: dict[str, Any]})
def file_report(request: ApiRequest, body: bodies.ReportIn) -> HttpResponse:
    """Tell something. The same key and content give the same receipt; the answer comes after the commit.

    With the token of a member it is a report of that member's unit: the ledger says so, and who tells is that partner unless
    `who_tells` says otherwise. Without a token it is anybody's.
    """
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return _of_anybody(request, body=body)
    member = Token().authenticate(request, token.strip())
    if member is None:
        raise AuthenticationError
    request.auth = member
    return _of_partner(request, body=body)


@act_of_anybody
def _of_anybody(request: ApiRequest, body: bodies.ReportIn) -> Answer:
    told, key = _told(body), key_of(request)
    return 201, {"receipt": operations.file_report(told=told, key=key, channel="api", now=request.now)}


@unkept_call
def _of_partner(request: ApiRequest, body: bodies.ReportIn) -> Answer:
    told, key = _told(body), key_of(request)
    return 201, {"receipt": send_report(told=told, key=key, channel="api", by=request.auth, now=request.now)}


def _told(body: bodies.ReportIn) -> operations.Told:
    return operations.Told(**vars(body))


@api.post("/reports/status", auth=None, response=dict[str, Any])
@counted
@public_call
def status(request: ApiRequest, body: bodies.ReceiptIn) -> Answer:
    """What became of the report with this receipt."""
    found = queries.status_of(body.receipt)
    if found is None:
        raise Nothing(_("There is no report with this receipt."))
    return 200, {
        "state": found.state,
        "urgency": found.urgency,
        "received_at": found.received_at,
        "acknowledged": found.acknowledged_at is not None,
        "unread": found.unread,
        "close_reason": found.close_reason,
        "joined": found.joined,
        "passed_on": found.passed,
        "over": found.over,
        "others": [{"state": one.state, "close_reason": one.close_reason} for one in found.others],
    } | thread(body.receipt, request.lang)


@api.get("/reports", response=dict[str, Any])
@member_call
def reports(request: ApiRequest, state: fields.FilterOfReports = "", cursor: fields.Code = "") -> Answer:
    """The reports that the caller's unit holds, newest first; of `open` those that wait, emergencies first, then the soonest due.

    Who sees a case through its justice part reads the report it came from by its id; such reports are not in this list.
    """
    before, state = reading.cursor(cursor), reading.one_of(state, STATES, "state")
    rows, following = queries.page_of_reports(request.auth.unit_id, state=state, before=before, holders=True)
    codes = dict(Case.objects.filter(id__in=[row.case_id for row in rows if row.case_id]).values_list("id", "code"))
    told = queries.words_of_many(rows)
    items = [shapes.report(row, told.get(row.id), codes.get(row.case_id) if row.case_id else None) for row in rows]
    return 200, shapes.page(items, following)


@api.get("/reports/{report_id}", response=dict[str, Any])
@member_call
def report(request: ApiRequest, report_id: str) -> Answer:
    """One report with its words."""
    return 200, whole(report_id)


@api.post("/reports/{report_id}/acknowledge", response=dict[str, Any])
@member_call
def acknowledge(request: ApiRequest, report_id: str, body: bodies.Act | None = None) -> Answer:
    """Somebody has read it."""
    operations.acknowledge(report_id=reading.key(report_id), by=request.auth, now=request.now)
    return 200, whole(report_id)


@api.post("/reports/{report_id}/open-case", response={201: dict[str, Any]})
@member_call
def open_case(request: ApiRequest, report_id: str, body: bodies.Act | None = None) -> Answer:
    """The report becomes a case."""
    case = open_from_report(report_id=reading.key(report_id), by=request.auth, now=request.now)
    return 201, shapes.whole_case(case)


@api.post("/reports/{report_id}/close", response=dict[str, Any])
@member_call
def close(request: ApiRequest, report_id: str, body: bodies.CloseReportIn) -> Answer:
    """The report ends without a case."""
    operations.close(
        report_id=reading.key(report_id), reason=body.reason, text=body.text, by=request.auth, now=request.now
    )
    return 200, whole(report_id)


@api.post("/reports/{report_id}/pass", response=dict[str, Any])
@member_call
def pass_on(request: ApiRequest, report_id: str, body: bodies.PassIn) -> Answer:
    """The report is for another unit, which holds it from now on and is called at once.

    Who passed it reads where it is and in which state, no longer its words.
    """
    made = pass_report(report_id=reading.key(report_id), to_unit=reading.unit_or_none(body.to_unit), text=body.text,
                       by=request.auth, now=request.now)  # fmt: skip
    return 200, {
        "id": made.id,
        "state": made.state,
        "holder": made.holder.id,
        "due_at": made.due_at,
        "passes": made.passes,
    }


@api.post("/reports/{report_id}/reopen", response=dict[str, Any])
@member_call
def reopen(request: ApiRequest, report_id: str, body: bodies.WhyIn) -> Answer:
    """It was closed by mistake, or more became known: it waits for a decision again."""
    operations.reopen_report(report_id=reading.key(report_id), text=body.text, by=request.auth, now=request.now)
    return 200, whole(report_id)


def whole(report_id: str) -> dict[str, Any]:
    """One report with its words."""
    row = Report.objects.select_related("holder").get(id=reading.key(report_id))
    case = Case.objects.filter(id=row.case_id).first() if row.case_id else None
    return shapes.report(row, queries.words_of(row), case.code if case else None)
