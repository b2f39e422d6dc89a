"""Putting something into the outbox, and taking note of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from samaki.database import story
from samaki.ledger.operations import Actor, record
from samaki.notices.models import Notice


def queue(
    kind: str,
    *,
    to_unit: int,
    subject: Any,
    now: datetime,
    dedupe: str,
    audience: str = "desk",
    level: int = 0,
    urgency: str = "normal",
    case_id: UUID | None = None,
    case_code: str = "",
    facts: dict[str, Any] | None = None,
) -> Notice:
    """A row that says what a unit must know; sent later. `dedupe` makes a second row for the same call impossible."""
    notice = Notice(
        kind=kind,
        to_unit=to_unit,
        audience=audience,
        level=level,
        urgency=urgency,
        case_id=case_id,
        case_code=case_code,
        subject_kind=subject._meta.db_table,
        subject_id=subject.pk,
        facts=facts or {},
        dedupe=f"{kind}:{subject.pk}:{to_unit}:{audience}:{dedupe}",
        made_at=now,
    )
    notice.save(force_insert=True)
    return notice


class Reader(Actor, Protocol):
    """Whoever takes note."""

    id: UUID


@story
def take_note(*, subject_id: UUID, by: Reader, now: datetime) -> int:
    """Everything the unit was told about this matter has been seen; returns how many notices that were."""
    rows = list(Notice.objects.filter(to_unit=by.unit_id, subject_id=subject_id, seen_at__isnull=True))
    for notice in rows:
        notice.seen_at, notice.seen_by = now, by.id
        notice.save(update_fields=["seen_at", "seen_by"])
    if rows:
        last = rows[-1]
        facts = {"kind": last.kind, "level": last.level, "count": len(rows)}
        record("notice.seen", by=by, now=now, subject=last, case_id=last.case_id, facts=facts)
    return len(rows)
