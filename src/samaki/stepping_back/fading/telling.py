"""Who is told of the plan of an area: units of the mentor, units that somebody heads, the committee."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from samaki.agencies.models import Membership, UnitArea
from samaki.agencies.queries import units
from samaki.agencies.stages.models import MentorCall, StageDecision
from samaki.commitments.telling import committee
from samaki.journeys.support.inferring import mentor_kinds
from samaki.notices.operations import queue


def mentors(area: str, now: datetime) -> dict[int, str]:
    """Every unit of a mentor that serves the area -> who in it."""
    rows = units(now, area=area).filter(kind__in=mentor_kinds())
    return dict.fromkeys((int(unit) for unit in rows.values_list("principal", flat=True)), "head")


def leaders(area: str, now: datetime) -> dict[int, str]:
    """Units that serve the area or a part of it and that somebody heads, and those in which the committee sits -> who in each."""
    below = UnitArea.objects.filter(area__startswith=area, since__lte=now).exclude(until__lte=now)
    serves = Q(unit__in=units(now, area=area).values("principal")) | Q(unit__in=below.values("unit"), unit__until=None)
    heads = Membership.objects.live(now).filter(serves, role="head", member__is_active=True)
    led = {int(unit): "unit_head" for unit in heads.values_list("unit", flat=True)}
    return led | dict.fromkeys(committee(now), "privacy")


def tell(
    kind: str, row: StageDecision | MentorCall, whom: Mapping[int, str], now: datetime, facts: dict[str, Any]
) -> None:
    """One notice for each of these units. `facts`: codes alone."""
    for unit, audience in sorted(whom.items()):
        queue(
            kind,
            to_unit=unit,
            subject=row,
            now=now,
            dedupe=now.isoformat(),
            audience=audience,
            urgency="urgent",
            facts=facts,
        )
