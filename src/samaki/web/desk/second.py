"""What waits for the reader themselves before anything else can happen: to be the second person of an emergency, to say why they
looked. It stands above on the desk until it is answered, and nobody else's press takes it away."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.journeys.guarding.models import Emergency, LookQuestion
from samaki.web import words
from samaki.web.moments import short_moment
from samaki.web.pages import StaffRequest


@dataclass
class Waiting:
    """`lines` stand above; what the unit is told about `matters` is not shown beside them."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    matters: set[UUID] = field(default_factory=set)


def waiting(request: StaffRequest) -> Waiting:
    """Emergencies of which the reader can be the second person, and questions about the reader's own looks."""
    found, me = Waiting(), request.member
    asked = Emergency.objects.filter(agreed__isnull=True, lapses_at__gt=request.now).order_by("lapses_at")
    for row in asked:
        found.matters.add(row.id)
        if row.asked_by != me.id and me.unit_id in (row.unit, row.second_unit):
            found.lines.append(_emergency(row, request))
    for question in LookQuestion.objects.filter(answered_at__isnull=True, closed_at__isnull=True):
        found.matters.add(question.id)
        if question.member_id == me.id:
            found.lines.append(_question(question))
    return found


def _emergency(row: Emergency, request: StaffRequest) -> dict[str, Any]:
    asker = Member.objects.select_related("unit").get(id=row.asked_by)
    said = (
        f"{asker.name}, {asker.unit.short_name}",
        words.reason_name("emergency", row.reason, request.lang),
        _("by %(time)s") % {"time": short_moment(row.lapses_at)},
    )
    title = _("An emergency: a second person is asked to open a file, now")
    return _line(
        row.id, short_moment(row.asked_at), title, said, f"/emergencies/{row.id}/", _("Open: confirm or refuse")
    )


def _question(row: LookQuestion) -> dict[str, Any]:
    said = (_("by %(time)s") % {"time": short_moment(row.due_at)},)
    title = _("You are asked why you looked at something")
    line = _line(row.id, short_moment(row.asked_at), title, said, f"/questions/{row.id}/", _("Open and answer"))
    return line | {"urgency": "", "state": "held"}


def _line(key: UUID, when: str, title: str, said: Collection[str], href: str, label: str) -> dict[str, Any]:
    return {
        "state": "overdue", "when": when, "kind": _("Answer now"), "urgency": "emergency", "title": title, "href": href, "code": "",
        "meta": " · ".join(said), "action": {"label": label, "href": href, "method": "get", "quiet": False},
        "subject": str(key), "alone": True,
    }  # fmt: skip
