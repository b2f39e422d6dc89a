"""Feeds: a calendar that a program fetches by a secret address. Made anew and ended by its member; without names.

Whoever has the address reads it: so it holds the code of a case, that there is a hearing, its time, and whether it is sure. Not where,
not what for, not who.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db import connections
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Member
from samaki.agencies.operations import token_digest
from samaki.cases.rules import check_works_cases
from samaki.database import add, current_alias, lock, story
from samaki.database.refusals import CannotMove, Invalid
from samaki.journeys.hearings.models import CalendarFeed, Hearing
from samaki.ledger.operations import record

SCOPES = ("mine", "unit")
BACK, FORWARD = timedelta(days=31), timedelta(days=366)
"""So far back and ahead a feed reaches."""
STATUS = {
    "heard": "TENTATIVE",
    "confirmed": "CONFIRMED",
    "postponed": "CANCELLED",
    "held": "CONFIRMED",
    "not_held": "CANCELLED",
}
DAYS = {"month": 31, "year": 365}


@story
def make_feed(*, scope: str, by: Member, now: datetime) -> str:
    """A new secret address; the one before of the same scope ends with it. Returns its token, which is kept nowhere."""
    lock(by.id)
    check_works_cases(by, now)
    if scope not in SCOPES:
        raise Invalid(_("Choose which calendar."), field="scope")
    CalendarFeed.objects.filter(member=by, scope=scope, ended_at=None).update(ended_at=now)
    token = secrets.token_urlsafe(32)
    row = CalendarFeed(member=by, scope=scope, digest=digest_of(token), made_at=now)
    add(row)
    record("feed.make", by=by, now=now, subject=row, facts={"kind": scope})
    return token


@story
def end_feed(*, scope: str, by: Member, now: datetime) -> CalendarFeed:
    """The address opens nothing from now on. Raises CannotMove where there is none."""
    lock(by.id)
    row = CalendarFeed.objects.filter(member=by, scope=scope, ended_at=None).first()
    if row is None:
        raise CannotMove(_("This calendar has no address."))
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    record("feed.end", by=by, now=now, subject=row, facts={"kind": scope})
    return row


def feeds_of(member: Member) -> dict[str, CalendarFeed]:
    """Scope -> the address that stands."""
    return {row.scope: row for row in CalendarFeed.objects.filter(member=member, ended_at=None)}


def digest_of(token: str) -> bytes:
    """What is kept of a token."""
    return token_digest(token)


def opened_by(token: str) -> tuple[UUID, str] | None:
    """(member, scope) of a feed that stands; in a session of nobody."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select member, scope from app.feed_of(%s)", [digest_of(token)])
        found: tuple[UUID, str] | None = cursor.fetchone()
        return found


def written(
    rows: Iterable[Hearing], codes: Mapping[UUID, str], *, now: datetime, name: str, title: Callable[[str], str]
) -> bytes:
    """The hearings as an iCalendar file (RFC 5545), times in UTC. `codes`: case -> its code; `title`: of a code, what is read.

    Nothing else of a case: no place, no purpose, no name. An event keeps its id when the hearing changes, and says how often it did.
    """
    made = Calendar()
    made.add("prodid", "-//Samaki//hearings//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    for row in rows:
        made.add_component(_event(row, codes.get(row.case_id, ""), now, title))
    return bytes(made.to_ical())


def _event(row: Hearing, code: str, now: datetime, title: Callable[[str], str]) -> Event:
    event = Event()
    event.add(
        "uid", f"{hashlib.sha256(row.id.bytes).hexdigest()[:32]}@samaki"
    )  # an id of ours tells when the row was made
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", row.version - 1)
    for key, value in zip(("dtstart", "dtend"), _span(row), strict=True):
        event.add(key, value)
    event.add("summary", title(code))
    event.add("status", STATUS[row.state])
    event.add("class", "PRIVATE")
    return event


def _span(row: Hearing) -> tuple[datetime | date, datetime | date]:
    """A time, or whole days on the clock of the country where no hour is known."""
    if row.precision == "instant":
        return row.at.astimezone(UTC), (row.until or row.at + timedelta(hours=pack().sitting.lasts.amount)).astimezone(
            UTC
        )
    day = calendar().local(row.at).date()
    return day, day + timedelta(days=DAYS.get(row.precision, 1))
