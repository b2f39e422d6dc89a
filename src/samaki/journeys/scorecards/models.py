"""An agency's own word about its figures of a quarter. Never changed: the newest one stands, those before it stay to be read."""

from __future__ import annotations

from django.db import models

from samaki.agencies.models import Agency, unit_key
from samaki.vault.models import SealedRow


class AgencyWord(SealedRow):
    """`quarter`: its first day. Sealed: the words; no case and no person belongs in them."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    quarter = models.DateField()
    unit = unit_key(db_column="unit")
    by_member = models.UUIDField()
    at = models.DateTimeField()
    sealed = models.BinaryField()
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "agency_word"
        indexes = (models.Index(fields=["agency", "quarter", "at"], name="word_of_agency"),)
