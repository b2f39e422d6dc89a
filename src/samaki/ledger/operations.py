"""Writing the ledger: in the act's transaction, or the act does not happen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from samaki.database import add
from samaki.ledger.canonical import canonical_bytes, plain
from samaki.ledger.models import LedgerEntry
from samaki.vault import sealing as vault


class Actor(Protocol):
    """Whoever acts: a member, or the clock."""

    username: str
    unit_id: int


CLOCK = "clock"
PUBLIC = "public"
SUPERVISION = "supervision"


_happened: ContextVar[tuple[datetime, str] | None] = ContextVar("samaki_happened", default=None)
_for_unit: ContextVar[int | None] = ContextVar("samaki_for_unit", default=None)


@contextmanager
def happened(occurred_at: datetime, precision: str = "instant") -> Iterator[None]:
    """Acts of this block happened at `occurred_at`, earlier than they are recorded; clocks run from the recording."""
    token = _happened.set((occurred_at, precision))
    try:
        yield
    finally:
        _happened.reset(token)


@contextmanager
def supervising(unit: int) -> Iterator[None]:
    """Acts of this block are told as supervision of `unit`: who reads the story of a case must not learn which officers laid a
    wall. They stand, with the same time, in the entry of the wall, which names no case."""
    token = _for_unit.set(unit)
    try:
        yield
    finally:
        _for_unit.reset(token)


def record(
    act: str,
    *,
    by: Actor | str,
    now: datetime,
    subject: Any,
    case_id: UUID | None = None,
    report_id: UUID | None = None,
    child_id: UUID | None = None,
    compartment: str = "",
    counterpart: int | None = None,
    unit: int | None = None,
    occurred_at: datetime | None = None,
    precision: str = "instant",
    calendar: str = "gregorian",
    facts: dict[str, Any] | None = None,
    changed: dict[str, Any] | None = None,
) -> LedgerEntry:
    """Add one entry. `facts` are whitelisted and hold no personal data; of `changed` only a keyed digest is kept.

    `by` is a member, or CLOCK, PUBLIC or SUPERVISION. `subject` is the row the act is about. Raises whatever the database raises:
    an act that cannot be recorded is undone with its transaction.
    """
    told = _happened.get()
    if occurred_at is None and told is not None:
        occurred_at, precision = told
    supervised = _for_unit.get()
    if supervised is not None:
        by, unit = SUPERVISION, supervised
    entry = LedgerEntry(
        who=by if isinstance(by, str) else by.username,
        unit=unit if isinstance(by, str) else by.unit_id,
        counterpart=counterpart,
        act=act,
        subject_kind=subject._meta.db_table,
        subject_id=subject.pk,
        case_id=case_id,
        report_id=report_id,
        child_id=child_id,
        compartment=compartment,
        occurred_at=occurred_at or now,
        occurred_precision=precision,
        occurred_calendar=calendar,
        recorded_at=now,
        facts=plain(facts or {}),
        digest=_digest(changed, case_id, report_id) if changed is not None else None,
    )
    entry.canonical = canonical_bytes(entry)
    add(entry)
    return entry


def same_content(entry: LedgerEntry, changed: dict[str, Any]) -> bool:
    """Whether an entry was written with just these words, which it does not hold."""
    return entry.digest is not None and bytes(entry.digest) == _digest(changed, entry.case_id, entry.report_id)


def _digest(changed: dict[str, Any], case_id: UUID | None, report_id: UUID | None) -> bytes:
    key = vault.key_of(case_id=case_id) if case_id else vault.key_of(report_id=report_id)
    content = json.dumps(changed, ensure_ascii=False, sort_keys=True, default=str).encode()
    return vault.digest(key, content)


def record_refusal(operation: str, code: str, *, by: Actor, now: datetime) -> LedgerEntry:
    """An attempt that was refused, written outside the transaction that was rolled back. What it was about is not said."""
    entry = LedgerEntry(who=by.username, unit=by.unit_id, act="refused", subject_kind="attempt", occurred_at=now)
    entry.recorded_at, entry.facts = now, {"operation": _without_ids(operation), "code": code}
    entry.canonical = canonical_bytes(entry)
    add(entry)
    return entry


def _without_ids(operation: str) -> str:
    """The address of a page with its codes and keys taken out."""
    return "/".join(
        part if part.replace("-", "").isalpha() and part.islower() else "*" for part in operation.split("/")
    )
