"""Legal holds on a case: what must be kept, why, and until somebody looks again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.country import pack
from samaki.agencies.queries import names_then
from samaki.cases import queries
from samaki.cases.models import Case
from samaki.cases.remarks import remarks_on
from samaki.cases.rules import may
from samaki.database.refusals import Invalid
from samaki.journeys.retention import holds, rules
from samaki.journeys.retention.models import LegalHold
from samaki.web import words
from samaki.web.fields import field, mark, options, typed, typed_number
from samaki.web.moments import digits, short_date
from samaki.web.pages import StaffRequest, errors_of, page, staff_page

USUAL_DAYS = 180


@staff_page
def of_case(request: StaffRequest, code: str) -> HttpResponse:
    """What stands against erasing this case, and a hold of our own."""
    case, errors = queries.case_of(code), []
    if request.method == "POST":
        try:
            holds.set_hold(case=case, reason=typed(request, "reason"), text=typed(request, "text"),
                           days=typed_number(request, "days", most=999) or 0, by=request.member, now=request.now)  # fmt: skip
            return HttpResponseRedirect(f"/cases/{code}/holds/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", _shown(case, request, errors), status=422 if errors else 200)


@require_POST
@staff_page
def act_on(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """It is still needed, or it is not."""
    if act == "review":
        days = typed_number(request, "days", most=999) or 0
        row = holds.review_hold(hold_id=key, days=days, by=request.member, now=request.now)
    else:
        row = holds.end_hold(hold_id=key, text=typed(request, "text"), by=request.member, now=request.now)
    return HttpResponseRedirect(f"/cases/{row.case_code}/holds/")


ACTS = ("review", "end")


def _shown(case: Case, request: StaffRequest, errors: list[dict[str, str]]) -> dict[str, Any]:
    standing = holds.holds_on(case)
    fields = _fields(request) if may(rules.check_sets_hold, case, request.member, request.now) else []
    mark(fields, errors)
    more = [
        one
        for row in standing
        if may(rules.check_ends_hold, row, request.member, request.now)
        for one in _acts(row, request)
    ]
    against = {one.partition(":")[0] for one in rules.stands_against(case.id, None)}
    notes = [{"words": AGAINST[one]()} for one in AGAINST if one in against]
    if not notes and not standing:
        notes = [
            {
                "words": _(
                    "Nothing holds it. Even so, only two confidentiality officers can erase it, when its time is over."
                )
            }
        ]
    return {
        "title": _("Must it be kept?"),
        "lead": _(
            "While a legal hold stands, nothing of this case is erased, whoever asks. It does not end by itself: on its day "
            "somebody looks whether it is still needed."
        ),
        "rows": _rows(standing, request),
        "notes": notes,
        "fields": fields,
        "submit_label": _("Set the hold"),
        "errors": errors,
        "more": more,
        "back": {"href": f"/cases/{case.code}/", "label": _("Back"), "code": case.code},
    }  # fmt: skip


AGAINST = {
    "court": lambda: _("By itself: its part at the court is open. Nothing is erased before that has ended."),
    "open": lambda: _("There is open work in it. An open case is never erased."),
    "emergency": lambda: _("It is open in an emergency now."),
}


def _rows(standing: list[LegalHold], request: StaffRequest) -> list[dict[str, str]]:
    names, said = names_then({row.unit for row in standing}), remarks_on(row.id for row in standing)
    return [
        {
            "name": words.reason_name("legal_hold", row.reason, request.lang),
            "text": " · ".join(
                part
                for part in (
                    names.at(row.unit, row.set_at),
                    short_date(row.set_at),
                    _("looked at again on %(date)s") % {"date": short_date(row.review_at)},
                    *(one.text for one in said.get(row.id, [])),
                )
                if part
            ),
        }
        for row in standing
    ]


def _fields(request: StaffRequest) -> list[dict[str, Any]]:
    post = request.POST
    return [
        field("radios", "reason", _("Why must it be kept?"), options=options(pack().reasons["legal_hold"].values(), request.lang),
              value=post.get("reason", "")),
        field("area", "text", _("In your own words"), value=post.get("text", ""), rows=2,
              hint=_("Such as the number of the order. Your own unit reads it.")),
        field("text", "days", _("After how many days does somebody look again?"), value=post.get("days", digits(USUAL_DAYS))[:4],
              narrow=True, inputmode="numeric", hint=_("At most %(n)s. The hold stands until it is ended.") % {"n": digits(186)}),
    ]  # fmt: skip


def _acts(row: LegalHold, request: StaffRequest) -> list[dict[str, Any]]:
    name = {"reason": words.reason_name("legal_hold", row.reason, request.lang)}
    days = {"kind": "text", "name": "days", "label": _("After how many days does somebody look again?"), "value": digits(USUAL_DAYS),
            "narrow": True}  # fmt: skip
    why = {"kind": "area", "name": "text", "label": _("Why?"), "rows": 2}
    return [
        {"href": f"/holds/{row.id}/review/", "summary": _("Still needed: %(reason)s") % name, "label": _("It is still needed"),
         "fields": [days]},
        {"href": f"/holds/{row.id}/end/", "summary": _("No longer needed: %(reason)s") % name, "label": _("End the hold"),
         "fields": [why]},
    ]  # fmt: skip
