"""What the clock does with a missing child, a safety plan whose day has come, a stay without a ground of custody: it never falls silent."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connections

from samaki.agencies.country import after, pack
from samaki.agencies.queries import now_of
from samaki.cases.models import Case
from samaki.database import current_alias
from samaki.journeys.danger import desks_of
from samaki.journeys.safeguarding.models import ChildPlacement, MissingChild, SafetyPlan
from samaki.ledger.operations import CLOCK, record
from samaki.notices.operations import queue

DUTY, HEAD = 1, 2
"""Levels at which the duty officer and whoever leads the unit are called."""

HEAD_AFTER = timedelta(days=2)

Held = SafetyPlan | ChildPlacement


def child_is_missing(row: MissingChild, now: datetime) -> None:
    """Day and night until somebody says that the child is found: its holder, then who leads it; who cares for it; desks of the area."""
    called_for, case = row.call_at, Case.objects.get(id=row.case_id)
    row.level, row.call_at = min(row.level + 1, HEAD), after(now, pack().caring.safety.again)
    row.save(update_fields=["level", "call_at"])
    if case.erased_at is not None:  # nothing is left to be read, and nobody is called
        return
    caring = {row.holder, *_care(row)[0], *(unit.principal for unit in desks_of(case, now))}
    holder = now_of([row.holder])[row.holder]
    for unit in sorted(set(now_of(sorted(caring)).values())):
        level = row.level if unit == holder else DUTY
        queue("safety.child_still_missing", to_unit=unit, subject=row, now=now, dedupe=f"{called_for}", level=level,
              audience="head" if level == HEAD else "duty", urgency="emergency", case_id=case.id, case_code=case.code)  # fmt: skip
    record("missing.call", by=CLOCK, now=now, unit=row.holder, subject=row, case_id=case.id, child_id=row.child_id,
           facts={"level": row.level, "due_at": called_for, "state": row.state})  # fmt: skip


def plan_is_due(row: SafetyPlan, now: datetime) -> None:
    """Its day has come: look at it with the child."""
    _call("plan_due", "safety.call", row, row.review_at, now)


def ground_is_due(row: ChildPlacement, now: datetime) -> None:
    """No ground of custody is written down yet, or the one that is ends."""
    _call("basis_due", "placement.call", row, row.due_at or now, now)


def _call(kind: str, act: str, row: Held, due_at: datetime, now: datetime) -> None:
    """Its holder, or where that works for this child no more, everybody who does; the desk first, then whoever leads it, each week. While
    the child's care is closed nobody is told; it is looked at again later, for a closed part can be opened again."""
    (units, is_open), called_for, caring = _care(row), row.call_at, pack().caring
    if is_open:
        row.level = min(row.level + 1, HEAD)
    late = now + HEAD_AFTER if is_open and row.level == 1 else after(now, caring.asks if is_open else caring.review)
    row.call_at = late
    row.save(update_fields=["level", "call_at"])
    if not is_open:
        return
    case = Case.objects.get(id=row.case_id)
    asked = [row.holder] if row.holder in units or not units else sorted(units)
    for unit in sorted(set(now_of(asked).values())):
        queue(f"safety.{kind}", to_unit=unit, subject=row, now=now, dedupe=f"{called_for}",
              audience="head" if row.level == HEAD else "desk", level=row.level, case_id=case.id, case_code=case.code)  # fmt: skip
    record(act, by=CLOCK, now=now, unit=row.holder, subject=row, case_id=case.id, child_id=row.child_id, compartment="care",
           facts={"due_at": due_at, "level": row.level})  # fmt: skip


def _care(row: Held | MissingChild) -> tuple[set[int], bool]:
    """(units that work for this child's care, whether it is open)."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select unit from app.care_units(%s, %s)", [row.case_id, row.child_id])
        units = {unit for (unit,) in cursor.fetchall()}
        cursor.execute("select app.care_is_open(%s, %s)", [row.case_id, row.child_id])
        return units, cursor.fetchone() == (True,)
