"""The ledger: one entry per act and per look at a sealed compartment; the application can add and read, no more."""

from django.db import models

from samaki.database import uuid7


class LedgerEntry(models.Model):
    """An act as it was written. `canonical` holds the frozen bytes; the columns repeat them for reading."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    schema_version = models.PositiveSmallIntegerField(default=1)
    who = models.TextField()
    unit = models.IntegerField(null=True)
    counterpart = models.IntegerField(null=True)
    act = models.TextField()
    subject_kind = models.TextField()
    subject_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    report_id = models.UUIDField(null=True)
    child_id = models.UUIDField(null=True)
    compartment = models.TextField(default="", blank=True)
    occurred_at = models.DateTimeField()
    occurred_precision = models.TextField(default="instant")
    occurred_calendar = models.TextField(default="gregorian")
    recorded_at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    digest = models.BinaryField(null=True)
    canonical = models.BinaryField()

    class Meta:
        db_table = "ledger_entry"
        indexes = (
            models.Index(fields=["case_id", "recorded_at"], name="ledger_by_case"),
            models.Index(fields=["report_id", "recorded_at"], name="ledger_by_report"),
            models.Index(fields=["unit", "recorded_at"], name="ledger_by_unit"),
        )
