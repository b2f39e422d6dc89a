"""Reading an operation, as far as the session sees it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from uuid import UUID

from django.db import connections

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.cases.models import Step
from samaki.database import current_alias
from samaki.journeys.joint_operation.models import OperationFact, OperationPlan, OperationReady
from samaki.journeys.joint_operation.plan import Missing, Plan, missing, read
from samaki.vault import sealing as vault


def newest(step_id: UUID) -> OperationPlan | None:
    """The version that counts; None where there is none, or none for this session."""
    return OperationPlan.objects.filter(step_id=step_id).order_by("-version").first()


def versions(step_id: UUID) -> list[OperationPlan]:
    """Every version, the newest first."""
    return list(OperationPlan.objects.filter(step_id=step_id).order_by("-version"))


def plan_of(row: OperationPlan | None) -> Plan:
    """What was written; an empty plan where there is none."""
    if row is None:
        return Plan()
    return read(vault.unseal(vault.key_of(case_id=row.case_id), row.sealed, row.place))


def lacks(plan: Plan) -> list[Missing]:
    """What is missing, by the lists of the pack."""
    return missing(plan, pack().reasons["operation_role"], pack().reasons["operation_check"])


def asked(step_id: UUID) -> list[OperationReady]:
    """Units that are asked to be ready, in the order of asking; those that are not needed any more last."""
    rows = OperationReady.objects.filter(step_id=step_id).order_by("recorded_at", "id")
    return sorted(rows, key=lambda row: row.ended_at is not None)


def words_of(row: OperationReady) -> dict[str, str]:
    """`what`: what they must do; `text`: what they answered."""
    key = vault.key_of(case_id=row.case_id)
    answered = vault.unseal(key, row.answer_sealed, row.answer_place) if row.answer_sealed else ""
    return {"what": vault.unseal(key, row.sealed, row.place), "text": answered}


def facts_of(step_id: UUID) -> list[OperationFact]:
    """What happened, in the order in which it did; what was recorded by mistake too."""
    return list(OperationFact.objects.filter(step_id=step_id).order_by("at", "id"))


def text_of(row: OperationFact) -> str:
    """Its words."""
    told: dict[str, str] = json.loads(vault.unseal(vault.key_of(case_id=row.case_id), row.sealed, row.place))
    return told["text"]


def could_be_asked(step: Step) -> list[Unit]:
    """Units with a live part in the case, other than the holder's; none behind a wall, none from which pressure is kept."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.operation_units(%s)", [step.id])
        keys = [unit for (unit,) in cursor.fetchall()]
    return list(Unit.objects.filter(principal__in=keys, until__isnull=True).order_by("kind", "principal"))


def operations_of(steps: Iterable[Step]) -> list[Step]:
    """Those of these steps that are operations."""
    return [step for step in steps if (kind := pack().step_kinds.get(step.kind)) is not None and kind.reviewed]
