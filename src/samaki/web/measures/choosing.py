"""Of which months and of which place a page of figures tells: any other than a usual answer is one more sum of the same kept cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.insights import queries
from samaki.insights.queries import Months
from samaki.web.fields import field
from samaki.web.moments import part_of_date
from samaki.web.pages import StaffRequest

USUAL = "3"
LATEST = (USUAL, "12", "24")
"""Months, the running one the last."""

YEARS = 3
"""Whole years that can be chosen, the running one the last."""


@dataclass(frozen=True)
class Chosen:
    """`time`: a number of months or a year; `area`: a province, or none. `unknown`: something was asked for that there is not."""

    months: Months
    time: str = USUAL
    area: str = ""
    unknown: bool = False

    def query(self, **more: str) -> str:
        """What an address carries on; nothing of what is usual."""
        kept = {"time": "" if self.time == USUAL else self.time, "area": self.area} | more
        told = urlencode({name: value for name, value in kept.items() if value})
        return f"?{told}" if told else ""


def chosen(request: StaffRequest) -> Chosen:
    """What the address asks for; in place of what there is not, what is usual, and the page says so."""
    time, area = request.GET.get("time", "") or USUAL, request.GET.get("area", "")
    known_time = time in LATEST or time in years(request)
    known_area = not area or area in {one.code for one in pack().places.provinces}
    if not known_time:
        time = USUAL
    months = queries.latest(int(time), request.now) if time in LATEST else queries.whole_year(int(time), request.now)
    return Chosen(months, time, area if known_area else "", not (known_time and known_area))


def years(request: StaffRequest) -> list[str]:
    """The running year and those before it."""
    last = queries.quarter(request.now).last.year
    return [str(last - before) for before in range(YEARS)]


def time_of(months: Months, request: StaffRequest) -> str:
    """What must be asked for so that the figures are of these months; empty where that cannot be chosen."""
    known = {one: queries.latest(int(one), request.now) for one in LATEST}
    known |= {one: queries.whole_year(int(one), request.now) for one in years(request)}
    return next((one for one, of_it in known.items() if (of_it.first, of_it.last) == (months.first, months.last)), "")


def fields(now: Chosen, request: StaffRequest) -> list[dict[str, Any]]:
    """The two choices: the time and the place."""
    places = pack().places
    times = [
        {"value": "3", "label": _("this month and the two before")},
        {"value": "12", "label": _("the last 12 months")},
        {"value": "24", "label": _("the last 24 months")},
        *(
            {"value": year, "label": part_of_date(queries.whole_year(int(year), request.now).first, "year")}
            for year in years(request)
        ),
    ]
    areas = [{"value": one.code, "label": places.full_name(one, request.lang)} for one in places.provinces]
    return [
        field("select", "time", _("Which time?"), options=times, value=now.time, hint=None),
        field("select", "area", _("Where?"), options=areas, value=now.area, blank=_("everywhere"), hint=None),
    ]


def files(now: Chosen, measure: str) -> list[dict[str, str]]:
    """Links to the same figures as a sheet."""
    query = now.query(measure=measure)
    return [
        {"label": _("Workbook (Excel)"), "href": f"/measures/figures.xlsx{query}"},
        {"label": _("Table (CSV)"), "href": f"/measures/figures.csv{query}"},
    ]
