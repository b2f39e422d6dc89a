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
from samaki.cases.models import OPEN_STATES, Case, Person, Step
from samaki.cases.sharing.pressed import known_units
from samaki.conferences.models import Conference
from samaki.conferences.queries import Minutes
from samaki.conferences.rules import OPENS
from samaki.database.refusals import Invalid, tell
from samaki.web import words
from samaki.web.conferences.named import point_title
from samaki.web.fields import field, mark, of_today, options, read_moment, typed
from samaki.web.hints import dates
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest
from samaki.web.people.forms import Errors

Form = dict[str, Any]

NO_CASE = "none"
"""What the form of a point says where it is about no case."""


def call(case: Case, request: StaffRequest, errors: Errors) -> Form:
    """A conference on a case: of which child, what for, when, where."""
    children = [{"value": str(one.id), "label": words.part_name(one, request.lang)} for one in cases.people_of(case) if one.part == "survivor"]
    whom = field("select", "person", _("About which child?"), options=children, blank=_("the whole case"),
                 value=request.POST.get("person", children[0]["value"] if len(children) == 1 else ""), hint=None)  # fmt: skip
    lead = _("You keep the minutes, and undertake to keep what you hear for this child alone. What waits in the case, and observations that "
             "differ, stand on the agenda at once. Whoever you invite reads nothing before they undertake the same.")  # fmt: skip
    return _whole(request, _("Call a conference"), lead, [whom, *_meeting(request, "plan")], _("Call the conference"), errors,
                  {"href": f"/cases/{case.code}/", "label": _("Back"), "code": case.code})  # fmt: skip


def set_up(request: StaffRequest, errors: Errors) -> Form:
    """The monthly meeting of a province."""
    ours = set(areas_of(request.member.unit, request.now))
    places = [{"value": one.code, "label": one.label(request.lang)} for one in pack().places.provinces if {one.code, ""} & ours]
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
    office = Unit.objects.filter(principal=row.at_unit).values_list("code", flat=True).first() if row and row.at_unit else ""
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


# ---------------------------------------------------------------- folded forms of the page of a conference
def folded(seen: Minutes, request: StaffRequest, *, convenes: bool) -> list[Form]:
    """What this reader can do with it, as forms that open."""
    row, href = seen.row, f"/conferences/{seen.row.id}"
    if row.state != "called" or seen.mine is None or seen.mine.state != "joined":
        return []
    found = [
        _fold(f"{href}/point/", _("Put a point on the agenda"), _("Put it on the agenda"), _point(row, request)),
        _fold(f"{href}/action/", _("Write down who does what, by when"), _("Write it down"), _action(seen, request, convenes=convenes)),
    ]
    if about := [one for one in seen.points if one.point.case_id]:
        found.append(_fold(f"{href}/step/", _("Open a step of your unit"), _("Open the step"), _step(about, request)))
    if mine := _own_steps(seen, request):
        found.append(_fold(f"{href}/hand-on/", _("Hand one of your steps on"), _("Ask them"), _hand_on(seen, mine, request)))
    return found + (_of_convener(seen, request, href) if convenes else [])


def _of_convener(seen: Minutes, request: StaffRequest, href: str) -> list[Form]:
    off = field("radios", "reason", _("Why not?"), options=options(pack().reasons["conference_off"].values(), request.lang), hint=None)
    found = [
        _fold(f"{href}/invite/", _("Invite a unit"), _("Invite them"), _invite(seen.row, request)),
        _fold(f"{href}/postpone/", _("Another day or place"), _("Tell everybody the new day"), when(request, seen.row)),
        _fold(f"{href}/cancel/", _("It does not take place"), _("Cancel it"), [off]),
        _fold(f"{href}/close/", _("It took place: close it"), _("Close the conference"), _close(seen, request)),
    ]
    if seen.points:
        decide = [_which(seen, request, blank=_("Choose the point")), _words(_("What was decided?"), request)]
        found.insert(0, _fold(f"{href}/decide/", _("Write down a decision"), _("Write the decision down"), decide))
    return found


def _fold(href: str, summary: str, label: str, fields: list[Form]) -> Form:
    return {"href": href, "summary": summary, "label": label, "fields": fields}


def _words(label: str, request: StaffRequest, name: str = "text") -> Form:
    return field("area", name, label, rows=3, hint=_("No name, no address: it is printed with the minutes."))


def _point(row: Conference, request: StaffRequest) -> list[Form]:
    rooms = [pack().compartments[code] for code in OPENS if code in pack().compartments]
    made = [_words(_("What should be talked about?"), request)]
    if row.case_id is None:
        code = field("text", "code", _("Code of the case"), narrow=True, hint=_("Leave it empty for a matter of no case."))
        made.append(code)
    room = field("radios", "compartment", _("To which part of the file does it belong?"), options=options(rooms, request.lang),
                 hint=_("Only who reads this part of this child's file reads the point."))  # fmt: skip
    children = [] if row.case_id is None else _children(row, request)
    return [*made, room, *([field("select", "person", _("About which child?"), options=children, blank=_("the whole case"),
                                  value=children[0]["value"] if len(children) == 1 else "", hint=None)] if children else []), *_sure(request)]  # fmt: skip


