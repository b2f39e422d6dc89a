"""What a reporter and the unit that holds their report say to each other, with the files that came, and how they may be contacted.

Rows of a reporter have random keys and rounded times: when somebody came back cannot be laid beside a list of who was where.
Everything is sealed under the report's own key, and goes with it when the report is erased. No row names a case: the thread stays
with the unit that holds the report, also when the report is in a case that others work on.
"""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from samaki.vault.models import SealedRow

OF_THE_REPORTER = ("answer", "more", "doubt", "withdraw", "contact")
OF_THE_UNIT = ("question", "told")
AMONG_US = ("heard",)
"""What a member typed of a file: a voice that was listened to. The reporter does not see it."""

ORIGINAL, COPY = "original", "copy"


class ReportMessage(SealedRow):
    """One message. `sealed`: a JSON object with `text`, and `phrases`, codes of the pack. `call_at`: the unit is called until it
    is read. `taken_back_at`: the unit took its words back, and who has the receipt reads them no more."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    report = models.ForeignKey("samaki.Report", on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    from_reporter = models.BooleanField()
    sealed = models.BinaryField()
    request_digest = models.BinaryField(null=True, unique=True)
    body_digest = models.BinaryField(null=True)
    number = models.PositiveIntegerField()
    urgency = models.TextField(default="normal")
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)
    read_at = models.DateTimeField(null=True)
    read_by = models.UUIDField(null=True)
    level = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    call_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.UUIDField(null=True)

    class Meta:
        db_table = "report_message"
        constraints = (
            models.UniqueConstraint(fields=["report", "number"], name="report_message_in_order"),
            models.CheckConstraint(
                name="report_message_kind",
                condition=models.Q(from_reporter=True, kind__in=OF_THE_REPORTER)
                | models.Q(from_reporter=False, kind__in=(*OF_THE_UNIT, *AMONG_US), made_by__isnull=False),
            ),
            models.CheckConstraint(
                name="report_message_read_or_called",
                condition=models.Q(call_at__isnull=True) | models.Q(from_reporter=True, read_at__isnull=True),
            ),
        )
        indexes = (
            models.Index(
                fields=["call_at"], condition=models.Q(call_at__isnull=False), name="report_message_drives_tick"
            ),
            models.Index(
                fields=["report"],
                condition=models.Q(from_reporter=True, read_at__isnull=True),
                name="report_message_unread",
            ),
        )


class ReportFile(SealedRow):
    """A picture, a sound or a paper that a reporter sent, without its bytes. `sealed`: JSON with `given`, the name it came with.

    `held`: it may show the abuse of a child, and nobody opens it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    report = models.ForeignKey("samaki.Report", on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(ReportMessage, on_delete=models.PROTECT, related_name="+")
    media = models.TextField()
    size = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)
    held = models.BooleanField(default=False)
    copied = models.BooleanField(default=False)
    sealed = models.BinaryField()

    class Meta:
        db_table = "report_file"
        indexes = (models.Index(fields=["report"], name="report_file_of_report"),)


class ReportFileBytes(SealedRow):
    """The bytes of a file, sealed: `original`, as received, or `copy`, without what a file says of where it was made."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    report = models.ForeignKey("samaki.Report", on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(ReportFile, on_delete=models.PROTECT, related_name="+")
    form = models.TextField()
    media = models.TextField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "report_file_bytes"
        constraints = (
            models.UniqueConstraint(fields=["file", "form"], name="report_file_bytes_once"),
            models.CheckConstraint(name="report_file_bytes_form", condition=models.Q(form__in=(ORIGINAL, COPY))),
        )


class ReportContact(models.Model):
    """Whether and when a reporter may be contacted; the newest row counts. How to reach them lies sealed in `reporter_record`.

    `how`: call, text or never; `hours`: codes of the pack, none: at any time.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    report = models.ForeignKey("samaki.Report", on_delete=models.PROTECT, related_name="+")
    how = models.TextField()
    hours = ArrayField(models.TextField(), default=list)
    number = models.PositiveIntegerField()
    said_at = models.DateTimeField()

    class Meta:
        db_table = "report_contact"
        constraints = (
            models.UniqueConstraint(fields=["report", "number"], name="report_contact_in_order"),
            models.CheckConstraint(name="report_contact_how", condition=models.Q(how__in=("call", "text", "never"))),
        )
