"""Who is told of a hearing: a code and no more. Part of the stories of this room."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connections

from samaki.agencies.models import Member
from samaki.cases.models import Case
from samaki.database import current_alias, uuid7
from samaki.journeys.hearings.models import Hearing
from samaki.notices.operations import queue

NEAR = timedelta(days=2)
"""A change of a hearing that is so near is urgent."""


def units_of(hearing_id: UUID) -> set[int]:
    """Who works in the justice part or for a child that is called, for a session of one of them."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.hearing_units(%s)", [hearing_id])
        return {unit for (unit,) in cursor.fetchall()}


def tell(what: str, row: Hearing, case: Case, by: Member, now: datetime) -> None:
    """Everybody who works with it but the unit itself. `what`: entered | confirmed | changed | postponed | needs | gone."""
    urgency = "urgent" if abs(row.at - now) <= NEAR else "normal"
    for unit in sorted((units_of(row.id) | {row.unit}) - {by.unit_id}):
        queue(
            f"hearing.hearing_{what}",
            to_unit=unit,
            subject=row,
            now=now,
            dedupe=str(uuid7()),
            urgency=urgency,
            case_id=case.id,
            case_code=case.code,
        )
