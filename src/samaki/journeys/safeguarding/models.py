"""The tables of this room; who sees them follows in migration 0115.

A safety plan and where a child stays are read by who reads the child's care. How a child is reached safely, and that it is missing, is
read by whoever works for the child: they are the ones who would call at the wrong door, and who look for it.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samaki.journeys.safeguarding.states import MISSING, PLAN, STAY
from samaki.vault.models import SealedRow


class SafetyRow(SealedRow):
    """Of one child; what was written is sealed with the key of the case. `unit`, `recorded_by`: who wrote it."""

    compartment = "care"
    """Of its remarks."""

    case_id = models.UUIDField()
    child_id = models.UUIDField()
    sealed = models.BinaryField()
    unit = models.IntegerField()
    recorded_by = models.UUIDField()
    occurred_at = models.DateTimeField()
    occurred_precision = models.TextField(default="instant")
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True


class SafetyPlan(SafetyRow):
    """One version of a child's safety plan. `number`: which; `assent`: the child's own word, of `assent_reason`; `agreed_with`: codes of
    `plan_with_reason`. `holder`: the unit that looks at it again, by `review_at`. Sealed: a JSON object, see `planning.PARTS`."""

    number = models.PositiveSmallIntegerField()
    assent = models.TextField()
    agreed_with = models.JSONField(default=list)
    state = models.TextField(default="stands")
    holder = models.IntegerField()
    review_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    call_at = models.DateTimeField(null=True)
    level = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "safety_plan"
        indexes = (
            models.Index(fields=["case_id", "child_id"], name="safety_plan_of_child"),
            models.Index(fields=["holder", "review_at"], condition=Q(state="stands"), name="safety_plan_on_desk"),
            models.Index(fields=["call_at"], condition=Q(call_at__isnull=False), name="safety_plan_drives_tick"),
        )
        constraints = (
            models.CheckConstraint(name="safety_plan_state_known", condition=Q(state__in=tuple(PLAN))),
            models.CheckConstraint(
                name="safety_plan_waits_or_not", condition=Q(state="stands") ^ Q(call_at__isnull=True)
            ),
            models.UniqueConstraint(fields=["child_id"], condition=Q(state="stands"), name="safety_plan_stands_once"),
            models.UniqueConstraint(fields=["child_id", "number"], name="safety_plan_numbered_once"),
        )


class SafeContact(SafetyRow):
    """How a child is reached safely, as the child says: never changed, the newest stands. `ways`: codes of `contact_way_reason`;
    `never`: of `contact_never_reason`. Sealed: a JSON object with `when`, `by_whom`, `note`."""

    ways = models.JSONField(default=list)
    never = models.JSONField(default=list)
    in_error_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "safe_contact"
        indexes = (models.Index(fields=["case_id", "child_id"], name="safe_contact_of_child"),)


class ChildPlacement(SafetyRow):
    """A place that was looked at for a child and could not take it (`why`, of `family_not_reason`), or where it stays. Never an address:
    that is sealed with the arrival.

    `sort`: of `placement_reason`; `keeper`: the unit that keeps the child, none for a family; `basis`: of `custody_reason`, until when, by
    which document of the file; `holder`: the unit that is asked for it, by `call_at`. `why` of an end: of `placement_end_reason`.
    """

    sort = models.TextField()
    state = models.TextField(default="stays")
    why = models.TextField(default="", blank=True)
    keeper = models.IntegerField(null=True)
    basis = models.TextField(default="", blank=True)
    basis_until = models.DateTimeField(null=True)
    document_id = models.UUIDField(null=True)
    holder = models.IntegerField()
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_precision = models.TextField(default="instant")
    call_at = models.DateTimeField(null=True)
    level = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "child_placement"
        indexes = (
            models.Index(fields=["case_id", "child_id"], name="child_placement_of_child"),
            models.Index(
                fields=["holder", "due_at"],
                condition=Q(state="stays", due_at__isnull=False),
                name="child_placement_on_desk",
            ),
            models.Index(fields=["call_at"], condition=Q(call_at__isnull=False), name="child_placement_drives_tick"),
            models.Index(
                fields=["unit"], condition=Q(state="stays", keeper__isnull=False), name="child_placement_named"
            ),
        )
        constraints = (
            models.CheckConstraint(name="child_placement_state_known", condition=Q(state__in=tuple(STAY))),
            models.CheckConstraint(
                name="child_placement_calls_while_it_lasts", condition=Q(state="stays") | Q(call_at__isnull=True)
            ),
            models.CheckConstraint(
                name="child_placement_waits_for_its_ground", condition=Q(call_at__isnull=True) | Q(due_at__isnull=False)
            ),
            models.CheckConstraint(
                name="child_placement_not_taken_says_why", condition=~Q(state="not_taken") | ~Q(why="")
            ),
            models.CheckConstraint(
                name="child_placement_ended_has_time", condition=~Q(state="ended") | Q(ended_at__isnull=False)
            ),
        )


class MissingChild(SafetyRow):
    """A child is missing since `occurred_at`. Until somebody says how it was found (`how`, of `found_reason`; `arrival_id`, the arrival
    that said so) the clock calls its `holder`, who keeps the child and the desks of the area. Sealed: what helps to find the child."""

    state = models.TextField(default="missing")
    holder = models.IntegerField()
    how = models.TextField(default="", blank=True)
    found_at = models.DateTimeField(null=True)
    found_precision = models.TextField(default="instant")
    arrival_id = models.UUIDField(null=True)
    call_at = models.DateTimeField(null=True)
    level = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "missing_child"
        indexes = (
            models.Index(fields=["case_id", "child_id"], name="missing_child_of_child"),
            models.Index(fields=["holder"], condition=Q(state="missing"), name="missing_child_on_desk"),
            models.Index(fields=["call_at"], condition=Q(call_at__isnull=False), name="missing_child_drives_tick"),
        )
        constraints = (
            models.CheckConstraint(name="missing_child_state_known", condition=Q(state__in=tuple(MISSING))),
            models.CheckConstraint(
                name="missing_child_calls_until_found", condition=Q(state="missing") ^ Q(call_at__isnull=True)
            ),
            models.CheckConstraint(
                name="missing_child_found_has_time", condition=~Q(state="found") | Q(found_at__isnull=False)
            ),
            models.UniqueConstraint(fields=["child_id"], condition=Q(state="missing"), name="missing_child_once"),
        )
