"""The alarm of the plan: what was met when a stage was decided for, and is not any more, is told to who leads and who oversees.

Beside the heartbeat, some 14 queries for each area. It calls nobody back and moves no stage: people do, on what the page shows.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from samaki.agencies.stages.models import StageAlarm, StageDecision
from samaki.agencies.stages.queries import decisions
from samaki.database import lock, session
from samaki.ledger.operations import CLOCK, record
from samaki.stepping_back.fading.gates import lost
from samaki.stepping_back.fading.operations import THE_PLANS
from samaki.stepping_back.fading.telling import leaders, mentors, tell


def sound_all(now: datetime) -> int:
    """Look at every area about which somebody has decided; how many alarms began. One transaction for each area."""
    with session("worker", now):
        keys = [row.id for row in decisions()]
    begun = 0
    for key in keys:
        with session("worker", now):
            begun += sound(decision_id=key, now=now)
    return begun


def sound(*, decision_id: UUID, now: datetime) -> int:
    """Alarms of one decision begin and end; how many began. Nothing is written where nothing has changed."""
    lock(THE_PLANS)
    row = StageDecision.objects.get(id=decision_id)
    missing = {gate.code for gate in lost(row, now, whole=True)}
    running = {one.gate: one for one in StageAlarm.objects.filter(area=row.area, until=None)}
    for gate, one in running.items():
        if one.decision_id != row.id or gate not in missing:
            _end(one, row, now)
    begun = sorted(gate for gate in missing if gate not in running or running[gate].decision_id != row.id)
    for gate in begun:
        _begin(row, gate, now)
    if begun:
        _tell(row, begun, now)
    return len(begun)


def _begin(row: StageDecision, gate: str, now: datetime) -> None:
    one = StageAlarm(decision=row, area=row.area, gate=gate, since=now, synthetic=row.synthetic)
    one.save(force_insert=True)
    _write("stage.alarm", one, row, now)


def _end(one: StageAlarm, row: StageDecision, now: datetime) -> None:
    one.until = now
    one.save(update_fields=["until"])
    _write("stage.alarm_over", one, row, now)


def _write(act: str, one: StageAlarm, row: StageDecision, now: datetime) -> None:
    facts = {"area": row.area, "state": row.stage, "code": one.gate}
    record(act, by=CLOCK, now=now, unit=row.unit_id, subject=one, facts=facts)


def _tell(row: StageDecision, begun: list[str], now: datetime) -> None:
    facts = {"area": row.area, "stage": row.stage, "gates": begun}
    tell("stage.stage_alarm", row, mentors(row.area, now) | leaders(row.area, now), now, facts)
