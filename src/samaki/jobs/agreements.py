"""What the clock does with an agreement: both agencies are told 30 days before, on the day, and then every 30 days."""

from __future__ import annotations

from datetime import datetime

from samaki.agencies.models import Membership, Unit
from samaki.journeys.agreements.models import Agreement
from samaki.journeys.agreements.operations import NOTICE
from samaki.ledger.operations import CLOCK, record
from samaki.notices.operations import queue


def agreement_is_due(row: Agreement, now: datetime) -> None:
    """Those who keep it are told, of both agencies; where an agency has nobody for that, whoever leads its units."""
    row.call_at = row.due_at if row.due_at > now else now + NOTICE
    row.save(update_fields=["call_at"])
    for agency in (row.one, row.other):
        keepers = Membership.objects.live(now).filter(
            role__in=("admin", "confidentiality_officer"), member__is_active=True
        )
        keepers = keepers.filter(unit__agency=agency, unit__until__isnull=True)
        told = {(int(one.unit_id), "admin" if one.role == "admin" else "privacy") for one in keepers}
        told = told or {
            (int(unit.principal), "head") for unit in Unit.objects.filter(agency=agency, until__isnull=True)
        }
        for unit, audience in sorted(told):
            queue("agreement.due" if row.due_at <= now else "agreement.soon", to_unit=unit, subject=row, now=now,
                  dedupe=now.isoformat(), audience=audience)  # fmt: skip
    record("agreement.call", by=CLOCK, now=now, unit=row.kept_unit, subject=row, facts={"due_at": row.due_at})
