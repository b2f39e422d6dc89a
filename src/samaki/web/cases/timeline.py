"""The timeline of a case: everything that happened, by when it happened, with filters and pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from samaki.agencies.models import Agency, Unit
from samaki.cases import queries
from samaki.cases.models import Case, Person
from samaki.cases.signs import signs
from samaki.database.refusals import Invalid
from samaki.ledger.operations import CLOCK
from samaki.ledger.queries import Wanted, page_of_entries, units_of_case
from samaki.web import words
from samaki.web.cases import alarms
from samaki.web.fields import field, read_moment
from samaki.web.pages import StaffRequest, errors_of
from samaki.web.story import SILENT, days_of

PAGE, WHOLE = 25, 1000
FILTERS = ("kind", "agency", "person", "from", "to")

KINDS: dict[str, tuple[Callable[[], str], tuple[str, ...]]] = {
    "step": (lambda: _("Steps"), ("step.",)),
    "handoff": (lambda: _("Hand-offs"), ("handoff.",)),
    "record": (lambda: _("Observations and arrivals"), ("note.", "observation.", "child.", "accused.", "court.")),
    "people": (lambda: _("People and names"), ("person.", "identity.")),
    "sharing": (lambda: _("Sharing and consent"), ("disclosure.", "consent.", "guardian.", "order.")),
    "case": (lambda: _("The case and its parts"), ("case.", "strand.", "report.")),
    "clock": (lambda: _("Calls of the clock"), ()),
}
"""Kind of entry -> its words, and the beginnings of its acts."""


def context(case: Case, request: StaffRequest) -> dict[str, Any]:
    """Everything that `staff/timeline.html` needs, in a constant number of queries."""
    people = list(queries.people_of(case))
    units = list(Unit.objects.filter(principal__in=units_of_case(case.id)).select_related("agency"))
    asked = {name: request.GET.get(name, "").strip()[:60] for name in FILTERS}
    wanted, errors = _wanted(asked, people, units)
    whole = request.GET.get("all") == "1"
    entries, following = page_of_entries(
        case.id, wanted, before=_key(request.GET.get("before", "")), limit=WHOLE if whole else PAGE
    )
    kept = urlencode({name: value for name, value in asked.items() if value})
    return {
        "code": case.code,
        "alarms": alarms.said(people, signs(case.id).danger, request),
        "case_href": f"/cases/{case.code}/",
        "filters": _fields(asked, people, units, errors, request),
        "errors": errors,
        "filtered": bool(kept),
        "shown_words": _shown(asked, people, units, request),
        "days": days_of(entries, request, happened=True),
        "next_href": f"?{kept}&before={following}" if following else "",
        "previous_href": f"?{kept}" if request.GET.get("before") else "",
        "whole_href": f"?{kept}&all=1" if following and not whole else "",
    }


def _wanted(asked: dict[str, str], people: list[Person], units: list[Unit]) -> tuple[Wanted, list[dict[str, str]]]:
    """The filters that were understood, and a sentence for each date that was not."""
    errors: list[dict[str, str]] = []
    since, until = _moment(asked, "from", errors), _moment(asked, "to", errors)
    agency = {unit.principal for unit in units if str(unit.agency_id) == asked["agency"]}
    person = next((one.id for one in people if str(one.id) == asked["person"]), None)
    _label, acts = KINDS.get(asked["kind"], (None, ()))
    wanted = Wanted(
        acts=acts,
        who=CLOCK if asked["kind"] == "clock" else "",
        units=tuple(sorted(agency)) or None,
        person_id=person,
        since=since,
        until=until,
        silent=SILENT,
    )
    return wanted, errors


def _moment(asked: dict[str, str], name: str, errors: list[dict[str, str]]) -> datetime | None:
    """The beginning of the written day, month or year; for `to` its end."""
    if not asked[name]:
        return None
    try:
        moment, precision = read_moment(asked[name], name)
    except Invalid as refusal:
        errors += errors_of(refusal)
        return None
    return moment if name == "from" else _end_of(moment, precision)


def _end_of(moment: datetime, precision: str) -> datetime:
    here = timezone.localtime(moment)
    if precision == "day":
        return moment + timedelta(days=1)
    if precision == "month":
        return (here.replace(day=1) + timedelta(days=32)).replace(day=1)
    return here.replace(year=here.year + 1) if precision == "year" else moment + timedelta(minutes=1)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _fields(
    asked: dict[str, str], people: list[Person], units: list[Unit], errors: list[dict[str, str]], request: StaffRequest
) -> list[dict[str, Any]]:
    wrong = {error["field"]: error["message"] for error in errors}
    everything = ("", _("All"))
    kinds = [everything] + [(code, label()) for code, (label, _acts) in KINDS.items()]
    named = [everything] + [(str(one.id), words.part_name(one, request.lang)) for one in people]
    hint = _("A day, a month or a year")
    return [
        field("select", "kind", _("What"), options=_choices(kinds), value=asked["kind"]),
        field("select", "agency", _("Which agency"), options=_choices([everything, *_agencies(units)]),
              value=asked["agency"]),
        field("select", "person", _("About whom"), options=_choices(named), value=asked["person"]),
        field("text", "from", _("From"), value=asked["from"], hint=hint, error=wrong.get("from", "")),
        field("text", "to", _("To"), value=asked["to"], hint=hint, error=wrong.get("to", "")),
    ]  # fmt: skip


def _agencies(units: list[Unit]) -> list[tuple[str, str]]:
    found: dict[UUID, Agency] = {unit.agency_id: unit.agency for unit in units}
    return sorted(((str(key), agency.name) for key, agency in found.items()), key=lambda pair: pair[1])


def _choices(pairs: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in pairs]


def _shown(asked: dict[str, str], people: list[Person], units: list[Unit], request: StaffRequest) -> str:
    """The filters in words, for paper: what a reader of the print must know is left out."""
    kind = KINDS[asked["kind"]][0]() if asked["kind"] in KINDS else ""
    agency = dict(_agencies(units)).get(asked["agency"], "")
    person = next((words.part_name(one, request.lang) for one in people if str(one.id) == asked["person"]), "")
    dates = [_("from %(date)s") % {"date": asked["from"]}] if asked["from"] else []
    dates += [_("to %(date)s") % {"date": asked["to"]}] if asked["to"] else []
    return " · ".join(part for part in (kind, agency, person, *dates) if part)
