"""Reading agreements: those of the reader's agencies, and what stands between two agencies for one sharing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from samaki.journeys.agreements.models import Agreement
from samaki.journeys.agreements.operations import stands


def agreements() -> list[Agreement]:
    """Of the reader's agencies: those in force by the day of their review, then the newest ended ones."""
    running = Agreement.objects.filter(ended_at__isnull=True).order_by("due_at")
    return [*running[:200], *Agreement.objects.filter(ended_at__isnull=False).order_by("-ended_at")[:50]]


def between(one: UUID, other: UUID) -> list[Agreement]:
    """In force between two agencies, whoever signed first; the one that is due last first."""
    both = Q(one=one, other=other) | Q(one=other, other=one)
    return list(Agreement.objects.filter(both, ended_at__isnull=True).order_by("-due_at"))


def covering(
    one: UUID, other: UUID, purpose: str, compartments: Collection[str], now: datetime
) -> tuple[str, Agreement | None]:
    """(how it stands, the agreement that says it): `covers`, `overdue`, `narrower` (for another purpose, or fewer parts) or `none`."""
    found = between(one, other)
    fitting = [row for row in found if purpose in row.purposes and set(compartments) <= set(row.compartments)]
    for row in fitting:
        return ("overdue" if stands(row, now) == "overdue" else "covers"), row
    return ("narrower", found[0]) if found else ("none", None)
