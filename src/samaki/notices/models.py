"""The outbox: what somebody must be told. A row first; a job sends it later."""

from django.db import models

from samaki.database import uuid7


class Notice(models.Model):
    """Something a unit must know. No name, no place, no free text: a code, a kind and times."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    to_unit = models.IntegerField()
    audience = models.TextField(default="desk")
    kind = models.TextField()
    level = models.PositiveSmallIntegerField(default=0)
    urgency = models.TextField(default="normal")
    case_id = models.UUIDField(null=True)
    case_code = models.TextField(default="", blank=True)
    subject_kind = models.TextField()
    subject_id = models.UUIDField()
    facts = models.JSONField(default=dict)
    dedupe = models.TextField(unique=True)
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.UUIDField(null=True)

    class Meta:
        db_table = "notice"
        indexes = (
            models.Index(fields=["to_unit", "made_at"], name="notice_unseen", condition=models.Q(seen_at__isnull=True)),
            models.Index(fields=["subject_id"], name="notice_by_subject"),
        )
