"""Reading the stage of an area, what stands behind it, and how far a mentor's access may reach."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connections

from samaki.agencies.country import pack
from samaki.agencies.models import Principal
from samaki.agencies.stages.models import AreaMoney, MentorCall, StageAlarm, StageDecision
from samaki.agencies.stages.states import LED, STAGES
from samaki.database import current_alias

UNDECIDED_DAYS = 366
"""The longest for which access is given where nobody has decided and the pack has no stages."""


MENTOR = "mentor"
"""The role that only members of a mentor's units have: so a pack says which kinds of agency are one."""


def mentor_kinds() -> frozenset[str]:
    """Kinds of agency that are a mentor."""
    return frozenset(code for code, kind in pack().agency_kinds.items() if MENTOR in kind.roles)


def plan_areas() -> list[str]:
    """Provinces that the country pack works in: each has a plan of its own."""
    return [one.code for one in pack().places.provinces if one.project_area]


def decisions(area: str = "") -> list[StageDecision]:
    """Of an area, the newest first; without one, the newest of each area. 1 query."""
    if area:
        return list(StageDecision.objects.select_related("unit").filter(area=area).order_by("-number")[:100])
    return list(StageDecision.objects.order_by("area", "-number").distinct("area"))


def stages() -> dict[str, str]:
    """Area of the plan -> its stage. 1 query."""
    found = {row.area: row.stage for row in decisions()}
    return {area: found.get(area, LED) for area in plan_areas()}


def stage_of(area: str) -> str:
    """The stage of one area. 1 query."""
    newest = StageDecision.objects.filter(area=area).order_by("-number").first()
    return newest.stage if newest else LED


def alarms_of(area: str) -> list[StageAlarm]:
    """Gates of the stage of today that are not met any more, the oldest alarm first. 1 query."""
    return list(StageAlarm.objects.filter(area=area, until=None).order_by("since", "gate"))


def alarmed_areas() -> list[str]:
    """Areas with such an alarm. 1 query."""
    return sorted(set(StageAlarm.objects.filter(until=None).values_list("area", flat=True)))


def money_of(area: str) -> list[AreaMoney]:
    """All that was promised, the one that lasts longest first."""
    return list(AreaMoney.objects.select_related("caller").filter(area=area).order_by("-until", "-id")[:100])


def stands(row: AreaMoney, today: date) -> bool:
    """Whether the money is there on this day."""
    return row.ended_at is None and row.since <= today < row.until


def calls_of(area: str) -> list[MentorCall]:
    """Each time that the mentor was called back, the newest first."""
    return list(MentorCall.objects.select_related("unit").filter(area=area).order_by("-called_at", "-id")[:100])


def is_called(area: str, now: datetime) -> bool:
    """Whether the mentor is called back to an area at `now`. 1 query."""
    return MentorCall.objects.filter(area=area, ended_at=None, until__gt=now).exists()


def runs(row: MentorCall, now: datetime) -> bool:
    """Whether the mentor is there by this call."""
    return row.ended_at is None and row.until > now


def days_of(stage: str) -> int:
    """The longest for which a mentor's access is given at a stage."""
    found = pack().mentoring.stages.get(stage)
    return found.days if found else UNDECIDED_DAYS


def access_limit(unit: Principal) -> datetime | None:
    """Until when the access of a mentor of this unit may be given: by the stage of the area, among those that it serves, in which the
    mentor does most, or by a call that runs. None: it serves no area of the plan. 1 query."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.mentor_limit(%s, %s, %s)", [unit, plan_areas(), days_of(LED)])
        found: datetime | None = cursor.fetchone()[0]
    return found


__all__ = [
    "MENTOR", "STAGES", "access_limit", "alarms_of", "calls_of", "days_of", "decisions", "is_called", "mentor_kinds", "money_of",
    "plan_areas", "runs", "stage_of", "stages", "stands",
]  # fmt: skip
