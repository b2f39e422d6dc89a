"""A filter that a member keeps. It hangs on no case; its name is sealed, since people write names of people there."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from samaki.agencies.models import Member
from samaki.database import uuid7


class SavedFilter(models.Model):
    """Seen by its own member only. `name` is sealed under the key file; `name_digest` keeps names apart."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    which = models.TextField()
    name = models.BinaryField()
    name_digest = models.BinaryField()
    told = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "saved_filter"
        constraints = (models.UniqueConstraint(fields=["member", "name_digest"], name="saved_filter_named_once"),)

    @property
    def place(self) -> str:
        """What the sealed name is bound to: table, column, row."""
        return self.place_of(self.id)

    @staticmethod
    def place_of(key: UUID) -> str:
        """The same for a row of which only the key is read."""
        return f"saved_filter.name.{key}"
