"""Putting something into the outbox, and taking note of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

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
