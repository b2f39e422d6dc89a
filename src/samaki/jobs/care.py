"""What the clock does with a goal whose day has come, and with a service of which nobody has said what came: it never falls silent."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connections

from samaki.agencies.country import after, pack
from samaki.care.models import CareGoal, CareService
from samaki.cases.models import Case
from samaki.database import current_alias
from samaki.ledger.operations import CLOCK, record
from samaki.notices.operations import queue

HEAD = 2
"""The level at which whoever leads the unit is called."""

HEAD_AFTER = timedelta(days=2)


def goal_is_due(row: CareGoal, now: datetime) -> None:
    """Its day has come: look at it with the child."""
    _call("care.goal_due", row, row.review_at, now)


def service_is_due(row: CareService, now: datetime) -> None:
    """It should have begun by now; one that has begun is asked about now and then."""
    _call("care.service_late" if row.state == "asked" else "care.service_goes_on", row, row.due_at, now)


def _call(kind: str, row: CareGoal | CareService, due_at: datetime, now: datetime) -> None:
    """Its holder, or where that works for this child no more, everybody who does; the desk first, then whoever leads it, each week.

    While the child's care is closed nobody is told; it is looked at again later, for a closed part can be opened again.
    """
    units, is_open = _who(row)
    called_for, caring = row.call_at, pack().caring
    if is_open:
        row.level = min(row.level + 1, HEAD)
    row.call_at = (
        now + HEAD_AFTER if is_open and row.level == 1 else after(now, caring.asks if is_open else caring.review)
    )
    row.save(update_fields=["level", "call_at"])
    if not is_open:
        return
    case = Case.objects.get(id=row.case_id)
    for unit in [row.holder] if row.holder in units or not units else sorted(units):
        queue(kind, to_unit=unit, subject=row, now=now, dedupe=f"{called_for}", audience="head" if row.level == HEAD else "desk",
              level=row.level, case_id=case.id, case_code=case.code)  # fmt: skip
    record("care.call", by=CLOCK, now=now, unit=row.holder, subject=row, case_id=case.id, child_id=row.child_id, compartment="care",
           facts={"why": kind.partition(".")[2], "due_at": due_at, "level": row.level})  # fmt: skip


def _who(row: CareGoal | CareService) -> tuple[set[int], bool]:
    """(units that work for this child's care, whether it is open)."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select unit from app.care_units(%s, %s)", [row.case_id, row.child_id])
        units = {unit for (unit,) in cursor.fetchall()}
        cursor.execute("select app.care_is_open(%s, %s)", [row.case_id, row.child_id])
        return units, cursor.fetchone() == (True,)
