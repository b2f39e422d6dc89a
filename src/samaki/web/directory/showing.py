"""What the pages of the directory show: the list, one unit, what is open with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from samaki.accounts.rules import administers
from samaki.agencies import rules
from samaki.agencies.country import is_night, pack
from samaki.agencies.entries import FocalPoint, FormerName, UnitMerge
from samaki.agencies.findable import asked, says, words_of
from samaki.agencies.models import Unit
from samaki.agencies.queries import areas_of
from samaki.agencies.search import MOST, Asked, Line, lines_of, page_of_units
from samaki.countries.kinds import Hotline
from samaki.journeys.outlook import in_short, last_move
from samaki.names import clean_text
from samaki.web import words
from samaki.web.directory import details
from samaki.web.directory.again import opens
from samaki.web.fields import field, options
from samaki.web.moments import long_date, long_moment, short_date
from samaki.web.pages import StaffRequest
from samaki.web.roster.showing import duty_lines

LONGEST = 200
"""Letters of a search that are read."""


def asked_in(request: StaffRequest) -> Asked:
    """What the address of the page looks for; an address that asks nothing asks for the area of the member's unit."""
    said = {name: clean_text(request.GET.get(name, "").replace("\x00", ""))[:LONGEST]
            for name in ("q", "need", "step", "area", "where")}  # fmt: skip
    if not request.GET.keys() & said.keys():
        said["area"] = next(iter(areas_of(request.member.unit, request.now)), "")
    wanted = Asked(text=said["q"], need=said["need"] if said["need"] in pack().services else "", step=said["step"],
                   area=said["area"], where=said["where"])  # fmt: skip
    return replace(wanted, on_duty=_on_duty(wanted.text, wanted.place, request.now))


def _on_duty(text: str, area: str, now: datetime) -> frozenset[int]:
    """Units under which the list would name somebody who is called like this: of those whose roster the reader may know."""
    if not (parts := asked(text)):
        return frozenset()
    units = Unit.objects.filter(since__lte=now, until__isnull=True).only("principal")
    return frozenset(unit for unit, row in duty_lines(units, area, now).items() if says(words_of(row["who"]), parts))


def directory(request: StaffRequest) -> dict[str, Any]:
    """The form, the hotlines, and one page of units."""
    wanted = asked_in(request)
    number = max(1, min(int(request.GET.get("page", "1") or 1), 1000))
    lines, more = page_of_units(wanted, request.now, number=number)
    elsewhere = (
        not lines and number == 1 and bool(wanted.place) and bool(wanted.text.strip() or wanted.need or wanted.step)
    )
    if elsewhere:
        lines, more = page_of_units(replace(wanted, area="", where=""), request.now)[0], False
    duties = duty_lines([line.unit for line in lines], wanted.place, request.now)
    kept = {"q": wanted.text, "need": wanted.need, "step": wanted.step, "area": wanted.area, "where": wanted.where}
    kept = {name: value for name, value in kept.items() if value or name == "q"}
    return {
        "fields": _fields(wanted, request.lang),
        "lead": _elsewhere(wanted, request.lang) if elsewhere and lines else _lead(wanted, request.lang),
        "units": [shown(line, request) | {"duty": duties.get(line.unit.principal)} for line in lines],
        "hotlines": [hotline(one, request.lang) for one in pack().hotlines.values()] if number == 1 else [],
        "night": is_night(request.now),
        "now_words": long_moment(request.now),
        "print_href": "/directory/print/?" + urlencode(kept),
        "next_href": "?" + urlencode(kept | {"page": number + 1}) if more else "",
        "previous_href": "?" + urlencode(kept | {"page": number - 1}) if number > 1 else "",
        "mine_href": f"/directory/{request.member.unit.code}/",
        "ledgered": False,
    }


