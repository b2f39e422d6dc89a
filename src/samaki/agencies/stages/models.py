"""Decisions about the stage of an area, its alarms, money that stands for it, and calls of the mentor. No case, no person."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from samaki.agencies.models import unit_key
from samaki.agencies.stages.states import STAGES
from samaki.database import uuid7
from samaki.vault.models import SealedRow


class StageDecision(SealedRow):
    """One decision; a row is never changed. `number`: counts from 1 in each area. `gates`: what each gate of the stage showed then, as
    `stepping_back.fading.gates` writes it; `open_gates`: codes of those that were not met. `days`: the longest for which a mentor's
    access is given at this stage, as the pack said then. `sealed`: why."""

    area = models.TextField()
    number = models.PositiveIntegerField()
    before = models.TextField()
    stage = models.TextField()
    gates = models.JSONField(default=dict)
    open_gates = ArrayField(models.TextField(), default=list)
    days = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()
    decided_by = models.UUIDField()
    unit = unit_key(db_column="unit")
    decided_at = models.DateTimeField()
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "stage_decision"
        constraints = (
            models.UniqueConstraint(fields=["area", "number"], name="stage_decision_number"),
            models.CheckConstraint(
                name="stage_decision_moves",
                condition=Q(stage__in=STAGES) & Q(before__in=STAGES) & ~Q(stage=F("before")),
            ),
        )


class StageAlarm(models.Model):
    """A `gate` that was met when the stage was decided for, and that the clock found not to be met any more. `until`: it is met again, or
    another stage was decided for. What the data showed is not kept here: every member reads this, and some of it is of few."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    decision = models.ForeignKey(StageDecision, on_delete=models.PROTECT, related_name="alarms")
    area = models.TextField()
    gate = models.TextField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "stage_alarm"
        constraints = (
            models.UniqueConstraint(fields=["decision", "gate"], condition=Q(until__isnull=True), name="stage_alarm_once"),
            models.CheckConstraint(name="stage_alarm_ends_later", condition=Q(until__isnull=True) | Q(until__gte=F("since"))),
        )  # fmt: skip


class AreaMoney(models.Model):
    """Money that is promised for an area. `purpose`: `budget` (the chain runs on it) or `recall` (the mentor is called back with it, by
    `caller`). `fund`: a code of the pack. `since`, `until`: the first day with it, and the first one without."""

    PURPOSES = ("budget", "recall")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area = models.TextField()
    purpose = models.TextField()
    fund = models.TextField()
    caller = unit_key(null=True, db_column="caller")
    since = models.DateField()
    until = models.DateField()
    recorded_by = models.UUIDField()
    unit = unit_key(db_column="unit")
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "area_money"
        constraints = (
            models.CheckConstraint(name="area_money_ends_after_it_began", condition=Q(until__gt=F("since"))),
            models.CheckConstraint(
                name="area_money_has_a_caller",
                condition=Q(purpose="budget", caller__isnull=True) | Q(purpose="recall", caller__isnull=False),
            ),
        )
        indexes = (models.Index(fields=["area", "purpose"], name="area_money_of_area"),)


class MentorCall(models.Model):
    """The mentor is called back to an area, for a `kind` of step (empty: for all), with the money of `money`, until a moment."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area = models.TextField()
    kind = models.TextField(default="", blank=True)
    money = models.ForeignKey(AreaMoney, on_delete=models.PROTECT, related_name="calls")
    called_by = models.UUIDField()
    unit = unit_key(db_column="unit")
    called_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "mentor_call"
        constraints = (
            models.CheckConstraint(name="mentor_call_ends_after_it_began", condition=Q(until__gt=F("called_at"))),
        )
        indexes = (models.Index(fields=["area", "until"], condition=Q(ended_at__isnull=True), name="mentor_call_runs"),)
