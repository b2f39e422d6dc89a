"""Two reports of one matter, and one report of two: the forms, and what of it stands beside the report."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.cases.models import Case
from samaki.cases.rules import may
from samaki.database.refusals import Invalid
from samaki.intake import queries, rules
from samaki.intake.joining import join_report, split_report, take_apart
from samaki.intake.likely import likely_cases, likely_reports
from samaki.intake.models import Report
from samaki.intake.passing import check_passes, receivers
from samaki.web import words
from samaki.web.fields import field, mark, options, typed
from samaki.web.moments import short_moment
from samaki.web.pages import StaffRequest, errors_of, page, staff_page
from samaki.web.people import finding
from samaki.web.reports.framing import framed, ours
from samaki.web.reports.lines import shortened
from samaki.web.reports.unread import asking, check_shown, of_report
from samaki.web.reports.urgency import answered

MOST_TO_CHOOSE = 100


@staff_page
def join(request: StaffRequest, key: UUID) -> HttpResponse:
    """Which other report tells of the same matter."""
    report = ours(key, "join", request)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            check_shown(key, request)
            join_report(report_id=key, into=_key(typed(request, "into")), text=typed(request, "text"), by=request.member,
                        now=request.now)  # fmt: skip
            return HttpResponseRedirect(f"/reports/{key}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", _join_form(report, request, errors), status=422 if errors else 200)


@require_POST
@staff_page
def apart(request: StaffRequest, key: UUID) -> HttpResponse:
    """It was another matter after all."""
    take_apart(report_id=key, text=typed(request, "words"), by=request.member, now=request.now)
    return HttpResponseRedirect(f"/reports/{key}/")


@staff_page
def split(request: StaffRequest, key: UUID) -> HttpResponse:
    """The second matter: its words, its place, its clock, its unit."""
    report = ours(key, "split", request)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            unit = Unit.objects.filter(code=typed(request, "to_unit")).first()
            second = split_report(report_id=key, what=typed(request, "what"), where=typed(request, "where"), to_unit=unit,
                                  urgency=typed(request, "urgency"), text=typed(request, "text"), by=request.member,
                                  now=request.now)  # fmt: skip
            return HttpResponseRedirect(f"/reports/{key if unit else second.id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", _split_form(report, request, errors), status=422 if errors else 200)


@staff_page
def people(request: StaffRequest, key: UUID) -> HttpResponse:
    """Whether somebody whom the report names stands on a case that is open to us: the search by name, for a purpose, on the record."""
    ours(key, "triage", request)
    found, errors = None, []
    if request.method == "POST":
        try:
            found = finding.find(None, request)
        except Invalid as refusal:
            errors = errors_of(refusal)
    context = finding.context(None, found, request, errors, back=f"/reports/{key}/")
    return page(request, "staff/find.html", context, status=422 if errors else 200)


def beside(report: Report, told: dict[str, str], request: StaffRequest) -> dict[str, Any]:
    """What the page of a report shows of all this: acts, likely the same, joined and split ones, the officer's answers."""
    base, now, mine = f"/reports/{report.id}", request.now, request.member
    waiting = may(rules.check_move, "triage", report, mine, now)
    acts = [
        {"href": f"{base}/urgency/", "label": _("How urgent is it? Answer the questions")},
        {"href": f"{base}/place/", "label": _("It is somewhere else: put the place right")},
        {"href": f"{base}/join/", "label": _("It tells of the same as another report: join them")},
        {"href": f"{base}/people/", "label": _("It names somebody: look whether they are on a case")},
        {"href": f"{base}/split/", "label": _("It tells of two matters: make a second report")},
    ]
    kin = list(Report.objects.filter(joined_to=report).order_by("id")) + list(
        Report.objects.filter(split_from=report).order_by("id")
    )
    return {
        "acts": acts if waiting else [],
        "joined_to": f"/reports/{report.joined_to_id}/" if report.joined_to_id else "",
        "split_from": f"/reports/{report.split_from_id}/" if report.split_from_id else "",
        "apart_href": f"{base}/take-apart/" if report.joined_to_id and may(rules.check_move, "take_apart", report, mine, now) else "",
        "kin": [_kin(one, report) for one in kin],
        "likely": [_likely(one, report, request) for one in likely_reports(report, told)] if waiting else [],
        "likely_cases": _likely_cases(report, now) if waiting else [],
        "triage": answered(report, request.lang),
    }  # fmt: skip


def _kin(one: Report, report: Report) -> dict[str, str]:
    label = (
        _("A report that is joined to this one")
        if one.joined_to_id == report.id
        else _("A second matter of this report")
    )
    return {"href": f"/reports/{one.id}/", "label": label, "state": words.report_words(one.state)}


