"""A paper that was made: its kind, for whom, how long it is, and its fingerprints. Who sees it: migration 0109."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from samaki.agencies.models import unit_key
from samaki.cases.models import Case
from samaki.database import uuid7
from samaki.journeys.papers.kinds import PARTS


class Paper(models.Model):
    """One paper of one case for one unit. The paper itself is kept nowhere: who holds it holds it (ADR 48).

    `parts`: the parts of the file that were open to its recipient; `sha256`: of the PDF, `text_sha256`: of the text that is attached
    to it; `code`: twelve letters on each page, with which anybody asks whether it is genuine. `superseded_by`: made anew by the same
    unit for the same recipient; `withdrawn_at`: it does not count, whoever holds it. `compartment`, `child_id`: of its remarks and
    entries. What was written for it (why a protection is asked) is a remark.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    child_id = models.UUIDField(null=True)
    compartment = models.TextField()
    kind = models.TextField()
    handoff_id = models.UUIDField(null=True)
    unit = unit_key(db_column="unit")
    made_by = models.UUIDField()
    to_unit = unit_key(db_column="to_unit")
    language = models.TextField()
    parts = ArrayField(models.TextField())
    pages = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)
    text_sha256 = models.BinaryField(max_length=32)
    code = models.TextField(unique=True)
    made_at = models.DateTimeField()
    superseded_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)

    class Meta:
        db_table = "paper"
        indexes = (models.Index(fields=["case", "made_at"], name="paper_of_case"),)
        constraints = (
            models.CheckConstraint(name="paper_kind_known", condition=Q(kind__in=tuple(PARTS))),
            models.CheckConstraint(name="paper_has_pages", condition=Q(pages__gt=0)),
            models.CheckConstraint(
                name="paper_referral_of_a_handoff",
                condition=Q(kind="referral", handoff_id__isnull=False)
                | (~Q(kind="referral") & Q(handoff_id__isnull=True)),
            ),
            models.CheckConstraint(
                name="paper_withdrawn_by_somebody",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
        )

    @property
    def stands(self) -> bool:
        """Neither withdrawn nor made anew."""
        return self.withdrawn_at is None and self.superseded_by is None
