"""The tables of this room. All are of the part `care` and of one child; who sees them follows in migration 0105."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samaki.care.states import ASSESSMENT, GOAL, NEED, SERVICE, WAITS
from samaki.vault.models import SealedRow


class CareRow(SealedRow):
    """Of one child's care; what was written is sealed with the key of the case. `unit`, `recorded_by`: who wrote it."""

    compartment = "care"
    """Of its remarks."""

    case_id = models.UUIDField()
    child_id = models.UUIDField()
    sealed = models.BinaryField()
    unit = models.IntegerField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class CareNeed(CareRow):
    """Something that the child needs. `need`: a code of the pack, which says of which area of life. Sealed: `text`."""

    need = models.TextField()
    state = models.TextField(default="open")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "care_need"
        indexes = (models.Index(fields=["case_id", "child_id"], name="care_need_of_child"),)
        constraints = (models.CheckConstraint(name="care_need_state_known", condition=Q(state__in=tuple(NEED))),)


class CareGoal(CareRow):
    """What is to be reached. `holder`: the unit that answers for it; `review_at`: when it is looked at again; `call_at`, `level`: when
    the clock speaks next, and to whom. `reason`: of the list `goal_end`. Sealed: `text`, `steps`."""

    need_id = models.UUIDField(null=True)
    holder = models.IntegerField()
    review_at = models.DateTimeField()
    state = models.TextField(default="open")
    reason = models.TextField(default="", blank=True)
    ended_at = models.DateTimeField(null=True)
    level = models.PositiveSmallIntegerField(default=0)
    call_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "care_goal"
        indexes = (
            models.Index(fields=["case_id", "child_id"], name="care_goal_of_child"),
            models.Index(fields=["call_at"], name="care_goal_drives_tick", condition=Q(call_at__isnull=False)),
        )
        constraints = (
            models.CheckConstraint(name="care_goal_state_known", condition=Q(state__in=tuple(GOAL))),
            models.CheckConstraint(
                name="care_goal_waits_or_ended",
                condition=Q(state="open", call_at__isnull=False, ended_at__isnull=True)
                | (~Q(state="open") & Q(call_at__isnull=True, ended_at__isnull=False)),
            ),
        )


class CareService(CareRow):
    """A service that was asked for, and what came of it. `service`: a code of the pack; `provider`: the unit that is asked, none for one
    outside or where nobody is found yet; `holder`: the unit that answers for it; `due_at`: by when it should begin, as urgent as it is.
    `reason`: of the list `service_end` or `service_not_begun`; `view`: the child's own word, of `child_view`.
    Sealed: `why`, `outside` (who, where it is no unit here)."""

    goal_id = models.UUIDField(null=True)
    service = models.TextField()
    provider = models.IntegerField(null=True)
    holder = models.IntegerField()
    urgency = models.TextField()
    state = models.TextField(default="asked")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    begun_precision = models.TextField(default="instant")
    ended_at = models.DateTimeField(null=True)
    ended_precision = models.TextField(default="instant")
    reason = models.TextField(default="", blank=True)
    view = models.TextField(default="", blank=True)
    level = models.PositiveSmallIntegerField(default=0)
    call_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "care_service"
        indexes = (
            models.Index(fields=["case_id", "child_id"], name="care_service_of_child"),
            models.Index(fields=["provider", "asked_at"], name="care_service_waiting", condition=Q(state="asked")),
            models.Index(fields=["call_at"], name="care_service_drives_tick", condition=Q(call_at__isnull=False)),
        )
        constraints = (
            models.CheckConstraint(name="care_service_state_known", condition=Q(state__in=tuple(SERVICE))),
            models.CheckConstraint(
                name="care_service_waits_or_ended",
                condition=Q(state__in=WAITS, call_at__isnull=False, ended_at__isnull=True)
                | (~Q(state__in=WAITS) & Q(call_at__isnull=True, ended_at__isnull=False)),
            ),
        )


class CareAssessment(CareRow):
    """How the child is, by one instrument of one version. Sealed: `answers` (item -> number or reason), `text`.

    A draft is the work of `recorded_by` alone; signed, it stays. A correction is another one (`supersedes_id`) that is signed in its place.
    """

    instrument = models.TextField()
    taken_at = models.DateTimeField()
    taken_precision = models.TextField(default="instant")
    state = models.TextField(default="draft")
    signed_at = models.DateTimeField(null=True)
    supersedes_id = models.UUIDField(null=True)

    class Meta:
        db_table = "care_assessment"
        indexes = (models.Index(fields=["case_id", "child_id"], name="care_assessment_of_child"),)
        constraints = (
            models.CheckConstraint(name="care_assessment_state_known", condition=Q(state__in=tuple(ASSESSMENT))),
            models.CheckConstraint(
                name="care_assessment_signed_or_not",
                condition=Q(state__in=("draft", "discarded"), signed_at__isnull=True)
                | (~Q(state__in=("draft", "discarded")) & Q(signed_at__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["child_id", "instrument", "recorded_by"],
                condition=Q(state="draft"),
                name="care_assessment_one_draft",
            ),
            models.UniqueConstraint(
                fields=["supersedes_id"],
                condition=Q(supersedes_id__isnull=False) & ~Q(state="discarded"),
                name="care_assessment_followed_once",
            ),
        )


class CareCheck(CareRow):
    """What was asked months later, or looked at before a child's care is closed. `kind`: a step kind of the pack (`follow_ups`, `closes`).
    Sealed: `answers` (question -> answer), `text`; of a closing `open` (what was open then -> how many)."""

    kind = models.TextField()
    asked_at = models.DateTimeField()
    asked_precision = models.TextField(default="instant")
    supersedes_id = models.UUIDField(null=True)

    class Meta:
        db_table = "care_check"
        indexes = (models.Index(fields=["case_id", "child_id"], name="care_check_of_child"),)
        constraints = (
            models.UniqueConstraint(
                fields=["supersedes_id"], condition=Q(supersedes_id__isnull=False), name="care_check_followed_once"
            ),
        )
