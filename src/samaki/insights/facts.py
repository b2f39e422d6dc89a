"""What measures read: entries of the ledger as plain facts, without who acted and without personal data. And the marks they leave.

A mark is a short text; a tally counts marks. So every figure is a sum, and what a fact changes is one tally less and another more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

ACTS = (
    "report.file", "report.begin", "report.acknowledge", "report.open_case", "report.close", "report.reopen", "report.pass",
    "report.urgency", "report.danger", "report.place", "report.join", "report.joined", "report.take_apart", "report.split",
    "case.open", "case.close", "case.reopen", "case.urgency", "strand.close", "strand.reopen",
    "step.open", "step.done", "step.skipped", "step.stopped", "step.holder", "step.hold", "step.resume", "step.take_back",
    "step.correct", "step.mistake",
    "handoff.offer", "handoff.receive", "handoff.accept", "handoff.accept_by_phone", "handoff.confirm_phone", "handoff.deny_phone",
    "handoff.decline", "handoff.dispute", "handoff.resolve", "handoff.ask", "handoff.answer", "handoff.withdraw", "handoff.expire",
    "handoff.start", "handoff.hold", "handoff.resume", "handoff.complete", "handoff.fail", "handoff.confirm", "handoff.take_back",
    "handoff.unconfirm", "handoff.mark_error",
    "hearing.enter", "hearing.confirm", "hearing.correct", "hearing.postpone", "hearing.hold", "hearing.not_hold", "hearing.reopen",
    "hearing.mistake",
    "court.record", "court.correct", "court.mistake", "promise.give", "promise.keep", "promise.break", "promise.reopen",
    "promise.mistake", "support.say",
)  # fmt: skip
"""All acts that a measure reads. No look, no message, no note, nothing of a member or an account."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry: what was done to which row of which case or report, when it happened and when it was written down (both UTC).

    `unit`: principal of who acted; `facts`: the codes and times of the entry.
    """

    act: str
    subject: UUID | None
    occurred: datetime
    recorded: datetime
    unit: int | None = None
    case: UUID | None = None
    report: UUID | None = None
    child: UUID | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A code of the entry; empty where it has none."""
        return str(self.facts.get(name) or "")

    def number(self, name: str) -> int:
        """A unit of the entry; 0 where it names none."""
        return int(self.facts.get(name) or 0)

    def time(self, name: str) -> datetime | None:
        """A time of the entry."""
        value = self.facts.get(name)
        return value if isinstance(value, datetime) or value is None else datetime.fromisoformat(str(value))


class Cell(NamedTuple):
    """Where a mark is counted. `unit`: who it is of (principal; 0: of no unit); `other`: the other side, of what two units do."""

    measure: str
    area: str
    unit: int
    other: int
    kind: str
    month: date


Tally = Counter[tuple[Cell, str]]


@dataclass(frozen=True)
class Clock:
    """Months are those of the country. Minutes count from 1970, so that a tally holds whole numbers alone."""

    timezone: ZoneInfo

    def month(self, moment: datetime) -> date:
        """The first day of its month."""
        return moment.astimezone(self.timezone).date().replace(day=1)


def minute(moment: datetime) -> int:
    """Whole minutes since 1970."""
    return int(moment.astimezone(UTC).timestamp() // 60)


def at_minute(minutes: int) -> datetime:
    """The moment of so many minutes since 1970."""
    return datetime.fromtimestamp(minutes * 60, UTC)


def judged(due: datetime | None, done: datetime | None) -> str:
    """`yes`: done by then; `no`: done later; `open:MINUTE`: not done, to be judged at that minute (`open:`: at none)."""
    if done is not None:
        return "yes" if due is None or done <= due else "no"
    return f"open:{minute(due) if due else ''}"


def wait(began: Fact, ended: datetime | None, way: str = "") -> str:
    """`wait:WAY:LASTED:ENTERED` in minutes, or `wait::BEGAN:ENTERED` while it lasts.

    It began when it happened and was watched from when it was written down (left truncation). What ended before anybody wrote it down
    was never watched: `after`, counted apart.
    """
    entered = max(minute(began.recorded) - minute(began.occurred), 0)
    if ended is None:
        return f"wait::{minute(began.occurred)}:{entered}"
    lasted = max(minute(ended) - minute(began.occurred), 1)
    return "after" if entered >= lasted else f"wait:{way}:{lasted}:{entered}"


def by_subject(facts: Sequence[Fact], *beginnings: str) -> dict[UUID, list[Fact]]:
    """Row -> its facts in the order of the log; only acts that begin so."""
    found: dict[UUID, list[Fact]] = {}
    for fact in facts:
        if fact.subject is not None and fact.act.startswith(beginnings):
            found.setdefault(fact.subject, []).append(fact)
    return found
