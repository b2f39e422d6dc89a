"""What opens or closes a file against the usual rule: an emergency, an unsealing, a question about a look, a wall.

Words in them are sealed under the key file itself: who asks may not open the case's own key. Rows are added by the
application; what decides over them are functions of the database (migration 0036), which ask again who may.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from samaki.database import uuid7
from samaki.vault.models import SealedRow


class Emergency(SealedRow):
    """A file is opened in an emergency: asked by one, confirmed by another, loud, and it ends by itself.

    `case_id` is empty until a second person confirmed and the code was that of a case: a wrong code tells nothing.
    """

    case_id = models.UUIDField(null=True)
    compartments = ArrayField(models.TextField())
    reason = models.TextField()
    sealed = models.BinaryField()
    unit = models.IntegerField()
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    second_unit = models.IntegerField()
    lapses_at = models.DateTimeField()
    answered_by = models.UUIDField(null=True)
    answered_unit = models.IntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)
    until = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "emergency"
        indexes = (
            models.Index(fields=["unit", "asked_at"], name="emergency_of_unit"),
            models.Index(fields=["case_id"], name="emergency_of_case"),
        )
        constraints = (
            models.CheckConstraint(
                name="emergency_by_two",
                condition=models.Q(agreed__isnull=True)
                | (models.Q(answered_by__isnull=False, answered_at__isnull=False) & ~models.Q(answered_by=models.F("asked_by"))),
            ),
            models.CheckConstraint(
                name="emergency_ends", condition=models.Q(case_id__isnull=True) | models.Q(agreed=True, until__isnull=False)
            ),
        )  # fmt: skip


class Unsealing(SealedRow):
    """One look at a reporter's identity or at a child's sealed address: asked with a reason, agreed to by an officer."""

    what = models.TextField()
    case_id = models.UUIDField(null=True)
    report_id = models.UUIDField(null=True)
    child_id = models.UUIDField(null=True)
    reason = models.TextField()
    sealed = models.BinaryField()
    unit = models.IntegerField()
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    decider = models.IntegerField()
    answered_by = models.UUIDField(null=True)
    answered_unit = models.IntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)
    until = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "unsealing"
        indexes = (
            models.Index(fields=["unit", "asked_at"], name="unsealing_of_unit"),
            models.Index(fields=["decider", "asked_at"], name="unsealing_of_decider"),
        )
        constraints = (
            models.CheckConstraint(
                name="unsealing_of_what",
                condition=models.Q(what="reporter", report_id__isnull=False)
                | models.Q(what="placement", case_id__isnull=False, child_id__isnull=False),
            ),
            models.CheckConstraint(
                name="unsealing_by_two",
                condition=models.Q(agreed__isnull=True)
                | (models.Q(answered_by__isnull=False, answered_at__isnull=False) & ~models.Q(answered_by=models.F("asked_by"))),
            ),
            models.CheckConstraint(
                name="unsealing_opened_once",
                condition=models.Q(opened_at__isnull=True) | models.Q(agreed=True, until__isnull=False),
            ),
        )  # fmt: skip


class LookQuestion(SealedRow):
    """A confidentiality officer asks a member why they looked; the member answers in time, the officer closes it."""

    entry_id = models.UUIDField()
    case_id = models.UUIDField(null=True)
    member_id = models.UUIDField()
    unit = models.IntegerField()
    sealed = models.BinaryField()
    asked_by = models.UUIDField()
    asked_unit = models.IntegerField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    call_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="", blank=True)
    closed_by = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "look_question"
        indexes = (
            models.Index(fields=["unit", "asked_at"], name="look_question_of_unit"),
            models.Index(
                fields=["member_id"], name="look_question_of_member", condition=models.Q(answered_at__isnull=True)
            ),
            models.Index(
                fields=["call_at"], name="look_question_drives_tick", condition=models.Q(call_at__isnull=False)
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=["entry_id"], condition=models.Q(closed_at__isnull=True), name="one_question_per_look"),
            models.CheckConstraint(name="look_question_closed", condition=models.Q(closed_at__isnull=True) ^ ~models.Q(outcome="")),
            models.CheckConstraint(
                name="look_question_not_of_oneself", condition=~models.Q(asked_by=models.F("member_id"))
            ),
        )  # fmt: skip


class Conflict(SealedRow):
    """A wall between a case and a unit: two confidentiality officers of different agencies decided, with a reason and an end.

    From `answered_at` no relation can begin; from `since` nothing of the case is seen by the unit; `ended_at` lifts it early.
    """

    case_id = models.UUIDField()
    case_code = models.TextField()
    unit = models.IntegerField()
    to_unit = models.IntegerField()
    reason = models.TextField()
    sealed = models.BinaryField()
    asked_by = models.UUIDField()
    asked_unit = models.IntegerField()
    asked_at = models.DateTimeField()
    decider = models.IntegerField()
    at_once = models.BooleanField(default=False)
    answered_by = models.UUIDField(null=True)
    answered_unit = models.IntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "conflict"
        indexes = (
            models.Index(fields=["unit", "case_id"], name="conflict_of_unit", condition=models.Q(agreed=True)),
            models.Index(fields=["case_id"], name="conflict_of_case"),
        )
        constraints = (
            models.CheckConstraint(
                name="conflict_by_two",
                condition=models.Q(agreed__isnull=True)
                | (models.Q(answered_by__isnull=False, answered_at__isnull=False) & ~models.Q(answered_by=models.F("asked_by"))),
            ),
            models.CheckConstraint(name="conflict_moves_elsewhere", condition=~models.Q(unit=models.F("to_unit"))),
            models.CheckConstraint(
                name="conflict_has_a_beginning", condition=~models.Q(agreed=True) | models.Q(since__isnull=False)
            ),
        )  # fmt: skip


class Recusal(SealedRow):
    """One member steps aside from one case; the rest of the unit works on. Tried before a unit's wall."""

    case_id = models.UUIDField()
    member_id = models.UUIDField()
    unit = models.IntegerField()
    reason = models.TextField()
    sealed = models.BinaryField()
    said_by = models.UUIDField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "recusal"
        indexes = (models.Index(fields=["member_id", "case_id"], name="recusal_of_member"),)


class AlternateRoute(models.Model):
    """Named beforehand: to which unit the work of a unit goes in an area ("" is all) when that unit is in conflict."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.IntegerField()
    area = models.TextField(default="", blank=True)
    to_unit = models.IntegerField()
    named_by = models.UUIDField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "alternate_route"
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "area"], condition=models.Q(until__isnull=True), name="one_alternate_route"
            ),
            models.CheckConstraint(name="alternate_is_another", condition=~models.Q(unit=models.F("to_unit"))),
        )