def _children(row: Conference, request: StaffRequest) -> list[dict[str, str]]:
    found = Person.objects.filter(case_id=row.case_id, part="survivor", in_error_at=None).order_by("number")
    if row.child_id is not None:
        found = found.filter(id=row.child_id)
    return [{"value": str(one.id), "label": words.part_name(one, request.lang)} for one in found]


def _sure(request: StaffRequest) -> list[Form]:
    """Asked once, where a text of no case may lead to a child."""
    if "sure" not in {error["field"] for error in getattr(request, "errors", [])}:
        return []
    said = [{"value": "yes", "label": _("I have looked: nothing in it leads to a child or a case")}]
    return [field("checks", "sure", _("Is it safe to send?"), options=said, hint=None)]


def _which(seen: Minutes, request: StaffRequest, *, blank: str, only: Iterable[Any] | None = None) -> Form:
    points = seen.points if only is None else list(only)
    numbered = {one.point.id: at for at, one in enumerate(seen.points, 1)}
    return field("select", "point", _("About which point?"), blank=blank, hint=None, options=[
        {"value": str(one.point.id), "label": f"{digits(numbered[one.point.id])}. {point_title(one, request.lang)}"} for one in points
    ])  # fmt: skip


def _action(seen: Minutes, request: StaffRequest, *, convenes: bool) -> list[Form]:
    blank = _("none of these") if seen.row.case_id is None else _("Choose the point")
    members = [one.unit for one in seen.members if one.state == "joined"] if convenes else [request.member.unit_id]
    whom = Unit.objects.filter(principal__in=members).order_by("code")
    return [
        _which(seen, request, blank=blank),
        _words(_("What is done?"), request),
        owner_field(whom, _("nobody yet") if convenes else None),
        due_field(_("Needed where an owner is named.")),
        *_sure(request),
    ]


def owner_field(whom: Iterable[Unit], blank: str | None, value: str = "") -> Form:
    """Who does it."""
    return field("select", "owner", _("Who does it?"), options=[{"value": one.code, "label": one.name} for one in whom], blank=blank,
                 value=value, hint=None)  # fmt: skip


def due_field(after: str = "") -> Form:
    """By which day."""
    return field("text", "due_on", _("By which day?"), narrow=True, hint=dates(after=after))


def _step(about: list[Any], request: StaffRequest) -> list[Form]:
    kinds = [one for one in pack().step_kinds.values() if one.code != pack().opening.report]
    labels = [{"value": str(one.point.id), "label": point_title(one, request.lang)} for one in about]
    return [
        field("select", "point", _("About which point?"), options=labels, blank=_("Choose the point"), hint=None),
        field("select", "kind", _("Which step?"), options=options(kinds, request.lang), blank=_("Choose one"), hint=None),
        _words(_("What is done?"), request),
    ]


def _own_steps(seen: Minutes, request: StaffRequest) -> list[Step]:
    codes = {seen.row.case_id} if seen.row.case_id else {one.point.case_id for one in seen.points if one.point.case_id}
    held = Step.objects.select_related("case").filter(case_id__in=codes, holder=request.member.own_principal, state__in=OPEN_STATES)
    return list(held.order_by("due_at", "id")[:50]) if codes else []


def _hand_on(seen: Minutes, steps: list[Step], request: StaffRequest) -> list[Form]:
    held = [{"value": str(one.id), "label": f"{words.step_title(one.kind, request.lang)} · {one.case.code}"} for one in steps]
    return [
        field("select", "step", _("Which step?"), options=held, blank=_("Choose one"), hint=None),
        field("select", "to_unit", _("To whom?"), options=unit_options(request), blank=_("Choose one"), hint=None),
        _words(_("Why, and what must they know first?"), request),
    ]


def _invite(row: Conference, request: StaffRequest) -> list[Form]:
    without = set()
    if row.case_id is not None and (case := Case.objects.filter(id=row.case_id).first()) is not None:
        without = known_units(case)
    fields = [field("select", "to_unit", _("Which unit?"), options=unit_options(request, without), blank=_("Choose one"), hint=None)]
    if row.case_id is None:
        return fields
    rooms = [pack().compartments[code] for code in OPENS if code in pack().compartments]
    return [
        *fields,
        field("checks", "compartments", _("What must they read for it?"), options=options(rooms, request.lang),
              hint=_("Nothing, for a unit that works on the case already. What you tick opens when they have given the undertaking, and closes "
                     "with the conference. Never names or where the child stays.")),
        field("radios", "ground", _("On which ground?"), options=options(pack().reasons["sharing_ground"].values(), request.lang),
              hint=_("Only where you ticked something.")),
        field("area", "text", _("In your own words"), rows=2, hint=_("Why they must read it. Only your own unit reads this. No name.")),
    ]  # fmt: skip


def _close(seen: Minutes, request: StaffRequest) -> list[Form]:
    names = {unit.principal: unit.name for unit in Unit.objects.filter(principal__in=[one.unit for one in seen.members])}
    there = [{"value": str(one.id), "label": names.get(one.unit, "")} for one in seen.members if one.state in ("invited", "joined")]
    fields = [field("checks", "present", _("Who was there?"), options=there, hint=None)]
    if seen.row.series_id is not None:
        fields += [
            field("text", "next_at", _("When do you meet next?"), narrow=True, hint=dates(_("The day and the time."))),
            field("checks", "no_more", _("Or"), options=[{"value": "yes", "label": _("it does not meet any more")}], hint=None),
        ]
    return fields


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
