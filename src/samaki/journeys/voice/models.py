"""The tables of this room. Who sees them follows in migration 0111: who reads the child's care; of an asking, who works for the child."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samaki.journeys.voice.states import AGAIN, INTERPRETERS, SORTS
from samaki.vault.models import SealedRow


class ChildVoice(SealedRow):
    """What a child was told (`sort` told) or what a child wants (wants), once. Never changed: who changes their mind says it anew, and
    the newest of a topic stands.

    `topic`: a code of the list `told_child_reason` or `wish_reason`. `answer`: understood | again | not_asked, or says | nothing.
    `language`: of `spoken_reason`, in which it was said; `interpreter`: none (needed) | used | missing. Sealed: the words.
    """

    compartment = "care"

    case_id = models.UUIDField()
    child_id = models.UUIDField()
    sort = models.TextField()
    topic = models.TextField()
    answer = models.TextField()
    language = models.TextField(default="", blank=True)
    interpreter = models.TextField(default="none")
    sealed = models.BinaryField()
    unit = models.IntegerField()
    recorded_by = models.UUIDField()
    occurred_at = models.DateTimeField()
    occurred_precision = models.TextField(default="instant")
    recorded_at = models.DateTimeField()
    in_error_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "child_voice"
        indexes = (models.Index(fields=["case_id", "child_id", "sort"], name="child_voice_of_child"),)
        constraints = (
            models.CheckConstraint(name="child_voice_sort_known", condition=Q(sort__in=tuple(SORTS))),
            models.CheckConstraint(
                name="child_voice_answer_known",
                condition=Q(sort="told", answer__in=("understood", "again", "not_asked"))
                | Q(sort="wants", answer__in=("says", "nothing")),
            ),
            models.CheckConstraint(name="child_voice_interpreter_known", condition=Q(interpreter__in=INTERPRETERS)),
        )


class HeardAgain(SealedRow):
    """Somebody asks to hear a child once more, and whoever answers for the child answers. It stops nothing: the date stays.

    `sort`: interview | testimony; `hearing_id`: the day of a court it is for. `reason`: of `heard_again_reason`. Sealed, for who works
    for the child as well: `topic` and where the `recording` is; why in words is a remark of the justice part. `holder`: who answers,
    by `due_at`; `way`: of `other_way_reason`, what they suggest.
    """

    compartment = "justice"
    """Of its remarks."""

    case_id = models.UUIDField()
    child_id = models.UUIDField()
    sort = models.TextField()
    hearing_id = models.UUIDField(null=True)
    reason = models.TextField()
    sealed = models.BinaryField()
    state = models.TextField(default="asked")
    way = models.TextField(default="", blank=True)
    unit = models.IntegerField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    holder = models.IntegerField()
    due_at = models.DateTimeField()
    call_at = models.DateTimeField(null=True)
    level = models.PositiveSmallIntegerField(default=0)
    answered_unit = models.IntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "heard_again"
        indexes = (
            models.Index(fields=["case_id", "child_id"], name="heard_again_of_child"),
            models.Index(fields=["holder", "due_at"], condition=Q(state="asked"), name="heard_again_on_desk"),
            models.Index(fields=["call_at"], condition=Q(call_at__isnull=False), name="heard_again_drives_tick"),
        )
        constraints = (
            models.CheckConstraint(name="heard_again_state_known", condition=Q(state__in=tuple(AGAIN))),
            models.CheckConstraint(name="heard_again_sort_known", condition=Q(sort__in=("interview", "testimony"))),
            models.CheckConstraint(
                name="heard_again_waits_or_not", condition=Q(state="asked") ^ Q(call_at__isnull=True)
            ),
            models.CheckConstraint(
                name="heard_again_answered_by_somebody",
                condition=Q(answered_at__isnull=True, answered_unit__isnull=True)
                | Q(answered_at__isnull=False, answered_unit__isnull=False),
            ),
        )
