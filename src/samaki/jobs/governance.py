"""What the clock does with the page of who governs: officers are told 30 days before its review, on the day, then every 30 days."""

from __future__ import annotations

from datetime import datetime

from samaki.journeys.governance.models import Governance
from samaki.journeys.governance.queries import NOTICE
from samaki.journeys.governance.telling import tell_officers
from samaki.ledger.operations import CLOCK, record


def review_is_due(row: Governance, now: datetime) -> None:
    """It stays in force: an installation that nobody looks at is told of, not shut."""
    row.call_at = row.due_at if row.due_at > now else now + NOTICE
    row.save(update_fields=["call_at"])
    tell_officers(row, "governance.governs_due" if row.due_at <= now else "governance.governs_soon", now)
    record("governance.call", by=CLOCK, now=now, unit=row.unit_id, subject=row, facts={"due_at": row.due_at})
