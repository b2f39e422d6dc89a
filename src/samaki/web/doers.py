"""Who of a unit does a step: named to the members of that unit; everybody else reads the unit alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.cases.models import Step
from samaki.cases.rules import taking_steps
from samaki.web.frame import StaffRequest

Names = dict[UUID, str]


def names_of(steps: Iterable[Step], request: StaffRequest) -> Names:
    """Member -> name, for those of the reader's own unit who are named on its steps; one query, none without them."""
    keys = {step.worker_id for step in steps if step.worker_id and step.holder_id == request.member.unit_id}
    if not keys:
        return {}
    return {member.id: member.name for member in Member.objects.filter(id__in=keys, unit=request.member.unit)}


def is_me(step: Step, request: StaffRequest) -> bool:
    """Whether the reader is named on an open step that their unit holds."""
    return step.holder_id == request.member.unit_id and step.worker_id == request.member.id


def doer(step: Step, names: Names, request: StaffRequest) -> str:
    """`you`, the name of a colleague, or that nobody is named yet; "" where another unit holds the step."""
    if step.holder_id != request.member.unit_id:
        return ""
    if step.worker_id == request.member.id:
        return _("you")
    return names.get(step.worker_id, "") if step.worker_id else _("nobody is named yet")


def doer_line(step: Step, names: Names, request: StaffRequest) -> str:
    """`Does it: Sok Dara`; "" where there is nothing to say."""
    who = doer(step, names, request)
    return _("Does it: %(name)s") % {"name": who} if who else ""


def colleagues(request: StaffRequest) -> list[dict[str, Any]]:
    """Members of the reader's unit whose role takes steps, to choose from, the reader first."""
    found = taking_steps(request.member.unit, request.now)
    ranked = sorted(found, key=lambda member: member.id != request.member.id)
    return [{"value": member.username, "label": _("I: %(name)s") % {"name": member.name}
             if member.id == request.member.id else member.name} for member in ranked]  # fmt: skip
