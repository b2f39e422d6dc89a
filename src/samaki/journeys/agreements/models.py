"""An agreement between two agencies. It hangs on no case and opens nothing: whoever shares is shown whether there is one."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from samaki.vault.models import SealedRow


class Agreement(SealedRow):
    """`one` and `other`: the agencies. `review_by`: the day by which both look at it again; `due_at`: that, or the moment at which
    one of the two left. It stays in force until it is ended, and is shown as overdue after `due_at`."""

    one = models.UUIDField()
    other = models.UUIDField()
    purposes = ArrayField(models.TextField())
    compartments = ArrayField(models.TextField())
    sealed = models.BinaryField()
    signed_on = models.DateField()
    review_by = models.DateField()
    due_at = models.DateTimeField()
    call_at = models.DateTimeField(null=True)
    kept_by = models.UUIDField()
    kept_unit = models.IntegerField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "agreement"
        constraints = (
            models.CheckConstraint(name="agreement_of_two", condition=~models.Q(one=models.F("other"))),
            models.CheckConstraint(
                name="agreement_looked_at_later", condition=models.Q(review_by__gt=models.F("signed_on"))
            ),
            models.CheckConstraint(
                name="agreement_in_force_has_a_clock",
                condition=models.Q(ended_at__isnull=True) ^ models.Q(call_at__isnull=True),
            ),
        )
        indexes = (
            models.Index(fields=["one", "other"], name="agreement_of_agencies"),
            models.Index(fields=["call_at"], condition=models.Q(call_at__isnull=False), name="agreement_drives_tick"),
        )
