"""What the stories of this room have in common: a row with its words, what the ledger says of it, a row that is locked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from samaki.agencies.models import Member
from samaki.cases.births import check_after_birth
from samaki.cases.models import Case, Person
from samaki.cases.remarks import remark
from samaki.database import lock, uuid7
from samaki.journeys.protections.queries import working_for
from samaki.journeys.safeguarding.models import SafetyRow
from samaki.ledger.operations import record
from samaki.notices.operations import queue
from samaki.vault import sealing as vault

Row = TypeVar("Row", bound=SafetyRow)


def begun(
    table: type[Row], child: Person, words: Mapping[str, str], by: Member, now: datetime, occurred_at: datetime | None, precision: str
) -> Row:  # fmt: skip
    """A row with its words sealed, not yet added. Raises Invalid for a day before the child was born."""
    check_after_birth(child, occurred_at, "occurred_at")
    row = table(case_id=child.case_id, child_id=child.id, unit=by.unit_id, recorded_by=by.id, recorded_at=now,
                occurred_at=occurred_at or now, occurred_precision=precision)  # fmt: skip
    row.sealed = vault.seal(vault.key_of(case_id=child.case_id), sealed_words(words), row.place)
    return row


def sealed_words(words: Mapping[str, str]) -> str:
    """As they are sealed: a JSON object, what is empty left out."""
    return json.dumps({name: text.strip() for name, text in words.items() if text.strip()}, ensure_ascii=False)


def opened(table: type[Row], key: UUID) -> Row:
    """The row as it stands, its case locked. Raises DoesNotExist."""
    row = table._default_manager.get(id=key)
    lock(row.case_id)
    row.refresh_from_db()
    return row


def write(
    act: str, row: SafetyRow, by: Member, now: datetime, facts: Mapping[str, Any], words: Mapping[str, str] | None = None, *,
    part: str = "care", dated: bool = False,
) -> None:  # fmt: skip
    """The entry of an act: of the child's care, or (`part` empty) read by whoever works for the child. `dated`: when it was so."""
    when: dict[str, Any] = {"occurred_at": row.occurred_at, "precision": row.occurred_precision} if dated else {}
    changed = {name: text for name, text in (words or {}).items() if text.strip()}
    record(act, by=by, now=now, subject=row, case_id=row.case_id, child_id=row.child_id, compartment=part, facts=dict(facts),
           changed=changed or None, **when)  # fmt: skip


def changed(row: SafetyRow, act: str, text: str, by: Member, now: datetime) -> None:
    """Saved as the next version, with what somebody wrote to it."""
    if hasattr(row, "version"):
        row.version += 1
    row.save()
    remark(act, row, text, by=by, now=now)


def tell(kind: str, row: SafetyRow, units: set[int], by: int | None, now: datetime, *, urgency: str = "normal") -> None:
    """A code to each of these units but the one that acts."""
    case = Case.objects.get(id=row.case_id)
    for unit in sorted(units - {by}):
        queue(f"safety.{kind}", to_unit=unit, subject=row, now=now, dedupe=str(uuid7()), urgency=urgency, case_id=case.id,
              case_code=case.code)  # fmt: skip


def workers(row: SafetyRow, now: datetime) -> set[int]:
    """Units that work for the child."""
    return {
        unit.principal for unit in working_for(Person(id=row.child_id, case_id=row.case_id, child_id=row.child_id), now)
    }
