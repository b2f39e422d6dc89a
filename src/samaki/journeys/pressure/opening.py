"""The step that is open for pressure already, for the same eyes; how soon a new one is due."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connections

from samaki.agencies.country import after, pack
from samaki.cases.models import Case
from samaki.database import current_alias


def hasten(case: Case, child_id: UUID, kind: str, hidden_from: int | None, now: datetime) -> tuple[UUID, int] | None:
    """The step (and its holder) that is open for this already, from now on due within the time of a new one.

    It may stand in a part of the file that is not open to us. One that is hidden from somebody else does not count: whoever may
    see this would miss the step.
    """
    urgency = most_pressing(case)
    due_at = after(now, pack().step_kinds[kind].due.for_urgency(pack().urgencies[urgency]))
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(
            "select step_id, holder from app.hasten(%s, %s, %s, %s, %s, %s)",
            [case.id, child_id, kind, hidden_from, due_at, urgency],
        )
        found: tuple[UUID, int] | None = cursor.fetchone()
        return found


def most_pressing(case: Case) -> str:
    """The most pressing urgency that the country knows, else that of the case."""
    return "emergency" if "emergency" in pack().urgencies else case.urgency
