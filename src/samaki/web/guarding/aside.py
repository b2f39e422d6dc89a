"""Before a wall: one person steps aside; and who takes over from a unit in conflict is named beforehand."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import leads, units
from samaki.cases import queries
from samaki.cases.models import Case
from samaki.database.refusals import Invalid
from samaki.journeys.guarding import conflicts, recusals, rules
from samaki.journeys.guarding.models import AlternateRoute, Recusal
from samaki.web import words
from samaki.web.fields import field, mark, options, typed
from samaki.web.guarding.emergencies import member_name
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest, errors_of, page, staff_page
from samaki.web.places import place_groups

USUAL_DAYS = 180


@staff_page
def step_aside(request: StaffRequest, code: str) -> HttpResponse:
    """I, or a member whom I lead, must not work on this case."""
    case, errors = queries.case_of(code), []
    if request.method == "POST":
        try:
            name = typed(request, "member") or request.member.username
            member = Member.objects.select_related("unit").filter(username=name).first()
            recusals.step_aside(
                case=case,
                member=member,
                reason=typed(request, "reason"),
                text=typed(request, "text"),
                by=request.member,
                now=request.now,
            )
            return HttpResponseRedirect("/cases/" if name == request.member.username else f"/cases/{code}/step-aside/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", _aside(case, request, errors), status=422 if errors else 200)


@require_POST
@staff_page
def end_aside(request: StaffRequest, key: UUID) -> HttpResponse:
    """The reason is gone."""
    recusals.end_recusal(recusal_id=key, by=request.member, now=request.now)
    return HttpResponseRedirect("/desk/")


def _aside_fields(request: StaffRequest, people: list[Member]) -> list[dict[str, Any]]:
    post, me = request.POST, request.member
    return [
        field(
            "select",
            "member",
            _("Who steps aside?"),
            options=[{"value": one.username, "label": one.name} for one in people],
            value=post.get("member", me.username),
            hint=None,
        ),
        field(
            "radios",
            "reason",
            _("What sort of conflict?"),
            options=options(pack().reasons["conflict"].values(), request.lang),
            value=post.get("reason", ""),
        ),
        field(
            "area",
            "text",
            _("In your own words"),
            value=post.get("text", ""),
            rows=2,
            hint=_("Whoever leads the unit reads it."),
        ),
    ]


def _aside(case: Case, request: StaffRequest, errors: list[dict[str, str]]) -> dict[str, Any]:
    me = request.member
    people = [me]
    if leads(me, me.unit, request.now):
        people += list(Member.objects.filter(unit=me.unit, is_active=True).exclude(id=me.id).order_by("username"))
    standing = Recusal.objects.filter(case_id=case.id, unit=me.unit_id, until__isnull=True)
    fields = _aside_fields(request, people)
    mark(fields, errors)
    more = [
        {
            "href": f"/recusals/{row.id}/end/",
            "summary": _("The reason of %(name)s is gone") % {"name": member_name(row.member_id)},
            "label": _("Let them work on it again"),
            "fields": [],
        }
        for row in standing
        if row.member_id != me.id
    ]
    lead = _(
        "From the next page on whoever steps aside sees nothing of this case; the unit works on. That is tried before a wall "
        "round a whole unit. %(n)s have stepped aside from it."
    ) % {"n": digits(standing.count())}
    return {
        "title": _("Step aside from this case"),
        "lead": lead,
        "fields": fields,
        "submit_label": _("Step aside"),
        "errors": errors,
        "more": more,
        "back": {"href": f"/cases/{case.code}/", "label": _("Back"), "code": case.code},
    }


@staff_page
def routes(request: StaffRequest) -> HttpResponse:
    """Named beforehand: who takes over from a unit of ours in conflict."""
    rules.check_officer(request.member, request.now)
    errors = []
    if request.method == "POST":
        try:
            conflicts.name_route(
                unit=unit_of(request, "unit"),
                area=typed(request, "area"),
                to_unit=unit_of(request, "to_unit"),
                by=request.member,
                now=request.now,
            )
            return HttpResponseRedirect("/walls/routes/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", _routes(request, errors), status=422 if errors else 200)


def _route_fields(request: StaffRequest, ours: Any, others: list[Unit]) -> list[dict[str, Any]]:
    post = request.POST
    return [
        field(
            "select",
            "unit",
            _("When this unit is in conflict"),
            options=choices(ours),
            value=post.get("unit", ""),
            blank=_("Choose one"),
            hint=None,
        ),
        field(
            "select",
            "area",
            _("in this area"),
            options=place_groups(request.lang),
            value=post.get("area", ""),
            blank=_("everywhere"),
            hint=None,
        ),
        field(
            "select",
            "to_unit",
            _("its work goes to"),
            options=choices(others),
            value=post.get("to_unit", ""),
            blank=_("Choose one"),
            hint=None,
        ),
    ]


def _routes(request: StaffRequest, errors: list[dict[str, str]]) -> dict[str, Any]:
    guarded = conflicts.guarded()
    ours = Unit.objects.filter(principal__in=guarded, until__isnull=True).order_by("code")
    kinds = {unit.kind for unit in ours}
    others = [unit for unit in units(request.now) if unit.kind in kinds]
    named = AlternateRoute.objects.filter(until__isnull=True, unit__in=guarded).order_by("unit", "area")
    names = {
        unit.principal: unit.name
        for unit in Unit.objects.filter(principal__in={one for row in named for one in (row.unit, row.to_unit)})
    }
    rows = [
        {
            "name": names[row.unit] + ", " + (words.area_name(row.area, request.lang) if row.area else _("everywhere")),
            "text": names[row.to_unit],
        }
        for row in named
    ]
    fields = _route_fields(request, ours, others)
    mark(fields, errors)
    return {
        "title": _("Who takes over from a unit in conflict"),
        "lead": _(
            "Named beforehand, so that nobody chooses in the heat of a case. A newer "
            "choice takes the place of the one before."
        ),
        "rows": rows,
        "fields": fields,
        "submit_label": _("Name it"),
        "errors": errors,
        "back": {"href": "/confidentiality/", "label": _("Back")},
    }


def unit_of(request: StaffRequest, name: str) -> Unit | None:
    """The unit of the code in this field."""
    return Unit.objects.select_related("parent").filter(code=typed(request, name)[:60]).first()


def choices(found: Any) -> list[dict[str, str]]:
    """Units to choose from."""
    return [{"value": unit.code, "label": unit.name} for unit in found]
