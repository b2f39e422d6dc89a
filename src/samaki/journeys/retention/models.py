"""What is due for erasure, what must be kept all the same, and what was erased. Codes, units and times; words are sealed."""

from __future__ import annotations

from django.db import models

from samaki.database import uuid7
from samaki.vault.models import SealedRow


class RetentionMark(models.Model):
    """The time to keep a record is over, as the schedule of the pack says; a person decides. `code`: of the case, for a list.

    `unit`: whose confidentiality officers see it. `ended_at`: it was erased, or its case is open again.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    record_class = models.TextField()
    case_id = models.UUIDField(null=True)
    report_id = models.UUIDField(null=True)
    code = models.TextField(default="", blank=True)
    unit = models.IntegerField()
    since = models.DateTimeField()
    due_at = models.DateTimeField()
    marked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "retention_mark"
        constraints = (
            models.UniqueConstraint(
                fields=["case_id"],
                condition=models.Q(ended_at__isnull=True, case_id__isnull=False),
                name="marked_once_case",
            ),
            models.UniqueConstraint(
                fields=["report_id"],
                condition=models.Q(ended_at__isnull=True, report_id__isnull=False),
                name="marked_once_report",
            ),
            models.CheckConstraint(
                name="mark_of_one_thing",
                condition=models.Q(case_id__isnull=False) ^ models.Q(report_id__isnull=False),
            ),
        )
        indexes = (
            models.Index(fields=["unit", "due_at"], condition=models.Q(ended_at__isnull=True), name="mark_drives_list"),
        )


class LegalHold(models.Model):
    """Nothing of this case is erased while it stands. Its words are remarks, sealed, of the unit that wrote them.

    `call_at`: when somebody must look at it again; it never ends by itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case_id = models.UUIDField()
    case_code = models.TextField()
    reason = models.TextField()
    unit = models.IntegerField()
    set_by = models.UUIDField()
    set_at = models.DateTimeField()
    review_at = models.DateTimeField()
    call_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    compartment = ""
    """Of its remarks: they are read by the unit that wrote them."""

    class Meta:
        db_table = "legal_hold"
        indexes = (
            models.Index(fields=["case_id"], name="hold_of_case"),
            models.Index(fields=["call_at"], condition=models.Q(call_at__isnull=False), name="hold_drives_tick"),
        )
        constraints = (
            models.CheckConstraint(
                name="hold_has_a_clock", condition=models.Q(ended_at__isnull=True) ^ models.Q(call_at__isnull=True)
            ),
        )


class Erasure(SealedRow):
    """A decision of two confidentiality officers of different agencies to destroy the keys of a case or a report, and what it did.

    Words are sealed under the key file: those of the case can be opened by nobody afterwards. `number`: of the certificate;
    `key_version`: the master key that had wrapped what was destroyed; `copies_due_at`: until when backups that hold it must
    end; `copies_ended_at`: when the operator said or the key exchange made that they have.
    """

    record_class = models.TextField()
    case_id = models.UUIDField(null=True)
    report_id = models.UUIDField(null=True)
    code = models.TextField(default="", blank=True)
    reason = models.TextField()
    sealed = models.BinaryField()
    asked_by = models.UUIDField()
    asked_unit = models.IntegerField()
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    decider = models.IntegerField()
    answered_by = models.UUIDField(null=True)
    answered_unit = models.IntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)
    erased_at = models.DateTimeField(null=True)
    number = models.BigIntegerField(null=True, unique=True)
    keys = models.PositiveIntegerField(default=0)
    names = models.PositiveIntegerField(default=0)
    key_version = models.PositiveSmallIntegerField(null=True)
    copies_due_at = models.DateTimeField(null=True)
    copies_ended_at = models.DateTimeField(null=True)
    copies_ended_how = models.TextField(default="", blank=True)
    certificate = models.TextField(default="", blank=True)
    sha256 = models.BinaryField(null=True, max_length=32)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "erasure"
        indexes = (
            models.Index(fields=["case_id"], name="erasure_of_case"),
            models.Index(fields=["report_id"], name="erasure_of_report"),
            models.Index(fields=["asked_unit", "asked_at"], name="erasure_of_unit"),
            models.Index(fields=["decider", "asked_at"], name="erasure_of_decider"),
        )
        constraints = (
            models.CheckConstraint(
                name="erasure_of_one_thing",
                condition=models.Q(case_id__isnull=False) ^ models.Q(report_id__isnull=False),
            ),
            models.CheckConstraint(
                name="erasure_by_two",
                condition=models.Q(agreed__isnull=True)
                | (models.Q(answered_by__isnull=False, answered_at__isnull=False) & ~models.Q(answered_by=models.F("asked_by"))),
            ),
            models.CheckConstraint(
                name="erased_by_decision",
                condition=models.Q(erased_at__isnull=True) | models.Q(agreed=True, number__isnull=False, key_version__isnull=False),
            ),
        )  # fmt: skip
