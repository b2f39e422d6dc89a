"""What was typed above a list, as a filter; and the fields that show it again."""

from __future__ import annotations

import functools
import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from samaki.agencies.country import pack
from samaki.cases.births import cannot_be
from samaki.cases.codes import read_code
from samaki.countries.partial_dates import BadDate, parse_partial
from samaki.journeys.lists.filters import NEWEST, NOBODY, STATES, TAIL, Filter
from samaki.names import clean_text
from samaki.web import words
from samaki.web.fields import field as one_field
from samaki.web.pages import StaffRequest

LONGEST = 80


@dataclass
class Asked:
    """The filter that the words mean, the words as they were typed, and what could not be understood (by field)."""

    chosen: Filter
    said: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)

    def href(self, **more: str) -> str:
        """The address of this list as it is narrowed."""
        return "?" + urlencode(query_of(self.chosen) | {name: value for name, value in more.items() if value})


def query_of(chosen: Filter) -> dict[str, str]:
    """A filter as the query of an address."""
    names = {"since": "from", "until": "to"}
    return {names.get(name, name): value for name, value in chosen.told().items()}


def read(which: str, request: StaffRequest) -> Asked:
    """The filter of a list from the address. What is not understood is told at its field and narrows nothing."""
    said = {name: _typed(request, name) for name in ("state", "place", "area", "from", "to", "worker", "code", "order")}
    errors: dict[str, str] = {}
    found = {
        "state": said["state"],
        "area": _area(said, request.lang, errors),
        "since": _day(said, "from", errors),
        "until": _day(said, "to", errors),
        "worker": said["worker"] if which == "steps" else "",
        "code": _code(said["code"], errors),
        "order": said["order"],
    }
    return Asked(Filter.of(which, found), said, errors)


def _typed(request: StaffRequest, name: str) -> str:
    return clean_text(request.GET.get(name, "").replace("\x00", ""))[:LONGEST].strip()


def _area(said: dict[str, str], lang: str, errors: dict[str, str]) -> str:
    """The place that was meant: in Khmer or Latin, in any romanisation. A kept code stands while its name is untouched."""
    known = pack().places.by_code.get(said["area"])
    if known is not None and said["place"] in ("", known.label("en"), known.label("km")):
        said["place"] = known.label(lang)
        return known.code
    if not said["place"]:
        return ""
    code = _place_meant(said["place"])
    if not code:
        errors["place"] = _(
            "We know no such place. Write a province, district or commune, in Khmer or in Latin letters."
        )
    return code


@functools.lru_cache(maxsize=1024)
def _place_meant(text: str) -> str:
    found = pack().places.match(text)
    return found.place.code if found else ""


def _day(said: dict[str, str], name: str, errors: dict[str, str]) -> str:
    """The first day (from) or the last day (to) of what was typed: a day, a month or a year."""
    if not said[name]:
        return ""
    try:
        found = parse_partial(said[name])
    except BadDate as error:
        errors[name] = cannot_be(error) or _("Write a date like 5/3/2026 or 2026-03-05, or only a month or a year.")
        return ""
    value = found.value
    if name == "to" and found.precision != "day":
        month = value.month if found.precision == "month" else 12
        value = date(value.year, month, monthrange(value.year, month)[1])
    return value.isoformat()


def _code(text: str, errors: dict[str, str]) -> str:
    if not text:
        return ""
    tail = re.sub(r"[^0-9A-Z]", "", text.upper())
    found = read_code(text) or (tail if TAIL.match(tail) else "")
    if not found:
        errors["code"] = _("This is no case code. Write the whole code, or its last six letters.")
    return found


def fields(which: str, asked: Asked, members: list[tuple[str, str]], lang: str) -> list[dict[str, Any]]:
    """The fields above the list, filled in as they were."""
    by_opening = which in ("unit", "mine")
    since, until = (_("Opened from"), _("Opened until")) if by_opening else (_("Due from"), _("Due until"))
    states = [("", _("All"))] + [(state, STATE_WORDS[state]()) for state in STATES[which]]
    shown = [
        one_field("search", "code", _("Case code"), value=asked.said["code"], lang="en"),
        one_field("search", "place", _("Place"), value=asked.said["place"], hint=_understood(asked, lang)),
        one_field("search", "from", since, value=asked.said["from"]),
        one_field("search", "to", until, value=asked.said["to"]),
        one_field("select", "state", _("State"), options=choices(states), value=asked.chosen.state),
    ]
    if which == "steps":
        people = [("", _("Everybody")), (NOBODY, _("Nobody yet")), *members]
        shown.append(
            one_field("select", "worker", _("Who does it"), options=choices(people), value=asked.chosen.worker)
        )
    if by_opening:
        orders = [("", _("Due next")), (NEWEST, _("Newest"))]
        shown.append(one_field("select", "order", _("Order"), options=choices(orders), value=asked.chosen.order))
    if asked.chosen.area:
        shown.append(one_field("hidden", "area", "", value=asked.chosen.area))
    for one in shown:
        if one["name"] in asked.errors:
            one["error"] = asked.errors[one["name"]]
    return shown


def _understood(asked: Asked, lang: str) -> str:
    place = pack().places.by_code.get(asked.chosen.area)
    if place is None or asked.said["place"] == place.label(lang):
        return ""
    return _("Understood as: %(place)s.") % {"place": words.area_name(place.code, lang)}


def choices(pairs: list[tuple[str, str]]) -> list[dict[str, str]]:
    """Options of a field from (value, label)."""
    return [{"value": value, "label": label} for value, label in pairs]


STATE_WORDS = {
    "open": lambda: pgettext("state of a case", "Open"),
    "closed": lambda: _("Closed"),
    "asked": lambda: _("Not answered yet"),
    "question": lambda: _("They ask us"),
    "disputed": lambda: _("Disputed"),
    "taken": lambda: _("Taken over"),
    "completed": lambda: _("Done: we must confirm"),
    "late": lambda: _("Overdue"),
    "on_hold": lambda: _("On hold"),
}


def filter_words(which: str, chosen: Filter, lang: str) -> str:
    """The filter in words, for paper and for what was kept: `Open · Phnom Penh · from 2026-03-01`."""
    parts = [STATE_WORDS[chosen.state]() if chosen.state else "", chosen.code]
    parts.append(words.area_name(chosen.area, lang) if chosen.area else "")
    parts.append(_("from %(date)s") % {"date": chosen.since} if chosen.since else "")
    parts.append(_("until %(date)s") % {"date": chosen.until} if chosen.until else "")
    parts.append(_("The newest first") if chosen.order else "")
    parts.append(_("Nobody yet") if chosen.worker == NOBODY else chosen.worker)
    return " · ".join(part for part in parts if part) or _("everything")
