"""Reading the outbox for the desk."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from samaki.notices.models import Notice

LIMIT = 200


def unseen(unit: int, except_about: Collection[UUID] = ()) -> list[Notice]:
    """The newest notice about each matter that nobody of the unit has taken note of, most pressing level first.

    `except_about`: matters that stand on the desk anyway.
    """
    newest: dict[UUID, Notice] = {}
    for notice in Notice.objects.filter(to_unit=unit, seen_at__isnull=True).order_by("made_at", "id")[:LIMIT]:
        if notice.subject_id not in except_about:
            newest[notice.subject_id] = notice
    return sorted(newest.values(), key=lambda notice: (-notice.level, notice.made_at))
