"""Suspension on an allegation: begun by one officer, confirmed by one of a third agency, lifted with a reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import called, units
from samaki.database.refusals import Invalid
from samaki.journeys.complaints import rules, suspending
from samaki.journeys.complaints.models import Suspension
from samaki.journeys.guarding.words import words_of
from samaki.web import words
from samaki.web.account.proving import recently, wordless
from samaki.web.fields import field, mark, options, typed
from samaki.web.guarding.aside import choices, unit_of
from samaki.web.guarding.emergencies import member_name
from samaki.web.moments import length, long_moment, short_moment
from samaki.web.pages import StaffRequest, errors_of, page, staff_page


@staff_page
@recently(opening=False)
def new(request: StaffRequest) -> HttpResponse:
    """Who, why, and who confirms it."""
    rules.check_handler(request.member, request.now)
    errors = []
    if request.method == "POST":
        try:
            row = suspending.suspend_access(
                member=_chosen(request),
                reason=typed(request, "reason"), text=typed(request, "text"), decider=unit_of(request, "decider"),
                complaint_id=_key(request), by=request.member, now=request.now,
            )  # fmt: skip
            return HttpResponseRedirect(f"/suspensions/{row.id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", _form(request, errors), status=422 if errors else 200)


@staff_page
def one(request: StaffRequest, key: UUID) -> HttpResponse:
    """How it stands, and what an officer can do."""
    return page(request, "staff/form.html", _shown(Suspension.objects.get(id=key), request))


@require_POST
@staff_page
@recently(opening=False, first=wordless(Suspension))
def act_on(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """Confirmed, not confirmed, or lifted."""
    given: dict[str, Any] = {
        "suspension_id": key,
        "text": typed(request, "text"),
        "by": request.member,
        "now": request.now,
    }
    if act == "lift":
        suspending.lift_suspension(**given)
    else:
        suspending.answer_suspension(agreed=act == "confirm", **given)
    return HttpResponseRedirect(f"/suspensions/{key}/")


ACTS = ("confirm", "refuse", "lift")


MOST = 25
"""Members who are shown to choose from; more are found by writing more of the name."""


def _chosen(request: StaffRequest) -> Member | None:
    """The member who was chosen, or whose name to sign in with was written. Raises Invalid where several can be meant: nobody is
    suspended by a likeness of names."""
    rows = Member.objects.select_related("unit")
    if (key := typed(request, "chosen")) and (found := rows.filter(username=key[:60]).first()) is not None:
        return found
    if (found := rows.filter(username=typed(request, "member").lower()[:60] or None).first()) is not None:
        return found
    if _likely(request):
        raise Invalid(_("Choose which of these members it is."), field="chosen")
    return None


def _likely(request: StaffRequest) -> list[Member]:
    """Members of other agencies with this name, of this unit; nobody before something was written or chosen."""
    text, unit = typed(request, "member")[:60], unit_of(request, "unit")
    if not text and unit is None:
        return []
    rows = Member.objects.select_related("unit").exclude(unit__agency_id__in=suspending.own_agencies())
    rows = rows.exclude(closed_why__in=("invited", "left", "suspended"))
    if unit is not None:
        rows = rows.filter(unit=unit)
    return list((rows.filter(called(text)) if text else rows).order_by("name_en", "username")[:MOST])


def _whose(request: StaffRequest) -> list[dict[str, Any]]:
    """By name and unit; then, once somebody is found, which of them."""
    post, likely = request.POST, _likely(request) if request.method == "POST" else []
    others = [unit for unit in units(request.now) if unit.agency_id not in set(suspending.own_agencies())]
    fields = [
        field("text", "member", _("Whose access?"), value=post.get("member", "")[:60],
              hint=_("Their name, or a part of it; or the name with which they sign in. You choose whom you mean before anything "
                     "happens.")),
        field("select", "unit", _("Of which unit?"), options=choices(others), value=post.get("unit", "")[:60],
              blank=_("I do not know"), hint=None),
    ]  # fmt: skip
    if likely:
        found = [{"value": one.username, "label": f"{one.name}, {one.unit.name} ({one.username})"} for one in likely]
        fields.insert(
            0, field("radios", "chosen", _("Which of them?"), options=found, value=post.get("chosen", ""), hint=None)
        )
    return fields


def _key(request: StaffRequest) -> UUID | None:
    asked = typed(request, "complaint") if request.method == "POST" else request.GET.get("complaint", "")
    try:
        return UUID(asked) if asked else None
    except ValueError:
        return None


def _form(request: StaffRequest, errors: list[dict[str, str]]) -> dict[str, Any]:
    post, complaint = request.POST, _key(request)
    fields = [
        *_whose(request),
        field("radios", "reason", _("What is said of them?"), options=options(pack().reasons["suspension"].values(), request.lang),
              value=post.get("reason", ""), hint=None),
        field("area", "text", _("In your own words"), value=post.get("text", ""), rows=3,
              hint=_("The other officer reads it; nobody of the member's agency does. No name of who complained.")),
        field("select", "decider", _("Whose officer confirms it?"), options=choices(suspending.deciders(set(), request.now)),
              blank=_("Choose one"), value=post.get("decider", ""), hint=_("Of another agency than you, and than this member.")),
        {"kind": "hidden", "name": "complaint", "label": "", "value": str(complaint or "")},
    ]  # fmt: skip
    mark(fields, errors)
    within = length(pack().guarding.suspension_confirm.amount, pack().guarding.suspension_confirm.unit)
    lead = _(
        "The member is out at once; their open steps go back to the desk of their unit, and nobody there is told why. It is no finding. "
        "If no officer of a second agency confirms it within %(time)s, it ends by itself."
    ) % {"time": within}
    return {"title": _("Suspend the access of a member"), "lead": lead, "fields": fields, "errors": errors, "section": "desk",
            "submit_label": _("Suspend it now"), "back": {"href": "/complaints/", "label": _("Complaints")}}  # fmt: skip


def _shown(row: Suspension, request: StaffRequest) -> dict[str, Any]:
    state, mine = suspending.stands(row, request.now), rules.handles()
    more = []
    if state == "begun" and row.asked_by != request.member.id and row.decider in mine and row.asked_unit not in mine:
        more = [_act(row, "confirm", _("I confirm it"), _("Confirm it")),
                _act(row, "refuse", _("I do not confirm it"), _("Open the access again"))]  # fmt: skip
    elif state in ("begun", "confirmed"):
        more = [_act(row, "lift", _("It is no longer needed"), _("Open the access again"))]
    return {"title": _("Suspended on an allegation"), "rows": _rows(row, request), "notes": [{"words": STATES[state]()}], "fields": [],
            "more": more, "section": "desk", "back": {"href": "/complaints/", "label": _("Complaints")}}  # fmt: skip


def _act(row: Suspension, act: str, summary: str, label: str) -> dict[str, Any]:
    fields = [{"kind": "area", "name": "text", "label": _("Why?"), "rows": 2}]
    return {"href": f"/suspensions/{row.id}/{act}/", "summary": summary, "label": label, "fields": fields}


def _rows(row: Suspension, request: StaffRequest) -> list[dict[str, str]]:
    told = words_of(row)
    found = Unit.objects.filter(principal__in={row.unit, row.asked_unit, row.decider})
    names = {unit.principal: unit.name for unit in found}
    by = (
        f"{member_name(row.answered_by)}, {short_moment(row.answered_at)}"
        if row.answered_by and row.answered_at
        else ""
    )
    rows = [
        (_("Member"), f"{member_name(row.member_id)}, {names.get(row.unit, '')}"),
        (_("What is said of them"), words.reason_name("suspension", row.reason, request.lang)),
        (_("In their words"), told.get("text", "")),
        (_("Asked by"), f"{member_name(row.asked_by)}, {names.get(row.asked_unit, '')}, {short_moment(row.asked_at)}"),
        (_("Who confirms it"), names.get(row.decider, "")),
        (_("Ends by itself, if not confirmed"), long_moment(row.lapses_at) if row.agreed is None else ""),
        (_("Answered by"), by),
        (_("Their reason"), told.get("answer", "")),
        (_("Why it was lifted"), told.get("lifted", "")),
        (_("Ended"), long_moment(row.ended_at) if row.ended_at else ""),
    ]
    return [{"name": name, "text": text} for name, text in rows if text]


STATES = {
    "begun": lambda: _("The access is closed. An officer of the second agency must confirm it, or it ends by itself."),
    "confirmed": lambda: _("The access is closed, confirmed by two agencies."),
    "refused": lambda: _("It was not confirmed. The access is open again."),
    "lapsed": lambda: _("Nobody confirmed it in time. The access is open again."),
    "lifted": lambda: _("It was lifted. The access is open again."),
}
