"""What the clock does with a court file: whoever holds its work is warned before a limit and at it, and those above. Nothing else moves."""

from __future__ import annotations

from datetime import datetime

from django.db import connections

from samaki.cases.models import Case
from samaki.court.clocks import next_call, speaks_of, waiting
from samaki.court.limits import Reached
from samaki.court.models import CourtFact
from samaki.database import current_alias
from samaki.ledger.operations import CLOCK, record
from samaki.notices.operations import queue


def limit_is_near(row: CourtFact, now: datetime) -> None:
    """A limit is near, or reached: the desks that hold open work in the justice part are told, their heads and the unit above.

    A limit of law never ends anything here: whoever is held is held until somebody writes down that they are not.
    """
    case, called_for, found = Case.objects.get(id=row.case_id), row.call_at, waiting(row)
    row.call_at = next_call(found, now) if case.state == "open" else None
    row.save(update_fields=["call_at"])
    spoken = speaks_of(found, called_for, now) if case.state == "open" else None
    if spoken is None:
        return
    kind = _kind(spoken, now)
    urgency = "urgent" if spoken.sort == "custody" else "normal"
    for unit, above in _told(row):
        for audience, level in (("head", 2),) if above else (("desk", 0), ("head", 2)):
            queue(kind, to_unit=unit, subject=row, now=now, dedupe=f"{called_for}", audience=audience, level=level, urgency=urgency,
                  case_id=case.id, case_code=case.code)  # fmt: skip
    record("court.call", by=CLOCK, now=now, unit=row.unit, subject=row, case_id=case.id, child_id=row.child_id, compartment="justice",
           facts={"kind": spoken.sort, "code": spoken.code, "due_at": spoken.at, "why": kind.rsplit("_", 1)[-1]})  # fmt: skip


def _kind(one: Reached, now: datetime) -> str:
    return f"court.court_{'limit' if one.is_held else 'time'}_{'over' if one.at <= now else 'near'}"


def _told(row: CourtFact) -> list[tuple[int, bool]]:
    """(unit, whether it only stands above), whoever wrote it down where nobody holds work."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select unit, above from app.court_told(%s) order by unit", [row.id])
        return [(unit, above) for unit, above in cursor.fetchall()] or [(row.unit, False)]