def for_print(request: StaffRequest) -> dict[str, Any]:
    """The same list without pages, for paper beside the telephone."""
    wanted = asked_in(request)
    lines, more = page_of_units(wanted, request.now, limit=MOST)
    return {
        "lead": _lead(wanted, request.lang),
        "units": [shown(line, request) for line in lines],
        "hotlines": [hotline(one, request.lang) for one in pack().hotlines.values()],
        "day_words": long_date(request.now),
        "cut": more,
        "ledgered": False,
    }


def shown(line: Line, request: StaffRequest) -> dict[str, Any]:
    """One unit as the list and its own page show it."""
    unit, lang = line.unit, request.lang
    ended = unit.until is not None and unit.until <= request.now
    into = unit.merged_into
    kind = pack().agency_kinds.get(unit.kind)
    return {
        "code": unit.code,
        "href": f"/directory/{unit.code}/",
        "name": unit.name,
        "kind": kind.label(lang) if kind else unit.kind,
        "former": line.former,
        "day": "" if ended else unit.phone,
        "night": "" if ended else unit.phone_night,
        "reach": "" if ended else unit.how_to_reach,
        "areas": ", ".join(words.area_name(code, lang) if code else _("the whole country") for code in line.areas),
        "services": [{"name": pack().services[row.service].label(lang), "full": row.full}
                     for row in line.services if row.service in pack().services],
        "open": details.hours(unit), "spoken": details.spoken(unit), "said": details.said(line.services, lang),
        "points": [_point(point, line, lang) for point in line.focal_points],
        "checked": _("Checked by the unit on %(date)s") % {"date": short_date(unit.checked_at)}
        if unit.checked_at else _("Not yet checked by the unit"),
        "ended": _("Closed on %(date)s") % {"date": short_date(unit.until)} if ended and unit.until else "",
        "into": {"name": into.name, "href": f"/directory/{into.code}/"} if ended and into else None,
    }  # fmt: skip


def _point(point: FocalPoint, line: Line, lang: str) -> dict[str, Any]:
    """Who to call for a matter; of somebody who cannot be reached, who is called instead. Why is not said."""
    matter = pack().matters[point.matter].label(lang) if point.matter in pack().matters else point.matter
    shown = {"id": point.id, "name": point.name, "matter": matter, "number": point.phone, "always": point.day_and_night}
    if not point.is_away:
        return shown
    others = [one for one in line.focal_points if not one.is_away and one.matter in (point.matter, "any")]
    name, number = (others[0].name, others[0].phone) if others else (line.unit.name, line.unit.phone)
    return shown | {"number": "", "away": True, "instead": name, "instead_number": number}


def hotline(one: Hotline, lang: str) -> dict[str, Any]:
    """A number for everybody, with where it was read; what nobody read at its source says so."""
    read = one.status.startswith("verified")
    return {
        "name": one.label(lang),
        "number": one.number,
        "hours": one.hours(lang),
        "status": _("Read at its source") if read else _("not legally verified"),
        "read": read,
        "source": one.source,
    }


def one_unit(unit: Unit, request: StaffRequest) -> dict[str, Any]:
    """A unit's own page: everything in its entry, what it was called, who may change what."""
    line = lines_of([unit], request.now)[0]
    ended = unit.until is not None and unit.until <= request.now
    keeps, speaks = (not ended and rules.keeps(unit)), (not ended and rules.speaks_for(unit))
    base = f"/directory/{unit.code}"
    below = Unit.objects.filter(parent=unit, until__isnull=True).order_by("code")
    return {
        "unit": shown(line, request) | {"duty": duty_lines([unit], "", request.now).get(unit.principal)},
        "above": _link(unit.parent) if unit.parent else None,
        "below": [_link(one) for one in below],
        "former": [{"name": row.name, "when": f"{short_date(row.since)} – {short_date(row.until)}"}
                   for row in FormerName.objects.filter(unit=unit).order_by("-until")],
        "joined": [_link(one) for one in Unit.objects.filter(merged_into=unit).order_by("code")],
        "keeps": keeps,
        "changes": _changes(base) if keeps else [],
        "confirm_href": f"{base}/confirm/",
        "points_href": f"{base}/focal-points/",
        "work_href": f"{base}/work/" if speaks else "",
        "merges": [_merge(one, request) for one in _waiting(unit)] if not ended else [],
        "night": is_night(request.now),
        "accounts_href": _accounts(unit) if keeps or speaks else "",
        "gone": gone(unit, request) if ended else [],
        "opens": opens(unit, request) if ended else None,
    }  # fmt: skip


