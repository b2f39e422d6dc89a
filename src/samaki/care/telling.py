"""How the words of a child's care are sealed and opened, and how an act on it is written into the ledger."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from samaki.agencies.models import Member
from samaki.care.models import CareRow
from samaki.cases.remarks import remark
from samaki.database import uuid7
from samaki.ledger.operations import record
from samaki.vault import sealing as vault

Words = dict[str, Any]


def begun(table: type[CareRow], case_id: UUID, child_id: UUID, by: Member, now: datetime, **values: Any) -> Any:
    """A row of this child that this member writes now; not kept yet, nor sealed."""
    return table(
        id=uuid7(), case_id=case_id, child_id=child_id, unit=by.unit_id, recorded_by=by.id, recorded_at=now, **values
    )


def seal(row: CareRow, words: Words) -> None:
    """Put the words on the row, sealed with the key of its case."""
    row.sealed = vault.seal(vault.key_of(case_id=row.case_id), json.dumps(words, ensure_ascii=False), row.place)


def opened(rows: Collection[CareRow]) -> dict[UUID, Words]:
    """What is sealed on each; nothing where its key was destroyed. One query for any number."""
    keys = vault.keys_of_cases(sorted({row.case_id for row in rows})) if rows else {}
    return {
        row.id: json.loads(vault.unseal(keys[row.case_id], row.sealed, row.place)) if row.case_id in keys else {}
        for row in rows
    }


def words_of(row: CareRow) -> Words:
    """Of one."""
    return opened([row])[row.id]


def write(
    act: str,
    row: CareRow,
    by: Member,
    now: datetime,
    facts: Words,
    *,
    text: str = "",
    changed: Words | None = None,
    **when: Any,
) -> None:
    """The entry of the ledger: codes and times; of words only a keyed digest, and the words themselves as a remark of care."""
    remark(act, row, text, by=by, now=now)
    told = (changed or {}) | ({"text": text} if text.strip() else {})
    record(act, by=by, now=now, subject=row, case_id=row.case_id, child_id=row.child_id, compartment="care", facts=facts,
           changed=told or None, **when)  # fmt: skip


def keep(row: CareRow) -> None:
    """A change of a row that stands."""
    row.version += 1
    row.save()
