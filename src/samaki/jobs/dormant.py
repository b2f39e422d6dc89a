"""Accounts at which nobody signed in for a long time are suspended; their administrator and their team lead are told. A week
before, and a week before a mentor's access ends, the member and those who could keep them are told."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connections

from samaki.agencies.models import Member, Membership
from samaki.cases.models import Step
from samaki.database import current_alias
from samaki.ledger.operations import CLOCK, record
from samaki.notices.models import Notice
from samaki.notices.operations import queue

AHEAD = timedelta(days=7)


def suspend(now: datetime) -> int:
    """As the worker, in one transaction; returns how many accounts. Opening one again is its administrator's."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select * from app.suspend_dormant(%s, %s)", [settings.SAMAKI_DORMANT_DAYS, settings.DEMO])
        found = cursor.fetchall()
    for member_id, unit in found:
        _tell(member_id, unit, now)
    return len(found)


def warn(now: datetime) -> int:
    """As the worker: who is suspended, or whose access ends, within a week is told, once; returns how many."""
    days = settings.SAMAKI_DORMANT_DAYS
    ahead = min(AHEAD, timedelta(days=days) / 2)
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select * from app.soon_dormant(%s, %s, %s)", [days, ahead.total_seconds(), settings.DEMO])
        asleep = [(*row, "account.falls_asleep") for row in cursor.fetchall()]
    ends = Member.objects.filter(is_active=True, access_until__gt=now, access_until__lte=now + AHEAD)
    bound = [(one.id, one.unit_id, one.access_until, "account.ends") for one in ends]
    return sum(_warn(member_id, unit, at, kind, now) for member_id, unit, at, kind in asleep + bound)


def _warn(member_id: UUID, unit: int, at: datetime, kind: str, now: datetime) -> bool:
    """The member by a letter of their own, where they want one; their unit on its desk. Told again only for another end."""
    until = at.isoformat()
    if Notice.objects.filter(subject_id=member_id, kind=kind, facts__due_at=until).exists():
        return False
    member = Member.objects.get(id=member_id)
    for audience in ("member", "head"):
        queue(
            kind,
            to_unit=unit,
            subject=member,
            now=now,
            dedupe=until,
            audience=audience,
            urgency="urgent",
            facts={"due_at": until},
        )
    return True


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
