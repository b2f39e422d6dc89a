"""What the clock does: marks what has been kept long enough, tells who decides, and ends unproven leads. It erases nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from samaki.agencies.country import after, pack
from samaki.agencies.models import Unit
from samaki.agencies.queries import default_desk, now_of
from samaki.cases.records import IntelligenceRecord
from samaki.journeys.guarding import rules
from samaki.journeys.guarding.words import ask
from samaki.journeys.retention import schedule
from samaki.journeys.retention.models import LegalHold, RetentionMark
from samaki.ledger.operations import CLOCK, record
from samaki.notices.operations import queue
from samaki.vault import destroyed

BATCH = 200


def mark(now: datetime) -> int:
    """As the worker, in one transaction: what is due gets its mark, what is open again loses it; returns how many are new."""
    ask("end_retention_marks")
    decides = cache(lambda principal: _who_decides(principal, now))
    made = [_mark(one.code, row, now, decides) for one in schedule.decided() for row in _candidates(one.code, now)]
    found = [row for row in made if row is not None]
    for unit in sorted({row.unit for row in found}):
        first = next(row for row in found if row.unit == unit)
        queue("guard.retention_due", to_unit=unit, subject=first, now=now, dedupe=now.date().isoformat(), audience="privacy",
              facts={"count": sum(row.unit == unit for row in found)})  # fmt: skip
    return len(found)


def end_leads(now: datetime) -> int:
    """As the worker: the words of unproven leads whose time is over are destroyed; returns of how many."""
    kept = pack().retention.get("intelligence")
    if kept is None:
        return 0
    rows = ask("end_leads", schedule.counted_from("intelligence", now), BATCH)
    for key, case_id, child_id, unit in rows:
        record("intelligence.expire", by=CLOCK, now=now, unit=unit, subject=IntelligenceRecord(id=key), case_id=case_id,
               child_id=child_id, compartment="intelligence", facts={"kind": "intelligence"})  # fmt: skip
    return len(rows)


def note_erased(now: datetime) -> int:
    """As the worker: what was erased stands on the list beside the key file; returns how many are new. Raises OSError."""
    return destroyed.note(ask("erased_things"))


def hold_is_due(row: LegalHold, now: datetime) -> None:
    """Nobody has looked at a hold for long: its unit is told, and it goes on standing."""
    row.call_at = max(row.review_at, after(now, pack().guarding.erasure_waits))
    row.save(update_fields=["call_at"])
    for audience in ("desk", "privacy"):
        queue("guard.hold_review" if audience == "privacy" else "retention.hold_review", to_unit=row.unit, subject=row, now=now,
              dedupe=now.date().isoformat(), audience=audience, case_id=row.case_id, case_code=row.case_code)  # fmt: skip
    record("hold.call", by=CLOCK, now=now, unit=row.unit, subject=row, case_id=row.case_id,
           facts={"reason": row.reason, "due_at": row.review_at})  # fmt: skip


def _candidates(record_class: str, now: datetime) -> list[tuple[Any, ...]]:
    reasons, others = schedule.reasons_of(record_class)
    return ask("due_for_retention", record_class, schedule.counted_from(record_class, now), reasons, others, BATCH)


def _mark(
    record_class: str, found: tuple[Any, ...], now: datetime, decides: Callable[[int], int]
) -> RetentionMark | None:
    case_id, report_id, code, unit, since = found
    due = schedule.due_at(record_class, since)
    if due > now:
        return None
    row = RetentionMark(record_class=record_class, case_id=case_id, report_id=report_id, code=code, since=since, due_at=due,
                        marked_at=now, unit=decides(unit))  # fmt: skip
    row.save(force_insert=True)
    record("retention.due", by=CLOCK, now=now, unit=row.unit, subject=row, case_id=case_id, report_id=report_id,
           facts={"kind": record_class, "due_at": due})  # fmt: skip
    return row


def _who_decides(principal: int, now: datetime) -> int:
    """A unit in whose agency a confidentiality officer sits: of the unit itself, else of the national desk."""
    ours = Unit.objects.get(principal=now_of([principal])[principal])
    for unit in (ours, default_desk(now)):
        if rules.officers_of(unit, now):
            return int(unit.principal)
    return int(ours.principal)
