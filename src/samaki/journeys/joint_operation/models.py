"""The tables of this room. Who sees them follows in migration 0098: who holds the step, and whom they told; nobody else."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samaki.vault.models import SealedRow

ROOM = "operation"
"""The compartment under which the ledger keeps these acts. No unit has a relation to it: an entry is read by the unit that acted and
the one it turned to, and by no reader of `justice` to whom the story would tell that something is planned."""


class OperationPlan(SealedRow):
    """One version of the plan; the newest counts. Rows are added, never changed. `sealed`: all of it, codes and times included."""

    compartment = ROOM
    child_id = None

    case_id = models.UUIDField()
    step_id = models.UUIDField()
    version = models.PositiveIntegerField()
    sealed = models.BinaryField()
    unit = models.IntegerField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "operation_plan"
        constraints = (models.UniqueConstraint(fields=["step_id", "version"], name="operation_plan_version_once"),)


class OperationReady(SealedRow):
    """A unit is asked to be ready: what it must do and when (`sealed`, `ready_at`), no more. `whole`: it is shown the whole plan.

    `answer`: ready | cannot, empty before it answered; `answer_sealed`: its words.
    """

    compartment = ROOM
    child_id = None

    case_id = models.UUIDField()
    step_id = models.UUIDField()
    unit = models.IntegerField()
    by_unit = models.IntegerField()
    whole = models.BooleanField(default=False)
    ready_at = models.DateTimeField()
    sealed = models.BinaryField()
    answer = models.TextField(default="", blank=True)
    answer_sealed = models.BinaryField(default=b"")
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "operation_ready"
        constraints = (
            models.CheckConstraint(name="operation_answer_known", condition=Q(answer__in=("", "ready", "cannot"))),
            models.UniqueConstraint(
                fields=["step_id", "unit"], condition=Q(ended_at__isnull=True), name="operation_asks_once"
            ),
        )

    @property
    def answer_place(self) -> str:
        return f"operation_ready.answer_sealed.{self.id}"


class OperationFact(SealedRow):
    """What happened: a code, when, how many, and words. Read with the facts of the case once the step has ended."""

    compartment = "justice"
    child_id = None

    case_id = models.UUIDField()
    step_id = models.UUIDField()
    kind = models.TextField()
    number = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField()
    precision = models.TextField(default="instant")
    sealed = models.BinaryField()
    unit = models.IntegerField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    in_error_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "operation_fact"
        indexes = (models.Index(fields=["step_id", "at"], name="operation_fact_of_step"),)