def gone(unit: Unit, request: StaffRequest) -> list[str]:
    """Of a unit that closed: where its work went, as far as the reader may know."""
    last = last_move(unit)
    if last is None:
        return []
    return [_("Its work went to %(unit)s (%(what)s).") % {"unit": last.to.name, "what": in_short(last.counts)}]


def _changes(base: str) -> list[dict[str, str]]:
    return [
        {"href": f"{base}/numbers/", "label": _("Numbers")},
        {"href": f"{base}/areas/", "label": _("Areas")},
        {"href": f"{base}/services/", "label": _("Services")},
        {"href": f"{base}/details/", "label": _("Hours, languages, who can come")},
        {"href": f"{base}/focal-points/new/", "label": _("Add a focal point")},
        {"href": f"{base}/rename/", "label": _("New name")},
    ]


def _waiting(unit: Unit) -> list[UnitMerge]:
    rows = UnitMerge.objects.filter(ended_at__isnull=True).select_related("unit", "into")
    return [one for one in rows.order_by("id") if unit.principal in (one.unit_id, one.into_id)]


def _accounts(unit: Unit) -> str:
    """Where accounts are given, for who gives them; for everybody else what the administrator does."""
    return "/account/members/" if administers(unit.principal) else "/help/open-accounts/"


def _merge(one: UnitMerge, request: StaffRequest) -> dict[str, Any]:
    """A merge that waits: what it means, and whether the reader's side has to answer."""
    other = one.into if one.proposed_for == one.unit_id else one.unit
    agrees = rules.speaks_for(other)
    return {
        "words": _("%(unit)s shall become part of %(into)s") % {"unit": one.unit.name, "into": one.into.name},
        "why": one.why,
        "agree_href": f"/directory/merges/{one.id}/agree/" if agrees else "",
        "refuse_href": f"/directory/merges/{one.id}/refuse/" if agrees or rules.speaks_for(one.unit)
        or rules.speaks_for(one.into) else "",
        "waits": _("Waits for %(unit)s") % {"unit": other.name},
    }  # fmt: skip


def _link(unit: Unit) -> dict[str, str]:
    return {"name": unit.name, "href": f"/directory/{unit.code}/"}


def _fields(wanted: Asked, lang: str) -> list[dict[str, Any]]:
    return [
        field("search", "q", _("What is needed, or who"), value=wanted.text),
        field("select", "need", _("Service"), options=options(pack().services.values(), lang), value=wanted.need, blank=_("Any service")),
        field("search", "where", _("Where"), value=wanted.where or words.area_name(wanted.area, lang) if wanted.place else wanted.where),
    ]  # fmt: skip


def _elsewhere(wanted: Asked, lang: str) -> str:
    """That nobody serves the asked place, and that the list shows others."""
    return _("No unit that offers this serves %(place)s. The list shows who offers it elsewhere: call, and ask whether they take a child "
             "from there.") % {"place": words.area_name(wanted.place, lang)}  # fmt: skip


def _lead(wanted: Asked, lang: str) -> str:
    """What the list holds, in words; also that a place was not understood."""
    parts = []
    if wanted.step in pack().step_kinds:
        parts.append(_("Who may hold: %(step)s") % {"step": words.step_title(wanted.step, lang)})
    if wanted.place:
        parts.append(_("serving %(place)s, the closest first") % {"place": words.area_name(wanted.place, lang)})
    elif wanted.where or wanted.area:
        parts.append(_("This place was not understood; the list shows all places."))
    return " · ".join(parts)
