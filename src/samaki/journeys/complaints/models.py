"""What somebody complains about, what is said to and fro about it, and whose access is suspended on an allegation.

No row names a case: the code that somebody wrote lies among the sealed words, and whether there is such a case is never looked
up. Keys are random, not of a moment: when a complaint came is kept rounded, as of a report.
"""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from samaki.journeys.complaints.states import OPEN, STATES
from samaki.vault.models import SealedRow


class Complaint(SealedRow):
    """One complaint. `about`: every agency that it may be about, none of which ever sees it; empty where nobody knows.

    `handler`: the unit of another agency whose officer or committee looks into it (None: nobody is there, the clock looks again);
    `above`: the oversight unit, once it was called. The sealed words hold who complains, if they say so.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    state = models.TextField(default="received")
    channel = models.TextField()
    about = ArrayField(models.UUIDField())
    about_unit = models.IntegerField(null=True)
    sealed = models.BinaryField()
    receipt_digest = models.BinaryField(unique=True)
    request_digest = models.BinaryField(unique=True)
    body_digest = models.BinaryField()
    language = models.TextField(default="")
    handler = models.IntegerField(null=True)
    above = models.IntegerField(null=True)
    level = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    call_at = models.DateTimeField(null=True)
    taken_by = models.UUIDField(null=True)
    taken_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    close_reason = models.TextField(default="", blank=True)
    synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "complaint"
        constraints = (
            models.CheckConstraint(name="complaint_state_known", condition=models.Q(state__in=STATES)),
            models.CheckConstraint(
                name="open_complaint_has_a_clock",
                condition=~models.Q(state__in=OPEN) | models.Q(call_at__isnull=False),
            ),
            models.CheckConstraint(
                name="complaint_closed_with_a_reason",
                condition=models.Q(state="closed") ^ models.Q(close_reason=""),
            ),
        )
        indexes = (
            models.Index(fields=["handler", "due_at"], name="complaint_of_handler"),
            models.Index(fields=["call_at"], condition=models.Q(call_at__isnull=False), name="complaint_drives_tick"),
        )


class ComplaintMessage(SealedRow):
    """A question or an answer to who complained, or what they wrote with their receipt. Their times are rounded."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="+")
    from_complainant = models.BooleanField()
    sealed = models.BinaryField()
    made_at = models.DateTimeField()
    number = models.PositiveIntegerField()

    class Meta:
        db_table = "complaint_message"
        constraints = (models.UniqueConstraint(fields=["complaint", "number"], name="complaint_message_in_order"),)


class Suspension(SealedRow):
    """A member's access is closed at once, on an allegation, by an officer of another agency; a second agency confirms it in
    time, or it ends by itself. `was`: how the account stood before (`open`, or why it was closed)."""

    complaint_id = models.UUIDField(null=True)
    member_id = models.UUIDField()
    unit = models.IntegerField()
    agency = models.UUIDField()
    reason = models.TextField()
    sealed = models.BinaryField()
    was = models.TextField(default="open")
    asked_by = models.UUIDField()
    asked_unit = models.IntegerField()
    asked_at = models.DateTimeField()
    decider = models.IntegerField()
    lapses_at = models.DateTimeField()
    freed_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    answered_unit = models.IntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)
    call_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.TextField(default="", blank=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        db_table = "suspension"
        constraints = (
            models.UniqueConstraint(
                fields=["member_id"], condition=models.Q(ended_at__isnull=True), name="one_suspension_of_a_member"
            ),
            models.CheckConstraint(
                name="suspension_by_two",
                condition=models.Q(agreed__isnull=True)
                | (models.Q(answered_by__isnull=False, answered_at__isnull=False)
                   & ~models.Q(answered_by=models.F("asked_by")) & ~models.Q(answered_unit=models.F("asked_unit"))),
            ),
            models.CheckConstraint(
                name="standing_suspension_has_a_clock",
                condition=models.Q(ended_at__isnull=False) | models.Q(call_at__isnull=False),
            ),
            models.CheckConstraint(
                name="suspension_not_of_oneself", condition=~models.Q(asked_by=models.F("member_id"))
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=["call_at"], condition=models.Q(call_at__isnull=False), name="suspension_drives_tick"),
            models.Index(fields=["asked_unit", "asked_at"], name="suspension_of_unit"),
        )
