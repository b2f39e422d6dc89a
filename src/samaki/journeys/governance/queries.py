"""Reading the page: which version is in force, which is newest, who signed, and what the system knows by itself."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings

from samaki.database.folder import current
from samaki.journeys.governance.models import Governance, GovernancePublished, GovernanceSignature
from samaki.journeys.guarding.words import ask
from samaki.vault.recovery import sheets_made_at

NOTICE = timedelta(days=30)
"""So long before the day of its review officers are told."""


@dataclass(frozen=True)
class Known:
    """What this machine knows by itself. `backup_at`: the last whole backup by `./samaki backup`; `sheets_at`: when sheets of the
    recovery key were made last; None where there is no note of it here."""

    backup_at: datetime | None
    sheets_at: datetime | None


def newest() -> Governance | None:
    """The version that was written last."""
    return Governance.objects.order_by("-number").first()


def in_force() -> Governance | None:
    """The version that enough agencies have signed."""
    return Governance.objects.filter(in_force_at__isnull=False, ended_at__isnull=True).first()


def versions() -> list[Governance]:
    """All of them, the newest first."""
    return list(Governance.objects.order_by("-number")[:200])


def signatures_of(row: Governance) -> list[GovernanceSignature]:
    """In the order in which they were given, those that were withdrawn too."""
    return list(GovernanceSignature.objects.filter(governance=row).order_by("signed_at", "id"))


def missing(row: Governance, signatures: Iterable[GovernanceSignature]) -> int:
    """How many agencies have still to sign."""
    signed = {one.agency for one in signatures if one.counts and one.withdrawn_at is None}
    return max(row.needed - len(signed), 0)


def stands(row: Governance, last: int, now: datetime) -> str:
    """in_force, soon (to be looked at within 30 days), due, waits (for signatures), ended or replaced. `last`: the newest number."""
    if row.ended_at is not None:
        return "ended"
    if row.in_force_at is None:
        return "waits" if row.number == last else "replaced"
    return "due" if row.due_at <= now else "soon" if row.due_at <= now + NOTICE else "in_force"


def public_form() -> GovernancePublished | None:
    """What the public reads of the version in force; None where there is none. Read as the role `public`, which may read this
    table and no other, and needs no session for it."""
    return GovernancePublished.objects.using(settings.ROLE_ALIASES["public"]).first()


def is_governed() -> bool:
    """Whether a version is in force: there is a published form."""
    return GovernancePublished.objects.using(settings.ROLE_ALIASES["public"]).exists()


def agreements_listed() -> list[tuple[UUID, UUID, date, datetime]]:
    """(agency, other agency, to be looked at by, due at) of every agreement in force, without its words."""
    return [(row[0], row[1], row[2], row[3]) for row in ask("agreements_listed")]


def known() -> Known:
    """From the notes in the data folder; a database that is kept elsewhere has backups of its own."""
    return Known(backup_at=_backed_up_at(), sheets_at=sheets_made_at(current()))


def _backed_up_at() -> datetime | None:
    try:
        made = json.loads((current().path / "last-backup").read_text())["made_at"]  # as `./samaki backup` notes it
        return datetime.fromisoformat(made)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def agencies_of(rows: Iterable[tuple[UUID, UUID, date, datetime]]) -> Collection[UUID]:
    """Every agency that an agreement names."""
    return {key for row in rows for key in row[:2]}
