"""One query for a page of each list: keyset paging, row security as for everything, plain rows instead of models.

A page shows 25 lines, so it must cost little: the rows of the page are chosen first, by an index in the order of the
list; what is said about each comes after, for those rows only. Conditions that narrow use operators that the planner
may try before the policies (leakproof ones: equality and order, not LIKE).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from samaki.agencies.country import calendar
from samaki.agencies.models import Member
from samaki.cases.queries import reviewed_kinds
from samaki.cases.rules import NO_CASEWORK
from samaki.database.prepared import fetch
from samaki.journeys.lists import sql
from samaki.journeys.lists.filters import NEWEST, NOBODY, Filter, areas_inside, codes_meant
from samaki.journeys.lists.models import SavedFilter
from samaki.vault import sealing as vault

PAGE = 25


class CaseLine(NamedTuple):
    """One case and what comes next in it: by due time what falls due next, else the worst plight. `ring` is empty where
    nothing waits. `asked`: the state of the hand-off that falls due next, empty where it is a step. `stands`: the due time
    that gives the case its place in the list of the unit.

    `child`, here and below: the number of the child whose step it is, where the reader may know it and the case has
    several; else 0.
    """

    id: UUID
    code: str
    state: str
    area: str
    urgency: str
    opened_at: datetime
    closed_at: datetime | None
    kind: str
    due_at: datetime | None
    ring: str
    unit_en: str
    unit_km: str
    child: int
    asked: str
    stands: datetime | None


class StepLine(NamedTuple):
    """One open step that the unit holds."""

    id: UUID
    code: str
    area: str
    urgency: str
    kind: str
    due_at: datetime
    ring: str
    worker_id: UUID | None
    username: str
    worker_en: str
    worker_km: str
    child: int


class WaitingLine(NamedTuple):
    """One hand-off that the unit sent and that is not over; `due_at` is empty while the other side works."""

    id: UUID
    code: str
    area: str
    urgency: str
    kind: str
    state: str
    offered_at: datetime | None
    due_at: datetime | None
    late: bool
    unit_en: str
    unit_km: str
    child: int


class Load(NamedTuple):
    """What one colleague (or nobody yet) has: open steps, how many are late, the next due time that is not past."""

    worker_id: UUID | None
    username: str
    name_en: str
    name_km: str
    ours: bool
    steps: int
    late: int
    next_at: datetime | None


Cursor = tuple[datetime | None, UUID]
LINES: dict[str, type[Any]] = {"unit": CaseLine, "mine": CaseLine, "waiting": WaitingLine, "steps": StepLine}


def rows_of(
    which: str, chosen: Filter, *, by: Member, now: datetime, after: Cursor | None = None, limit: int = PAGE
) -> tuple[list[Any], bool]:
    """Up to `limit` lines of a list after a cursor, and whether there are more."""
    build: Callable[..., str] = {"unit": sql.cases, "mine": sql.cases, "waiting": sql.waiting, "steps": sql.steps}[
        which
    ]
    given = _given(which, chosen, by, now, after, limit + 1)
    rows = [LINES[which](*row) for row in fetch(build(given), given)]
    return rows[:limit], len(rows) > limit


def cursor_of(which: str, line: Any) -> Cursor:
    """Where the next page begins. What is given another due time meanwhile stands in its new place: on the way back to the
    beginning if it became more pressing, once more further on if it became less; all others stand once."""
    return (line.stands if which in ("unit", "mine") else line.due_at, line.id)


def caseload(by: Member, now: datetime) -> list[Load]:
    """Who of the unit has what, nobody first: those who are no longer of the unit are not forgotten."""
    return [Load(*row) for row in fetch(sql.CASELOAD, {"unit": by.unit_id, "now": now, "reviewed": reviewed_kinds()})]


def colleagues(by: Member, now: datetime) -> list[tuple[str, str, str]]:
    """(username, English, Khmer name) of the active members of the unit whose role takes steps."""
    given = {"unit": by.unit_id, "now": now, "none": sorted(NO_CASEWORK)}
    return [(username, en, km) for username, en, km in fetch(sql.COLLEAGUES, given)]


def saved_filters(by: Member) -> list[tuple[UUID, str, str, dict[str, Any]]]:
    """(key, list, name, filter) of the member's own, in the order they were kept."""
    return [
        (key, which, vault.installation_unseal("saved_filter", name, SavedFilter.place_of(key)), json.loads(told))
        for key, which, name, told in fetch(sql.SAVED, {"mine": by.id})
    ]


def _given(which: str, chosen: Filter, by: Member, now: datetime, after: Cursor | None, limit: int) -> dict[str, Any]:
    """Parameters of the query; what is None does not narrow and leaves no trace in the text of the query."""
    return {
        "mine": by.id if which == "mine" else None,
        "by_due": chosen.order != NEWEST and chosen.state != "closed" and not chosen.code,
        "unit": by.unit_id,
        "now": now,
        "reviewed": reviewed_kinds(),
        "state": chosen.state or None,
        "areas": areas_inside(chosen.area) if chosen.area else None,
        "since": _begin(chosen.since) if chosen.since else None,
        "before": _begin(chosen.until) + timedelta(days=1) if chosen.until else None,
        "worker": chosen.worker if chosen.worker not in ("", NOBODY) else None,
        "nobody": True if chosen.worker == NOBODY else None,
        "codes": codes_meant(chosen.code) if chosen.code else None,
        "after": after[1] if after else None,
        "after_due": after[0] if after else None,
        "limit": limit,
    }


def _begin(day: str) -> datetime:
    """The first moment of a day on the clock of the country."""
    return datetime.combine(date.fromisoformat(day), time(0), calendar().timezone)
