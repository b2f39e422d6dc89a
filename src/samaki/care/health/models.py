"""The tables of this room, in the compartment `care`. Rows are added, never changed: what was wrong is superseded by the next version.

`ExaminationWord` is all that the compartment `justice` learns of an examination; it ends where the child no longer agrees to it.
Who sees them follows in migrations 0098 and 0114.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samaki.vault.models import SealedRow

WHYS = ("first", "corrected", "again", "mistake")
ANSWERS = ("agreed", "refused", "waits", "not_asked", "not_needed")
"""The form of the list `exam_answer` that the database knows; its words are the pack's."""
DOCTORS = ("woman", "man", "either")
SHARES = ("agreed", "refused", "not_asked")


class Exposure(SealedRow):
    """When the child was last exposed, as far as it is known: the newest version counts. `at` is empty where it was all a mistake.

    `why`: first | corrected (known better) | again (it happened again) | mistake. `sealed`: from where it is known, in words.
    """

    compartment = "care"

    case_id = models.UUIDField()
    child_id = models.UUIDField()
    version = models.PositiveIntegerField()
    at = models.DateTimeField(null=True)
    precision = models.TextField(default="instant")
    why = models.TextField()
    sealed = models.BinaryField()
    unit = models.IntegerField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "exposure"
        constraints = (
            models.UniqueConstraint(fields=["child_id", "version"], name="exposure_version_once"),
            models.CheckConstraint(name="exposure_why_known", condition=Q(why__in=WHYS)),
            models.CheckConstraint(
                name="exposure_has_a_time", condition=Q(at__isnull=False) ^ Q(why="mistake", at__isnull=True)
            ),
        )


class Examination(SealedRow):
    """One combined examination, or that the child did not want one, or asked to wait: a version of it.

    `root_id`: the key of the first version. `examination`, `samples`, `photographs`: what the child said about each part. `wished`,
    `examined_by`: woman | man | either. `again`: why one before was not enough; empty for the first. `shares`: whether `justice` may
    learn of it. `sealed`: who told the child, in which language, who examined, where the certificate is, words.
    """

    compartment = "care"

    case_id = models.UUIDField()
    child_id = models.UUIDField()
    root_id = models.UUIDField()
    version = models.PositiveIntegerField()
    took_place = models.BooleanField()
    at = models.DateTimeField()
    precision = models.TextField(default="instant")
    examination = models.TextField()
    samples = models.TextField()
    photographs = models.TextField()
    wished = models.TextField(default="either")
    examined_by = models.TextField(default="either")
    again = models.TextField(default="", blank=True)
    shares = models.TextField(default="not_asked")
    sealed = models.BinaryField()
    in_error = models.BooleanField(default=False)
    unit = models.IntegerField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "examination"
        indexes = (models.Index(fields=["case_id", "child_id"], name="examination_of_child"),)
        constraints = (
            models.UniqueConstraint(fields=["root_id", "version"], name="examination_version_once"),
            models.CheckConstraint(
                name="examination_answers_known",
                condition=Q(examination__in=ANSWERS, samples__in=ANSWERS, photographs__in=ANSWERS),
            ),
            models.CheckConstraint(
                name="examination_codes_known",
                condition=Q(wished__in=DOCTORS, examined_by__in=DOCTORS, shares__in=SHARES),
            ),
        )


class ExaminationWord(SealedRow):
    """That an examination took place, its date, and (`sealed`) where the certificate is: for `justice`, the child agreeing."""

    compartment = "justice"

    case_id = models.UUIDField()
    child_id = models.UUIDField()
    root_id = models.UUIDField()
    at = models.DateTimeField()
    precision = models.TextField(default="instant")
    sealed = models.BinaryField()
    unit = models.IntegerField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "examination_word"
        indexes = (models.Index(fields=["case_id"], name="examination_word_of_case"),)
        constraints = (
            models.UniqueConstraint(
                fields=["root_id"], condition=Q(ended_at__isnull=True), name="examination_told_once"
            ),
        )
