"""What a body or an address says, looked up: units, members, moments, codes, ids."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, time
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from samaki.agencies.country import calendar
from samaki.agencies.models import Member, Unit
from samaki.api import bodies
from samaki.cases.births import cannot_be
from samaki.cases.models import Case, Person
from samaki.countries.partial_dates import (
    CLOCKS_DIFFER,
    FIRST_YEAR,
    LAST_YEAR,
    beyond_all_years,
    parse_partial,
)
from samaki.database.refusals import Invalid, tell

MOST_NAMED = 40
"""Codes that a sentence names."""

CLOCK = re.compile(r"\d[Tt]\d|:")


def key(text: str) -> UUID:
    """An id of a path or body; what is not one does not exist."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def unit(text: str, field: str) -> Unit | None:
    """A unit by id or code; None for an empty text."""
    found = unit_or_none(text)
    if found is None and text:
        tell(Invalid(_("There is no such unit."), field=field))
    return found


def unit_or_none(text: str) -> Unit | None:
    """The same, where an operation says itself that there is none."""
    try:
        return Unit.objects.filter(id=UUID(text)).first()
    except ValueError:
        return Unit.objects.filter(code=text).first()


def person_in(case: Case, text: str, field: str) -> Person | None:
    """A person of the case whom a body names, None for an empty text. Raises Invalid for what is no id or nobody's here."""
    try:
        found = Person.objects.select_related("case").filter(id=UUID(text), case=case).first() if text else None
    except ValueError:
        found = None
    if text and found is None:
        tell(Invalid(_("The field %(field)s names nobody of this case.") % {"field": field}, field=field))
    return found


def worker(text: str) -> Member | None:
    """A member by id or sign-in name; None for an empty text."""
    if not text:
        return None
    try:
        found = Member.objects.filter(id=UUID(text)).first()
    except ValueError:
        found = Member.objects.filter(username=text.lower()).first()
    if found is None:
        tell(Invalid(_("Choose somebody of your own unit."), field="worker"))
    return found


def moment(text: str, now: datetime, field: str = "occurred_at") -> tuple[datetime, str]:
    """(UTC time, precision) of an RFC 3339 time or a partial date; now when empty. What lies ahead is refused."""
    if not text:
        return now, "instant"
    try:
        if beyond_all_years(text) or (read := _moment(text, field))[0] > now + CLOCKS_DIFFER:
            raise Invalid(_("This lies in the future. Write when it happened."), field=field)
    except Invalid as refusal:
        tell(refusal)
        return now, "instant"
    found, precision = read
    return min(found, now), precision


def until(text: str, field: str = "until") -> tuple[datetime, str]:
    """The same for a moment that may lie ahead, as the end of a hold."""
    if beyond_all_years(text):
        raise Invalid(_("A hold lasts at most one year; it can be renewed then."), field=field)
    return _moment(text, field)


def until_or_none(text: str) -> datetime | None:
    """The time alone; None for an empty text, which an operation speaks of itself."""
    return until(text)[0] if text else None


def _moment(text: str, field: str) -> tuple[datetime, str]:
    zone = calendar().timezone
    try:
        if CLOCK.search(text):
            found, precision = datetime.fromisoformat(text.upper()), "instant"
        else:
            partial = parse_partial(text)
            found, precision = datetime.combine(partial.value, time(0)), partial.precision
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise ValueError(text)
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC), precision
    except (ValueError, OverflowError) as error:
        unread = _("Write a time like 2026-03-05T14:30:00Z, or a date or a part of one.")
        raise Invalid(cannot_be(error) or unread, field=field) from error


def one_of(text: str, known: Iterable[str], field: str) -> str:
    """A code of a list, or nothing."""
    codes = [code for code in known if code]
    if text and text not in codes:
        listed = ", ".join(codes) if len(codes) <= MOST_NAMED else _("a code of GET /api/v1/codes")
        raise Invalid(_("%(field)s takes: %(values)s.") % {"field": field, "values": listed}, field=field)
    return text


def cursor(text: str) -> UUID | None:
    """Where the next page begins, as the page before said it."""
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Invalid(
            _("The field %(field)s is missing or cannot be understood.") % {"field": "cursor"}, field="cursor"
        ) from error


IDENTITY = ("name_km", "name_latin", "known_as", "birth_date", "contact")


def identity(given: bodies.PersonIn) -> dict[str, str]:
    """The identity fields of a new person that are not empty."""
    return {name: value for name in IDENTITY if (value := getattr(given, name))}
