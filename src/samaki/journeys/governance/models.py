"""A version of the page that says how this installation is governed, its signatures, and what of it is published.

A row of these is never changed in what it says: a change is a new version, which needs signatures of its own. Whether a version
is in force is decided by triggers of the database from its signatures (migration 0057), not by the application.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from samaki.agencies.models import unit_key
from samaki.database import uuid7
from samaki.vault.models import SealedRow


class Governance(SealedRow):
    """`number`: versions count from 1. `sealed`: its words, `sha256` the digest of their canonical text, which is what is signed.
    `needed`, `not_counted`: how many agencies sign, and the kinds whose signature does not count, as the pack said then.
    `published`: the words that the public reads once it is in force. `in_force_at`, `ended_at`: from its last needed signature
    until another version is in force or a signature is missing; `due_at`: looked at again by then."""

    number = models.PositiveIntegerField(unique=True)
    sealed = models.BinaryField()
    sha256 = models.TextField()
    needed = models.PositiveSmallIntegerField()
    not_counted = ArrayField(models.TextField(), default=list)
    published = models.JSONField(default=dict)
    review_by = models.DateField()
    due_at = models.DateTimeField()
    call_at = models.DateTimeField(null=True)
    drafted_by = models.UUIDField()
    unit = unit_key(db_column="unit")
    made_at = models.DateTimeField()
    in_force_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "governance"
        constraints = (
            models.CheckConstraint(name="governance_needs_two", condition=Q(needed__gte=2)),
            models.CheckConstraint(name="governance_sha256", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
            models.CheckConstraint(
                name="governance_ends_after_it_began", condition=Q(ended_at__isnull=True) | Q(in_force_at__isnull=False)
            ),
            models.CheckConstraint(
                name="governance_clock_runs_in_force",
                condition=Q(call_at__isnull=True) | Q(in_force_at__isnull=False, ended_at__isnull=True),
            ),
        )
        indexes = (models.Index(fields=["call_at"], condition=Q(call_at__isnull=False), name="governance_drives_tick"),)


class GovernanceSignature(SealedRow):
    """One member's signature under one version. `sealed`: their office, and why it was withdrawn; `sha256`: of the text that they
    saw. `agency` and `counts` are written by the database: whose it is, and whether it is one of those that are needed."""

    governance = models.ForeignKey(Governance, on_delete=models.PROTECT, related_name="signatures")
    member_id = models.UUIDField()
    unit = unit_key(db_column="unit")
    agency = models.UUIDField(null=True)
    counts = models.BooleanField(default=False)
    sealed = models.BinaryField()
    sha256 = models.TextField()
    signed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "governance_signature"
        constraints = (
            models.UniqueConstraint(
                fields=["governance", "member_id"],
                condition=Q(withdrawn_at__isnull=True),
                name="governance_signed_once",
            ),
        )


class GovernancePublished(models.Model):
    """What the public reads of the version in force: one row or none, written by the database, without a name of a person."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    one = models.BooleanField(default=True, unique=True)
    words = models.JSONField()
    review_by = models.DateField()
    in_force_at = models.DateTimeField()

    class Meta:
        db_table = "governance_published"
        constraints = (models.CheckConstraint(name="governance_published_once", condition=Q(one=True)),)
