"""A roster as an iCalendar file, and what others wrote into one: covers and absences, told line by line where they cannot be taken.

Kept libraries read and write (RFC 5545): `icalendar`, and `recurring-ical-events` for what repeats. Files come from anywhere: their
size, the number of their entries and of what repeats are bounded before anything is counted out.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import recurring_ical_events
from django.utils.translation import gettext as _
from icalendar import Calendar, Event
from icalendar.timezone import tzp

from samaki.agencies.country import calendar as office_hours
from samaki.agencies.models import Member
from samaki.database.refusals import Invalid
from samaki.names import clean_text
from samaki.roster.changing import MOST_AT_ONCE, Line
from samaki.roster.duty import Shift
from samaki.roster.rules import LONGEST

LARGEST = 512 * 1024
"""Bytes of a file."""
AHEAD = timedelta(days=366)
"""What repeats is counted out so far."""
REPEATS = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
"""What may repeat, and not more than once a day: a file that repeats each second is not counted out."""
OURS = "@samaki"
"""How the ids of shifts end that went out of here."""
AWAY = ("away", "absent", "leave", "absence", "អវត្តមាន", "ច្បាប់", "ឈប់សម្រាក")
COVERS = ("covers", "cover", "on duty", "ប្រចាំការ", "ជំនួស")
"""Words with which a title begins, in small letters, before the member's name."""
ONE_FILE = threading.Lock()
"""The library keeps the zones that a file defines, for all files that follow: they are forgotten before each, one file at a time."""


@dataclass(frozen=True)
class Wrong:
    """An entry that was not taken: its place in the file, from 1, its title as far as it can be shown, and why."""

    number: int
    title: str
    why: str


@dataclass(frozen=True)
class Read:
    """What stood in a file."""

    lines: tuple[Line, ...]
    wrong: tuple[Wrong, ...]


def written(
    found: Iterable[Shift], names: Mapping[str, str], *, key: str, now: datetime, title: Callable[[str], str]
) -> bytes:
    """The shifts as a calendar. `key`: the roster's, for ids that stay the same; times in UTC, which every program understands."""
    made = Calendar()
    made.add("prodid", "-//Samaki//duty roster//EN")
    made.add("version", "2.0")
    for one in found:
        event = Event()
        event.add("uid", f"{key}-{one.since:%Y%m%dT%H%M%SZ}{OURS}")
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", one.since.astimezone(UTC))
        event.add("dtend", one.until.astimezone(UTC))
        event.add("summary", title(names.get(one.member or "", "")))
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return bytes(made.to_ical())


def read(content: bytes, members: Mapping[str, Member], now: datetime) -> Read:
    """The covers and absences of a file, and what is wrong with the others. `members`: by any of their names, in small letters.

    A title is `Away: NAME` or `Covers: NAME`; a name alone covers. Shifts of the roster itself are passed
    over. Raises Invalid for what is no calendar at all."""
    events = _events(content)
    lines: list[Line] = []
    wrong: list[Wrong] = []
    if all(_is_of_the_roster(event) for event in events):
        raise Invalid(
            _(
                "This is the roster itself, as it was taken out of here. Write absences and covers as entries of their own."
            ),
            field="file",
        )
    for number, event in enumerate(events, start=1):
        if _is_of_the_roster(event):
            continue
        title = clean_text(str(event.get("SUMMARY", "")))[:80]
        try:
            lines += _lines_of(event, title, members, now)
        except Invalid as refusal:
            wrong.append(Wrong(number, title, refusal.sentence))
        except Exception:  # noqa: BLE001 - an entry that the library cannot read is told, and the others are taken
            wrong.append(Wrong(number, title, _("Its times cannot be read.")))
    if len(lines) > MOST_AT_ONCE:
        raise Invalid(
            _("A file changes at most %(most)s times at once. Send it in parts.") % {"most": MOST_AT_ONCE}, field="file"
        )
    return Read(tuple(lines), tuple(wrong))


