"""An emergency: asked for with a code and a reason, confirmed by a second person, ended by itself or by hand."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import units
from samaki.cases.models import Case
from samaki.database.refusals import Invalid, together
from samaki.journeys.guarding import emergencies, rules
from samaki.journeys.guarding.models import Emergency
from samaki.journeys.guarding.words import words_of
from samaki.web import words
from samaki.web.account.proving import recently
from samaki.web.fields import field, mark, options, typed, typed_list
from samaki.web.moments import length, long_moment, short_moment
from samaki.web.pages import StaffRequest, errors_of, page, staff_page


@staff_page
@recently(opening=False)
def new(request: StaffRequest) -> HttpResponse:
    """Which case, which parts of its file, why, and who confirms it."""
    errors = []
    if request.method == "POST":
        try:
            row = _ask(request)
            return HttpResponseRedirect(f"/emergencies/{row.id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", _form(request, errors), status=422 if errors else 200)


@staff_page
def one(request: StaffRequest, key: UUID) -> HttpResponse:
    """What was asked for, how it stands, and for the second person yes and no."""
    return page(request, "staff/form.html", _shown(Emergency.objects.get(id=key), request))


@require_POST
@staff_page
@recently(opening=False)
def answer(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """Confirmed or refused by the second person; or ended before its time."""
    if act == "end":
        emergencies.end_emergency(emergency_id=key, by=request.member, now=request.now)
    else:
        emergencies.answer_emergency(emergency_id=key, agreed=act == "confirm", by=request.member, now=request.now)
    return HttpResponseRedirect(f"/emergencies/{key}/")


ACTS = ("confirm", "refuse", "end")


@require_POST
@staff_page
def take_back(request: StaffRequest, key: UUID) -> HttpResponse:
    """Who asked takes it back before it was answered."""
    emergencies.take_back_emergency(emergency_id=key, by=request.member, now=request.now)
    return HttpResponseRedirect(f"/emergencies/{key}/")


def take_back_form(base: str) -> dict[str, Any]:
    """The folded form by which who asked a second person takes it back."""
    return {
        "href": f"{base}/take-back/",
        "summary": _("I asked by mistake, or it is no longer needed"),
        "label": _("Take it back"),
        "fields": [],
    }


@together()
def _ask(request: StaffRequest) -> Emergency:
    return emergencies.ask_emergency(
        code=typed(request, "code"),
        compartments=typed_list(request, "compartments"),
        reason=typed(request, "reason"),
        text=typed(request, "text"),
        second_unit=Unit.objects.filter(code=typed(request, "second_unit")).first(),
        by=request.member,
        now=request.now,
    )


def _fields(request: StaffRequest) -> list[dict[str, Any]]:
    post, lang = request.POST, request.lang
    own = request.member.unit
    others = [unit for unit in units(request.now) if unit.principal != own.principal]
    return [
        field(
            "text",
            "code",
            _("Code of the case"),
            value=post.get("code", request.GET.get("code", ""))[:60],
            lang="en",
            hint=_(
                "You know it, or you found it by a search with a purpose. Whether there is such a case is not said here."
            ),
        ),
        field(
            "checks",
            "compartments",
            _("Which parts of the file do you need?"),
            options=options((pack().compartments[code] for code in rules.emergency_rooms()), lang),
            value=post.getlist("compartments"),
            hint=_("No more than the emergency needs."),
        ),
        field(
            "radios",
            "reason",
            _("Why now?"),
            options=options(pack().reasons["emergency"].values(), lang),
            value=post.get("reason", ""),
        ),
        field(
            "area",
            "text",
            _("What is happening?"),
            value=post.get("text", ""),
            rows=3,
            hint=_("The second person reads it, and whoever holds the case can ask you. No name of a child."),
        ),
        field(
            "select",
            "second_unit",
            _("Who confirms it?"),
            value=post.get("second_unit", own.code),
            options=[
                {"value": own.code, "label": _("Somebody else of our own unit")},
                *({"value": unit.code, "label": words.unit_line(unit)} for unit in others),
            ],
            hint=None,
        ),
    ]


def _form(request: StaffRequest, errors: list[dict[str, str]]) -> dict[str, Any]:
    fields = _fields(request)
    mark(fields, errors)
    hours = length(pack().guarding.emergency.amount, pack().guarding.emergency.unit)
    return {
        "title": _("Open a file in an emergency"),
        "lead": _(
            "For when a child would come to harm if you waited. A second person confirms it. Everybody who holds a step of the case, "
            "their leads and the confidentiality officers are told at once who opened it and why. It ends by itself after %(time)s, and "
            "it stands on the monthly list."
        )
        % {"time": hours},
        "fields": fields,
        "submit_label": _("Ask the second person"),
        "back": {"href": "/desk/", "label": _("Desk")},
        "errors": errors,
    }


def _shown(row: Emergency, request: StaffRequest) -> dict[str, Any]:
    state, mine = emergencies.stands(row, request.now), row.asked_by == request.member.id
    told = words_of(row) if {row.unit, row.second_unit} & {request.member.unit_id} else {}
    may_end = state == "open" and (row.unit == request.member.unit_id or rules.is_officer(request.member, request.now))
    case = Case.objects.filter(id=row.case_id).first() if row.case_id else None
    more = []
    if state == "asked" and not mine and told:
        more = [
            _act(row, "confirm", _("I confirm it"), _("Open the file")),
            _act(row, "refuse", _("I do not confirm it"), _("Say no")),
        ]
    elif state == "asked" and mine:
        more = [take_back_form(f"/emergencies/{row.id}")]
    elif may_end:
        more = [_act(row, "end", _("It is no longer needed"), _("Close the file again"))]
    notes = [{"words": STATES[state]()}]
    if mine and state == "asked":
        notes.append({"words": _("Call the second person now: they find it on their desk.")})
    if case is not None and state == "open":
        notes.append({"words": "", "href": f"/cases/{case.code}/", "label": _("To the case")})
    return {
        "title": _("Emergency"),
        "rows": _rows(row, told, request),
        "notes": notes,
        "fields": [],
        "more": more,
        "back": {"href": "/desk/", "label": _("Desk")},
    }


def _act(row: Emergency, act: str, summary: str, label: str) -> dict[str, Any]:
    return {"href": f"/emergencies/{row.id}/{act}/", "summary": summary, "label": label, "fields": []}


def _rows(row: Emergency, told: dict[str, str], request: StaffRequest) -> list[dict[str, str]]:
    names = {unit.principal: unit.name for unit in Unit.objects.filter(principal__in={row.unit, row.second_unit})}
    rooms = [pack().compartments[code].label(request.lang) for code in row.compartments if code in pack().compartments]
    rows = [
        (_("Code of the case"), told.get("code", "")),
        (_("Asked by"), f"{member_name(row.asked_by)}, {names.get(row.unit, '')}, {short_moment(row.asked_at)}"),
        (_("Why"), words.reason_name("emergency", row.reason, request.lang)),
        (_("In their words"), told.get("text", "")),
        (_("Parts of the file"), " · ".join(rooms)),
        (_("Who confirms it"), names.get(row.second_unit, "")),
        (
            _("Answered by"),
            f"{member_name(row.answered_by)}, {short_moment(row.answered_at)}" if row.answered_at else "",
        ),
        (_("Open until"), long_moment(row.until) if row.until else ""),
        (_("To be confirmed by"), long_moment(row.lapses_at) if row.agreed is None else ""),
    ]
    return [{"name": name, "text": text} for name, text in rows if text]


def member_name(key: UUID | None) -> str:
    """The name of a member, for who may see the row they stand in."""
    found = Member.objects.filter(id=key).first() if key else None
    return found.name if found else ""


STATES = {
    "asked": lambda: _("It waits for a second person. Nothing is open yet."),
    "withdrawn": lambda: _("Who asked took it back before it was answered. Nothing was opened."),
    "lapsed": lambda: _("Nobody confirmed it in time. Nothing was opened."),
    "refused": lambda: _("The second person did not confirm it. Nothing was opened."),
    "nothing": lambda: _(
        "It was confirmed, but nothing can be opened by this code. Look at each letter, and ask anew."
    ),
    "open": lambda: _("The file is open to this unit. Everybody whom the case concerns was told."),
    "ended": lambda: _("It has ended. The file is closed again."),
}
