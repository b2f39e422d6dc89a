"""What of a child's care is due with a unit: a goal whose day comes, a service of which somebody has still to say what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, TextField, Value

from samaki.care.models import CareGoal, CareRow, CareService
from samaki.cases.models import Case, Strand

SOON = timedelta(days=7)
"""So long before its day something of a plan stands on the desk: a plan is made for months, and a desk is for the week."""

MOST = 300
"""Rows of one desk."""


class CareDue(NamedTuple):
    """`sort`: goal or service; `name`: the code of a service; `state`: of its table; `due_at`: the day on which a goal is looked at, or by
    which a service should begin; of one that has begun, when its holder is asked next."""

    id: UUID
    case_id: UUID
    child_id: UUID
    case_code: str
    sort: str
    name: str
    state: str
    due_at: datetime
    level: int

    def late(self, now: datetime) -> bool:
        """One that goes on is asked about, and never late."""
        return self.state != "begun" and self.due_at < now


def due_of(units: QuerySet[Any, Any], now: datetime) -> list[CareDue]:
    """What these units answer for and the session sees, due within a week or late, the soonest first (one query). While a child's care is
    closed nothing of it is due."""
    until = now + SOON
    goals = _rows(CareGoal, "goal", Value("", TextField()), "review_at").filter(state="open", review_at__lte=until)
    asked = _rows(CareService, "service", F("service"), "due_at").filter(state="asked", due_at__lte=until)
    begun = _rows(CareService, "service", F("service"), "call_at").filter(state="begun", call_at__lte=until)
    found = (rows.filter(holder__in=units).values_list(*COLUMNS) for rows in (goals, asked, begun))
    first, *others = found
    return [CareDue(*row) for row in first.union(*others, all=True).order_by("when", "id")[:MOST]]


COLUMNS = ("id", "case_id", "child_id", "code", "sort", "what", "state", "when", "level")


def _rows(table: type[CareRow], sort: str, name: Any, when: str) -> QuerySet[Any, Any]:
    """Of one table, each with what is the same for all; of children whose care is open."""
    code = Subquery(Case.objects.filter(id=OuterRef("case_id")).values("code")[:1])
    is_open = Exists(
        Strand.objects.filter(case_id=OuterRef("case_id"), child_id=OuterRef("child_id"), kind="care", state="open")
    )
    rows = table._default_manager.filter(is_open)
    return rows.annotate(code=code, sort=Value(sort, TextField()), what=name, when=F(when))
