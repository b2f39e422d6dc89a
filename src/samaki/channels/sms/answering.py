"""A member answers a call by text, without signing in: what was called for is acknowledged, and the ladder stands still.

They have seen nothing: the text says nothing. What it means is that a named person takes it; the next clock, that of the decision,
runs from now, and calls again.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from samaki.agencies.models import Member
from samaki.channels.sms.adding import ask
from samaki.channels.sms.models import TextOut
from samaki.database import story
from samaki.database.refusals import Refusal
from samaki.handoffs.models import Handoff
from samaki.handoffs.operations import receive
from samaki.intake.models import Report
from samaki.intake.operations import acknowledge
from samaki.ledger.operations import record

ANSWERED = ("report", "handoff")
"""What a text can answer; all else waits for a page."""


@story
def answer_call(*, text_id: UUID, by: Member, now: datetime) -> TextOut:
    """Acknowledge what this call stood for, as far as it still waits and is this member's to take. Once; raises TextOut.DoesNotExist
    for a call that is not theirs, or was answered."""
    subjects = ask("answer_call", text_id)
    if not subjects:
        raise TextOut.DoesNotExist
    call, taken = TextOut.objects.get(id=text_id), 0
    for kind, key in sorted(set(subjects)):
        move = ANSWERS.get(kind)
        with suppress(
            Refusal, Report.DoesNotExist, Handoff.DoesNotExist
        ):  # somebody has it already, or it went elsewhere
            if move is not None:
                move(key, by, now)
                taken += 1
    record("text.answer", by=by, now=now, subject=call, facts={"count": taken})
    return call


def _report(key: UUID, by: Member, now: datetime) -> None:
    report = acknowledge(report_id=key, by=by, now=now, taken_by="sms")
    record("report.by_text", by=by, now=now, subject=report, report_id=report.id, facts={"channel": "sms"})


def _handoff(key: UUID, by: Member, now: datetime) -> None:
    row = receive(handoff_id=key, by=by, now=now)
    record("handoff.by_text", by=by, now=now, subject=row, counterpart=row.from_unit_id, case_id=row.case_id,
           child_id=row.child_id, compartment=row.compartment, facts={"channel": "sms"})  # fmt: skip


ANSWERS: dict[str, Callable[[UUID, Member, datetime], Any]] = {"report": _report, "handoff": _handoff}
