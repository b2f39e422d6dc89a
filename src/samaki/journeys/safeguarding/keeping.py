"""A unit that was named as keeping a child, and does not know of it: naming it opens nothing, and tells it nothing.

It is said on the picture of the case, on the page of the child's safety and on one desk, until a step is handed on to that unit or
something of the child is shared with it. Nothing opens by itself: who named it does so, by the operations that there are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models import OuterRef, Subquery

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.cases.models import OPEN_STATES, Arrival, Case, Person, Step
from samaki.conferences.queries import parts_of
from samaki.database import current_alias
from samaki.handoffs.models import Handoff
from samaki.handoffs.states import ASKING
from samaki.journeys.safeguarding.models import ChildPlacement, MissingChild

MOST = 200
"""Stays that a unit wrote down and that are looked at for its desk."""


@dataclass(frozen=True)
class Untold:
    """`keeper` was named as keeping the child, by `namer` (principals), and knows nothing of it. `sort`: stay or arrival; `key`: that row.
    `since`: when it was written down."""

    sort: str
    key: UUID
    case_id: UUID
    child_id: UUID
    keeper: int
    namer: int | None
    since: datetime


def untold_in(cases: Collection[UUID]) -> list[Untold]:
    """Of these cases, as far as the session sees stays and arrivals; none of a missing child (2 queries, 4 where there are some)."""
    if not cases:
        return []
    stays = ChildPlacement.objects.filter(case_id__in=cases, state="stays").order_by("id")
    rows = list(stays.values_list("id", "case_id", "child_id", "keeper", "unit", "recorded_at", "occurred_at"))
    named = [
        Untold("stay", key, case, child, keeper, unit, at)
        for key, case, child, keeper, unit, at, _was in rows
        if keeper
    ]
    moved = {
        one[2]: max(row[6] for row in rows if row[2] == one[2]) for one in rows
    }  # since when each child stays somewhere
    unit = Subquery(Member.objects.filter(id=OuterRef("recorded_by")).values("unit")[:1])
    last = (
        Arrival.objects.filter(case_id__in=cases, in_error_at=None)
        .order_by("child_id", "-occurred_at", "-id")
        .distinct("child_id")
    )
    for row in last.annotate(namer=unit):
        if row.received_by_id and not (row.child_id in moved and moved[row.child_id] > row.occurred_at):
            named.append(
                Untold("arrival", row.id, row.case_id, row.child_id, row.received_by_id, row.namer, row.recorded_at)
            )
    return _untold([one for one in named if one.keeper != one.namer])


def _untold(named: list[Untold]) -> list[Untold]:
    """Those of whose keeper the database says that it does not know the child; each keeper of a child once."""
    if not named:
        return []
    gone = set(
        MissingChild.objects.filter(child_id__in={one.child_id for one in named}, state="missing").values_list(
            "child_id", flat=True
        )
    )
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(
            "select n.at from unnest(%s::int[], %s::uuid[], %s::uuid[], %s::int[]) as n(at, case_id, child_id, keeper)"
            " where not app.knows_child(n.case_id, n.child_id, n.keeper)",
            [list(range(len(named))), *_columns(named)],
        )
        places = sorted(place for (place,) in cursor.fetchall())
    found = {(named[place].child_id, named[place].keeper): named[place] for place in reversed(places)}
    return [one for one in reversed(found.values()) if one.child_id not in gone]


def _columns(named: list[Untold]) -> Iterable[Any]:
    return [one.case_id for one in named], [one.child_id for one in named], [one.keeper for one in named]


def untold_of(child: Person) -> list[Untold]:
    """The same of one child."""
    return [one for one in untold_in([child.case_id]) if one.child_id == child.id]


def untold_on(unit: int, steps: Collection[Step]) -> list[tuple[Untold, Case]]:
    """What of this waits on a unit that holds these steps, each with its case: of whom it named itself; of whom somebody named that holds
    nothing there any more, where it holds a step of that child's care."""
    ours = parts_of(unit)
    stays = ChildPlacement.objects.filter(unit__in=ours, state="stays", keeper__isnull=False)
    found = untold_in({step.case_id for step in steps} | set(stays.values_list("case_id", flat=True)[:MOST]))
    if not found:
        return []
    mine, caring = set(ours.values_list("principal", flat=True)), {step.child_id for step in steps}
    cases = Case.objects.filter(id__in={one.case_id for one in found}, state="open").in_bulk()
    return [
        (one, cases[one.case_id])
        for one in found
        if one.case_id in cases and (one.namer in mine or (one.child_id in caring and not _still_holds(one)))
    ]


def _still_holds(one: Untold) -> bool:
    """Whether who named it has the case on its own desk."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.still_holds(%s, %s, %s)", [one.case_id, one.child_id, one.namer])
        return cursor.fetchone() == (True,)


def to_hand_on(child: Person, keeper_kind: str, unit: int) -> list[Step]:
    """Open steps of this child that the unit holds, that a unit of this kind may take, and that nobody is asked for yet."""
    rows = Step.objects.filter(
        case_id=child.case_id, child_id=child.id, holder__in=parts_of(unit), state__in=OPEN_STATES
    )
    asked = Handoff.objects.filter(step_id=OuterRef("id"), state__in=ASKING).exclude(state="draft")
    kinds = pack().step_kinds
    free = rows.exclude(id__in=Subquery(asked.values("step_id"))).select_related("case").order_by("due_at", "id")
    return [step for step in free if step.kind in kinds and keeper_kind in kinds[step.kind].may_hold]
