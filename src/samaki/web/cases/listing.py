"""The list of cases: what comes next in each, worst plight first to be seen."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from samaki.agencies.country import pack
from samaki.cases import queries
from samaki.cases.models import Case, Step
from samaki.cases.rules import may
from samaki.handoffs.models import Handoff
from samaki.journeys.opening import check_opens
from samaki.web import words
from samaki.web.fields import field
from samaki.web.moments import by_time, short_date, time_left
from samaki.web.pages import StaffRequest

WORST = ("broken", "overdue", "offered", "held", "hold", "done", "next")


def context(request: StaffRequest) -> dict[str, Any]:
    """Filters, one page of cases, and where the next page is."""
    state, area = request.GET.get("state", ""), request.GET.get("area", "")
    area = area if area in pack().places.by_code else ""
    before = UUID(request.GET["before"]) if request.GET.get("before") else None
    rows, following = queries.page_of_cases(
        before=before, state=state if state in ("open", "closed") else "", area=area
    )
    kept = f"state={state}&area={area}"
    return {
        "filters": _filters(state, area, request),
        "items": _items(rows, request),
        "next_href": f"?{kept}&before={following}" if following else "",
        "previous_href": f"?{kept}" if before else "",
        "open_case_href": "/cases/new/" if may(check_opens, request.member, request.now) else "",
    }


def _filters(state: str, area: str, request: StaffRequest) -> list[dict[str, Any]]:
    states = [("", _("All")), ("open", pgettext("state of a case", "Open")), ("closed", _("Closed"))]
    areas = [("", _("All areas"))] + [(p.code, p.label(request.lang)) for p in pack().places.provinces]
    return [
        field("search", "code", _("Case code"), value=request.GET.get("code", "")[:40], lang="en"),
        field("select", "state", _("State"), options=_choices(states), value=state),
        field("select", "area", _("Area"), options=_choices(areas), value=area),
    ]


def _choices(pairs: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in pairs]


def _items(cases: list[Case], request: StaffRequest) -> list[dict[str, Any]]:
    """Two queries for the whole page: open steps of all its cases, and their newest hand-offs."""
    open_steps: dict[UUID, list[Step]] = defaultdict(list)
    rows = Step.objects.filter(case__in=cases, state__in=("open", "on_hold")).select_related("holder")
    for step in rows.order_by("due_at"):
        open_steps[step.case_id].append(step)
    newest = {handoff.step_id: handoff for handoff in Handoff.objects.filter(case__in=cases).order_by("id")}
    return [_item(case, open_steps[case.id], newest, request) for case in cases]


def _item(case: Case, steps: list[Step], newest: dict[UUID, Handoff], request: StaffRequest) -> dict[str, Any]:
    states = {step.id: words.ring_state(step, newest.get(step.id), request.now) for step in steps}
    ranked = sorted(steps, key=lambda step: (WORST.index(states[step.id]), step.due_at))
    first = ranked[0] if ranked else None
    area = words.area_name(case.area, request.lang)
    since = _("opened %(date)s") % {"date": short_date(case.opened_at)}
    item = {"code": case.code, "href": f"/cases/{case.code}/", "meta": f"{area} · {since}"}
    if first is None:
        closed = case.state == "closed"
        title = _("Closed") if closed else _("Nothing here waits on what your unit sees.")
        return item | {"state": "done", "when": short_date(case.closed_at or case.opened_at), "title": title}
    title = f"{words.step_title(first.kind, request.lang)} · {first.holder.short_name}"
    when = time_left(first.due_at, request.now)
    return item | {
        "state": states[first.id],
        "when": when,
        "when_detail": by_time(first.due_at, request.now),
        "title": title,
    }
