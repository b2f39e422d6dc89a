"""What stands on a dashboard. Nothing here decides what may be seen: rows of others come guarded (`measures`, `links`, `guarding`)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.figures.attrition import StepShare
from samaki.insights import chain, guarding, queries
from samaki.insights.definitions import MEASURES, SHARE
from samaki.insights.figures import Figure, figure
from samaki.insights.queries import WHOLE
from samaki.journeys.scorecards.commenting import led
from samaki.web import words
from samaki.web.dashboard import drawing, lasting
from samaki.web.dashboard.drawing import Point
from samaki.web.links import showing as links
from samaki.web.measures import judging, places, saying
from samaki.web.measures import showing as measures
from samaki.web.measures.choosing import Chosen
from samaki.web.moments import digits, long_date, short_moment
from samaki.web.pages import StaffRequest

BESIDE = ("I9", "I11", "I11b", "I12")
"""Told how often, hearings and compensation, safe after."""


def of_unit(request: StaffRequest) -> dict[str, Any]:
    """Context of `dashboard.html`: four figures, then every picture, of the reader's own unit. 6 queries of figures."""
    chosen = Chosen(queries.latest(12, request.now), "12")
    figures = queries.of_unit(
        request.member.unit_id, chosen.months, only=(*measures.FIRST, "I8", *BESIDE, *lasting.CURVES)
    )
    lines, mapped = measures.lines_of(figures, chosen), figures.get("I8", Figure(0))
    told = [(row, row.reached, row.open_here) for row in mapped.rows]
    return _head(request, chosen) | {
        "title": _("Dashboard"), "of_all": False, "who": request.member.unit.name,
        "first": [lines[name] for name in measures.FIRST],
        "stations": _stations(told, places.of_own(mapped, request.lang)), "cohort": digits(mapped.n),
        "ages": _ages(request, chosen), "links": _own_links(request, chosen), "lasting": lasting.shown(figures, of_others=False),
        "agency": bool(led()),
        "beside": [_one_line(name, lines[name], chosen) for name in BESIDE],
        "finding": judging.whole_with_places({lines[name]["name"]: [lines[name]] for name in (*measures.FIRST, *BESIDE)}),
    }  # fmt: skip


def of_country(request: StaffRequest, area: str = "") -> dict[str, Any]:
    """The same of all units together, without what tells of few; `area`: one province beside all together. 2 queries of figures."""
    chosen = Chosen(queries.latest(12, request.now), "12", area)
    named = words.area_name(area, request.lang) if area else _("All together")
    curves = () if area else lasting.CURVES
    shares = (*measures.FIRST, *BESIDE)
    asked = [MEASURES[name] for name in dict.fromkeys((*shares, "I8", *curves))]
    read = queries.tables_of_all(asked, chosen.months, together=set(curves) - set(shares))
    shown = {name: measures.of_table(read[name], chosen, request.lang) for name in shares}
    mapped = read["I8"]
    whole = Figure(0) if WHOLE in mapped.hidden or area else mapped.figures[WHOLE]
    told = guarding.places(whole.rows)
    waits = {name: read[name].figures[WHOLE] for name in curves if WHOLE not in read[name].hidden}
    return _head(request, chosen) | {
        "title": _("Dashboard"), "of_all": True, "who": named, "four": [_rows_of(shown[name], area) for name in measures.FIRST],
        "stations": _stations(told, places.of_others(whole, request.lang)), "cohort": digits(whole.n), "ages": None,
        "links": _links(request, area), "lasting": lasting.shown(waits, of_others=True), "agency": False,
        "beside": [shown[name] | _meant(name) for name in BESIDE],
        "finding": judging.whole_with_places({shown[name]["title"]: shown[name]["lines"] for name in shares}),
        "areas": [
            {"href": f"/dashboard/area/{code}/", "name": words.area_name(code, request.lang)} for code in chain.areas_of_map()
        ],
    }  # fmt: skip


def of_agency(request: StaffRequest, agencies: Collection[UUID]) -> dict[str, Any]:
    """Context of `dashboard_agency.html`: the units of agencies of which the reader leads one, side by side, by name. 3 queries."""
    chosen = Chosen(queries.latest(12, request.now), "12")
    found = queries.of_units_led([MEASURES[name] for name in measures.FIRST], chosen.months)
    units = sorted(
        Unit.objects.filter(agency__in=agencies).select_related("agency"), key=lambda one: (one.agency.name, one.name)
    )
    counted = [(one.name, found.get(one.principal, {})) for one in units if one.until is None or one.principal in found]
    four = [
        _side_by_side(name, [(unit, figures.get(name, Figure(0))) for unit, figures in counted])
        for name in measures.FIRST
    ]
    return _head(request, chosen) | {
        "title": _("Dashboard"), "who": ", ".join(dict.fromkeys(one.agency.name for one in units)), "four": four,
        "finding": judging.whole_with_places({told["title"]: told["lines"] for told in four}),
    }  # fmt: skip


