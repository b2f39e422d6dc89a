"""The step of urgent care is due by the earliest window that is open, and never later than the pathway says."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connections

from samaki.agencies.country import after, pack
from samaki.agencies.models import Member
from samaki.care.health import queries
from samaki.cases.models import Case, Person, Step
from samaki.database import current_alias
from samaki.notices.operations import queue


def hasten(case: Case, child: Person, by: Member, now: datetime) -> list[datetime]:
    """Set the due time of the child's open urgent care anew, in whatever part of the file it stands, and tell who holds it; the new
    due times. Known better, a moment may also give time back: up to what the pathway allows, counted from the opening, and no more."""
    moved = []
    for key, holder, opened_at, urgency, due_at in _open_steps(child.id):
        new = due_by(child.id, _allowed(opened_at, urgency), now)
        if new == due_at:
            continue
        _set_due(key, new)
        moved.append(new)
        if holder != by.unit_id:
            queue("step.window", to_unit=holder, subject=Step(id=key), now=now, dedupe=new.isoformat(), urgency="emergency",
                  case_id=case.id, case_code=case.code)  # fmt: skip
    return moved


def due_by(child_id: UUID, allowed: datetime, now: datetime) -> datetime:
    """The earlier of what the pathway allows and the earliest window that is open."""
    presses = queries.hastened(child_id, now)
    return min(allowed, presses) if presses is not None else allowed


def _allowed(opened_at: datetime, urgency: str) -> datetime:
    return after(opened_at, pack().step_kinds[pack().urgent.step].due.for_urgency(pack().urgencies[urgency]))


def _open_steps(child_id: UUID) -> list[tuple[UUID, int, datetime, str, datetime]]:
    """Seen or not, of whoever works for the child; none that is hidden from the session's unit."""
    if not pack().urgent.step:
        return []
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select id, holder, opened_at, urgency, due_at from app.urgent_steps(%s, %s)",
                       [child_id, pack().urgent.step])  # fmt: skip
        return cursor.fetchall()


def _set_due(step_id: UUID, due_at: datetime) -> None:
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.urgent_due(%s, %s, %s)", [step_id, pack().urgent.step, due_at])
