"""What somebody wrote with an act: why a step rests or was moved, why a part or a report was closed. Sealed, and read with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from samaki.agencies.models import Member
from samaki.vault import sealing as vault
from samaki.vault.models import SealedRow


class Remark(SealedRow):
    """A few words under an act of the ledger (`act`, `subject_id`, `recorded_at`), sealed under the key of case or report."""

    case_id = models.UUIDField(null=True)
    report_id = models.UUIDField(null=True)
    child_id = models.UUIDField(null=True)
    compartment = models.TextField(default="", blank=True)
    subject_id = models.UUIDField()
    act = models.TextField()
    sealed = models.BinaryField()
    unit = models.IntegerField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "remark"
        indexes = (models.Index(fields=["subject_id", "recorded_at"], name="remark_of_act"),)


@dataclass(frozen=True)
class Said:
    """A remark as its reader sees it."""

    act: str
    unit: int
    at: datetime
    text: str


def remark(act: str, subject: Any, text: str, *, by: Member, now: datetime) -> None:
    """Keep the words of an act on a step, a strand or a report, in the part of the file it belongs to. Empty: nothing."""
    if not text.strip():
        return
    case_id, report_id = getattr(subject, "case_id", None), None
    if subject._meta.db_table == "report":
        case_id, report_id = None, subject.id
    row = Remark(
        case_id=case_id, report_id=report_id, subject_id=subject.id, act=act, unit=by.unit_id, recorded_by=by.id,
        recorded_at=now, child_id=getattr(subject, "child_id", None),
        compartment=getattr(subject, "compartment", "") or getattr(subject, "kind", ""),
    )  # fmt: skip
    row.sealed = vault.seal(vault.key_of(case_id=case_id, report_id=report_id), text.strip(), row.place)
    row.save(force_insert=True)


def remarks_on(subjects: Iterable[UUID]) -> dict[UUID, list[Said]]:
    """What was written with the acts on these steps, strands and reports, as far as it is open to us; oldest first.

    One query, and one more for each sort of key when there are any.
    """
    rows = list(Remark.objects.filter(subject_id__in=set(subjects)).order_by("recorded_at", "id"))
    keys: dict[UUID, bytes] = {}
    if cases := sorted({row.case_id for row in rows if row.case_id}):
        keys |= vault.keys_of_cases(cases)
    if reports := sorted({row.report_id for row in rows if row.report_id}):
        keys |= vault.keys_of_reports(reports)
    said: dict[UUID, list[Said]] = {}
    for row in rows:
        owner = row.report_id or row.case_id
        if key := owner and keys.get(owner):
            words = Said(row.act, row.unit, row.recorded_at, vault.unseal(key, row.sealed, row.place))
            said.setdefault(row.subject_id, []).append(words)
    return said
