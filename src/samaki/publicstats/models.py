"""A release of public figures, the answer of each agency whose data it stands on, and what the public reads of it.

Whether a release is approved and published is decided by triggers of the database from the answers (migration 0137), not by the
application; what it shows is never changed once it is under review. Raw counts are nowhere here: `content` is suppressed and rounded when
it is written.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from samaki.database import uuid7
from samaki.publicstats.states import REASONS, STATES


def _unit() -> models.ForeignKey[Any, Any]:
    """Whose desk it was; the directory lies above this room."""
    return models.ForeignKey(
        "samaki.Unit", to_field="principal", on_delete=models.PROTECT, related_name="+", db_column="unit"
    )


class FigureRelease(models.Model):
    """`number` counts from 1 and is the address. `years`: calendar years that it counts anew; earlier ones are carried as published.
    `content` (see `shapes`), `sha256` of its canonical text and `owners`, the agencies whose acts are in it, are written by the clock.
    `corrects`: the number of the release whose figures it puts right; `reason`: why, or why it was sent back or withdrawn. One at a time is
    open (an index of migration 0137). `asked`: how often the agencies were since it went under review; `call_at`: when they are next."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.PositiveIntegerField(unique=True)
    state = models.TextField(default="draft")
    years = ArrayField(models.PositiveSmallIntegerField())
    base = models.PositiveSmallIntegerField()
    fewest = models.PositiveSmallIntegerField()
    corrects = models.PositiveIntegerField(null=True)
    reason = models.TextField(default="", blank=True)
    content = models.JSONField(null=True)
    sha256 = models.TextField(default="", blank=True)
    owners = ArrayField(models.UUIDField(), default=list)
    problem = models.TextField(default="", blank=True)
    counted_at = models.DateTimeField(null=True)
    drafted_by = models.UUIDField()
    unit = _unit()
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    asked = models.PositiveSmallIntegerField(default=0)
    call_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "release_of_figures"
        indexes = (models.Index(fields=["call_at"], name="release_call", condition=Q(call_at__isnull=False)),)
        constraints = (
            models.CheckConstraint(name="release_of_figures_state", condition=Q(state__in=STATES)),
            models.CheckConstraint(name="release_of_figures_reason", condition=Q(reason__in=("", *REASONS))),
            models.CheckConstraint(name="release_of_figures_hides", condition=Q(fewest__gte=10, base__gte=1)),
            models.CheckConstraint(
                name="release_of_figures_counted", condition=Q(state__in=("draft", "withdrawn")) | Q(content__isnull=False)
            ),
        )  # fmt: skip


class ReleaseAnswer(models.Model):
    """What one agency says of a release under review: `agrees`, or sends it back with a `reason`. `sha256`: of what they saw. `agency` is
    written by the database; `lapsed_at`: from when it counts no more, because the release went back."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    release = models.ForeignKey(FigureRelease, on_delete=models.PROTECT, related_name="answers")
    agency = models.UUIDField(null=True)
    member_id = models.UUIDField()
    unit = _unit()
    agrees = models.BooleanField()
    reason = models.TextField(default="", blank=True)
    sha256 = models.TextField()
    answered_at = models.DateTimeField()
    lapsed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "release_answer"
        constraints = (
            models.CheckConstraint(name="release_answer_reason", condition=Q(reason__in=("", *REASONS))),
            models.CheckConstraint(name="release_answer_says_why", condition=Q(agrees=True) | ~Q(reason="")),
            models.UniqueConstraint(
                fields=["release", "agency"], condition=Q(lapsed_at__isnull=True), name="release_answered_once"
            ),
        )


class PublishedRelease(models.Model):
    """What the public reads: written by the database alone. `content` is gone from a withdrawn one; its address stays and says so."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.PositiveIntegerField(unique=True)
    state = models.TextField()
    content = models.JSONField(null=True)
    sha256 = models.TextField()
    agencies = models.PositiveIntegerField()
    corrects = models.PositiveIntegerField(null=True)
    reason = models.TextField(default="", blank=True)
    corrected_by = models.PositiveIntegerField(null=True)
    published_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "published_release"
