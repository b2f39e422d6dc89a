"""Tests, their families of steps, who signed them, lots; and what the clock read. No case, no person and no free text in any of them."""

from __future__ import annotations

from django.db import models

from samaki.agencies.models import Agency, unit_key
from samaki.database import uuid7
from samaki.stepping_back.testing.states import LIVE


class StepBackLot(models.Model):
    """The order of areas. `tests`: keys of the tests that are drawn, as text; written down when the log had `ledger_size` entries. Drawn by
    the first checkpoint that is larger and not made before `not_before`: `checkpoint` is its number, `root` its hash, `drawn` the order."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = unit_key(db_column="unit")
    tests = models.JSONField()
    ledger_size = models.BigIntegerField()
    not_before = models.DateTimeField()
    announced_by = models.UUIDField()
    announced_at = models.DateTimeField()
    checkpoint = models.BigIntegerField(null=True)
    root = models.TextField(blank=True, default="")
    drawn = models.JSONField(default=list)
    drawn_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "step_back_lot"


class StepBackTest(models.Model):
    """A test of an `area`. `plan`: its canonical text, `sha256` of it; neither is ever changed (a trigger refuses). `barred`: ids of
    agencies that may not sign: the mentor's, and those whose work is assessed. `place`: in the order of the lot, from 1.
    `expected`: family -> how many steps will be due within its months, at the pace of the 12 months before it was fixed; no family of which
    fewer than five were due. None of one that was fixed before this was kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = unit_key(db_column="unit")
    area = models.TextField()
    state = models.TextField(default="fixed")
    plan = models.TextField()
    sha256 = models.TextField()
    barred = models.JSONField()
    fixed_by = models.UUIDField()
    fixed_at = models.DateTimeField()
    expected = models.JSONField(null=True)
    lot = models.ForeignKey(StepBackLot, null=True, on_delete=models.PROTECT, related_name="+", db_column="lot")
    place = models.IntegerField(null=True)
    begun_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    stop_reason = models.TextField(blank=True, default="")
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "step_back_test"
        indexes = (models.Index(fields=["state"], name="step_back_test_by_state"),)
        constraints = (
            models.UniqueConstraint(fields=["area"], condition=models.Q(state__in=LIVE), name="one_live_test_of_an_area"),
            models.CheckConstraint(
                name="a_running_test_has_begun",
                condition=~models.Q(state="running") | models.Q(begun_at__isnull=False, ends_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_stopped_test_has_a_reason", condition=~models.Q(state="stopped") | ~models.Q(stop_reason="")
            ),
        )  # fmt: skip


class StepBackSignature(models.Model):
    """A member of an agency that is neither the mentor nor assessed, under the plan with this hash."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    test = models.ForeignKey(StepBackTest, on_delete=models.PROTECT, related_name="signatures", db_column="test")
    unit = unit_key(db_column="unit")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_column="agency")
    member_id = models.UUIDField()
    sha256 = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        db_table = "step_back_signature"
        constraints = (models.UniqueConstraint(fields=["test", "agency"], name="an_agency_signs_a_plan_once"),)


class StepBackPart(models.Model):
    """A family of steps in a test. `recall`: what the committee did on its alarm: "" not yet, `recalled`, `not_needed`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    test = models.ForeignKey(StepBackTest, on_delete=models.PROTECT, related_name="parts", db_column="test")
    family = models.TextField()
    state = models.TextField(default="waits")
    alarm_at = models.DateTimeField(null=True)
    recall = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "step_back_part"
        constraints = (models.UniqueConstraint(fields=["test", "family"], name="a_family_once_in_a_test"),)


class StepBackReading(models.Model):
    """What the clock read of a part, last at `read_at`: one sign for each step in the order in which they fell due (`reading.Sign`). Once
    the part has ended it stays as it was read."""

    part = models.OneToOneField(
        StepBackPart, primary_key=True, on_delete=models.PROTECT, related_name="reading", db_column="part"
    )
    due = models.IntegerField(default=0)
    signs = models.TextField(blank=True, default="")
    read_at = models.DateTimeField()

    class Meta:
        db_table = "step_back_reading"
