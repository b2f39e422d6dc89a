"""A flag on a note of the justice part or on a document: it speaks for the accused. Why is a remark, sealed in the justice part."""

from __future__ import annotations

from django.db import models

from samaki.agencies.models import unit_key
from samaki.cases.models import Case
from samaki.database import uuid7

NOTE, DOCUMENT = "justice_record", "document"


class ForAccused(models.Model):
    """`item`: the table of what is flagged, `item_id` its row, `room` the part of the file in which it stands. It ends once, with a
    reason, and is never changed otherwise."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    child_id = models.UUIDField(null=True)
    item = models.TextField()
    item_id = models.UUIDField()
    room = models.TextField()
    unit = unit_key(db_column="unit")
    flagged_by = models.UUIDField()
    flagged_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    compartment = "justice"
    """Of its remarks: who reads the justice part reads why, whatever part the document itself stands in."""

    class Meta:
        db_table = "for_accused"
        indexes = (models.Index(fields=["case", "flagged_at"], name="for_accused_of_case"),)
        constraints = (
            models.UniqueConstraint(
                fields=["item_id"], condition=models.Q(ended_at__isnull=True), name="for_accused_once"
            ),
            models.CheckConstraint(
                name="for_accused_of_what",
                condition=models.Q(item="justice_record", room="justice") | models.Q(item="document"),
            ),
            models.CheckConstraint(
                name="for_accused_ended_by_somebody",
                condition=models.Q(ended_at__isnull=True, ended_by__isnull=True)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        )
