"""One link: its four figures, its quarters, and what is missing, with where that is mended."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.models import Unit
from samaki.insights import chain, links
from samaki.insights.figures import FEWEST
from samaki.insights.guarding import few
from samaki.insights.links import Ends, Link
from samaki.web import words
from samaki.web.links import acting, showing
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest


def link(ends: Ends, request: StaffRequest) -> dict[str, Any] | None:
    """Context of `link.html`; None where the reader has no such link."""
    found = showing.mapped(request, ends)
    one = next((one for one in found.links if one.ends == ends), None)
    if one is None:
        return None
    lang = request.lang
    return showing.when(found.months) | {
        "title": showing.link_name(ends, lang), "section": "measures", "area": words.area_name(ends.area, lang),
        "of_all": showing.oversees(request), "unit": request.member.unit.name, "row": showing.row(one, found, lang),
        "figures": _figures(one, found), "says": _says(one), "missing": _missing(one, found), "asked": _asked(one, found),
        "trend": [_quarter(quarter, of_it) for quarter, of_it in found.trend], "defined": showing.defined(),
        "gate": showing.gate(), "fewest": digits(FEWEST), "gap_href": acting.gap_href(ends),
        "asked_kind": showing.kind_name(ends.asked, lang),
    }  # fmt: skip


def _figures(one: Link, found: chain.Map) -> list[dict[str, Any]]:
    """The four, in the order of the rings."""
    exists = {
        "value": _("%(some)s of %(all)s") % {"some": digits(one.exists.count), "all": digits(3)},
        "verdict": showing.rings(one)[0],
    }
    carries = {"value": showing.carries(one, found), "verdict": showing.rings(one)[1]}
    told = {
        "exists": exists, "carries": carries, "holds": showing.told_of(one, "holds"), "closes": showing.told_of(one, "closes"),
    }  # fmt: skip
    notes = {"holds": _waiting(one), "closes": _under_way(one)}
    return [
        {"name": said(), "code": code, "note": notes.get(name, ""), "between": "", "of": "", "draw": None} | told[name]
        for name, (said, code) in showing.RINGS.items()
    ]


def _waiting(one: Link) -> str:
    """Those that are not judged yet."""
    if one.hidden or not one.holds.open or _untold(one, "holds", one.holds.open):
        return ""
    return _("not due yet: %(count)s") % {"count": digits(one.holds.open)}


def _untold(one: Link, name: str, count: int) -> bool:
    """Whether a count beside a share would tell of few that are not the reader's."""
    return one.guarded and (name in one.bounded or few(count))


def _under_way(one: Link) -> str:
    if one.hidden or not one.closes.open or _untold(one, "closes", one.closes.open):
        return ""
    return _("still under way: %(count)s") % {"count": digits(one.closes.open)}


def _says(one: Link) -> str:
    """The verdict as a sentence."""
    return {
        links.MISSING: lambda: _("There is no link: no agreement, no focal point, no roster, and nothing was handed on."),
        links.FAILS: lambda: _("It does not hold: even the upper end of the interval lies below %(gate)s.") % {"gate": showing.gate()},
        links.OPEN: lambda: _("It cannot be said yet: the interval crosses %(gate)s.") % {"gate": showing.gate()},
        links.FEW: lambda: _("There is not enough evidence: fewer than %(count)s hand-offs can be judged.") % {"count": digits(FEWEST)},
        links.HOLDS: lambda: _("It holds: the whole interval lies at or above %(gate)s.") % {"gate": showing.gate()},
    }[one.verdict]()  # fmt: skip


def _missing(one: Link, found: chain.Map) -> list[dict[str, str]]:
    """What is wanting, in a sentence each, with where it is mended."""
    told: list[dict[str, str]] = []
    for asks, asked, agreed in found.stands.pairs(one.ends):
        if not agreed:
            between = _("No agreement between %(one)s and %(other)s.") % {
                "one": asks.agency.name,
                "other": asked.agency.name,
            }
            told.append({"words": between, "href": "/agreements/new/", "label": _("Record an agreement")})
    for unit in found.stands.units(one.ends.asked, one.ends.area):
        if unit.principal not in found.stands.pointed:
            told.append(_at(unit, _("%(unit)s names no focal point who can be reached.")))
        if unit.principal not in found.stands.rostered:
            told.append(_at(unit, _("%(unit)s has published no duty roster.")))
        elif found.stands.rostered[unit.principal]:
            told.append(_at(unit, _("The duty roster of %(unit)s has hours with nobody on duty.")))
    return told


def _at(unit: Unit, sentence: str) -> dict[str, str]:
    return {
        "words": sentence % {"unit": unit.name},
        "href": f"/directory/{unit.code}/",
        "label": _("To the page of this unit"),
    }


def _asked(one: Link, found: chain.Map) -> list[dict[str, str]]:
    """Units that are asked on this link."""
    return [
        {"name": unit.name, "href": f"/directory/{unit.code}/"}
        for unit in found.stands.units(one.ends.asked, one.ends.area)
    ]


def _quarter(quarter: Any, one: Link) -> dict[str, Any]:
    """A line of the trend."""
    number = (quarter.month + 2) // 3
    name = _("%(year)s, quarter %(number)s") % {"year": digits(quarter.year), "number": digits(number)}
    carried = _("not shown") if one.carried is None else digits(one.carried)
    return {
        "name": name, "carried": carried, "holds": showing.told_of(one, "holds"), "closes": showing.told_of(one, "closes"),
    }  # fmt: skip
