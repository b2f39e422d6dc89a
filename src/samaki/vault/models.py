"""Data keys: one per case and one per report, wrapped by the key file; the blind index; what every row with a sealed value is."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from samaki.database import uuid7


class DataKey(models.Model):
    """A 256-bit key, wrapped (AES-256-GCM under the key file); destroying the row erases what it sealed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case_id = models.UUIDField(null=True, unique=True)
    report_id = models.UUIDField(null=True, unique=True)
    wrapped = models.BinaryField()
    key_version = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "data_key"
        constraints = (
            models.CheckConstraint(
                name="data_key_of_one_thing",
                condition=models.Q(case_id__isnull=False) ^ models.Q(report_id__isnull=False),
            ),
        )


class NameKeys(models.Model):
    """Keyed digests of a person's name, of what one version of their identity told; see `samaki.vault.blind`.

    No role of the application reads or writes these rows: two functions of the database do, which ask for access.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case_id = models.UUIDField(db_index=True)
    child_id = models.UUIDField(null=True)
    person_id = models.UUIDField()
    version = models.PositiveIntegerField()
    keys = ArrayField(models.BigIntegerField())

    class Meta:
        db_table = "name_keys"
        constraints = (models.UniqueConstraint(fields=["person_id", "version"], name="name_keys_once"),)
        indexes = (GinIndex(fields=["keys"], fastupdate=False, name="name_keys_found"),)


class SealedRow(models.Model):
    """A row with a sealed value in the column that `SEALED` names; the value opens in this place only."""

    SEALED = "sealed"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True

    @property
    def place(self) -> str:
        """What the sealed value is bound to: table, column, row."""
        return f"{self._meta.db_table}.{self.SEALED}.{self.id}"
