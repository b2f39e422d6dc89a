"""Compartments: each a table of its own, since row security cannot hide columns. Records are added, never changed."""

from __future__ import annotations

from typing import Any

from django.db import models

from samaki.agencies.country import after, pack
from samaki.cases.models import Case
from samaki.vault.models import SealedRow


class SealedRecord(SealedRow):
    """A sealed text of one compartment. A correction is a new record that supersedes the old one."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    child_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    kind = models.TextField()
    sealed = models.BinaryField()
    supersedes_id = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)
    unit = models.IntegerField()
    recorded_by = models.UUIDField()
    occurred_at = models.DateTimeField()
    occurred_precision = models.TextField(default="instant")
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True


class IdentityRecord(SealedRecord):
    """Names in Khmer and Latin script, birth date, contacts: a sealed JSON object, one version per edit."""

    class Meta:
        db_table = "identity_record"
        constraints = (models.UniqueConstraint(fields=["person_id", "version"], name="identity_version_once"),)


class PlacementRecord(SealedRecord):
    """Where the child stays."""

    class Meta:
        db_table = "placement_record"
        indexes = (models.Index(fields=["case", "child_id"], name="placement_of_child"),)


class CareRecord(SealedRecord):
    """Needs, health, counselling."""

    class Meta:
        db_table = "care_record"
        indexes = (models.Index(fields=["case", "recorded_at"], name="care_of_case"),)


class JusticeRecord(SealedRecord):
    """Facts, evidence, the child's account."""

    class Meta:
        db_table = "justice_record"
        indexes = (models.Index(fields=["case", "recorded_at"], name="justice_of_case"),)


class IntelligenceRecord(SealedRecord):
    """Unproven leads; they expire: closed to everybody then, and the clock destroys their words."""

    expires_at = models.DateTimeField(null=True)

    def save(self, *given: Any, **named: Any) -> None:
        """Its end is set with its beginning, as the pack's schedule says."""
        kept = pack().retention.get("intelligence")
        if self.expires_at is None and kept is not None and kept.after is not None:
            self.expires_at = after(self.recorded_at, kept.after)
        super().save(*given, **named)

    class Meta:
        db_table = "intelligence_record"
        indexes = (models.Index(fields=["case", "recorded_at"], name="intelligence_of_case"),)


TABLES: dict[str, type[SealedRecord]] = {
    "identity": IdentityRecord,
    "placement": PlacementRecord,
    "care": CareRecord,
    "justice": JusticeRecord,
    "intelligence": IntelligenceRecord,
}