def _side_by_side(name: str, rows: Sequence[tuple[str, Figure]]) -> dict[str, Any]:
    """A row for each unit; a funnel where what is counted is a share of what came."""
    one = MEASURES[name]
    points = [Point(unit, guarding.counted(one, of_it) or 0, of_it.n) for unit, of_it in rows if one.shape == SHARE]
    return _meant(name) | {
        "key": saying.key(one), "head": _("Unit"), "lines": [saying.row(unit, one, of_it) for unit, of_it in rows],
        "funnel": drawing.funnel(points),
    }  # fmt: skip


def _rows_of(told: dict[str, Any], area: str) -> dict[str, Any]:
    """Of the country its sum stands first; of a province that and all together."""
    return told | {"lines": told["lines"] if area else [*told["lines"][-1:], *told["lines"][:-1]]}


def _head(request: StaffRequest, chosen: Chosen) -> dict[str, Any]:
    counted = queries.counted()
    used = ("I1", "I3", "I5", "I7", "I8", *BESIDE)
    return {
        "section": "measures", "since": long_date(chosen.months.first), "until": long_date(chosen.months.last_day),
        "counted": short_moment(counted.counted_at) if counted else "", "defined": [_meant(name) for name in used],
        "waits": _meant("I7"), "reached": _meant("I8"), "answered": _meant("I3"),
    }  # fmt: skip


def _meant(name: str) -> dict[str, str]:
    one = MEASURES[name]
    return {
        "title": str(one.title), "code": one.code, "href": f"/measures/{one.name}/", "counts": str(one.counts), "of": str(one.of),
    }  # fmt: skip


def _one_line(name: str, line: dict[str, Any], chosen: Chosen) -> dict[str, Any]:
    return line | _meant(name) | {"lines": [line], "head": _("What")}


def _stations(
    told: Sequence[tuple[StepShare, int | None, int | None]], lines: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Lines of the map, each with its bar."""
    return [line | {"bar": bar} for line, bar in zip(lines, drawing.bars(told), strict=True)]


def _ages(request: StaffRequest, chosen: Chosen) -> list[dict[str, Any]]:
    """What waits at the reader's unit, by what it is: a mark for each, and its figure."""
    one, marks = MEASURES["I7"], queries.pending_of_unit(request.member.unit_id, chosen.months)
    window, rules = chosen.months.window, pack().measuring
    found = [
        (measures.what(name, request.lang), of_it, figure(one, of_it, window, rules)) for name, of_it in marks.items()
    ]
    return [
        saying.row(label, one, told) | {"marks": drawing.ages(of_it, window)}
        for label, of_it, told in sorted(found, key=lambda each: each[0]) if told.n
    ]  # fmt: skip


def _own_links(request: StaffRequest, chosen: Chosen) -> dict[str, Any]:
    """Hand-offs to the reader's unit, by who asked."""
    table = queries.table(MEASURES["I3"], chosen.months, queries.by_other, unit=request.member.unit_id)
    names = measures.units([name for name in table.figures if name not in (WHOLE, "")])
    rows = [
        (name, table.figures[key])
        for key, name in sorted(names.items(), key=lambda item: item[1])
        if table.figures[key].n
    ]
    points = [Point(name, round((figure.value or 0) * figure.n), figure.n) for name, figure in rows]
    return {"funnel": drawing.funnel(points), "lines": [saying.row(name, MEASURES["I3"], figure) for name, figure in rows],
            "head": _("With whom"), "title": str(MEASURES["I3"].title)}  # fmt: skip


def _links(request: StaffRequest, area: str) -> dict[str, Any]:
    """Links between kinds of units, as on the map: what it tells, and no more."""
    found = chain.carried_of_all(chain.looked_at(request.now))
    told = {
        f"{links.link_name(one.ends, request.lang)}, {words.area_name(one.ends.area, request.lang)}": one
        for one in found if area in ("", one.ends.area) and one.holds.n
    }  # fmt: skip
    points = [
        Point(name, round((one.holds.value or 0) * one.holds.n), one.holds.n)
        for name, one in told.items() if not one.hidden and "holds" not in one.bounded
    ]  # fmt: skip
    lines = [
        {"name": name, "notes": [], "of": "", "few": False} | links.told_of(one, "holds")
        for name, one in told.items()
        if not one.hidden
    ]
    return {"funnel": drawing.funnel(points), "lines": lines, "head": _("Link"), "title": str(MEASURES["I3"].title)}