def _likely(one: Any, report: Report, request: StaffRequest) -> dict[str, str]:
    why = [_("a name that sounds alike")] if one.names else []
    why += (
        [_("many of the same words")] if one.alike >= 0.6 else [_("some of the same words")] if one.alike >= 0.3 else []
    )
    why += [_("the same place, at about the same time")] if one.beside else []
    meta = [
        words.report_words(one.report.state),
        words.area_name(one.report.area, request.lang),
        short_moment(one.report.received_at),
    ]
    return {"href": f"/reports/{one.report.id}/", "title": shortened(one.words.get("what", "")) or _("Report"),
            "meta": " · ".join([*meta, *why]), "join_href": f"/reports/{report.id}/join/?into={one.report.id}"}  # fmt: skip


def _likely_cases(report: Report, now: datetime) -> list[dict[str, str]]:
    """Each with the words of a report of ours that is in it, by which it is known again and joined to; none where we hold none."""
    cases = likely_cases(report, now)
    rows = Report.objects.filter(holder=report.holder, case_id__in=[case.id for case in cases])
    known = {one.case_id: one for one in rows.order_by("-id")}
    opened = queries.words_of_many(list(known.values()))
    return [
        {"code": case.code, "href": f"/cases/{case.code}/", "title": shortened(opened.get(one.id, {}).get("what", "")) if one else "",
         "join_href": f"/reports/{report.id}/join/?into={one.id}" if one else "", "when": short_moment(case.opened_at)}
        for case in cases for one in (known.get(case.id),)
    ]  # fmt: skip


def _join_form(report: Report, request: StaffRequest, errors: list[dict[str, str]]) -> dict[str, Any]:
    chosen = (request.POST.get("into") or request.GET.get("into", ""))[:36]
    rows = list(
        Report.objects.filter(holder=report.holder, joined_to=None, erased_at=None, state__in=("new", "acknowledged", "in_case"))
        .exclude(id=report.id).order_by("-id")[:MOST_TO_CHOOSE]
    )  # fmt: skip
    opened = queries.words_of_many(rows)
    codes: dict[UUID | None, str] = dict(
        Case.objects.filter(id__in=[one.case_id for one in rows]).values_list("id", "code")
    )
    choices = [
        {"value": str(one.id), "said": True,
         "label": " · ".join(part for part in (short_moment(one.received_at), words.report_words(one.state), codes.get(one.case_id, ""),
                                               shortened(opened.get(one.id, {}).get("what", ""))) if part)}
        for one in rows
    ]  # fmt: skip
    fields = [
        field(
            "select",
            "into",
            _("Which report goes on for both?"),
            options=choices,
            value=chosen,
            blank=_("Choose the report"),
        ),
        field("area", "text", _("Why is it the same matter?"), value=request.POST.get("text", ""), rows=2, hint=None),
    ]
    mark(fields, errors)
    lead = _("This report keeps its words, who told it and its receipt. It has no clock any more: what becomes of the other one becomes "
             "of it, and both who told read it. The sooner clock goes on. You can take them apart again.")  # fmt: skip
    asks = asking(report.id, of_report(report.id, request))
    return framed(report, _("Join it to another report"), fields + asks["fields"], _("Join them"), errors) | {
        "lead": lead, "notes": asks["notes"]}  # fmt: skip


def _split_form(report: Report, request: StaffRequest, errors: list[dict[str, str]]) -> dict[str, Any]:
    post, told = request.POST, queries.words_of(report)
    fields = [
        field("area", "what", _("What is the second matter?"), value=post.get("what", told.get("what", "")), rows=6,
              hint=_("Leave what belongs to it. The first report keeps all its words.")),
        field("text", "where", _("Where is it?"), value=post.get("where", told.get("where", "")), hint=None),
        field("radios", "urgency", _("How urgent is it, as you see it?"), value=post.get("urgency", report.urgency),
              options=options(pack().urgencies.values(), request.lang), hint=None),
        field("area", "text", _("Why are they two matters?"), value=post.get("text", ""), rows=2, hint=None),
    ]  # fmt: skip
    if may(check_passes, report, request.member, request.now):
        units = [
            {"value": unit.code, "label": words.unit_line(unit)}
            for unit in receivers(report, request.member, request.now)
        ]
        fields.append(field("select", "to_unit", _("Who takes the second matter?"), options=units, value=post.get("to_unit", ""),
                            blank=_("Our unit")))  # fmt: skip
    mark(fields, errors)
    lead = _("A second report begins, with a clock of its own. Who told it reads with the one receipt what becomes of both. How to reach "
             "them stays with the first report.")  # fmt: skip
    return framed(report, _("Make a second report"), fields, _("Make it"), errors) | {"lead": lead}


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(_("Choose the report."), field="into") from None
