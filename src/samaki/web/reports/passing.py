"""Passing a report on: the form, and what the unit that passed it goes on seeing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Unit
from samaki.agencies.queries import number_now
from samaki.intake import queries
from samaki.intake.models import Report
from samaki.intake.passing import only_national, receivers
from samaki.web import words
from samaki.web.fields import field
from samaki.web.moments import by_time, short_moment
from samaki.web.pages import StaffRequest
from samaki.web.reports import unread

RINGS = {"new": "offered", "acknowledged": "held", "in_case": "done", "closed": "done"}


def form(report: Report, request: StaffRequest, errors: list[dict[str, str]]) -> dict[str, Any]:
    """To whom, and why."""
    post, told = request.POST, {error["field"]: error["message"] for error in errors}
    units = receivers(report, request.member, request.now)
    fields = [
        field("select", "to_unit", _("To whom?"), value=post.get("to_unit", units[0].code if len(units) == 1 else ""),
              options=[{"value": unit.code, "label": words.unit_line(unit)} for unit in units],
              blank=_("Choose the unit"), error=told.get("to_unit", "")),
        field("area", "text", _("Why?"), value=post.get("text", ""), rows=3, error=told.get("text", ""),
              hint=_("They read it with the report.")),
    ]  # fmt: skip
    lead = _("They hold the report from now on, are called at once, and have the whole time to read it. You go on "
             "seeing where it is, and no longer read its words.")  # fmt: skip
    if only_national(report, request.member):
        lead = _("It was passed on twice already. Now the national desk decides who takes it.") + " " + lead
    asks = unread.asking(report.id, unread.of_report(report.id, request))
    return {
        "title": _("Pass the report on"),
        "lead": lead,
        "notes": asks["notes"],
        "fields": fields + asks["fields"],
        "submit_label": _("Pass it on"),
        "back": {"href": f"/reports/{report.id}/", "label": _("Back to the report")},
        "errors": errors,
        "section": "reports",
    }


def whereabouts(key: UUID, request: StaffRequest) -> dict[str, Any]:
    """The page of a report that our unit passed on. Raises Report.DoesNotExist for any other that we do not see."""
    found = next(iter(queries.passed_on(key)), None)
    if found is None:
        raise Report.DoesNotExist
    unit = Unit.objects.get(principal=found.holder)
    facts = {"unit": unit.name, "date": short_moment(found.passed_at)}
    said = _("Your unit passed this report on (%(date)s). %(unit)s holds it now.") % facts
    state = _("It stands there as: %(state)s.") % {"state": words.report_words(found.state)}
    return {
        "title": _("Report passed on"),
        "sentence": f"{said} {state}",
        "more": _by_when(found, request),
        "call": {"label": _("Call them:"), "number": number_now(unit, request.now)},
        "state": RINGS[found.state],
        "links": [
            {"label": _("Who to call there"), "href": f"/directory/{unit.code}/"},
            {"label": _("Reports that we passed on"), "href": "/reports/?state=passed"},
            {"label": _("To the desk"), "href": "/desk/"},
        ],
    }


def _by_when(found: queries.Passed, request: StaffRequest) -> list[str]:
    """By when they must act on it next; nothing once it is decided."""
    words_of = {
        "new": _("They must have read it %(time)s. Then the next person there is called."),
        "acknowledged": _("They must decide what becomes of it %(time)s."),
    }
    if found.state not in words_of:
        return []
    return [words_of[found.state] % {"time": by_time(found.due_at, request.now)}]


def items(request: StaffRequest) -> list[dict[str, Any]]:
    """Thread items for the reports that our unit passed on."""
    rows = queries.passed_on()
    names = _unit_names(rows)
    return [
        {
            "state": RINGS[row.state],
            "when": short_moment(row.passed_at),
            "kind": words.report_words(row.state),
            "urgency": row.urgency,
            "title": _("with %(unit)s") % {"unit": names[row.holder]},
            "href": f"/reports/{row.id}/",
            "meta": words.area_name(row.area, request.lang),
        }
        for row in rows
    ]


def _unit_names(rows: list[queries.Passed]) -> dict[int, str]:
    return {unit.principal: unit.name for unit in Unit.objects.filter(principal__in={row.holder for row in rows})}
