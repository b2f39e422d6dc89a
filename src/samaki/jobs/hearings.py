"""What the clock does with a hearing: its units are reminded before it, and asked after it until somebody says what came of it."""

from __future__ import annotations

from datetime import datetime

from django.db import connections

from samaki.cases.models import Case
from samaki.database import current_alias
from samaki.journeys.hearings.models import Hearing
from samaki.journeys.hearings.rules import next_call
from samaki.ledger.operations import CLOCK, record
from samaki.notices.operations import queue


def hearing_is_due(row: Hearing, now: datetime) -> None:
    """One quiet notice to each unit that works with it, of what matters most: nobody said what came of it, something is not ready, the
    date is only heard of, or just that it is near."""
    case, called_for = Case.objects.get(id=row.case_id), row.call_at
    row.call_at = (
        next_call(row, now) if case.state == "open" else None
    )  # of a case that was closed nobody is asked any more
    row.save(update_fields=["call_at"])
    if row.call_at is None:
        return
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select unit, unready from app.hearing_told(%s)", [row.id])
        told = dict(cursor.fetchall())
    kind = _kind(row, now, any(told.values()))
    for unit in sorted({*told} or {row.unit}):
        queue(kind, to_unit=unit, subject=row, now=now, dedupe=f"{called_for}", case_id=case.id, case_code=case.code)
    record("hearing.call", by=CLOCK, now=now, unit=row.unit, subject=row, case_id=case.id, compartment="justice",
           facts={"why": kind.rsplit("_", 1)[-1], "due_at": row.at})  # fmt: skip


def _kind(row: Hearing, now: datetime, unready: bool) -> str:
    if (row.until or row.at) <= now:
        return "hearing.hearing_asks"
    if unready:
        return "hearing.hearing_unready"
    return "hearing.hearing_unconfirmed" if row.state == "heard" else "hearing.hearing_near"
