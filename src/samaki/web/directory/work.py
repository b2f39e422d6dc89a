"""The page of what is open with a unit, and what is said before all of it moves, joins another unit, or the unit closes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.agencies.queries import units
from samaki.database.refusals import CannotMove
from samaki.journeys import outlook
from samaki.journeys.units import in_words, nothing_to_move
from samaki.journeys.whole_units import OpenWork, members_of, open_work
from samaki.web import words
from samaki.web.directory.forms import Errors
from samaki.web.fields import field, options
from samaki.web.moments import by_time, digits, short_moment
from samaki.web.pages import StaffRequest


def work(unit: Unit, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """What is open with a unit, what went before, and the three ways on: move it, close, become part of another."""
    found = open_work(unit)
    others = [one for one in units(request.now).order_by("kind", "code") if one.principal != unit.principal]
    alike = [one for one in others if one.kind == unit.kind]
    base = f"/directory/{unit.code}"
    return {
        "unit": {"name": unit.name, "href": f"{base}/"},
        "errors": errors,
        "open": bool(found),
        "open_words": in_words(found),
        "moved": moved(unit, found),
        "rows": _rows(found, request),
        "below": [{"name": one.name, "href": f"/directory/{one.code}/"} for one in found.below],
        "members": [member.name for member in members_of(unit, request.now)],
        "move": {"href": f"{base}/move/", "fields": _to(_possible(found, unit, others), _("To which unit?"), request)},
        "close": {"href": f"{base}/close/", "fields": _reason(request)},
        "merge": {"href": f"{base}/merge/", "fields": _to(_named(alike), _("Part of which unit?"), request)}
        if alike
        else None,
    }


def moved(unit: Unit, found: OpenWork) -> list[str]:
    """How many of what went where the last time, what is still here, and why."""
    last = outlook.last_move(unit)
    if last is None:
        return []
    told = {"what": outlook.in_short(last.counts) or "0", "unit": last.to.name, "time": short_moment(last.at)}
    lines = [_("Moved to %(unit)s (%(time)s): %(what)s.") % told]
    if stay := outlook.stays(found, unit, last.to):
        lines.append(_stay(stay))
    return lines


def before_move(unit: Unit, to_unit: Unit) -> list[str]:
    """What will go and what will stay. Raises CannotMove where nothing is open any more."""
    found = open_work(unit)
    if not found:
        raise CannotMove(nothing_to_move(unit, to_unit))
    counts = {"what": outlook.in_short(outlook.takes(found, unit, to_unit)) or "0", "unit": to_unit.name}
    lines = [_("To %(unit)s go: %(what)s.") % counts]
    if stay := outlook.stays(found, unit, to_unit):
        lines.append(_stay(stay))
    lines.append(_("It goes at once. Both units and everybody at the other end of a hand-off are told. Who takes it can give "
                   "it back only by moving it again."))  # fmt: skip
    return lines


def before_close(unit: Unit, request: StaffRequest) -> list[str]:
    """Who loses what, where there is nobody else of this kind, and who takes new reports."""
    people = members_of(unit, request.now)
    lines = []
    if people:
        lines.append(_("Members who lose what they see here: %(names)s. They can still sign in; a new place is given to them "
                       "by the administrator of their agency.") % {"names": ", ".join(one.name for one in people)})  # fmt: skip
    kind = pack().agency_kinds[unit.kind].label(request.lang)
    if alone := [_area(code, request) for code in outlook.alone_in(unit, request.now)]:
        lines.append(_("It is the only unit of its kind (%(kind)s) for: %(areas)s. After it closes nobody of this kind is there.")
                     % {"kind": kind, "areas": ", ".join(alone)})  # fmt: skip
    for area, who in outlook.takes_reports(unit, request.now):
        lines.append(_("New reports of %(area)s go to %(unit)s.") % {"area": _area(area, request), "unit": who.name})
    lines.append(_("If that is a mistake, the head of the unit above, or the administrator where nobody leads that one, can open it "
                   "again for 30 days; its work does not come back by itself. Its entry stays to be found by its name."))  # fmt: skip
    return lines


def before_merge(unit: Unit, to_unit: Unit) -> list[str]:
    """What a merge means for both."""
    told = {"unit": unit.name, "into": to_unit.name, "work": in_words(open_work(unit)) or "0"}
    return [
        _("%(unit)s would become part of %(into)s, with all of its open work (%(work)s), its members and its areas.")
        % told,
        _("Nothing moves until the other side agrees. Until then either side can say no."),
    ]


def _stay(count: int) -> str:
    return _("Stays here: %(n)s, because the pathway does not let a unit of that kind hold these steps. Choose another unit "
             "for them.") % {"n": digits(count)}  # fmt: skip


def _area(code: str, request: StaffRequest) -> str:
    return words.area_name(code, request.lang) if code else _("the whole country")


def _rows(found: OpenWork, request: StaffRequest) -> list[dict[str, str]]:
    sorts = {"step": _("Step"), "handoff": _("Hand-off"), "report": _("Report")}
    names = {one.principal: one.short_name for one in units(request.now)}
    states = {"handoff": words.handoff_words, "report": words.report_words}
    return [
        {
            "sort": sorts[work.what],
            "title": words.step_title(work.kind, request.lang) if work.kind else "",
            "state": states[work.what](work.state) if work.what in states else "",
            "other": names.get(work.other or -1, ""),
            "code": work.case_code,
            "due": by_time(work.due_at, request.now) if work.due_at else "",
        }
        for work in sorted(found.matters, key=lambda work: (work.what, work.due_at is None, work.due_at or request.now))
    ]


def _possible(found: OpenWork, unit: Unit, others: list[Unit]) -> list[dict[str, str]]:
    """Units that can take something of what is open, those that take most first, each with how much it takes."""
    counted = [(sum(outlook.takes(found, unit, one).values()), one) for one in others]
    whole = len(found.matters) + len(found.below)
    ranked = sorted((pair for pair in counted if pair[0] or (found.takes_unrouted and pair[1].kind == unit.kind)),
                    key=lambda pair: (pair[1].kind != unit.kind, -pair[0]))  # fmt: skip
    return [{"value": one.code, "label": _("%(unit)s: can take %(n)s of %(all)s")
             % {"unit": one.name, "n": digits(count), "all": digits(whole)}} for count, one in ranked]  # fmt: skip


def _named(found: list[Unit]) -> list[dict[str, str]]:
    return [{"value": one.code, "label": one.name} for one in found]


def _to(choices: list[dict[str, str]], label: str, request: StaffRequest) -> list[dict[str, Any]]:
    return [
        field(
            "select", "to_unit", label, options=choices, value=request.POST.get("to_unit", ""), blank=_("Choose one")
        ),
        field("area", "text", _("What was decided, and by whom?"), rows=2, value=request.POST.get("text", "")),
    ]


def _reason(request: StaffRequest) -> list[dict[str, Any]]:
    return [
        field("select", "reason", _("Why?"), options=options(pack().reasons["unit_close"].values(), request.lang),
              blank=_("Choose one"), value=request.POST.get("reason", "")),
        field("area", "text", _("In your own words"), rows=2, value=request.POST.get("text", ""),
              hint=_("Example: “Closed by the decree of 5/3/2026; its work goes to the department.”")),
    ]  # fmt: skip
