"""The register of what the mentor gives: each input with its dates, withdrawn one by one. No case and no person stands in it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.database.refusals import NotAllowed
from samaki.journeys.support.inputs import check_writes_inputs
from samaki.journeys.support.models import MentorInput
from samaki.web import words
from samaki.web.fields import field, mark, options
from samaki.web.moments import long_date
from samaki.web.pages import StaffRequest

MOST = 200


def shown(request: StaffRequest, errors: list[dict[str, str]], of: UUID | None = None) -> dict[str, Any]:
    """Context of `independence_inputs.html`: running, past: lines; fields for the mentor; `of`: the row whose end was refused. 1 query."""
    writes = _writes(request)
    rows = list(MentorInput.objects.order_by("-since", "-id")[:MOST])
    lines = [
        _line(row, request, writes and row.unit_id == request.member.unit_id, errors if row.id == of else [])
        for row in rows
    ]
    return {
        "title": _("What the mentor gives"), "section": "measures", "writes": writes, "errors": errors,
        "fields": _fields(request, errors if of is None else []) if writes else [],
        "running": [line for line in lines if line["runs"]], "past": [line for line in lines if not line["runs"]],
    }  # fmt: skip


def _writes(request: StaffRequest) -> bool:
    try:
        check_writes_inputs(request.member)
    except NotAllowed:
        return False
    return True


def _fields(request: StaffRequest, errors: list[dict[str, str]]) -> list[dict[str, Any]]:
    post, lang = request.POST, request.lang
    critical = [kind for kind in pack().step_kinds.values() if kind.critical]
    fields = [
        field("radios", "form", _("What does the mentor give?"), options=options(pack().reasons["input"].values(), lang),
              value=post.get("form", "")),
        field("select", "area", _("In which area?"), options=options(pack().places.provinces, lang), value=post.get("area", ""),
              blank=_("In all areas")),
        field("select", "kind", _("For which kind of step?"), options=options(critical, lang), value=post.get("kind", ""),
              blank=_("For all steps")),
        field("text", "since", _("Since when?"), value=post.get("since", ""), hint=_("Empty: since today."), narrow=True),
    ]  # fmt: skip
    mark(fields, errors)
    return fields


def _line(row: MentorInput, request: StaffRequest, ours: bool, errors: list[dict[str, str]]) -> dict[str, Any]:
    lang, key = request.lang, str(row.id)
    value = request.POST.get("until", "") if errors else ""
    asked, hint = _("Until when was it given?"), _("Empty: until today.")
    until = field("text", "until", asked, value=value, hint=hint, narrow=True, id=f"until-{key}")
    mark([until], errors)
    wrong = row.in_error_at is not None
    return {
        "what": words.reason_name("input", row.form, lang), "where": words.area_name(row.area, lang) if row.area else _("In all areas"),
        "kind": words.step_title(row.kind, lang) if row.kind else _("For all steps"), "since": long_date(row.since),
        "until": long_date(row.until) if row.until else "", "wrong": wrong, "runs": row.until is None and not wrong,
        "until_field": until, "withdraw": f"/independence/inputs/{key}/withdraw/" if ours and row.until is None and not wrong else "",
        "mistake": f"/independence/inputs/{key}/mistake/" if ours and not wrong else "", "key": key,
    }  # fmt: skip
