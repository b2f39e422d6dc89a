"""Accounts at which nobody signed in for a long time are suspended; their administrator and their team lead are told."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connections

from samaki.agencies.models import Member, Membership
from samaki.cases.models import Step
from samaki.database import current_alias
from samaki.ledger.operations import CLOCK, record
from samaki.notices.operations import queue


def suspend(now: datetime) -> int:
    """As the worker, in one transaction; returns how many accounts. Opening one again is its administrator's."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select * from app.suspend_dormant(%s, %s)", [settings.SAMAKI_DORMANT_DAYS, settings.DEMO])
        found = cursor.fetchall()
    for member_id, unit in found:
        _tell(member_id, unit, now)
    return len(found)


def _tell(member_id: UUID, unit: int, now: datetime) -> None:
    member = Member.objects.select_related("unit").get(id=member_id)
    open_steps = Step.objects.filter(worker_id=member_id, call_at__isnull=False, state__in=("open", "on_hold")).count()
    record("account.suspend", by=CLOCK, now=now, subject=member, unit=unit, facts={"count": open_steps})
    day = now.date().isoformat()
    agency = Membership.objects.live(now).filter(role="admin", unit__agency=member.unit.agency_id)
    told = {unit} | {int(row["unit"]) for row in agency.values("unit")}
    for principal in sorted(told):
        queue("account.suspended", to_unit=principal, subject=member, now=now, dedupe=day, audience="admin")
    if open_steps:
        queue("account.idle_work", to_unit=unit, subject=member, now=now, dedupe=day, audience="head", urgency="urgent",
              facts={"count": open_steps})  # fmt: skip
