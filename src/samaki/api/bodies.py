"""What calls may carry. Every text is cleaned and bounded before anything else sees it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AfterValidator, Field

from samaki.agencies.country import calendar
from samaki.agencies.models import Member, Unit
from samaki.countries.partial_dates import FIRST_YEAR, parse_partial
from samaki.database.refusals import Invalid
from samaki.names import clean_text


def _clean(text: str) -> str:
    return clean_text(text.replace("\x00", "").encode("utf-8", "replace").decode())


TOLERANCE = timedelta(minutes=10)
"""By how much the clock of a device may be ahead of ours."""

LAST_YEAR = 2200

Text = Annotated[str, Field(max_length=20_000), AfterValidator(_clean)]
Code = Annotated[str, Field(max_length=200), AfterValidator(_clean)]


class ReportIn(Schema):
    """What somebody tells; only `what` and `where` are asked of everyone, and `where` may be empty."""

    what: Text
    where: Text
    when: Text = ""
    danger: Code = "unknown"
    who_tells: Code = "citizen"
    contact: Text = ""
    contact_safe: Text = ""
    language: Code = ""


class ReceiptIn(Schema):
    """A receipt as typed."""

    receipt: Annotated[str, Field(max_length=2000)]


class Act(Schema):
    """What every act may carry: when it happened, a time or a date or a part of one."""

    occurred_at: Code = ""


class ReasonIn(Act):
    """A reason of a list of the pack, with a sentence where the list asks for one."""

    reason: Code
    text: Text = ""


class HoldIn(ReasonIn):
    """A reason and the end of a hold."""

    until: Code


class TextIn(Act):
    """A sentence."""

    text: Text = ""


class CaseIn(Act):
    """A case of a unit's own work."""

    area: Code = ""
    urgency: Code
    source: Code = ""
    children: Annotated[int, Field(ge=0, le=20)] = 1
    offences: Annotated[list[Code], Field(max_length=50)] = []


class HandoffIn(Act):
    """Which step, to whom, why, how urgent; offered at once unless `draft`."""

    step: Code
    to_unit: Code
    why: Text
    urgency: Code
    why_code: Code = ""
    draft: bool = False
    never_again: Text = ""
    wants: Text = ""
    safe_contact: Text = ""
    pays: Text = ""


class WorkerIn(Act):
    """The member who does it (id or sign-in name); the caller when empty."""

    worker: Code = ""


class PhoneIn(Act):
    """Who said yes, on which number."""

    who: Text
    number: Code = ""


class ResolveIn(Act):
    """How a dispute ends: accepted, withdrawn or offered."""

    to: Code
    text: Text = ""


class QuestionIn(Act):
    """A question to the sender."""

    question: Text = ""
    text: Text = ""


class AnswerIn(Act):
    """An answer to the receiver."""

    answer: Text = ""
    text: Text = ""


class DoneIn(Schema):
    """What came out of a step."""

    outcome: Code
    support_level: Annotated[int, Field(ge=0, le=99)] | None = None
    checklist: Annotated[list[Code], Field(max_length=100)] = []
    conditions: Annotated[list[Code], Field(max_length=50)] = []
    occurred_at: Code = ""


class ReassignIn(Act):
    """The unit that a supervisor moves a step to, and why."""

    to_unit: Code
    text: Text = ""


class StartIn(Act):
    """A kind of step to open by hand."""

    kind: Code
    person: Code = ""


class PersonIn(Act):
    """Somebody on the file; a name may stay unknown."""

    part: Code
    sex: Code = "unknown"
    age: Annotated[int, Field(ge=0, le=120)] | None = None
    child: Code = ""
    name_km: Text = ""
    name_latin: Text = ""
    known_as: Text = ""
    birth_date: Text = ""
    contact: Text = ""


class PersonChange(Act):
    """What is corrected of a person; what is left out or empty stays, an age or a name that is null is taken away."""

    sex: Code | None = None
    age: Annotated[int, Field(ge=0, le=120)] | None = None
    age_estimated: bool | None = None
    name_km: Text | None = None
    name_latin: Text | None = None
    known_as: Text | None = None
    birth_date: Text | None = None
    contact: Text | None = None


class NoteIn(Schema):
    """An observation in one compartment."""

    compartment: Code
    text: Text
    person: Code = ""
    occurred_at: Code = ""


class ArrivalIn(Schema):
    """The child arrived: where (sealed), whether it is safe there, brought and received by which units.

    `place` and `safe` must be said: null says that it is not known.
    """

    person: Code
    place: Text | None = None
    safe: bool | None = None
    brought_by: Code = ""
    received_by: Code = ""
    occurred_at: Code = ""


def key(text: str) -> UUID:
    """An id of a path or body; what is not one does not exist."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def unit(text: str, field: str) -> Unit | None:
    """A unit by id or code; None for an empty text."""
    if not text:
        return None
    try:
        found = Unit.objects.filter(id=UUID(text)).first()
    except ValueError:
        found = Unit.objects.filter(code=text).first()
    if found is None:
        raise Invalid(_("There is no such unit."), field=field)
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
        raise Invalid(_("Choose somebody of your own unit."), field="worker")
    return found


def moment(text: str, now: datetime, field: str = "occurred_at") -> tuple[datetime, str]:
    """(UTC time, precision) of an RFC 3339 time or a partial date; now when empty. What lies ahead is refused."""
    if not text:
        return now, "instant"
    found, precision = until(text, field)
    if found > now + TOLERANCE:
        raise Invalid(_("This lies in the future. Write when it happened."), field=field)
    return min(found, now), precision


def until(text: str, field: str = "until") -> tuple[datetime, str]:
    """The same for a moment that may lie ahead."""
    zone = calendar().timezone
    try:
        if "T" in text.upper() or ":" in text:
            found, precision = datetime.fromisoformat(text.upper()), "instant"
        else:
            partial = parse_partial(text)
            found, precision = datetime.combine(partial.value, time(0)), partial.precision
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise ValueError(text)
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC), precision
    except (ValueError, OverflowError) as error:
        raise Invalid(_("Write a time like 2026-03-05T14:30:00Z, or a date or a part of one."), field=field) from error


def one_of(text: str, known: Iterable[str], field: str) -> str:
    """A code of a list, or nothing."""
    if text and text not in known:
        raise Invalid(_("The field %(field)s is missing or cannot be understood.") % {"field": field}, field=field)
    return text


def cursor(text: str) -> UUID | None:
    """Where the next page begins, as the page before said it."""
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Invalid(
            _("The field %(field)s is missing or cannot be understood.") % {"field": "cursor"}, field="cursor"
        ) from error


def identity(given: Any) -> dict[str, str]:
    """The identity fields of a body that were given."""
    names = ("name_km", "name_latin", "known_as", "birth_date", "contact")
    return {name: value for name in names if (value := getattr(given, name)) is not None and value != ""}
