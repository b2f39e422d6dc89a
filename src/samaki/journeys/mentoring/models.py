"""Entries between a unit and its mentor. No case, no child, no person beside who wrote."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samaki.agencies.models import unit_key
from samaki.journeys.mentoring.states import MOVES, STATES
from samaki.vault.models import SealedRow


class MentoringEntry(SealedRow):
    """`unit`: whose work it is about; `mentor`: the mentor's unit. `sort` and `state`: as `states.MOVES` has them. `kind`: a kind of step
    (advice) or the code of a checklist (visit, note, observation, goal; may be empty). `on_day`: of the visit, of the observation, or by
    which a goal is to be reached. `items`: of an observation, code of what was looked at -> yes, no or unseen. `sealed`: `text` and, of
    advice, `answer`. `made_in`: the unit of who wrote it."""

    unit = unit_key(db_column="unit")
    mentor = unit_key(db_column="mentor")
    sort = models.TextField()
    state = models.TextField()
    kind = models.TextField(default="", blank=True)
    on_day = models.DateField(null=True)
    items = models.JSONField(default=dict)
    sealed = models.BinaryField()
    made_by = models.UUIDField()
    made_in = unit_key(db_column="made_in")
    made_at = models.DateTimeField()
    moved_by = models.UUIDField(null=True)
    moved_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "mentoring"
        constraints = (
            models.CheckConstraint(name="mentoring_known", condition=Q(sort__in=list(MOVES)) & Q(state__in=STATES)),
            models.CheckConstraint(
                name="mentoring_has_its_day",
                condition=Q(sort__in=("visit", "observation", "goal"), on_day__isnull=False)
                | Q(sort__in=("advice", "note"), on_day__isnull=True),
            ),
            models.CheckConstraint(name="mentoring_of_two", condition=~Q(unit=models.F("mentor"))),
        )
        indexes = (
            models.Index(fields=["unit", "-made_at"], name="mentoring_of_unit"),
            models.Index(fields=["mentor", "unit"], name="mentoring_of_mentor"),
        )
