"""The file of a case: strands, steps, people, where the child is, and the relations that say who may see it."""

from __future__ import annotations

from django.db import models

from samaki.agencies.models import unit_key
from samaki.database import uuid7

OPEN_STATES = ("open", "on_hold")

NOT_WORK = ("offered", "shared", "emergency", "court_order", "conference")
"""Grounds of relations that let a unit read and no more: it is asked, something was shared with it (for a conference too), an emergency
or a court opened it."""


class Case(models.Model):
    """The unit of cooperation. Nothing on this row identifies anybody."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.TextField(unique=True)
    state = models.TextField(default="open")
    area = models.TextField(default="", blank=True)
    source = models.TextField()
    urgency = models.TextField(default="normal")
    conditions = models.JSONField(default=list)
    offences = models.JSONField(default=list)
    opened_by_unit = unit_key(db_column="opened_by_unit")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "case"
        indexes = (
            models.Index(
                fields=["closed_at"],
                condition=models.Q(closed_at__isnull=False, erased_at__isnull=True),
                name="case_drives_retention",
            ),
        )
        constraints = (
            models.CheckConstraint(name="case_state_known", condition=models.Q(state__in=("open", "closed"))),
            models.CheckConstraint(
                name="case_closed_has_time", condition=models.Q(state="open") ^ models.Q(closed_at__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return self.code


class Relation(models.Model):
    """Why a unit may see a compartment of a case: of one child, or (child empty) of the whole case.

    The case key is deferred and checked at commit: under forced row security the access row goes first.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    child_id = models.UUIDField(null=True)
    unit = unit_key(db_column="unit")
    compartment = models.TextField()
    ground = models.TextField()
    step_id = models.UUIDField(null=True)
    handoff_id = models.UUIDField(null=True)
    disclosure_id = models.UUIDField(null=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "relation"
        indexes = (
            models.Index(fields=["unit", "-case_id"], include=["since", "until"], name="relation_drives_lists"),
            models.Index(fields=["case_id", "unit", "compartment"], name="relation_of_case"),
            models.Index(fields=["step_id"], name="relation_by_step"),
            models.Index(fields=["handoff_id"], name="relation_by_handoff"),
            models.Index(
                fields=["disclosure_id"],
                condition=models.Q(disclosure_id__isnull=False),
                name="relation_by_disclosure",
            ),
        )


class Person(models.Model):
    """One human in one case, without a name: names live in the identity compartment.

    `child_id` is the person's own id for a survivor, the child they belong to for family and guardians, else empty.
    `standing`: of family and guardians, a code of the pack (protective | unknown | conflicted); empty: nobody has said.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="people")
    part = models.TextField()
    compartment = models.TextField()
    child_id = models.UUIDField(null=True)
    number = models.PositiveSmallIntegerField()
    sex = models.TextField(default="unknown")
    age = models.PositiveSmallIntegerField(null=True)
    age_estimated = models.BooleanField(default=True)
    victim_status = models.TextField(default="", blank=True)
    standing = models.TextField(default="", blank=True)
    recorded_at = models.DateTimeField()
    in_error_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "person"
        constraints = (models.UniqueConstraint(fields=["case", "part", "number"], name="person_numbered_once"),)


class Strand(models.Model):
    """`justice`, one per case; `care`, one per child. They close separately."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="strands")
    kind = models.TextField()
    child_id = models.UUIDField(null=True)
    state = models.TextField(default="open")
    close_reason = models.TextField(default="", blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "strand"
        constraints = (
            models.UniqueConstraint(fields=["case", "kind", "child_id"], nulls_distinct=False, name="strand_once"),
            models.CheckConstraint(
                name="strand_of_whom",
                condition=models.Q(kind="justice", child_id__isnull=True)
                | models.Q(kind="care", child_id__isnull=False),
            ),
        )


class Step(models.Model):
    """One piece of work on a strand. An open step always has one holder and one due time.

    `after_id`: the step whose end opened this one; empty where a report, a person or a danger did. `hidden_from`: the unit that
    never sees it and cannot be asked for it, since whoever puts a family under pressure works there.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    strand = models.ForeignKey(Strand, on_delete=models.PROTECT, related_name="steps")
    compartment = models.TextField()
    kind = models.TextField()
    pathway_version = models.TextField()
    child_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    after_id = models.UUIDField(null=True)
    hidden_from = models.IntegerField(null=True)
    state = models.TextField(default="open")
    holder = unit_key(db_column="holder")
    worker_id = models.UUIDField(null=True)
    urgency = models.TextField()
    due_at = models.DateTimeField()
    level = models.PositiveSmallIntegerField(default=0)
    call_at = models.DateTimeField(null=True)
    hold_reason = models.TextField(default="", blank=True)
    hold_until = models.DateTimeField(null=True)
    outcome = models.TextField(default="", blank=True)
    end_reason = models.TextField(default="", blank=True)
    support_level = models.PositiveSmallIntegerField(null=True)
    support_inferred = models.PositiveSmallIntegerField(null=True)
    paid = models.TextField(default="", blank=True)
    paid_inferred = models.TextField(default="", blank=True)
    checklist = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_occurred_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "step"
        constraints = (
            models.UniqueConstraint(
                fields=["case", "kind", "person_id", "hidden_from"],
                condition=models.Q(state__in=OPEN_STATES),
                nulls_distinct=False,
                name="step_open_once_hidden",
            ),
            models.CheckConstraint(
                name="step_state_known",
                condition=models.Q(state__in=("open", "on_hold", "done", "skipped", "stopped")),
            ),
            models.CheckConstraint(
                name="open_step_has_a_clock",
                condition=~models.Q(state__in=OPEN_STATES) | models.Q(call_at__isnull=False, ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="ended_step_has_a_time",
                condition=models.Q(state__in=OPEN_STATES) | models.Q(ended_at__isnull=False, call_at__isnull=True),
            ),
        )
        indexes = (
            models.Index(
                fields=["holder", "due_at"], condition=models.Q(state__in=OPEN_STATES), name="step_drives_desk"
            ),
            models.Index(fields=["call_at"], condition=models.Q(call_at__isnull=False), name="step_drives_tick"),
            models.Index(fields=["case", "strand"], name="step_of_case"),
            models.Index(fields=["after_id"], name="step_after", condition=models.Q(after_id__isnull=False)),
            models.Index(
                fields=["holder", "worker_id", "due_at"],
                condition=models.Q(state__in=OPEN_STATES),
                include=["state", "hold_until"],
                name="step_drives_caseload",
            ),
            models.Index(
                fields=["worker_id", "case"], condition=models.Q(worker_id__isnull=False), name="step_of_worker"
            ),
        )


class Arrival(models.Model):
    """The child arrived somewhere: who brought, who received, when. The place itself is a placement record."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    child_id = models.UUIDField()
    brought_by = unit_key(db_column="brought_by", null=True)
    received_by = unit_key(db_column="received_by", null=True)
    safe = models.BooleanField(null=True)
    occurred_at = models.DateTimeField()
    occurred_precision = models.TextField(default="instant")
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField()
    in_error_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "arrival"
        indexes = (models.Index(fields=["case", "child_id", "-occurred_at"], name="arrival_latest"),)
