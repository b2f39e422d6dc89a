"""The form of a hearing: its fields, and what was typed into them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Unit
from samaki.agencies.queries import units
from samaki.cases import queries as cases
from samaki.cases.models import Case, Person
from samaki.countries.partial_dates import beyond_all_years
from samaki.database.refusals import Invalid, tell
from samaki.journeys.hearings.models import Hearing
from samaki.journeys.hearings.telling import Told
from samaki.web import words
from samaki.web.fields import Unsure, field, of_today, options, read_moment, typed, typed_list
from samaki.web.hints import dates
from samaki.web.likely import doubts
from samaki.web.moments import long_date, part_of_date
from samaki.web.pages import StaffRequest

Values = Mapping[str, Any]
FAR = timedelta(days=366)
"""A hearing further ahead is asked about once."""


def day_field(name: str, label: str, value: str, hint: str = "") -> dict[str, Any]:
    """A day that may lie ahead."""
    return field("text", name, label, value=value, narrow=True, hint=dates(hint))


def fields(case: Case, request: StaffRequest, values: Values) -> list[dict[str, Any]]:
    """All of it; `values`: what stands there before anybody types."""
    post, lang, some = request.POST, request.lang, pack().reasons
    given = post if request.method == "POST" else values
    ticked = post.getlist("children") if request.method == "POST" else values.get("children", [])
    children = [{"value": str(one.id), "label": words.part_name(one, lang)} for one in survivors(case)]
    courts = [{"value": "", "label": _("Not known, or none of these")}] + [
        {"value": unit.code, "label": unit.name} for unit in courts_of(request.now)
    ]
    return [
        day_field("at", _("On which day, at what time?"), given.get("at", ""), _("As exactly as you know it.")),
        field("radios", "purpose", _("What is it for?"), options=options(some["hearing"].values(), lang), value=given.get("purpose", "")),
        field("radios", "source", _("From where do you know it?"), options=options(some["hearing_source"].values(), lang),
              value=given.get("source", ""),
              hint=_("From a paper of the court, or from the court itself, it counts as confirmed. Else somebody confirms it later.")),
        *([field("checks", "children", _("Which child is called?"), options=children, value=ticked,
                 hint=_("Who works for this child reads day, place and purpose, and is told. None ticked: no child is called."))]
          if children else []),
        field("select", "court", _("Which court?"), options=courts, value=given.get("court", "")),
        field("text", "place", _("Where?"), value=given.get("place", ""),
              hint=_("House or street, if it is not at the court. It is sealed.")),
        field("text", "room", _("Which room?"), value=given.get("room", ""), narrow=True, hint=None),
        field("text", "until", _("Until what time?"), value=given.get("until", ""), narrow=True,
              hint=_("Only if it is known. Example: 11:30")),
        field("text", "bring", _("What must be brought?"), value=given.get("bring", ""),
              hint=_("Papers, clothes, medicine. Whoever brings the child reads it.")),
        field("area", "text", _("What is it about?"), value=given.get("text", ""), rows=3,
              hint=_("Sealed with the facts of the case: only who reads the justice part reads this.")),
    ]  # fmt: skip


def values_of(
    row: Hearing, said: Mapping[str, str], children: set[UUID], text: str, courts: Mapping[int, Unit]
) -> dict[str, Any]:
    """A hearing as it would be typed."""
    here = calendar().local(row.at)
    shown = {
        "instant": f"{here:%Y-%m-%d %H:%M}",
        "day": f"{here:%Y-%m-%d}",
        "month": f"{here:%Y-%m}",
        "year": f"{here:%Y}",
    }
    court = courts.get(row.court) if row.court else None
    until = f"{calendar().local(row.until):%H:%M}" if row.until else ""
    return {"at": shown[row.precision], "purpose": row.purpose, "source": row.source, "until": until, "text": text,
            "court": court.code if court else "", "children": [str(key) for key in children], **said}  # fmt: skip


def survivors(case: Case) -> list[Person]:
    """The children of the case that the reader may know of."""
    return [one for one in cases.people_of(case) if one.part == "survivor"]


def courts_of(now: datetime) -> list[Unit]:
    """Units that are a court."""
    return [unit for unit in units(now) if pack().agency_kinds[unit.kind].is_court]


def typed_told(case: Case, request: StaffRequest) -> Told:
    """What was typed; wrong fields are told together with those of the operation."""
    at, precision = typed_day(request, "at", case)
    children = {str(one.id): one for one in survivors(case)}
    return Told(
        purpose=typed(request, "purpose"), at=at, precision=precision, source=typed(request, "source"), until=_typed_end(request, at),
        court=_typed_court(request), place=typed(request, "place"), room=typed(request, "room"), bring=typed(request, "bring"),
        text=typed(request, "text"), children=tuple(children[key] for key in typed_list(request, "children") if key in children),
    )  # fmt: skip


def typed_day(request: StaffRequest, name: str, case: Case | None = None) -> tuple[datetime | None, str]:
    """(beginning, precision) of a day that may lie ahead; (None, "instant") when nothing was typed.

    A day that is over, or far ahead, is asked about once and taken when it is sent again: hearings are written down late.
    """
    text = typed(request, name)
    try:
        return _read_day(request, name, text, case) if text else (None, "instant")
    except Invalid as refusal:
        tell(refusal)
        return request.now, "instant"  # not used: the form comes back


def _read_day(request: StaffRequest, name: str, text: str, case: Case | None) -> tuple[datetime, str]:
    dated = of_today(text, request.now)
    if beyond_all_years(dated):
        raise Invalid(_("This day is more than five years ahead. Look at the year again."), field=name)
    at, precision = read_moment(dated, name)
    if typed(request, f"{name}_sure") != text:
        read = part_of_date(at, precision) if precision in ("month", "year") else long_date(at)
        for since, question in doubts(case, None) if case is not None else ():
            if (
                at < since
                and calendar().local(at).date() < calendar().local(since).date()
                and precision in ("instant", "day")
            ):
                raise Unsure(question(read), text, name)
        if precision in ("instant", "day") and calendar().local(at).date() < calendar().local(request.now).date():
            raise Unsure(
                _("You wrote: %(read)s. That day is over. If it was then, press the button once more, and say afterwards what came of "
                  "it; else correct it.") % {"read": read}, text, name)  # fmt: skip
        if at > request.now + FAR:
            raise Unsure(
                _("You wrote: %(read)s. That is more than a year ahead. If it is right, press the button once more; else correct it.")
                % {"read": read}, text, name)  # fmt: skip
    return at, precision


def _typed_end(request: StaffRequest, at: datetime | None) -> datetime | None:
    """A time of the same day."""
    text = typed(request, "until")
    if not text or at is None:
        return None
    try:
        read, precision = read_moment(of_today(text, at), "until")
    except Invalid as refusal:
        tell(refusal)
        return None
    if precision != "instant":
        tell(Invalid(_("Write a time of that day, like 11:30, or leave it empty."), field="until"))
        return None
    return read


def _typed_court(request: StaffRequest) -> Unit | None:
    code = typed(request, "court")
    found = Unit.objects.filter(code=code).first() if code else None
    if code and found is None:
        tell(Invalid(_("Choose a unit from the list."), field="court"))
    return found


def typed_person(case: Case, request: StaffRequest, name: str = "person") -> Person | None:
    """Somebody of the case, or nobody in particular."""
    key = typed(request, name)
    try:
        found = (
            Person.objects.select_related("case").filter(id=UUID(key), case=case, in_error_at=None).first()
            if key
            else None
        )
    except ValueError:
        found = None
    if key and found is None:
        tell(Invalid(_("Choose a person from the list."), field=name))
    return found
