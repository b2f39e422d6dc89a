"""Reading what was recorded of pressure, and who of the child's lawyer and the prosecutor has a part in the case."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connections

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.agencies.queries import unit_for
from samaki.cases.models import Case
from samaki.database import current_alias
from samaki.journeys.pressure.models import Pressure
from samaki.ledger.models import LedgerEntry
from samaki.vault import sealing as vault


@dataclass(frozen=True)
class Helper:
    """`what`: lawyer | prosecutor. `units`: theirs that have a part in the case; `could`: whom else to ask, where none has."""

    what: str
    units: list[Unit]
    could: list[Unit]


def pressures_of(case: Case) -> list[Pressure]:
    """What the session sees of a case, the newest first."""
    return list(Pressure.objects.filter(case_id=case.id).order_by("-occurred_at", "-id"))


def pressure_of(case: Case, key: UUID) -> Pressure:
    """One of them; raises DoesNotExist for one that the session does not see."""
    return Pressure.objects.get(id=key, case_id=case.id)


def words_of(row: Pressure) -> dict[str, str]:
    """`text`: what happened; `who`: by whom, as far as it is known."""
    told: dict[str, str] = json.loads(vault.unseal(vault.key_of(case_id=row.case_id), row.sealed, row.place))
    return told


def checks_of(row: Pressure) -> set[str]:
    """The keys of the steps that opened with it, and of those that followed since the child was not safe yet."""
    said = LedgerEntry.objects.filter(case_id=row.case_id, act="child.danger", facts__pressure=str(row.id))
    return {entry.facts["step"] for entry in said if entry.facts.get("step")}


def helpers(case: Case, child_id: UUID, broker: int | None, now: datetime) -> list[Helper]:
    """The child's lawyer and the prosecutor: who of them works in the case, else who could be asked. Never the broker's unit."""
    working = {unit for unit in _working(case.id, child_id, now) if unit != broker}
    found = []
    for what, kinds in (("lawyer", pack().pressing.lawyer), ("prosecutor", pack().pressing.prosecutor)):
        units = [
            unit for unit in Unit.objects.filter(principal__in=working).order_by("principal") if unit.kind in kinds
        ]
        could = [unit_for(kind, case.area, now) for kind in kinds] if not units else []
        found.append(Helper(what, units, [unit for unit in could if unit is not None and unit.principal != broker]))
    return found


def kept_from(case: Case) -> dict[UUID, set[int]]:
    """child -> the units from which pressure on it is hidden, also for whoever may not read what was recorded; 1 query.

    For units with a part in the case; for one from which all is hidden, as if nothing were.
    """
    found: dict[UUID, set[int]] = {}
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select child, unit from app.pressure_kept_from(%s)", [case.id])
        for child, unit in cursor.fetchall():
            found.setdefault(child, set()).add(unit)
    return found


def _working(case_id: UUID, child_id: UUID, now: datetime) -> set[int]:
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select unit from app.who_received(%s, %s, '', %s) where still", [case_id, child_id, now])
        return {unit for (unit,) in cursor.fetchall()}
