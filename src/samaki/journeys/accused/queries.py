"""Reading what speaks for the accused, and what of it a unit has not opened yet."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q

from samaki.cases.models import Case
from samaki.journeys.accused.models import ForAccused
from samaki.ledger.models import LedgerEntry

OPENED = ("document.look", "document.fetch", "document.add", "note.write")
"""Acts on what is flagged after which somebody of the unit knows it, whenever that was: who wrote or added it does too."""


def flags_of(case: Case) -> list[ForAccused]:
    """Flags that stand, the oldest first, for who reads the justice part."""
    return list(ForAccused.objects.filter(case=case, ended_at=None).select_related("unit").order_by("flagged_at", "id"))


def all_of(case: Case) -> tuple[list[ForAccused], int]:
    """Flags that stand, and how many were taken back; 1 query."""
    rows = list(ForAccused.objects.filter(case=case).select_related("unit").order_by("flagged_at", "id"))
    standing = [row for row in rows if row.ended_at is None]
    return standing, len(rows) - len(standing)


def taken_back(case: Case) -> list[ForAccused]:
    """Flags that were taken back, the newest first, for who reads the justice part."""
    rows = ForAccused.objects.filter(case=case, ended_at__isnull=False).select_related("unit")
    return list(rows.order_by("-ended_at", "-id"))


def who_took_back(case: Case, rows: Iterable[ForAccused]) -> dict[UUID, LedgerEntry]:
    """Flag -> the entry of its taking back."""
    entries = LedgerEntry.objects.filter(
        case_id=case.id, act="accused.take_back", subject_id__in={row.id for row in rows}
    )
    return {entry.subject_id: entry for entry in entries if entry.subject_id}


def flagged_items(case: Case) -> set[UUID]:
    """Notes and documents of the case that are flagged."""
    return set(ForAccused.objects.filter(case=case, ended_at=None).values_list("item_id", flat=True))


def unread(flags: Iterable[ForAccused], unit: int) -> list[ForAccused]:
    """Those that nobody of this unit has written, added, opened or said to have read; who flagged one knows it."""
    others = [row for row in flags if row.unit_id != unit]
    if not others:
        return []
    keys = {row.id for row in others} | {row.item_id for row in others}
    entries = LedgerEntry.objects.filter(
        Q(act="accused.read") | Q(act__in=OPENED), unit=unit, subject_id__in=keys, case_id=others[0].case_id
    )
    seen = set(entries.values_list("subject_id", flat=True))
    return [row for row in others if not {row.id, row.item_id} & seen]
