"""Who is told that the page must be looked at: those who write it and officers, of the agencies that signed it."""

from __future__ import annotations

from datetime import datetime

from samaki.agencies.models import Membership, Unit
from samaki.journeys.governance.models import Governance, GovernanceSignature
from samaki.notices.operations import queue

ROLES = ("admin", "oversight", "confidentiality_officer")


def tell_officers(row: Governance, kind: str, now: datetime) -> None:
    """A notice for each of their units; also for those who withdrew a signature. For a member's session and for the clock."""
    signed = GovernanceSignature.objects.filter(governance=row).values_list("agency", flat=True)
    wrote = Unit.objects.filter(principal=row.unit_id).values_list("agency_id", flat=True)
    officers = Membership.objects.live(now).filter(
        role__in=ROLES, member__is_active=True, unit__agency__in={*signed, *wrote}, unit__until__isnull=True
    )
    told = {(int(one.unit_id), "admin" if one.role == "admin" else "privacy") for one in officers}
    for unit, audience in sorted(told):
        queue(kind, to_unit=unit, subject=row, now=now, dedupe=now.isoformat(), audience=audience)
