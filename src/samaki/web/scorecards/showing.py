"""A scorecard in words and drawings: first what to mend, speed beside quality, promises, and the agency's own word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Agency, Unit
from samaki.commitments import queries as promises
from samaki.insights import queries, scorecard
from samaki.insights.definitions import MEASURES
from samaki.insights.figures import FEWEST, Figure
from samaki.insights.links import FAILS, judged
from samaki.insights.scorecard import Card
from samaki.journeys.scorecards import commenting
from samaki.web.fields import field
from samaki.web.gaps import forms, promised
from samaki.web.links.showing import gate
from samaki.web.measures import saying
from samaki.web.moments import digits, long_date, short_moment
from samaki.web.pages import StaffRequest

Line = dict[str, Any]

MOST = 6
"""Promises on the page."""


def oversees(request: StaffRequest) -> bool:
    """Whether the reader sits in the oversight."""
    return "oversight" in request.member.roles(request.now)


def agencies(request: StaffRequest) -> list[Agency]:
    """Those whose scorecards this reader may read, by name: it is no ranking."""
    led = commenting.led()
    rows = Agency.objects.filter(until__isnull=True)
    found = rows if oversees(request) else rows.filter(id__in=led)
    return sorted(found, key=lambda one: one.name)


def listed(request: StaffRequest) -> Line:
    """Context of `scorecards.html`."""
    return {
        "title": _("Scorecards"), "section": "measures",
        "rows": [
            {"href": f"/scorecards/{one.id}/", "name": one.name, "kind": kind_of(one, request.lang)} for one in agencies(request)
        ],
    }  # fmt: skip


def kind_of(agency: Agency, lang: str) -> str:
    """What kind of agency it is."""
    found = pack().agency_kinds.get(agency.kind)
    return found.label(lang) if found else agency.kind


def asked(request: StaffRequest) -> date | None:
    """The quarter that the form or the address names, where it is one of the list."""
    named = request.POST.get("quarter", "") or request.GET.get("quarter", "")
    return next((one for one in scorecard.choices(request.now) if one.isoformat() == named), None)


def quarter(request: StaffRequest) -> date:
    """The one that is asked for; else the last whole one."""
    return asked(request) or scorecard.choices(request.now)[1]


def one(agency: Agency, request: StaffRequest) -> Line:
    """Context of `scorecard.html`."""
    first = quarter(request)
    card = scorecard.card(scorecard.quarter_months(first, request.now))
    of_all = oversees(request) and agency.id not in commenting.led()
    speed, quality = (
        [_line(name, card, agency, of_all) for name in names] for names in (scorecard.SPEED, scorecard.QUALITY)
    )
    counted = queries.counted()
    return {
        "title": agency.name, "section": "measures", "of": str(agency.id), "since": long_date(card.months.first),
        "until": long_date(card.months.last_day), "finding": _finding([*speed, *quality]), "mend": _mend([*speed, *quality]),
        "groups": [{"title": _("In time"), "lines": _some(speed)}, {"title": _("Well done"), "lines": _some(quality)}],
        "promises": _promises(agency, request), "its_words": _said(agency, first), "gate": gate(), "fewest": digits(FEWEST),
        "of_all": of_all, "counted": short_moment(counted.counted_at) if counted else "",
        "choice": field("select", "quarter", _("Which quarter?"), options=_choices(request), value=first.isoformat(), hint=None),
        "say": _say(agency, first, request), "quarter": first.isoformat(),
    }  # fmt: skip


def _choices(request: StaffRequest) -> list[dict[str, str]]:
    return [
        {"value": one.isoformat(), "label": _("quarter from %(date)s") % {"date": long_date(one)}}
        for one in scorecard.choices(request.now)
    ]


def _line(name: str, card: Card, agency: Agency, of_all: bool) -> Line:
    """A figure as this reader may see it, with its verdict where its whole interval says one."""
    definition, figure, key = MEASURES[name], card.figure(name, agency.id), str(agency.id)
    title = str(definition.title)
    if of_all:
        table = card.tables[name]
        told = (
            saying.rows_of_others(table, {key: title})[0]
            if key in table.figures
            else saying.row(title, definition, Figure(0))
        )
    else:
        told = saying.row(title, definition, figure)
    fails = bool(told["draw"]) and not told["few"] and judged(figure) == FAILS
    return told | {"code": definition.code, "href": f"/measures/{definition.name}/", "key": saying.key(definition), "fails": fails,
                   "n": figure.n, "share": figure.value or 0.0}  # fmt: skip


def _some(lines: Sequence[Line]) -> list[Line]:
    """On its own clocks: what it never had is not shown."""
    return [line for line in lines if line["n"] or line["few"]]


def _finding(lines: Sequence[Line]) -> str:
    some = _some(lines)
    if not some:
        return _("Nothing was counted in this quarter.")
    fails = sum(line["fails"] for line in some)
    given = {"fails": digits(fails), "all": digits(len(some)), "gate": gate()}
    if not fails:
        return _("Figures: %(all)s. None lies surely below %(gate)s.") % given
    return _("Figures: %(all)s. Surely below %(gate)s: %(fails)s.") % given


def _mend(lines: Sequence[Line]) -> Line | None:
    """The lowest of those that are surely too low."""
    return min((line for line in lines if line["fails"]), key=lambda line: line["share"], default=None)


def _promises(agency: Agency, request: StaffRequest) -> list[Line]:
    units = list(Unit.objects.filter(agency=agency).values_list("principal", flat=True))
    return [promised.line(row, request) for row in promises.commitments(owners=units)[:MOST]] if units else []


def _said(agency: Agency, first: date) -> list[Line]:
    return [
        {"text": text, "meta": f"{row.unit.name}, {short_moment(row.at)}"}
        for row, text in commenting.words_of(agency, first)
    ]


def _say(agency: Agency, first: date, request: StaffRequest) -> Line | None:
    if agency.id not in commenting.led():
        return None
    fields = [
        field("hidden", "quarter", "", value=first.isoformat()),
        field("area", "text", _("What your agency says of these figures"), rows=5,
              hint=_("Why they are as they are, and what you do about it. No case, no name.")),
        *forms.sure(request, []),
    ]  # fmt: skip
    return {"href": f"/scorecards/{agency.id}/say/", "fields": fields}
