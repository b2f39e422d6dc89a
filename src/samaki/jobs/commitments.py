"""What the clock does with a promise: its desk ahead and on the day, then whoever leads it, then the oversight committee as well."""

from __future__ import annotations

from datetime import datetime

from samaki.commitments import waiting
from samaki.commitments.models import Commitment
from samaki.commitments.telling import committee, tell, write
from samaki.ledger.operations import CLOCK


def commitment_is_due(row: Commitment, now: datetime) -> None:
    """It comes near, is late, or was never answered."""
    call = waiting.call(row.state, row.level, row.due_at, now)
    row.level, row.call_at = call.level, call.call_at
    row.save(update_fields=["level", "call_at"])
    tell(
        call.what, row, [row.owner_id], now, audience="head" if call.level >= waiting.HEAD else "desk", level=call.level
    )
    if call.level >= waiting.COMMITTEE:
        tell(f"{call.what}_still", row, committee(now), now, audience="privacy", level=call.level)
    write("commitment.remind" if row.state == "open" else "commitment.ask_again", row, CLOCK, now, level=call.level)
