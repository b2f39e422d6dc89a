"""A hand-off: one unit asks another to take a step. Its words are sealed; its clock is a time on the row."""

from __future__ import annotations

from django.db import models

from samaki.agencies.models import unit_key
from samaki.cases.models import Case, Step
from samaki.database import uuid7
from samaki.handoffs import states
from samaki.vault.models import SealedRow


class Handoff(models.Model):
    """One asking. `due_at` is the clock that runs now, `call_at` the next moment at which the tick acts.

    `escalated` stays true once a supervisor was called: from then on the parent units of both sides see the row.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="handoffs")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="handoffs")
    compartment = models.TextField()
    child_id = models.UUIDField(null=True)
    from_unit = unit_key(db_column="from_unit")
    to_unit = unit_key(db_column="to_unit")
    from_parent = models.IntegerField(null=True)
    to_parent = models.IntegerField(null=True)
    state = models.TextField(default="draft")
    duty = models.BooleanField(default=False)
    urgency = models.TextField()
    why_code = models.TextField(default="", blank=True)
    reason = models.TextField(default="", blank=True)
    clock = models.TextField(default="", blank=True)
    due_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    decide_left = models.DurationField(null=True)
    level = models.PositiveSmallIntegerField(default=0)
    escalated = models.BooleanField(default=False)
    call_at = models.DateTimeField(null=True)
    hold_until = models.DateTimeField(null=True)
    outcome = models.TextField(default="", blank=True)
    sender_id = models.UUIDField(null=True)
    worker_id = models.UUIDField(null=True)
    offers = models.PositiveSmallIntegerField(default=0)
    drafted_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "handoff"
        constraints = (
            models.CheckConstraint(name="handoff_state_known", condition=models.Q(state__in=states.STATES)),
            models.CheckConstraint(
                name="waiting_handoff_has_a_clock",
                condition=~models.Q(state__in=states.WAITING) | models.Q(due_at__isnull=False, call_at__isnull=False),
            ),
            models.CheckConstraint(  # what was taken before two units became one goes on inside the one
                name="nobody_asks_themselves",
                condition=~models.Q(from_unit=models.F("to_unit")) | ~models.Q(state__in=states.ASKING),
            ),
            models.UniqueConstraint(
                fields=["step"], condition=models.Q(state__in=states.ASKING), name="one_asking_per_step"
            ),
        )
        indexes = (
            models.Index(fields=["to_unit", "due_at"], condition=models.Q(state__in=states.LIVE), name="handoff_in"),
            models.Index(fields=["from_unit", "due_at"], condition=models.Q(state__in=states.LIVE), name="handoff_out"),
            models.Index(fields=["from_unit", "id"], condition=models.Q(state="in_progress"), name="handoff_at_work"),
            models.Index(fields=["call_at"], condition=models.Q(call_at__isnull=False), name="handoff_drives_tick"),
        )

    @property
    def arrived(self) -> bool | None:
        """Whether help arrived, as the sender says; None while nobody has said so."""
        return self.reason != states.NOT_ARRIVED if self.state == "confirmed" else None


CARRIES = ("never_again", "wants", "safe_contact", "pays")
"""What must not be asked again (topic, date, where the recording is), what the child wants, how to make contact safely,
who pays where a step costs money: told once, carried forward."""

WRITTEN = ("why", *CARRIES)
"""Words of the sender that can be written over while the hand-off is a draft: the newest stand. All others are said once."""


class HandoffMessage(SealedRow):
    """Words that travel with a hand-off: why, questions, answers, reasons. Sealed under the case key."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    handoff = models.ForeignKey(Handoff, on_delete=models.PROTECT, related_name="messages")
    kind = models.TextField()
    sealed = models.BinaryField()
    unit = models.IntegerField()
    recorded_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "handoff_message"
        indexes = (models.Index(fields=["handoff", "recorded_at"], name="message_of_handoff"),)
