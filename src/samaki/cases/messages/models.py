"""The tables of this room. A message is never changed: a new one stands in its place (`supersedes_id`), and the old one beneath it."""

from __future__ import annotations

from django.db import models

from samaki.database import uuid7
from samaki.vault.models import SealedRow


class CaseMessage(SealedRow):
    """What a member wrote in one part of the file, of one child or (empty) of the whole case. Read by whoever reads that part."""

    case_id = models.UUIDField()
    child_id = models.UUIDField(null=True)
    compartment = models.TextField()
    sealed = models.BinaryField()
    unit = models.IntegerField()
    by_member = models.UUIDField()
    made_at = models.DateTimeField()
    supersedes_id = models.UUIDField(null=True)

    class Meta:
        db_table = "case_message"
        indexes = (models.Index(fields=["case_id", "made_at"], name="case_message_of_case"),)
        constraints = (
            models.UniqueConstraint(fields=["supersedes_id"], name="case_message_corrected_once"),
            models.CheckConstraint(
                name="case_message_of_a_part", condition=models.Q(compartment__in=("care", "justice"))
            ),
        )


class MessageMention(models.Model):
    """A member who should read it; their unit is told."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    message = models.ForeignKey(CaseMessage, on_delete=models.PROTECT, related_name="mentions")
    case_id = models.UUIDField()
    member_id = models.UUIDField()
    unit = models.IntegerField()

    class Meta:
        db_table = "message_mention"
        constraints = (models.UniqueConstraint(fields=["message", "member_id"], name="message_mentions_once"),)


class MessageRead(models.Model):
    """A member said that they have read it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    message = models.ForeignKey(CaseMessage, on_delete=models.PROTECT, related_name="reads")
    case_id = models.UUIDField()
    member_id = models.UUIDField()
    unit = models.IntegerField()
    read_at = models.DateTimeField()

    class Meta:
        db_table = "message_read"
        constraints = (models.UniqueConstraint(fields=["message", "member_id"], name="message_read_once"),)
