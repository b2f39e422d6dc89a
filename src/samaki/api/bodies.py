"""What calls may carry. Every text is cleaned and bounded before anything else sees it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AfterValidator, Field

from samaki.agencies.country import calendar
from samaki.agencies.models import Member, Unit
from samaki.countries.partial_dates import parse_partial
from samaki.database.refusals import Invalid
from samaki.names import clean_text


def _clean(text: str) -> str:
    return clean_text(text.replace("\x00", "").encode("utf-8", "replace").decode())


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


class ReasonIn(Schema):
    """A reason of a list of the pack, with a sentence where the list asks for one."""

    reason: Code
    text: Text = ""


class HoldIn(ReasonIn):
    """A reason and the end of a hold."""

    until: Code


class TextIn(Schema):
    """A sentence."""

    text: Text = ""


class CaseIn(Schema):
    """A case of a unit's own work."""

    area: Code = ""
    urgency: Code
    source: Code = ""
    children: Annotated[int, Field(ge=0, le=20)] = 1
    offences: Annotated[list[Code], Field(max_length=50)] = []


class HandoffIn(Schema):
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


class WorkerIn(Schema):
    """The member who does it (id or sign-in name); the caller when empty."""

    worker: Code = ""


class PhoneIn(Schema):
    """Who said yes, on which number."""

    who: Text
    number: Code = ""


class ResolveIn(Schema):
    """How a dispute ends: accepted, withdrawn or offered."""

    to: Code
    text: Text = ""


class QuestionIn(Schema):
    """A question to the sender."""

    question: Text = ""
    text: Text = ""


class AnswerIn(Schema):
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


class ReassignIn(Schema):
    """The unit that a supervisor moves a step to, and why."""

    to_unit: Code
    text: Text = ""


class StartIn(Schema):
    """A kind of step to open by hand."""

    kind: Code
    person: Code = ""


class PersonIn(Schema):
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


class PersonChange(Schema):
    """What is corrected of a person; what is left out stays."""

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
    """The child arrived: where (sealed), brought and received by which units."""

    person: Code
    place: Text = ""
    brought_by: Code = ""
    received_by: Code = ""
    safe: bool | None = None
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


def moment(text: str, now: datetime, field: str = "occurred_at") -> tuple[datetime | None, str]:
    """(UTC time, precision) of an RFC 3339 time or a partial date; (None, "instant") when empty."""
    if not text:
        return None, "instant"
    found, precision = until(text, field)
    if found > now + timedelta(days=1):
        raise Invalid(_("This lies in the future. Write when it happened."), field=field)
    return min(found, now), precision


def until(text: str, field: str = "until") -> tuple[datetime, str]:
    """The same for a moment that may lie ahead."""
    zone = calendar().timezone
    try:
        if "T" in text or ":" in text:
            found = datetime.fromisoformat(text)
            return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC), "instant"
        partial = parse_partial(text)
        return datetime.combine(partial.value, time(0), zone).astimezone(UTC), partial.precision
    except (ValueError, OverflowError) as error:
        raise Invalid(_("Write a time like 2026-03-05T14:30:00Z, or a date or a part of one."), field=field) from error


def identity(given: Any) -> dict[str, str]:
    """The identity fields of a body that were given."""
    names = ("name_km", "name_latin", "known_as", "birth_date", "contact")
    return {name: value for name in names if (value := getattr(given, name)) is not None and value != ""}
