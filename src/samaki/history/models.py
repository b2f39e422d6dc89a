"""Old lists of an agency, and what was counted of each. No row of a file is kept, and nothing of a person."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samaki.agencies.models import Agency, unit_key
from samaki.database import uuid7
from samaki.vault.models import SealedRow

KEPT, TAKEN_BACK = "kept", "taken_back"
HANDED, ANSWERED, IN_TIME, DONE = "handed", "answered", "in_time", "done"
MEASURES = (HANDED, ANSWERED, IN_TIME, DONE)


class OldList(SealedRow):
    """One file as it was counted. `sha256`: of the file; `heads`: keyed digest of its headings, by which the next file like it finds what
    they mean; `rows`: of the file; of them `wrong` were left out because they could not be read, `skipped` because a word says so.
    Sealed: title, mapping (what columns and words mean), why (it was taken back)."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    unit = unit_key(db_column="unit")
    by_member = models.UUIDField()
    at = models.DateTimeField()
    state = models.TextField(default=KEPT)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    sha256 = models.TextField()
    heads = models.TextField()
    rows = models.PositiveIntegerField()
    wrong = models.PositiveIntegerField()
    skipped = models.PositiveIntegerField()
    sealed = models.BinaryField()
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "old_list"
        constraints = (
            models.CheckConstraint(
                name="old_list_state",
                condition=Q(state="kept", ended_at__isnull=True, ended_by__isnull=True)
                | Q(state="taken_back", ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.CheckConstraint(name="old_list_of_a_file", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
            models.UniqueConstraint(fields=["agency", "sha256"], condition=Q(state="kept"), name="old_list_once"),
        )
        indexes = (models.Index(fields=["agency", "at"], name="old_list_of_agency"),)


class OldFigure(models.Model):
    """How many hand-offs of a link in a year: `asks` and `asked` are kinds of units, `area` a province."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    old_list = models.ForeignKey(OldList, on_delete=models.PROTECT, related_name="figures")
    year = models.PositiveSmallIntegerField()
    area = models.TextField()
    asks = models.TextField()
    asked = models.TextField()
    measure = models.TextField()
    count = models.PositiveIntegerField()

    class Meta:
        db_table = "old_figure"
        constraints = (
            models.UniqueConstraint(
                fields=["old_list", "year", "area", "asks", "asked", "measure"], name="old_figure_once"
            ),
            models.CheckConstraint(name="old_figure_measure", condition=Q(measure__in=MEASURES)),
        )
        indexes = (models.Index(fields=["year"], name="old_figure_of_year"),)
