"""Requests that were answered, so that a retry gets the same answer."""

from django.db import models

from samaki.database import uuid7


class AnsweredRequest(models.Model):
    """An act that came with an Idempotency-Key; the answer is sealed under the key file."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    member_id = models.UUIDField()
    key = models.UUIDField()
    body_digest = models.BinaryField()
    status = models.PositiveSmallIntegerField()
    answer = models.BinaryField()
    answered_at = models.DateTimeField()

    class Meta:
        db_table = "answered_request"
        constraints = (models.UniqueConstraint(fields=["member_id", "key"], name="one_answer_per_key"),)
