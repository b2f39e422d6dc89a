"""Units over which the session's member decides, and what waits there: merges to answer, work to move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connections

from samaki.database import current_alias

WAITING = """
select u.id, (select count(*) from unit_merge g where g.ended_at is null and u.principal in (g.unit, g.into_unit)
    and g.proposed_for <> u.principal) as merges,
  (select count(*) from app.work_of(u.principal)) as work
from unit u where u.since <= %(now)s and (u.until is null or u.until > %(now)s) and app.speaks_for(u.principal)
order by 2 desc, 3 desc, u.code"""


@dataclass(frozen=True)
class Decided:
    """One unit, with how many merges wait for its side and how many matters are open with it."""

    unit_id: UUID
    merges: int
    work: int


def decided_units(now: datetime) -> list[Decided]:
    """Those for which a merge waits first, then those with the most open work. One query."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(WAITING, {"now": now})
        return [Decided(*row) for row in cursor.fetchall()]
