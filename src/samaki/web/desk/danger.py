"""The children who are not safe, in cases in which the unit has a part: each stands on the desk until the child is safe.

It is read from the state of the case, not from what the unit was told: who came to the case later, and the unit that said
so itself, see it as well, and a press takes nothing away.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.cases.models import OPEN_STATES, Case, Step
from samaki.cases.rules import NO_CASEWORK
from samaki.cases.signs import unsafe_of
from samaki.journeys.follow import safety_kind
from samaki.journeys.safeguarding.queries import alarms_of, missing_since
from samaki.notices.models import Notice
from samaki.web import which, words
from samaki.web.moments import short_day_or_moment, short_moment
from samaki.web.pages import StaffRequest

TOLD = "child.danger"


def lines(request: StaffRequest) -> dict[UUID, dict[str, Any]]:
    """Child -> its line on the desk: the missing first, then what was said last."""
    if not request.member.roles(request.now) - NO_CASEWORK:
        return {}
    found = unsafe_of(request.member.unit_id)
    since = {child: (moment, case) for case, signs in found.items() for child, moment in signs.danger.items()}
    if not since:
        return {}
    cases = {case.id: case for case in Case.objects.filter(id__in=found)}
    named, noted, safety = which.children(since), _noted(request, list(since)), _safety(list(since), request)
    missing = missing_since(since)
    searched = _searched(since, request) if missing else {}
    ordered = sorted(since, key=lambda child: (child in missing, since[child][0], child), reverse=True)
    return {
        child: {
            "state": "overdue",
            "when": short_day_or_moment(since[child][0]),
            "kind": _("Tell your team now"),
            "urgency": "emergency",
            "title": _title(missing.get(child)) + (f" ({named[child]})" if child in named else ""),
            "href": f"/cases/{cases[since[child][1]].code}/",
            "code": cases[since[child][1]].code,
            "meta": " · ".join(part for part in (safety.get(child, ""), _note(noted.get(child))) if part),
            "action": _action(child, noted.get(child), cases[since[child][1]]),
            "subject": str(child),
            "alone": True,
        }
        | (_look_for(child, cases[since[child][1]], searched.get(child)) if child in missing else {})
        for child in ordered
        if since[child][1] in cases
    }


def _title(missing: datetime | None) -> str:
    """That a child is missing says more than that it is not safe: somebody must go and look."""
    if missing is None:
        return _("A child is not safe")
    return _("A child is missing since %(time)s") % {"time": short_day_or_moment(missing)}


MISSING = ("safety.child_missing", "safety.child_still_missing")


def _searched(children: Collection[UUID], request: StaffRequest) -> dict[UUID, UUID]:
    """Child -> its alarm, where the newest word to the unit that nobody took note of only says that it is missing."""
    rows = alarms_of(children)
    told = Notice.objects.filter(to_unit=request.member.unit_id, subject_id__in=rows.values(), seen_at__isnull=True)
    newest = {notice.subject_id: notice.kind for notice in told.order_by("made_at", "id")}
    return {child: key for child, key in rows.items() if newest.get(key) in MISSING}


def _look_for(child: UUID, case: Case, alarm: UUID | None) -> dict[str, Any]:
    """Of a missing child the one thing to do is to look for it: what helps stands on its own page. Beside it, that the unit has read it."""
    href = f"/cases/{case.code}/children/{child}/safety/#tonight"
    seen = {
        "label": _("Taken note"),
        "href": f"/notices/{alarm}/seen/",
        "method": "post",
        "quiet": True,
        "hidden": {"at": "now"},
    }
    read = {"label": _("Read what helps to find the child"), "href": href, "method": "get"}
    return {"href": href, "action": read} | ({"also": seen} if alarm else {})


def of_unit(request: StaffRequest) -> set[UUID]:
    """The children who are not safe in cases of the reader's unit, whatever the reader's role: for what is said of them elsewhere."""
    return {child for signs in unsafe_of(request.member.unit_id).values() for child in signs.danger}


OF_DANGER = (TOLD, "child.part_closed")


def over(notice: Notice, ours: Collection[str], unsafe: Collection[UUID]) -> bool:
    """It was told of a child who was not safe; the reader sees the case, and there the last word is another."""
    return notice.kind in OF_DANGER and notice.case_code in ours and notice.subject_id not in unsafe


def told_of(notice: Notice, seen: dict[str, Any], title: str, *, here: bool) -> dict[str, Any]:
    """What a reader without casework, or without a part in the case (not `here`), is told: there is a desk to call."""
    elsewhere = _("Your unit has no part in this case. Call social services of the area and ask how you can help.")
    return {
        "state": "overdue",
        "when": short_moment(notice.made_at),
        "kind": _("Tell your team now"),
        "urgency": notice.urgency,
        "title": title,
        "href": f"/cases/{notice.case_code}/" if here else "",
        "code": notice.case_code,
        "meta": "" if here else elsewhere,
        "action": seen,
    }


def _noted(request: StaffRequest, children: list[UUID]) -> dict[UUID, Notice]:
    """The newest word to the unit about each child."""
    told = Notice.objects.filter(to_unit=request.member.unit_id, kind=TOLD, subject_id__in=children)
    return {notice.subject_id: notice for notice in told.order_by("made_at", "id")}


def _safety(children: list[UUID], request: StaffRequest) -> dict[UUID, str]:
    """Who makes the child safe, where the reader may know of that step."""
    steps = Step.objects.filter(child_id__in=children, kind=safety_kind(), state__in=OPEN_STATES).select_related(
        "holder"
    )
    return {
        step.child_id: _("%(step)s: with %(unit)s")
        % {"step": words.step_title(step.kind, request.lang), "unit": step.holder.short_name}
        for step in steps
        if step.child_id
    }


def _note(notice: Notice | None) -> str:
    if notice is None or notice.seen_at is None:
        return ""
    return _("Your unit took note of this, %(time)s. It stands here until the child is safe.") % {
        "time": short_moment(notice.seen_at)
    }


def _action(child: UUID, notice: Notice | None, case: Case) -> dict[str, Any]:
    """A press says that the unit has read it; the line stays."""
    if notice is None or notice.seen_at is not None:
        return {"label": _("Open"), "href": f"/cases/{case.code}/", "method": "get", "quiet": True}
    return {"label": _("Taken note"), "href": f"/notices/{child}/seen/", "method": "post", "quiet": True,
            "hidden": {"at": "now"}}  # fmt: skip
