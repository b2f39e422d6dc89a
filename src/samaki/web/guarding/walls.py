"""Conflict of interest: one person steps aside; a wall between a case and a unit, asked by one officer, decided by another."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.agencies.queries import units
from samaki.cases import queries
from samaki.cases.models import Case
from samaki.database.refusals import Invalid, tell, together
from samaki.journeys.guarding import conflicts, rules
from samaki.journeys.guarding.models import Conflict
from samaki.journeys.guarding.words import words_of
from samaki.web import words
from samaki.web.account.proving import recently, wordless
from samaki.web.fields import field, mark, options, typed, typed_list, typed_number
from samaki.web.guarding.aside import choices, unit_of
from samaki.web.guarding.emergencies import member_name, take_back_form
from samaki.web.moments import length, long_moment, short_moment
from samaki.web.pages import StaffRequest, errors_of, page, staff_page

USUAL_DAYS = 180


@staff_page
@recently(opening=False)
def new(request: StaffRequest, code: str) -> HttpResponse:
    """Which unit, why, who takes over, who decides, until when."""
    case, errors = queries.case_of(code), []
    rules.check_officer(request.member, request.now)
    if request.method == "POST":
        try:
            row = _ask(case, request)
            return HttpResponseRedirect(f"/walls/{row.id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", _form(case, request, errors), status=422 if errors else 200)


@staff_page
def one(request: StaffRequest, key: UUID) -> HttpResponse:
    """What was asked, how it stands, and what an officer can do."""
    return page(request, "staff/form.html", _shown(Conflict.objects.get(id=key), request))


@require_POST
@staff_page
@recently(opening=False, first=wordless(Conflict))
def act_on(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """Agreed, refused, or lifted before its end."""
    given = {"conflict_id": key, "text": typed(request, "text"), "by": request.member, "now": request.now}
    if act == "lift":
        conflicts.end_wall(**given)
    else:
        conflicts.answer_wall(agreed=act == "agree", **given)
    return HttpResponseRedirect(f"/walls/{key}/")


ACTS = ("agree", "refuse", "lift")


@require_POST
@staff_page
def take_back(request: StaffRequest, key: UUID) -> HttpResponse:
    """The officer who asked takes it back before the other one answered."""
    conflicts.take_back_wall(conflict_id=key, by=request.member, now=request.now)
    return HttpResponseRedirect(f"/walls/{key}/")


@together()
def _ask(case: Case, request: StaffRequest) -> Conflict:
    days = typed_number(request, "days", most=conflicts.LONGEST_WALL)
    if typed(request, "by_accused") not in ("yes", "no"):
        tell(Invalid(_("Choose one of the two."), field="by_accused"))
    return conflicts.ask_wall(
        case=case,
        unit=unit_of(request, "unit"),
        to_unit=unit_of(request, "to_unit"),
        decider=unit_of(request, "decider"),
        reason=typed(request, "reason"),
        text=typed(request, "text"),
        not_enough=typed(request, "not_enough"),
        by_accused=typed(request, "by_accused") == "yes",
        else_known=typed(request, "else_known"),
        days=days or 0,
        at_once="yes" in typed_list(request, "at_once"),
        by=request.member,
        now=request.now,
    )


def _why(request: StaffRequest) -> list[dict[str, Any]]:
    post = request.POST
    yes_no = [{"value": "no", "label": _("No")}, {"value": "yes", "label": _("Yes, the accused or their side says so")}]
    return [
        field(
            "radios",
            "reason",
            _("What sort of conflict?"),
            options=options(pack().reasons["conflict"].values(), request.lang),
            value=post.get("reason", ""),
        ),
        field("area", "text", _("What is known, and from where?"), value=post.get("text", ""), rows=3, hint=None),
        field(
            "area",
            "not_enough",
            _("Why is it not enough that one person steps aside?"),
            value=post.get("not_enough", ""),
            rows=2,
            hint=None,
        ),
        field(
            "radios",
            "by_accused",
            _("Does it come from whoever is accused?"),
            options=yes_no,
            value=post.get("by_accused", ""),
        ),
        field(
            "area",
            "else_known",
            _("If so: what else speaks for it?"),
            value=post.get("else_known", ""),
            rows=2,
            hint=None,
        ),
    ]


def _who(request: StaffRequest, others: list[Unit], officers: list[Unit], route: Unit | None) -> list[dict[str, Any]]:
    post = request.POST
    return [
        field(
            "select",
            "to_unit",
            _("Who takes over its work?"),
            options=choices(others),
            blank=_("Choose one"),
            value=post.get("to_unit", route.code if route else ""),
            hint=_("A unit of the same kind. What was named beforehand is filled in."),
        ),
        field(
            "select",
            "decider",
            _("Whose confidentiality officer decides with you?"),
            options=choices(officers),
            blank=_("Choose one"),
            value=post.get("decider", ""),
            hint=_("Of another agency than yours and than that of the unit."),
        ),
    ]


def _when(request: StaffRequest) -> list[dict[str, Any]]:
    post = request.POST
    hides = length(pack().guarding.wall_hides.amount, pack().guarding.wall_hides.unit)
    return [
        field(
            "text",
            "days",
            _("For how many days?"),
            value=post.get("days", str(USUAL_DAYS))[:4],
            narrow=True,
            inputmode="numeric",
            hint=_("At most 366. A wall that is still needed is asked for again."),
        ),
        field(
            "checks",
            "at_once",
            _("When does the case disappear from them?"),
            value=post.getlist("at_once"),
            options=[{"value": "yes", "label": _("At once: what they could still read would do harm")}],
            hint=_(
                "Else their work moves now, like any other, and the rest disappears after %(time)s: a case that vanishes from "
                "a desk would warn."
            )
            % {"time": hides},
        ),
    ]


def _form(case: Case, request: StaffRequest, errors: list[dict[str, str]]) -> dict[str, Any]:
    post, guarded = request.POST, set(conflicts.guarded())
    others = [unit for unit in units(request.now).select_related("parent") if unit.principal not in guarded]
    officers = [unit for unit in rules.units_with_officers(request.now) if unit.principal not in guarded]
    named = next(
        (unit for unit in others if unit.code == post.get("unit", request.GET.get("unit", "")).replace("\x00", "")),
        None,
    )
    route = conflicts.route_for(named, case.area) if named else None
    fields = [
        field(
            "select",
            "unit",
            _("Which unit must have no part in it?"),
            options=choices(others),
            blank=_("Choose one"),
            value=named.code if named else "",
            hint=None,
        ),
        *_why(request),
        *_who(request, others, officers, route),
        *_when(request),
    ]
    mark(fields, errors)
    return {
        "title": _("A wall round a unit"),
        "lead": _(
            "Two confidentiality officers of different agencies decide. The unit and its agency are "
            "not told. Its steps go to the unit that takes over; then it sees nothing of this case and cannot be asked for anything in it."
        ),
        "fields": fields,
        "submit_label": _("Ask the other officer"),
        "errors": errors,
        "back": {"href": f"/cases/{case.code}/", "label": _("Back"), "code": case.code},
    }


def _shown(row: Conflict, request: StaffRequest) -> dict[str, Any]:
    state = conflicts.stands(row, request.now)
    more = []
    if state == "asked" and row.asked_by != request.member.id and row.decider in conflicts.guarded():
        more = [
            _act(row, "agree", _("I agree"), _("Lay the wall")),
            _act(row, "refuse", _("I do not agree"), _("Say no")),
        ]
    elif state == "asked" and row.asked_by == request.member.id:
        more = [take_back_form(f"/walls/{row.id}")]
    elif state in ("moved", "stands"):
        more = [_act(row, "lift", _("It is no longer needed"), _("Lift the wall"))]
    return {
        "title": _("A wall round a unit"),
        "rows": _rows(row, request),
        "notes": [{"words": STATES[state]()}],
        "fields": [],
        "more": more,
        "back": {"href": "/confidentiality/", "label": _("Back")},
    }


def _act(row: Conflict, act: str, summary: str, label: str) -> dict[str, Any]:
    fields = [{"kind": "area", "name": "text", "label": _("Why?"), "rows": 2}]
    return {"href": f"/walls/{row.id}/{act}/", "summary": summary, "label": label, "fields": fields}


def _rows(row: Conflict, request: StaffRequest) -> list[dict[str, str]]:
    told = words_of(row)
    found = Unit.objects.filter(principal__in={row.unit, row.to_unit, row.asked_unit, row.decider})
    names = {unit.principal: unit.name for unit in found}
    rows = [
        (_("Code of the case"), row.case_code),
        (_("Must have no part in it"), names.get(row.unit, "")),
        (_("What sort of conflict"), words.reason_name("conflict", row.reason, request.lang)),
        (_("What is known"), told.get("text", "")),
        (_("Why one person stepping aside is not enough"), told.get("not_enough", "")),
        (_("Beside the word of the accused"), told.get("else_known", "")),
        (_("Takes over its work"), names.get(row.to_unit, "")),
        (_("Asked by"), f"{member_name(row.asked_by)}, {names.get(row.asked_unit, '')}, {short_moment(row.asked_at)}"),
        (_("Who decides"), _("A confidentiality officer of %(unit)s") % {"unit": names.get(row.decider, "")}),
        (
            _("Answered by"),
            f"{member_name(row.answered_by)}, {short_moment(row.answered_at)}" if row.answered_at else "",
        ),
        (_("Their reason"), told.get("answer", "")),
        (_("The case disappears from them"), long_moment(row.since) if row.since else _when_it_hides(row)),
        (_("Ends"), long_moment(row.ended_at or row.until)),
    ]
    return [{"name": name, "text": text} for name, text in rows if text]


def _when_it_hides(row: Conflict) -> str:
    """What the second officer decides over: at once, or only after some days."""
    hides = pack().guarding.wall_hides
    return _("At once: what they could still read would do harm") if row.at_once else length(hides.amount, hides.unit)


STATES = {
    "asked": lambda: _("It waits for the other officer. Nothing has changed yet."),
    "withdrawn": lambda: _("Who asked took it back before it was answered. Nothing has changed."),
    "refused": lambda: _("The other officer did not agree. Nothing has changed."),
    "moved": lambda: _(
        "The work has moved. The unit can no longer be asked; what it can still see disappears at the time above."
    ),
    "stands": lambda: _("The wall stands: the unit sees nothing of this case and can be asked for nothing in it."),
    "over": lambda: _("Its time is over. What was open before does not open by itself."),
    "lifted": lambda: _("It was lifted. What was open before does not open by itself."),
}
