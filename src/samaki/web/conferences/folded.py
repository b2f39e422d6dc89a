"""The folded forms of the page of a conference: a point, who does what, a step, an invitation, its end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.cases.models import OPEN_STATES, Case, Person, Step
from samaki.cases.sharing.pressed import known_units
from samaki.conferences.models import Conference
from samaki.conferences.queries import Minutes
from samaki.conferences.rules import OPENS
from samaki.web import words
from samaki.web.conferences.forms import Form, unit_options, when
from samaki.web.conferences.named import point_title
from samaki.web.fields import field, options
from samaki.web.hints import dates
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest


def folded(seen: Minutes, request: StaffRequest, *, convenes: bool) -> list[Form]:
    """What this reader can do with it, as forms that open."""
    row, href = seen.row, f"/conferences/{seen.row.id}"
    if row.state != "called" or seen.mine is None or seen.mine.state != "joined":
        return []
    found = [
        _fold(f"{href}/point/", _("Put a point on the agenda"), _("Put it on the agenda"), _point(row, request)),
        _fold(
            f"{href}/action/",
            _("Write down who does what, by when"),
            _("Write it down"),
            _action(seen, request, convenes=convenes),
        ),
    ]
    if about := [one for one in seen.points if one.point.case_id]:
        found.append(_fold(f"{href}/step/", _("Open a step of your unit"), _("Open the step"), _step(about, request)))
    if mine := _own_steps(seen, request):
        found.append(
            _fold(f"{href}/hand-on/", _("Hand one of your steps on"), _("Ask them"), _hand_on(seen, mine, request))
        )
    return found + (_of_convener(seen, request, href) if convenes else [])


def _of_convener(seen: Minutes, request: StaffRequest, href: str) -> list[Form]:
    off = field(
        "radios",
        "reason",
        _("Why not?"),
        options=options(pack().reasons["conference_off"].values(), request.lang),
        hint=None,
    )
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
        code = field(
            "text", "code", _("Code of the case"), narrow=True, hint=_("Leave it empty for a matter of no case.")
        )
        made.append(code)
    room = field("radios", "compartment", _("To which part of the file does it belong?"), options=options(rooms, request.lang),
                 hint=_("Only who reads this part of this child's file reads the point."))  # fmt: skip
    children = [] if row.case_id is None else _children(row, request)
    only = children[0]["value"] if len(children) == 1 else ""
    whom = field(
        "select", "person", _("About which child?"), options=children, blank=_("the whole case"), value=only, hint=None
    )
    return [*made, room, *([whom] if children else []), *_sure(request)]


def _children(row: Conference, request: StaffRequest) -> list[dict[str, str]]:
    assert row.case_id is not None  # of a province nobody is asked for a child
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
    ours = request.member.unit.kind
    kinds = [
        one for one in pack().step_kinds.values() if one.code != pack().opening.report and one.may_be_done_by(ours)
    ]
    labels = [{"value": str(one.point.id), "label": point_title(one, request.lang)} for one in about]
    return [
        field("select", "point", _("About which point?"), options=labels, blank=_("Choose the point"), hint=None),
        field(
            "select", "kind", _("Which step?"), options=options(kinds, request.lang), blank=_("Choose one"), hint=None
        ),
        _words(_("What is done?"), request),
    ]


def _own_steps(seen: Minutes, request: StaffRequest) -> list[Step]:
    codes = {seen.row.case_id} if seen.row.case_id else {one.point.case_id for one in seen.points if one.point.case_id}
    held = Step.objects.select_related("case").filter(
        case_id__in=codes, holder=request.member.own_principal, state__in=OPEN_STATES
    )
    return list(held.order_by("due_at", "id")[:50]) if codes else []


def _hand_on(seen: Minutes, steps: list[Step], request: StaffRequest) -> list[Form]:
    held = [
        {"value": str(one.id), "label": f"{words.step_title(one.kind, request.lang)} · {one.case.code}"}
        for one in steps
    ]
    return [
        field("select", "step", _("Which step?"), options=held, blank=_("Choose one"), hint=None),
        field("select", "to_unit", _("To whom?"), options=unit_options(request), blank=_("Choose one"), hint=None),
        _words(_("Why, and what must they know first?"), request),
    ]


def _invite(row: Conference, request: StaffRequest) -> list[Form]:
    without = set()
    if row.case_id is not None and (case := Case.objects.filter(id=row.case_id).first()) is not None:
        without = known_units(case)
    fields = [
        field(
            "select",
            "to_unit",
            _("Which unit?"),
            options=unit_options(request, without),
            blank=_("Choose one"),
            hint=None,
        )
    ]
    if row.case_id is None:
        return fields
    rooms = [pack().compartments[code] for code in OPENS if code in pack().compartments]
    return [
        *fields,
        field("checks", "compartments", _("What must they read for it?"), options=options(rooms, request.lang),
              hint=_("Nothing, for a unit that works on the case already. What you tick opens when they have given the undertaking, and "
                     "closes with the conference. Never names or where the child stays.")),
        field("radios", "ground", _("On which ground?"), options=options(pack().reasons["sharing_ground"].values(), request.lang),
              hint=_("Only where you ticked something.")),
        field("area", "text", _("In your own words"), rows=2, hint=_("Why they must read it. Only your own unit reads this. No name.")),
    ]  # fmt: skip


def _close(seen: Minutes, request: StaffRequest) -> list[Form]:
    names = {
        unit.principal: unit.name for unit in Unit.objects.filter(principal__in=[one.unit for one in seen.members])
    }
    there = [
        {"value": str(one.id), "label": names.get(one.unit, "")}
        for one in seen.members
        if one.state in ("invited", "joined")
    ]
    fields = [field("checks", "present", _("Who was there?"), options=there, hint=None)]
    if seen.row.series_id is not None:
        fields += [
            field("text", "next_at", _("When do you meet next?"), narrow=True, hint=dates(_("The day and the time."))),
            field(
                "checks",
                "no_more",
                _("Or"),
                options=[{"value": "yes", "label": _("it does not meet any more")}],
                hint=None,
            ),
        ]
    return fields
