"""What the mentor puts in, as dated facts of an area and a kind of step. No case, no person."""

from __future__ import annotations

from django.db import models

from samaki.agencies.models import unit_key
from samaki.database import uuid7


class MentorInput(models.Model):
    """One input: of which `form` (a code of the pack's list `input`), in which province (`area`, empty: in all), to which `kind` of step
    (empty: to all), since which day, and until which day it was given (None: it runs). `until` is the first day without it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = unit_key(db_column="unit")
    form = models.TextField()
    area = models.TextField(default="", blank=True)
    kind = models.TextField(default="", blank=True)
    since = models.DateField()
    until = models.DateField(null=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    in_error_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "mentor_input"
        constraints = (
            models.CheckConstraint(
                name="mentor_input_ends_after_it_began",
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
            ),
        )
        indexes = (models.Index(fields=["area", "since"], name="mentor_input_of_area"),)
