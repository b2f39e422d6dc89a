"""The heartbeat: everything that time makes happen, on one page.

A wait is a row with `call_at`. The tick takes the rows that are due, one transaction each, and acts: it calls the next
level and sets the next call, or lets a hand-off expire. Claiming is the lock of the case and the changed `call_at`; killed at
any moment the row is as it was, and the next tick finds it. Nothing here moves a step to another holder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Model

from samaki.cases.models import Step
from samaki.database import lock, session
from samaki.handoffs.models import Handoff
from samaki.intake import typed
from samaki.intake.models import Report
from samaki.jobs import calls

BATCH = 500


@dataclass
class TickReport:
    """How many rows of each kind the clock acted on, and what went wrong with single rows."""

    acted: dict[str, int] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


def tick(now: datetime) -> TickReport:
    """Act on everything that is due at `now`. Safe to run twice, side by side, or after any pause."""
    report = TickReport()
    for table, act in WAITING:
        report.acted[table._meta.db_table] = sum(_one(table, act, *keys, now, report) for keys in _due(table, now))
    with session("worker", now):
        typed.end()  # what the public typed and did not send
    return report


WAITING: tuple[tuple[type[Model], Callable[..., None]], ...] = (
    (Report, calls.report_is_late),  # nobody has read it, or decided what becomes of it
    (Handoff, calls.handoff_is_late),  # not seen, not decided, not begun, not confirmed, a hold or a pause is over
    (Step, calls.step_is_late),  # past its due time, or its hold is over
)


def _due(table: type[Model], now: datetime) -> Iterator[tuple[UUID, UUID]]:
    """(key of the row, key of the case or report that its stories lock), the longest due first."""
    locked = "pk" if table is Report else "case_id"
    with session("worker", now):
        rows = table._default_manager.filter(call_at__lte=now).order_by("call_at")
        keys = list(rows.values_list("pk", locked)[:BATCH])
    yield from keys


def _one(
    table: type[Model], act: Callable[..., None], key: UUID, locked: UUID, now: datetime, report: TickReport
) -> int:
    """One row in its own transaction: a row that fails is reported, and the others are still acted on.

    The same lock comes first as in every story of a member, so that the clock and a member never wait for each other.
    """
    try:
        with session("worker", now):
            lock(locked)
            row = table._default_manager.filter(pk=key, call_at__lte=now).first()
            if row is None:
                return 0
            act(row, now)
            return 1
    except Exception as error:  # noqa: BLE001 - the heartbeat must go on; the row stays due and is tried again
        report.errors.append(f"{table._meta.db_table} {key}: {type(error).__name__}: {error}")
        return 0
