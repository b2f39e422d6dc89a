"""The table of this room. Hidden from the unit of the broker by policies that only restrict (0051)."""

from __future__ import annotations

from django.db import models

from samaki.vault.models import SealedRow


class Pressure(SealedRow):
    """What was done to whom, when, as a unit that works for the child tells it; the words are sealed with the key of the case.

    It belongs to `justice`, for it tells of an offence and of persons named: police, prosecutor and the child's lawyer need it, and
    among the notes of care they would not find it. `sort`, `on_whom`: codes of the pack. `broker_unit`: the unit in which whoever
    did it works, if one is known; it never sees this row, nor the step `step_id` (none where the child's care has ended).
    """

    compartment = "justice"

    case_id = models.UUIDField()
    child_id = models.UUIDField()
    step_id = models.UUIDField(null=True)
    sort = models.TextField()
    on_whom = models.TextField()
    person_id = models.UUIDField(null=True)
    broker_unit = models.IntegerField(null=True)
    sealed = models.BinaryField()
    unit = models.IntegerField()
    recorded_by = models.UUIDField()
    occurred_at = models.DateTimeField()
    occurred_precision = models.TextField(default="instant")
    recorded_at = models.DateTimeField()
    in_error_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "pressure"
        indexes = (
            models.Index(fields=["case_id", "child_id"], name="pressure_of_child"),
            models.Index(fields=["step_id"], name="pressure_of_step", condition=models.Q(step_id__isnull=False)),
            models.Index(
                fields=["broker_unit"], name="pressure_of_broker", condition=models.Q(broker_unit__isnull=False)
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="pressure_not_told_by_its_broker",
                condition=models.Q(broker_unit__isnull=True) | ~models.Q(broker_unit=models.F("unit")),
            ),
        )
