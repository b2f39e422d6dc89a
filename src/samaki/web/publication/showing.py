"""Releases for those who prepare and answer for them. What stands here is suppressed and rounded: nobody sees more than the public."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from samaki.agencies.models import Agency
from samaki.insights.publication import rules
from samaki.journeys.coded_export.rules import may_export
from samaki.publicstats.models import FigureRelease
from samaki.publicstats.states import OPEN, may
from samaki.web.moments import digits, long_date, short_moment
from samaki.web.pages import StaffRequest
from samaki.web.public.published import REASONS, measures
from samaki.web.publication.forms import reasons

MOST = 100

STATES: dict[str, Callable[[], str]] = {
    "draft": lambda: _("Draft"),
    "in_review": lambda: _("Under review by the agencies"),
    "approved": lambda: _("Approved by every agency"),
    "published": lambda: _("Published"),
    "corrected": lambda: _("Corrected by a later release"),
    "withdrawn": lambda: _("Withdrawn"),
}


def listed(request: StaffRequest) -> dict[str, Any]:
    """Context of `publication.html`. 1 query."""
    rows = list(FigureRelease.objects.defer("content").order_by("-number")[:MOST])
    publishes = rules.may_publish(request.member, request.now)
    return {
        "title": _("Public figures"), "section": "measures", "rows": [_line(row) for row in rows],
        "may_draft": publishes and not any(row.state in OPEN for row in rows),
        "may_export": may_export(request.member, request.now),
    }  # fmt: skip


def _line(row: FigureRelease) -> dict[str, str]:
    return {
        "number": digits(row.number), "href": f"/publication/{row.id}/", "state": STATES[row.state](),
        "years": ", ".join(map(digits, row.years)),
        "made": long_date(timezone.localdate(row.made_at)),
    }  # fmt: skip


def one(row: FigureRelease, request: StaffRequest) -> dict[str, Any]:
    """Context of `publication_one.html`."""
    agencies = _agencies(row)
    waited = [one["name"] for one in agencies if not one["when"]]
    return _line(row) | {
        "given": digits(len(agencies) - len(waited)), "all": digits(len(agencies)),
        "unanswered": waited if may("approve", row.state) else [],
        "title": _("Release %(number)s") % {"number": digits(row.number)}, "section": "measures",
        "counted": short_moment(row.counted_at) if row.counted_at else "", "waits": row.content is None and not row.problem,
        "problem": REASONS[row.problem]() if row.problem else "", "why": REASONS[row.reason]() if row.reason else "",
        "corrects": digits(row.corrects) if row.corrects else "", "base": digits(row.base), "fewest": digits(row.fewest),
        "measures": measures(row.content, request.lang) if row.content else [], "sha256": row.sha256,
        "fingerprint": " ".join(row.sha256[at : at + 8] for at in range(0, 64, 8)), "agencies": agencies,
        "acts": _acts(row, request), "public_href": f"/progress/{row.number}/" if row.published_at else "",
    }  # fmt: skip


def _agencies(row: FigureRelease) -> list[dict[str, Any]]:
    """Each agency whose data it is, and what it has said."""
    given = {one.agency: one for one in row.answers.filter(lapsed_at__isnull=True)}
    names = Agency.objects.filter(id__in=row.owners).order_by("name_en")
    return [
        {"name": one.name, "when": long_date(timezone.localdate(given[one.id].answered_at)) if one.id in given else ""}
        for one in names
    ]


def _acts(row: FigureRelease, request: StaffRequest) -> list[dict[str, Any]]:
    """What this reader may do now: {href, summary, label, words, fields, values}."""
    by, now, found = request.member, request.now, []
    publishes, answers = rules.may_publish(by, now), rules.may_answer(row, by, now)
    approved = row.answers.filter(lapsed_at__isnull=True, agency=by.unit.agency_id).exists()
    if publishes and row.content is not None and may("submit", row.state):
        found.append(
            _act(
                row,
                "submit",
                _("Ask the agencies"),
                _("Ask them"),
                _("Every agency whose work is in these figures is asked."),
            )
        )
    if answers and may("approve", row.state) and not approved:
        found.append(_act(row, "approve", _("My agency approves these figures"), _("Approve them"),
                          _("You approve exactly the figures on this page.")))  # fmt: skip
    if answers and may("send_back", row.state):
        found.append(_act(row, "send-back", _("My agency sends it back"), _("Send it back"),
                          _("All answers lapse. Whoever prepares it withdraws it or asks again."), reason=True))  # fmt: skip
    if publishes and may("publish", row.state):
        found.append(_act(row, "publish", _("Publish these figures"), _("Publish them"),
                          _("Everybody can read and keep them from then on: that cannot be taken back.")))  # fmt: skip
    if publishes and may("withdraw", row.state):
        found.append(_act(row, "withdraw", _("Withdraw this release"), _("Withdraw it"),
                          _("Its address stays and says that it was withdrawn. Who has kept it still has it."), reason=True))  # fmt: skip
    return found


def _act(row: FigureRelease, act: str, summary: str, label: str, words: str, *, reason: bool = False) -> dict[str, Any]:
    asked = {
        "kind": "select",
        "name": "reason",
        "id": f"reason-{act}",
        "label": _("Why?"),
        "options": reasons(),
        "blank": _("Choose"),
    }
    return {
        "href": f"/publication/{row.id}/{act}/", "summary": summary, "label": label, "words": words, "fields": [asked] if reason else [],
        "values": {} if act == "withdraw" else {"sha256": row.sha256},
    }  # fmt: skip
