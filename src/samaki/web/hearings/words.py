"""Hearings in words: when, where, how it stands, what it still needs. Nothing here asks the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from samaki.agencies.queries import NamesThen
from samaki.journeys.hearings.models import Hearing, HearingNeed, Release
from samaki.journeys.hearings.queries import Shown
from samaki.web import words
from samaki.web.moments import clock, long_date, long_moment, part_of_date

STATES: dict[str, tuple[str, Callable[[], str]]] = {
    "heard": ("offered", lambda: _("Heard of, not confirmed")),
    "confirmed": ("held", lambda: _("Confirmed")),
    "postponed": ("hold", lambda: _("Postponed")),
    "held": ("done", lambda: pgettext("a hearing", "Held")),
    "not_held": ("stopped", lambda: _("Not held")),
    "in_error": ("broken", lambda: _("Entered by mistake")),
}
"""State of a hearing or a release -> the sign beside it, and its words."""

REASONS = {"postponed": "hearing_moved", "held": "hearing_held", "not_held": "hearing_not_held"}
"""State -> the list of the pack from which its reason is."""

NEEDS: dict[tuple[str, str], Callable[[], str]] = {
    ("summons", "needed"): lambda: _("Summons: not sent yet"),
    ("summons", "asked"): lambda: _("Summons: sent, not known whether it arrived"),
    ("summons", "ready"): lambda: _("Summons: received"),
    ("summons", "failed"): lambda: _("Summons: not delivered"),
    ("interpreter", "needed"): lambda: _("Interpreter: nobody has asked yet"),
    ("interpreter", "asked"): lambda: _("Interpreter: asked for"),
    ("interpreter", "ready"): lambda: _("Interpreter: arranged"),
    ("interpreter", "failed"): lambda: _("Interpreter: not found"),
    ("transport", "needed"): lambda: _("Transport: nobody has asked yet"),
    ("transport", "asked"): lambda: _("Transport: asked for"),
    ("transport", "ready"): lambda: _("Transport: arranged"),
    ("transport", "failed"): lambda: _("Transport: not possible"),
}

SORTS: dict[str, Callable[[], str]] = {
    "summons": lambda: _("A summons"),
    "interpreter": lambda: _("An interpreter"),
    "transport": lambda: _("Transport"),
}

SUMMONS_MOVES: dict[str, Callable[[], str]] = {
    "ask": lambda: _("It was sent"),
    "arrange": lambda: _("It was received"),
    "fail": lambda: _("It could not be delivered"),
    "drop": lambda: _("It is not needed"),
}
OTHER_MOVES: dict[str, Callable[[], str]] = {
    "ask": lambda: _("It was asked for"),
    "arrange": lambda: _("It is arranged"),
    "fail": lambda: _("It is not possible"),
    "drop": lambda: _("It is not needed"),
}

CLASHES: dict[str, Callable[[], str]] = {
    "twice": lambda: _(
        "The same hearing seems to be written down twice. If it is one, say that the other was a mistake"
    ),
    "child": lambda: _("%(who)s is called to two hearings at that time"),
    "person": lambda: _("%(who)s goes to two hearings at that time"),
    "room": lambda: _("Two hearings are in one room at that time"),
}


def when(row: Hearing | Release) -> str:
    """As exactly as it is known: a moment, a day, a month or a year; with the end of a hearing where it is written."""
    if row.precision in ("month", "year"):
        return _("%(part)s, day not known") % {"part": part_of_date(row.at, row.precision)}
    if row.precision == "day":
        return long_date(row.at)
    until = getattr(row, "until", None)
    return f"{long_moment(row.at)}-{clock(until)}" if until else long_moment(row.at)


def hour(row: Hearing) -> str:
    """The time of day alone, for a list by days; or that no hour is known."""
    return clock(row.at) if row.precision == "instant" else _("hour not known")


def where(one: Shown, courts: NamesThen) -> str:
    """Court, place and room, as far as they are known."""
    named = courts.at(one.row.court, one.row.at) if one.row.court else ""
    room = _("room %(room)s") % {"room": one.words["room"]} if one.words["room"] else ""
    return ", ".join(part for part in (named, one.words["place"], room) if part) or _("Place not known")


def purpose(row: Hearing, lang: str) -> str:
    """What it is for, as the pack calls it."""
    return words.reason_name("hearing", row.purpose, lang)


def stands(row: Hearing | Release) -> tuple[str, str]:
    """(sign, words) of how it stands."""
    sign, said = STATES[row.state]
    return sign, said()


def reason(row: Hearing, lang: str) -> str:
    """Why it was postponed or not held, or what came of it; empty while its day is ahead."""
    listed = REASONS.get(row.state)
    return words.reason_name(listed, row.reason, lang) if listed and row.reason else ""


def need(one: HearingNeed, named: Mapping[UUID, str]) -> str:
    """What is needed, how far it is, and for whom."""
    said = NEEDS[(one.sort, one.state)]()
    whom = named.get(one.person_id, "") if one.person_id else ""
    return f"{said} ({whom})" if whom else said
