"""The forms of conferences: calling one, and the folded forms of its page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.agencies.queries import areas_of, units
from samaki.cases import queries as cases
from samaki.cases.models import Case
from samaki.conferences.models import Conference
from samaki.database.refusals import Invalid, tell
from samaki.web import words
from samaki.web.fields import field, mark, of_today, options, read_moment, typed
from samaki.web.hints import dates
from samaki.web.pages import StaffRequest
from samaki.web.people.forms import Errors

Form = dict[str, Any]

NO_CASE = "none"
"""What the form of a point says where it is about no case."""


def call(case: Case, request: StaffRequest, errors: Errors) -> Form:
    """A conference on a case: of which child, what for, when, where."""
    children = [
        {"value": str(one.id), "label": words.part_name(one, request.lang)}
        for one in cases.people_of(case)
        if one.part == "survivor"
    ]
    whom = field("select", "person", _("About which child?"), options=children, blank=_("the whole case"),
                 value=request.POST.get("person", children[0]["value"] if len(children) == 1 else ""), hint=None)  # fmt: skip
    lead = _("You keep the minutes, and undertake to keep what you hear for this child alone. What waits in the case, and observations "
             "that differ, stand on the agenda at once. Whoever you invite reads nothing before they undertake the same.")  # fmt: skip
    return _whole(request, _("Call a conference"), lead, [whom, *_meeting(request, "plan")], _("Call the conference"), errors,
                  {"href": f"/cases/{case.code}/", "label": _("Back"), "code": case.code})  # fmt: skip


def set_up(request: StaffRequest, errors: Errors) -> Form:
    """The monthly meeting of a province."""
    ours = set(areas_of(request.member.unit, request.now))
    places = [
        {"value": one.code, "label": one.label(request.lang)}
        for one in pack().places.provinces
        if {one.code, ""} & ours
    ]
    where = field("select", "area", _("Which province?"), options=places, blank=_("Choose one"),
                  value=request.POST.get("area", places[0]["value"] if len(places) == 1 else ""), hint=None)  # fmt: skip
    lead = _("The units of a province meet, each month say, over the cases that do not move. Each puts its own cases on the agenda and "
             "reads of others only what it reads anyway: the meeting opens no file.")  # fmt: skip
    return _whole(request, _("Set up a meeting of the province"), lead, [where, *_meeting(request, "monthly")], _("Set it up"), errors,
                  {"href": "/conferences/", "label": _("Conferences")})  # fmt: skip


def _meeting(request: StaffRequest, usual: str) -> list[Form]:
    return [
        field("radios", "purpose", _("What is it for?"), options=options(pack().reasons["conference_purpose"].values(), request.lang),
              value=request.POST.get("purpose", usual), hint=None),
        *when(request),
    ]  # fmt: skip


def when(request: StaffRequest, row: Conference | None = None) -> list[Form]:
    """The day, the time and the place."""
    office = (
        Unit.objects.filter(principal=row.at_unit).values_list("code", flat=True).first() if row and row.at_unit else ""
    )
    return [
        field("text", "meets_at", _("When do you meet?"), value=request.POST.get("meets_at", ""), narrow=True,
              hint=dates(_("The day and the time."))),
        field("select", "at_unit", _("In whose office?"), options=unit_options(request), blank=_("by telephone or video"),
              value=request.POST.get("at_unit", office or ""), hint=None),
    ]  # fmt: skip


def _whole(
    request: StaffRequest, title: str, lead: str, fields: list[Form], label: str, errors: Errors, back: dict[str, str]
) -> Form:
    mark(fields, errors)
    return {"title": title, "lead": lead, "fields": fields, "submit_label": label, "back": back, "errors": errors,
            "section": "conferences"}  # fmt: skip


def unit_options(request: StaffRequest, without: Iterable[int] = ()) -> list[dict[str, str]]:
    """Open units to choose from."""
    barred = set(without)
    return [{"value": one.code, "label": one.name} for one in units(request.now) if one.principal not in barred]


# ---------------------------------------------------------------- reading what was typed
def moment_ahead(request: StaffRequest, name: str) -> datetime | None:
    """A day and a time that may lie ahead; None where nothing was typed."""
    read = _ahead(request, name)
    if read is not None and read[1] != "instant":
        tell(Invalid(_("Write the time as well, like 5/3/2026 14:30."), field=name))
    return read[0] if read else None


def day_ahead(request: StaffRequest, name: str) -> datetime | None:
    """A day that may lie ahead, to its end."""
    read = _ahead(request, name)
    if read is None:
        return None
    return read[0] if read[1] == "instant" else read[0] + timedelta(days=1, minutes=-1)


def _ahead(request: StaffRequest, name: str) -> tuple[datetime, str] | None:
    text = typed(request, name)
    try:
        return read_moment(of_today(text, request.now), name) if text else None
    except Invalid as refusal:
        tell(refusal)
        return None


def key(request: StaffRequest, name: str) -> UUID | None:
    """A key from a list; None for nothing, or for what is none."""
    try:
        return UUID(typed(request, name)) if typed(request, name) else None
    except ValueError:
        return None
