"""One simulation of an area: asked for, run by the worker, kept with all that is needed to run it again. No case and no person."""

from __future__ import annotations

from django.db import models

from samaki.agencies.models import unit_key
from samaki.database import uuid7


class WhatIfRun(models.Model):
    """`since`, `until`: the days whose figures it stands on. `seed`, `replications`, `warm_up`, `horizon` (days): how it was
    run. `network`: kind of unit -> what it was given; `result`: kind of unit -> what came out (`running.told`). `asked_by`: None, by the
    clock."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area = models.TextField()
    unit = unit_key(db_column="unit", null=True)
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    ran_at = models.DateTimeField(null=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    seed = models.IntegerField(default=0)
    replications = models.IntegerField(default=0)
    warm_up = models.FloatField(default=0)
    horizon = models.FloatField(default=0)
    network = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "what_if_run"
        constraints = (
            models.UniqueConstraint(fields=["area"], condition=models.Q(ran_at__isnull=True), name="one_asked_run_of_an_area"),
        )  # fmt: skip
        indexes = (models.Index(fields=["area", "ran_at"], name="what_if_run_of_area"),)
