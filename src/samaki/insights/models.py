"""Kept figures: how many marks of each kind a measure has in a month, and up to which leaf of the ledger they are counted. No case, no
report and no person: what one of them left is reckoned from the ledger whenever it changes."""

from __future__ import annotations

from django.db import models

from samaki.database import uuid7


class MeasureCell(models.Model):
    """One measure, in one area, of one unit (and another, of what two do), of one kind, in one month (its first day).

    `tally`: mark -> how many (see `insights.facts`). `unit`, `other`: principals; 0 where a measure is of no unit.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    measure = models.TextField()
    area = models.TextField(blank=True)
    unit = models.IntegerField()
    other = models.IntegerField()
    kind = models.TextField(blank=True)
    month = models.DateField()
    tally = models.JSONField()

    class Meta:
        db_table = "measure_cell"
        constraints = (
            models.UniqueConstraint(
                fields=["measure", "month", "area", "unit", "other", "kind"], name="measure_cell_once"
            ),
        )
        indexes = (
            models.Index(fields=["unit", "measure", "month"], name="measure_cell_of_unit"),
            models.Index(fields=["other", "measure", "month"], name="measure_cell_of_other"),
        )


class MeasurePosition(models.Model):
    """How far the ledger is counted: its first `size` leaves, by definitions with this `fingerprint`. One row."""

    name = models.TextField(primary_key=True, default="all")
    size = models.BigIntegerField(default=0)
    fingerprint = models.TextField(default="", blank=True)
    counted_at = models.DateTimeField()

    class Meta:
        db_table = "measure_position"
