"""The tables of this room. Who sees them is in migration 0112: who works for the child; measures also who reads justice."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from samaki.journeys.protections.states import PROMISE, PROTECTION
from samaki.vault.models import SealedRow


class Protection(SealedRow):
    """A measure for one child, of one day of a court (`hearing_id`) or of the whole proceeding (none). `measure`: of the pack's list.

    When it was asked, ordered and provided stays, whatever is said later. `reason`: of `protection_not_reason`, why it was refused or
    not there. Sealed: lines of words, read by everybody who reads the row. A copy for a new day says so in `after_id`.
    """

    compartment = "justice"

    case_id = models.UUIDField()
    child_id = models.UUIDField()
    hearing_id = models.UUIDField(null=True)
    measure = models.TextField()
    state = models.TextField(default="asked")
    reason = models.TextField(default="", blank=True)
    sealed = models.BinaryField()
    asked_at = models.DateTimeField(null=True)
    asked_unit = models.IntegerField(null=True)
    ordered_at = models.DateTimeField(null=True)
    ordered_unit = models.IntegerField(null=True)
    provided_at = models.DateTimeField(null=True)
    provided_unit = models.IntegerField(null=True)
    after_id = models.UUIDField(null=True)
    unit = models.IntegerField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "protection"
        indexes = (models.Index(fields=["case_id", "child_id"], name="protection_of_child"),)
        constraints = (
            models.CheckConstraint(name="protection_state_known", condition=Q(state__in=tuple(PROTECTION))),
            models.UniqueConstraint(
                fields=["child_id", "hearing_id", "measure"],
                condition=~Q(state="dropped") & ~Q(measure="other"),
                nulls_distinct=False,
                name="protection_once",
            ),
        )


class ChildPromise(SealedRow):
    """What was promised to a child: by the unit `owner`, until `due_at`. It waits on that unit's desk until somebody says what became of
    it; silence calls who leads the unit, and who wrote it down. `sort`: of `promise_reason`. Sealed: the words."""

    compartment = "care"
    """Of its remarks."""

    case_id = models.UUIDField()
    child_id = models.UUIDField()
    hearing_id = models.UUIDField(null=True)
    sort = models.TextField()
    sealed = models.BinaryField()
    owner = models.IntegerField()
    due_at = models.DateTimeField()
    state = models.TextField(default="open")
    call_at = models.DateTimeField(null=True)
    level = models.PositiveSmallIntegerField(default=0)
    said_at = models.DateTimeField(null=True)
    said_unit = models.IntegerField(null=True)
    unit = models.IntegerField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "child_promise"
        indexes = (
            models.Index(fields=["case_id", "child_id"], name="child_promise_of_child"),
            models.Index(fields=["owner", "due_at"], condition=Q(state="open"), name="child_promise_on_desk"),
            models.Index(fields=["call_at"], condition=Q(call_at__isnull=False), name="child_promise_drives_tick"),
        )
        constraints = (
            models.CheckConstraint(name="child_promise_state_known", condition=Q(state__in=tuple(PROMISE))),
            models.CheckConstraint(
                name="child_promise_waits_or_not", condition=Q(state="open") ^ Q(call_at__isnull=True)
            ),
            models.CheckConstraint(
                name="child_promise_due_later", condition=Q(due_at__gte=F("recorded_at")) | ~Q(state="open")
            ),
        )
