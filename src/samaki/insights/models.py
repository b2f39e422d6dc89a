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


class MeasurePlace(models.Model):
    """Which province a place lies in, as the pack said when sums were made."""

    place = models.TextField(primary_key=True)
    province = models.TextField()

    class Meta:
        db_table = "measure_place"


class MeasureSum(models.Model):
    """How many of a mark cells have together, kept by triggers (migration 0147): `sort` says together of what.

    `area`: a province; `kind`: a province and a kind of step; `link`: a province and `ASKS>ASKED`, kinds of units; `unit`: a unit, by
    province. Waits are in steps, and so are times at which something was due or began, so that marks do not grow with cases (ADR 77).
    """

    pk = models.CompositePrimaryKey("sort", "measure", "month", "unit", "area", "kind", "mark")
    sort = models.TextField()
    measure = models.TextField()
    month = models.DateField()
    unit = models.IntegerField()
    area = models.TextField(blank=True)
    kind = models.TextField(blank=True)
    mark = models.TextField()
    number = models.BigIntegerField()

    class Meta:
        db_table = "measure_sum"
        indexes = (models.Index(fields=["unit", "measure", "month"], name="measure_sum_of_unit"),)
