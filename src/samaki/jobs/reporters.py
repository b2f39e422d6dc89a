"""What the clock does with what a reporter wrote and nobody has read: the unit that holds the report is called, and those above it."""

from __future__ import annotations

from datetime import datetime

from samaki.agencies.country import next_call
from samaki.agencies.models import Unit
from samaki.intake.models import Report
from samaki.ledger.operations import CLOCK, record
from samaki.notices.operations import queue
from samaki.threads.asking import ask
from samaki.threads.models import ReportMessage

HEAD = 2
"""The highest level that is called: committees hear of a report that waits, not of a letter."""


def message_is_unread(message: ReportMessage, now: datetime) -> None:
    """The desk, its duty officer, then its head and the unit above are called, for ever."""
    due = message.due_at or now
    level, message.call_at = next_call(message.urgency, due, now)
    message.level = max(message.level, min(level, HEAD))
    message.save(update_fields=["level", "call_at"])
    holder, _area = ask("holds_message", message.id)[0]
    report, unit = Report(id=message.report_id), Unit.objects.get(principal=holder)
    audience = ("desk", "duty", "head")[message.level]
    called = {holder: audience} | ({unit.parent_id: "head"} if message.level == HEAD and unit.parent_id else {})
    for principal, whom in called.items():
        queue("report.unread", to_unit=principal, subject=report, now=now, dedupe=now.isoformat(), audience=whom,
              level=message.level, urgency=message.urgency, facts={"due_at": due.isoformat()})  # fmt: skip
    record("report.call_message", by=CLOCK, now=now, unit=holder, subject=report, report_id=report.id,
           facts={"number": message.number, "level": message.level})  # fmt: skip
