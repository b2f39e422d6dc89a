"""What the clock does with an asking about a child, or a promise to it, that nobody has answered: it never falls silent."""

from __future__ import annotations

from datetime import datetime, timedelta

from samaki.agencies.queries import now_of
from samaki.cases.models import Case, Person
from samaki.database import uuid7
from samaki.journeys.protections.models import ChildPromise
from samaki.journeys.voice.models import HeardAgain
from samaki.ledger.operations import CLOCK, record
from samaki.notices.operations import queue

HEAD = 2
"""The level at which whoever leads the unit is called."""

HEAD_AFTER = timedelta(days=2)
AGAIN = timedelta(days=7)


def asking_is_due(row: HeardAgain, now: datetime) -> None:
    """Past its time: the desk of who answers, then whoever leads it and who asked, each week. The date of the court stays."""
    level = _call("again_late", row, row.holder, now)
    child = Person(id=row.child_id, case_id=row.case_id, child_id=row.child_id)
    record("again.call", by=CLOCK, now=now, subject=child, unit=row.holder, case_id=row.case_id, child_id=row.child_id,
           facts={"kind": row.sort, "level": level, "due_at": row.due_at})  # fmt: skip


def promise_is_due(row: ChildPromise, now: datetime) -> None:
    """Past its day: the desk of who keeps it, then whoever leads that unit and who wrote it down, each week."""
    level = _call("promise_late", row, row.owner, now)
    record("promise.call", by=CLOCK, now=now, subject=row, unit=row.owner, case_id=row.case_id, child_id=row.child_id,
           facts={"kind": row.sort, "state": row.state, "level": level, "due_at": row.due_at})  # fmt: skip


def _call(what: str, row: HeardAgain | ChildPromise, holder: int, now: datetime) -> int:
    """Whoever holds it and, from the second time on, who began it; the level is answered."""
    level, row.call_at = _next(row.level, now)
    row.level = level
    row.save(update_fields=["level", "call_at"])
    case = Case.objects.get(id=row.case_id)
    if case.erased_at is not None:  # nothing is left to be read, and nobody is called
        return level
    begun = {row.unit: "desk"} if level >= HEAD and row.unit != holder else {}
    for unit, audience in ({holder: "head" if level >= HEAD else "desk"} | begun).items():
        queue(f"voice.{what}", to_unit=now_of([unit])[unit], subject=row, now=now, dedupe=str(uuid7()), audience=audience, level=level,
              case_id=case.id, case_code=case.code)  # fmt: skip
    return level


def _next(level: int, now: datetime) -> tuple[int, datetime]:
    """(who is called now, when next): level 0 was never called."""
    return (1, now + HEAD_AFTER) if level == 0 else (HEAD, now + AGAIN)
