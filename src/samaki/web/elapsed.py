"""How much of the time of a clock has passed: from when this clock began, which the ledger knows, to when it ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from samaki.countries import Duration
from samaki.ledger.canonical import plain
from samaki.ledger.models import LedgerEntry

EXACT = {"clock_minutes": "minutes", "clock_hours": "hours"}
"""Units that can be reckoned back from the end of a clock."""


def gone(due_at: datetime, now: datetime, began: datetime | None) -> int:
    """Per cent of the time that has passed, 0 to 100; 0 where nobody knows when it began."""
    if due_at < now:
        return 100
    if began is None or began >= due_at:
        return 0
    return int(100 * min(max((now - began) / (due_at - began), 0), 1))


def began(due_at: datetime, entries: Iterable[LedgerEntry]) -> datetime | None:
    """When the time that ends at `due_at` was first given, in these entries; None where none of them gave it."""
    return min((entry.recorded_at for entry in entries if entry.facts.get("due_at") == plain(due_at)), default=None)


def back(due_at: datetime, length: Duration) -> datetime | None:
    """When a clock of this length began; None where its length hangs on a calendar."""
    return due_at - timedelta(**{EXACT[length.unit]: length.amount}) if length.unit in EXACT else None
