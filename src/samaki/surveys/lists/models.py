"""A table of capture histories and what was estimated from it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samaki.agencies.models import unit_key
from samaki.vault.models import SealedRow


class ListStudy(SealedRow):
    """One table. Sealed: title, lists (their names), counts ([set of lists as bits, people] each). `result`: numbers and codes only, in
    which lists stand by their place; `trouble`: a code, where there is none. `progress`: per cent; `beat_at`: its worker was alive."""

    unit = unit_key(db_column="unit")
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    sealed = models.BinaryField()
    people = models.PositiveIntegerField()
    method = models.TextField(default="", blank=True)
    replicates = models.PositiveIntegerField()
    seed = models.BigIntegerField(default=2015)
    state = models.TextField(default="waits")
    asked_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    progress = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    trouble = models.JSONField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "list_study"
        constraints = (
            models.CheckConstraint(
                name="list_study_state_known",
                condition=Q(state__in=["waits", "runs", "done", "cannot", "stopped", "failed", "withdrawn"]),
            ),
            models.CheckConstraint(name="list_study_progress", condition=Q(progress__lte=100)),
            models.CheckConstraint(name="list_study_replicates", condition=Q(replicates__lte=2000)),
        )
        indexes = (
            models.Index(fields=["unit", "made_at"], name="list_study_of_unit"),
            models.Index(fields=["asked_at"], condition=Q(state__in=["waits", "runs"]), name="list_study_to_run"),
        )
