"""What is due for erasure, for the confidentiality officer: what, why, since when; what waits and what was done; the schedule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.countries.retention import RetentionClass
from samaki.journeys.guarding.rules import check_officer
from samaki.journeys.retention import erasing, rules
from samaki.journeys.retention.models import Erasure, RetentionMark
from samaki.web import words
from samaki.web.moments import digits, length, long_moment, short_date
from samaki.web.pages import StaffRequest, page, staff_page

PAGE = 25


@staff_page
def due(request: StaffRequest) -> HttpResponse:
    """Only marks and lists: nothing on this page erases anything."""
    check_officer(request.member, request.now)
    rows, following = _page_of(request.GET.get("after", ""))
    context = {
        "due": [_line(row, request) for row in rows],
        "next_href": f"?after={following}" if following else "",
        "previous_href": "?" if request.GET.get("after") else "",
        "waiting": [_asked(row, request) for row in _waiting(request)],
        "done": [_asked(row, request) for row in Erasure.objects.filter(erased_at__isnull=False).order_by("-erased_at")[:PAGE]],
        "schedule": [_kept(one, request.lang) for one in pack().retention.values()],
    }  # fmt: skip
    return page(request, "staff/retention.html", context)


def class_name(code: str, language: str) -> str:
    """What a class of the schedule is called."""
    found = pack().retention.get(code)
    return found.label(language) if found else code


def why_not(case_id: UUID | None, report_id: UUID | None) -> list[str]:
    """What stands against erasing it, each once, in sentences."""
    found = dict.fromkeys(one.partition(":")[0] for one in rules.stands_against(case_id, report_id))
    return [rules.AGAINST[one]() for one in found]


def _page_of(after: str) -> tuple[Sequence[RetentionMark], UUID | None]:
    rows = RetentionMark.objects.filter(ended_at__isnull=True)
    if after and (last := rows.filter(id=UUID(after)).first()) is not None:
        rows = rows.filter(Q(due_at__gt=last.due_at) | Q(due_at=last.due_at, id__gt=last.id))
    found = list(rows.order_by("due_at", "id")[: PAGE + 1])
    return found[:PAGE], (found[PAGE - 1].id if len(found) > PAGE else None)


def _line(row: RetentionMark, request: StaffRequest) -> dict[str, Any]:
    kept = pack().retention[row.record_class]
    since = {"class": kept.label(request.lang), "date": short_date(row.since), "due": short_date(row.due_at)}
    return {
        "href": f"/retention/{row.id}/",
        "code": row.code,
        "title": kept.label(request.lang),
        "why": _("Kept since %(date)s; the time of its class was over on %(due)s.") % since,
        "against": why_not(row.case_id, row.report_id),
    }


def _waiting(request: StaffRequest) -> Sequence[Erasure]:
    return list(Erasure.objects.filter(agreed__isnull=True, lapses_at__gt=request.now).order_by("ready_at")[:PAGE])


def _asked(row: Erasure, request: StaffRequest) -> dict[str, str]:
    state = erasing.stands(row, request.now)
    said = {
        "asked": _("can be decided from %(time)s on") % {"time": long_moment(row.ready_at)},
        "ready": _("waits for the other officer"),
        "erased": _("certificate %(number)s") % {"number": digits(row.number)},
    }
    return {
        "href": f"/erasures/{row.id}/",
        "code": row.code,
        "title": class_name(row.record_class, request.lang),
        "words": f"{words.reason_name('erasure', row.reason, request.lang)} · {said.get(state, '')}",
    }


def _kept(one: RetentionClass, language: str) -> dict[str, str]:
    period = length(one.after.amount, one.after.unit) if one.after else ""
    return {
        "title": one.label(language),
        "how": HOW[one.how]() % {"period": period, "moment": MOMENTS[one.from_]() if one.from_ else ""},
        "about": one.about(language),
        "status": pack().limit_statuses[one.status].label(language) if one.status in pack().limit_statuses else one.status,
        "source": one.source(language),
    }  # fmt: skip


MOMENTS = {"closed": lambda: _("it was closed"), "recorded": lambda: _("it was written")}

HOW = {
    "two_officers": lambda: _("Kept for %(period)s after %(moment)s; then two confidentiality officers decide."),
    "by_itself": lambda: _("Ends by itself %(period)s after %(moment)s."),
    "with_case": lambda: _("Is erased with its case."),
    "kept": lambda: _("Is kept."),
    "not_yet": lambda: _("This version does not end it."),
}
