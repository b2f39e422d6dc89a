"""Who calls whom: the matrix of an area with its table, and the form in which a unit names."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Unit, UnitArea
from samaki.pulse import ties
from samaki.pulse.calling import Sign, Ties, gathered
from samaki.web import words
from samaki.web.fields import field, mark, typed_list
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest

HOME = "/trust/calls/"
MOST = 40
"""Units of one matrix; of more, an area is to be chosen."""

SIGNS = {Sign.BOTH: "●", Sign.CALLER: "○", Sign.CALLED: "◇"}
SAYS = {
    Sign.BOTH: lambda: _("both say so"),
    Sign.CALLER: lambda: _("only who calls says so"),
    Sign.CALLED: lambda: _("only who is called says so"),
}


def shown(request: StaffRequest) -> dict[str, Any]:
    """Context of `trust_calls.html`. 4 queries."""
    known, area = ties.years(), _area(request)
    year = next((one for one in known if str(one) == request.GET.get("year", "")), known[0] if known else 0)
    found = (
        gathered((int(one.unit_id), int(one.other_id), one.way) for one in ties.ties_of(year)) if year else gathered(())
    )
    units = _units(area, request)
    among = [one for one in units if one.principal in {unit for pair in found.pairs for unit in pair}]
    return {
        "title": _("Who calls whom"), "section": "measures", "back": {"href": "/trust/", "label": _("Trust")},
        "year": digits(year) if year else "", "years": [{"label": digits(one), "href": f"?year={one}&area={area}"} for one in known[1:]],
        "fields": [_area_field(area, request)], "signs": [{"sign": SIGNS[one], "says": SAYS[one]()} for one in Sign],
        "finding": _finding(found, [one.principal for one in units]) if year else "", "many": len(among) > MOST,
        "speaks": ties.speaks(request.member, request.now), **_matrix(found, among[:MOST]),
    }  # fmt: skip


def summary(request: StaffRequest) -> str:
    """One sentence for the page of trust; empty where nothing was named. 2 queries."""
    known = ties.years()
    if not known:
        return ""
    found = gathered((int(one.unit_id), int(one.other_id), one.way) for one in ties.ties_of(known[0]))
    return words.labelled(digits(known[0]), _finding(found, found.named))


def _finding(found: Ties, among: Any) -> str:
    pairs = found.of_both(among)
    both = sum(found.pairs[pair] is Sign.BOTH for pair in pairs)
    named = len(found.named & set(among))
    told = {"named": digits(named), "pairs": digits(len(pairs)), "both": digits(both)}
    return (
        _(
            "Units that have named: %(named)s. Among these one says of %(pairs)s pairs that it calls; in %(both)s the other says so too."
        )
        % told
    )


def _matrix(found: Ties, units: list[Unit]) -> dict[str, Any]:
    """`rows`: one for each unit that calls, its cells in the order of the columns; `pairs`: the same as a list."""
    places = {one.principal: digits(at) for at, one in enumerate(units, start=1)}
    names = {one.principal: one.short_name for one in units}
    rows = [
        {"number": places[one.principal], "name": one.short_name, "named": one.principal in found.named,
         "cells": [_cell(found, one.principal, other.principal, names) for other in units]}
        for one in units
    ]  # fmt: skip
    pairs = [
        {"caller": names[caller], "called": names[called], "says": SAYS[sign]()}
        for (caller, called), sign in found.pairs.items() if caller in names and called in names
    ]  # fmt: skip
    return {
        "rows": rows,
        "columns": list(places.values()),
        "pairs": sorted(pairs, key=lambda one: (one["caller"], one["called"])),
    }


def _cell(found: Ties, caller: int, called: int, names: dict[int, str]) -> dict[str, str]:
    sign = found.pairs.get((caller, called))
    if caller == called:
        return {"sign": "", "says": "", "own": "yes"}
    return {"sign": SIGNS[sign], "says": SAYS[sign]()} if sign else {"sign": "", "says": ""}


def _area(request: StaffRequest) -> str:
    """The province that was chosen, "" for all; nothing chosen: the reader's own."""
    provinces = {one.code for one in pack().places.provinces}
    if "area" in request.GET:
        return request.GET["area"] if request.GET["area"] in provinces else ""
    own = next(iter(request.member.unit.areas.order_by("area").values_list("area", flat=True)), "")
    return pack().places.province(own).code if own in pack().places.by_code else ""


def _area_field(area: str, request: StaffRequest) -> dict[str, Any]:
    areas = [{"value": one.code, "label": words.area_name(one.code, request.lang)} for one in pack().places.provinces]
    return field("select", "area", _("Area"), options=areas, value=area, blank=_("everywhere"), hint=None)


def _units(area: str, request: StaffRequest) -> list[Unit]:
    """Open units that serve the area, a part of it or the whole country, by name."""
    rows = Unit.objects.filter(since__lte=request.now).exclude(until__lte=request.now)
    if area:
        served = UnitArea.objects.filter(Q(area__startswith=area) | Q(area=""), since__lte=request.now)
        rows = rows.filter(principal__in=served.exclude(until__lte=request.now).values("unit"))
    return sorted(rows, key=lambda one: one.short_name.casefold())


# ---------------------------------------------------------------- the form
def form(request: StaffRequest, errors: list[dict[str, str]]) -> dict[str, Any]:
    """What the unit said this year is ticked. Its own area first; all units where asked."""
    everywhere = request.GET.get("all") == "1"
    year = calendar().local(request.now).year
    stand = ties.ties_of(year, request.member.unit_id)
    chosen = {way: {str(one.other_id) for one in stand if one.way == way} for way in ("to", "from")}
    near = _units("" if everywhere else _area(request), request)
    named = {one for each in chosen.values() for one in each}
    units = near + [one for one in _units("", request) if str(one.principal) in named and one not in near]
    listed = [
        {"value": str(one.principal), "label": one.name} for one in units if one.principal != request.member.unit_id
    ]
    post = request.method == "POST"
    fields = [
        field("checks", "calls", _("Which units do you call?"), options=listed,
              value=typed_list(request, "calls") if post else sorted(chosen["to"]), hint=_("When something must be done, or to ask.")),
        field("checks", "called", _("Which units call you?"), options=listed,
              value=typed_list(request, "called") if post else sorted(chosen["from"]), hint=None),
    ]  # fmt: skip
    mark(fields, errors)
    return {
        "title": _("Whom do you call, and who calls you?"), "section": "measures", "errors": errors, "fields": fields,
        "submit_label": _("Save for this year"), "back": {"href": HOME, "label": _("Who calls whom")},
        "lead": _("Say it for your unit, once a year. Every member reads it under the name of your unit. No person is named."),
        "notes": [] if everywhere else [{"words": "", "href": f"{HOME}name/?all=1", "label": _("Show the units of all areas")}],
    }  # fmt: skip


def typed_units(request: StaffRequest, name: str) -> set[int]:
    """Principals that were ticked; what is none stands for a unit that does not exist."""
    return {int(one) if one.isascii() and one.isdigit() and len(one) < 9 else -1 for one in typed_list(request, name)}
