"""Relations: opening a compartment to a unit, for a reason and a time, and ending it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connections

from samaki.agencies.country import pack
from samaki.cases.models import Relation, Step
from samaki.database import current_alias


def open_for_step(step: Step, unit: int, now: datetime) -> None:
    """The unit that took the step over sees what the step needs."""
    kind = pack().step_kinds[step.kind]
    _open(step.case_id, step.child_id, unit, kind.needs_accepted, "holds_step", now, step_id=step.id)


def open_for_offer(step: Step, handoff_id: UUID, unit: int, now: datetime) -> None:
    """The unit that is asked sees what it needs to decide: never identity, placement or reporter."""
    compartments = pack().compartments
    needed = [code for code in pack().step_kinds[step.kind].needs_offered if compartments[code].before_acceptance]
    _open(step.case_id, step.child_id, unit, needed, "offered", now, handoff_id=handoff_id)


def open_for_disclosure(
    *, case_id: UUID, child_id: UUID | None, unit: int, compartments: Iterable[str], disclosure_id: UUID,
    now: datetime, until: datetime, ground: str = "shared"
) -> None:  # fmt: skip
    """The unit with which something was shared reads it until then, and the database ends it then by itself."""
    _open(case_id, child_id, unit, compartments, ground, now, disclosure_id=disclosure_id, until=until)


def end_for_disclosure(disclosure_id: UUID, now: datetime) -> None:
    """What a disclosure opened ends with this moment."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.end_shared(%s, %s)", [disclosure_id, now])


def take_over(relation: Relation, unit: int, now: datetime) -> None:
    """Two units became one: what the one still saw of a step that it has finished, the other sees from now on."""
    if relation.disclosure_id:  # to be read as before, and until then; the old one's ends with its unit
        _open(relation.case_id, relation.child_id, unit, [relation.compartment], relation.ground, now,
              disclosure_id=relation.disclosure_id, until=relation.until)  # fmt: skip
        return
    _end(relation.step_id, relation.handoff_id, relation.unit_id, now)
    _open(relation.case_id, relation.child_id, unit, [relation.compartment], "took_over", now,
          step_id=relation.step_id, handoff_id=relation.handoff_id)  # fmt: skip


def end_for_step(step: Step, unit: int, now: datetime) -> None:
    """The unit no longer holds the step: what it saw because of it ends with this moment."""
    _end(step.id, None, unit, now)


def end_for_offer(handoff_id: UUID, now: datetime) -> None:
    """The asking is over: what the asked unit saw because of it ends with this moment."""
    _end(None, handoff_id, None, now)


def walled(case_id: UUID) -> dict[int, int]:
    """Units that must have no part in this case -> who is asked instead; for a session that works on it."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select unit, to_unit from app.walled_units(%s)", [case_id])
        return dict(cursor.fetchall())


def _open(
    case_id: UUID,
    child_id: UUID | None,
    unit: int,
    compartments: Iterable[str],
    ground: str,
    now: datetime,
    *,
    step_id: UUID | None = None,
    handoff_id: UUID | None = None,
    disclosure_id: UUID | None = None,
    until: datetime | None = None,
) -> None:
    Relation.objects.bulk_create(
        Relation(
            case_id=case_id,
            child_id=child_id,
            unit_id=unit,
            compartment=compartment,
            ground=ground,
            step_id=step_id,
            handoff_id=handoff_id,
            disclosure_id=disclosure_id,
            since=now,
            until=until,
        )
        for compartment in compartments
    )


def _end(step_id: UUID | None, handoff_id: UUID | None, unit: int | None, now: datetime) -> None:
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.end_relations(%s, %s, %s, %s)", [step_id, handoff_id, unit, now])