def _events(content: bytes) -> list[Any]:
    if len(content) > LARGEST:
        raise Invalid(
            _("This file is too large: %(most)s kilobytes at most.") % {"most": LARGEST // 1024}, field="file"
        )
    no_calendar = Invalid(_("This is no calendar file (.ics) that can be read. Nothing was changed."), field="file")
    if b"BEGIN:VCALENDAR" not in content.upper() or content.upper().count(b"BEGIN:") > 4 * MOST_AT_ONCE:
        raise no_calendar
    try:
        with ONE_FILE:
            tzp.use_default()
            found = [one for made in Calendar.from_ical(content, multiple=True) for one in made.walk("VEVENT")]
    except Exception as error:  # noqa: BLE001 - whatever the library cannot read
        raise no_calendar from error
    if not found:
        raise Invalid(_("There is nothing in this calendar."), field="file")
    return found


def _is_of_the_roster(event: Any) -> bool:
    """A shift that `written` wrote: taken as a cover it would freeze eight weeks of what the plan says anyway."""
    return str(event.get("UID", "")).endswith(OURS)


def _lines_of(event: Any, title: str, members: Mapping[str, Member], now: datetime) -> list[Line]:
    sort, member = _who(title, members)
    _check_zone(event)
    lines = [_line(one, sort, member) for one in _each(event, now)]
    lines = [one for one in lines if one.until > now]
    if not lines:
        raise Invalid(_("This is over already."))
    if any(one.until - one.since > LONGEST for one in lines):
        raise Invalid(
            _("A change lasts at most %(days)s days. For longer, write a new version of the roster.")
            % {"days": LONGEST.days}
        )
    return lines


def _check_zone(event: Any) -> None:
    """A zone that no one knows and the file does not define would be read as the clock of the country: hours wrong, and nobody told."""
    for name in ("DTSTART", "DTEND"):
        value = event.get(name)
        zone = value.params.get("TZID") if value is not None else None
        if zone and isinstance(value.dt, datetime) and value.dt.tzinfo is None:
            raise Invalid(
                _("Its time zone, %(zone)s, is not known. Choose the zone of a city in your calendar, like %(ours)s.")
                % {"zone": clean_text(str(zone))[:60], "ours": office_hours().timezone}
            )


def _who(title: str, members: Mapping[str, Member]) -> tuple[str, Member]:
    small, sort = title.strip().casefold(), "covers"
    for code, words in (("away", AWAY), ("covers", COVERS)):
        for word in sorted(words, key=len, reverse=True):
            if small.startswith(word) and small[len(word) : len(word) + 1] in (":", " ", "៖", "-"):
                small, sort = small[len(word) :].lstrip(" :៖-"), code
                break
        else:
            continue
        break
    member = members.get(small.strip())
    if member is None:
        raise Invalid(
            _("The title names nobody of this unit who can be on duty. Write “Away: NAME” or “Covers: NAME”.")
        )
    return sort, member


def _each(event: Any, now: datetime) -> list[Any]:
    """The entry itself, or each time that it repeats within a year."""
    if not any(name in event for name in ("RRULE", "RDATE")):
        return [event]
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        if rule.get("FREQ", [""])[0] not in REPEATS or set(rule) & {"BYHOUR", "BYMINUTE", "BYSECOND"}:
            raise Invalid(_("This repeats too often. What repeats each day, week, month or year is taken."))
    alone = Calendar()
    alone.add_component(event)
    found = []
    for one in recurring_ical_events.of(alone).between(now, now + AHEAD):
        found.append(one)
        if len(found) > MOST_AT_ONCE:
            raise Invalid(_("This repeats too often. What repeats each day, week, month or year is taken."))
    return found


def _line(event: Any, sort: str, member: Member) -> Line:
    begins = event.decoded("DTSTART")
    if "DTEND" in event:
        ends = event.decoded("DTEND")
    elif "DURATION" in event:
        ends = begins + event.decoded("DURATION")
    else:
        ends = begins + timedelta(days=1)
    since, until = _instant(begins), _instant(ends)
    if until <= since:
        raise Invalid(_("This ends before it begins."))
    uid = f"{event.get('UID', '')}|{since.isoformat()}|{until.isoformat()}|{sort}|{member.id}"
    return Line(sort, member, since, until, hashlib.sha256(uid.encode("utf-8", "surrogatepass")).hexdigest())


def _instant(value: Any) -> datetime:
    """In UTC; a day begins at midnight, and a time without a zone is meant, on the clock of the country."""
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=office_hours().timezone)).astimezone(UTC)
    if isinstance(value, date):
        return datetime.combine(value, time(0), office_hours().timezone).astimezone(UTC)
    raise Invalid(_("Its times cannot be read."))
