"""What the clock does with a request for what is held about a child: nobody has decided it, or nobody has collected the answer."""

from __future__ import annotations

from datetime import datetime

from samaki.agencies.country import next_call
from samaki.cases.models import Case
from samaki.journeys.guarding.rules import officers_of
from samaki.journeys.subject_access.models import SubjectAccess
from samaki.journeys.subject_access.operations import write
from samaki.ledger.operations import CLOCK
from samaki.notices.operations import queue

URGENCY = "normal"


def request_is_due(row: SubjectAccess, now: datetime) -> None:
    """Not decided in time: the officers of the agency, the head of the unit, then the unit above are called, for ever.

    Decided and not collected in time: the unit is told once; the answer was kept nowhere, so nothing is to be removed.
    """
    if row.state == "decided":
        row.call_at = None
        row.save(update_fields=["call_at"])
        _tell(row, "subject_access.subject_lapsed", row.unit_id, "desk", now)
        return write("lapse", row, CLOCK, now, facts={"until": row.expires_at}, unit=row.unit_id)
    level, row.call_at = next_call(URGENCY, row.due_at, now)
    row.level = max(row.level, level)
    row.save(update_fields=["level", "call_at"])
    officers = officers_of(row.unit, now)
    for unit in sorted(officers):
        _tell(row, "guard.subject_late", unit, "privacy", now)
    if row.level >= 1 or not officers:
        _tell(row, "subject_access.subject_late", row.unit_id, "head", now)
    if row.level >= 2 and row.unit.parent_id is not None:
        _tell(row, "subject_access.subject_late", row.unit.parent_id, "head", now)
    return write("call", row, CLOCK, now, facts={"due_at": row.due_at, "level": row.level}, unit=row.unit_id)


def _tell(row: SubjectAccess, kind: str, unit: int, audience: str, now: datetime) -> None:
    code = Case.objects.values_list("code", flat=True).get(id=row.case_id)
    queue(kind, to_unit=unit, subject=row, now=now, dedupe=now.isoformat(), audience=audience, level=row.level, case_id=row.case_id,
          case_code=code)  # fmt: skip
