"""Consents and disclosures. Codes, units and times only: what was written with them is a remark, sealed, of the unit that wrote it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from samaki.agencies.models import unit_key
from samaki.cases.models import Case
from samaki.database import uuid7

CARRIES = ("given", "decided")
"""Results of a consent on which something can be shared, as long as it is not withdrawn."""

SEALED = {"placement", "intelligence"}
"""Parts that an order opens only when a second person has confirmed it: where a child hides, and what is not proved (ADR 38)."""


class Consent(models.Model):
    """What was answered about one child, one purpose and one recipient. It is never changed, only withdrawn, once; and
    one that lacked only how the guardian stands to the child becomes complete when that is said.

    `result`: given | refused | incomplete (not all that a consent needs was there) | decided | decided_against (in the best
    interests of the child, by `recorded_by`). `answers`: question of the pack -> yes or no. `guardian_id`: the person on the
    file who was asked. `withdrawn_why`: a code of the pack.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    child_id = models.UUIDField()
    to_unit = unit_key(db_column="to_unit")
    purpose = models.TextField()
    result = models.TextField()
    answers = models.JSONField(default=dict)
    assent = models.TextField(default="", blank=True)
    guardian_id = models.UUIDField(null=True)
    guardian_agrees = models.BooleanField(null=True)
    unit = unit_key(db_column="unit")
    recorded_by = models.UUIDField()
    occurred_at = models.DateTimeField()
    occurred_precision = models.TextField(default="instant")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(default="", blank=True)

    compartment = ""
    """Of its remarks: they are read by the unit that wrote them."""

    class Meta:
        db_table = "consent"
        indexes = (models.Index(fields=["case", "child_id"], name="consent_of_child"),)
        constraints = (
            models.CheckConstraint(
                name="consent_result_known",
                condition=models.Q(result__in=("given", "refused", "incomplete", "decided", "decided_against")),
            ),
            models.CheckConstraint(
                name="consent_withdrawn_with_reason",
                condition=models.Q(withdrawn_at__isnull=True) ^ ~models.Q(withdrawn_why=""),
            ),
        )

    @property
    def carries(self) -> bool:
        """Whether something can rest on it, so far as the row says."""
        return self.result in CARRIES and self.withdrawn_at is None


class Disclosure(models.Model):
    """What one unit gave another to know (`share`), or decided not to give (`refuse`). Never changed: it ends, and is reviewed.

    `until`: it ends by itself then, in the relations that it opened. `due_at`: until when somebody else must look at it, where
    its ground asks for that; `call_at`: when the clock acts next. `from_parent`: the unit above the one that gave; it sees what
    waits to be looked at, and can do that. `ordered_on`: the day of the order of a court that opened it, where one did;
    `order_sealed`: the number of the order, under the key of the case; `supersedes_id`: the one entered wrongly before it.
    `needs_second`: it names a part that opens only when a second person has confirmed it (`confirmed_*`, set by the database alone).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    child_id = models.UUIDField(null=True)
    from_unit = unit_key(db_column="from_unit")
    to_unit = unit_key(db_column="to_unit")
    from_parent = models.IntegerField(null=True)
    kind = models.TextField()
    compartments = ArrayField(models.TextField())
    purpose = models.TextField()
    ground = models.TextField(default="", blank=True)
    reason = models.TextField(default="", blank=True)
    consent = models.ForeignKey(Consent, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    decided_by = models.UUIDField()
    decided_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.TextField(default="", blank=True)
    due_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.UUIDField(null=True)
    review = models.TextField(default="", blank=True)
    level = models.PositiveSmallIntegerField(default=0)
    call_at = models.DateTimeField(null=True)
    ordered_on = models.DateField(null=True)
    order_sealed = models.BinaryField(null=True)
    supersedes_id = models.UUIDField(null=True)
    needs_second = models.BooleanField(default=False, db_default=False)
    confirmed_by = models.UUIDField(null=True)
    confirmed_unit = models.IntegerField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    compartment = ""
    """Of its remarks: they are read by the unit that wrote them."""

    class Meta:
        db_table = "disclosure"
        indexes = (
            models.Index(fields=["case", "decided_at"], name="disclosure_of_case"),
            models.Index(fields=["call_at"], condition=models.Q(call_at__isnull=False), name="disclosure_drives_tick"),
            models.Index(fields=["consent"], condition=models.Q(ended_at__isnull=True), name="disclosure_on_consent"),
        )
        constraints = (
            models.CheckConstraint(
                name="disclosure_to_another",
                condition=~models.Q(from_unit=models.F("to_unit")) | models.Q(ordered_on__isnull=False),
            ),
            models.CheckConstraint(
                name="disclosure_by_order",
                condition=models.Q(ordered_on__isnull=True, order_sealed__isnull=True, supersedes_id__isnull=True)
                | models.Q(
                    kind="share",
                    ground="court_order",
                    order_sealed__isnull=False,
                    due_at__isnull=False,
                    consent__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="order_confirmed_by_two",
                condition=models.Q(confirmed_by__isnull=True, confirmed_unit__isnull=True, confirmed_at__isnull=True)
                | (
                    models.Q(
                        needs_second=True,
                        confirmed_by__isnull=False,
                        confirmed_unit__isnull=False,
                        confirmed_at__isnull=False,
                    )
                    & ~models.Q(confirmed_by=models.F("decided_by"))
                ),
            ),
            models.CheckConstraint(name="disclosure_of_something", condition=models.Q(compartments__len__gt=0)),
            models.CheckConstraint(
                name="disclosure_ends",
                condition=models.Q(kind="refuse", until__isnull=True, call_at__isnull=True)
                | (models.Q(kind="share", until__isnull=False) & ~models.Q(ground="")),
            ),
            models.CheckConstraint(
                name="disclosure_has_a_clock",
                condition=models.Q(kind="refuse")
                | models.Q(ended_at__isnull=False)
                | models.Q(call_at__isnull=False, call_at__lte=models.F("until")),
            ),
            models.CheckConstraint(
                name="disclosure_never_of_a_reporter", condition=~models.Q(compartments__contains=["reporter"])
            ),
        )

    @property
    def live(self) -> bool:
        """Not ended so far as the row says; at its `until` it is over all the same."""
        return self.kind == "share" and self.ended_at is None

    @property
    def ordered(self) -> bool:
        """A court ordered it."""
        return self.ordered_on is not None

    @property
    def opened(self) -> list[str]:
        """The parts that it opened; of an order that nobody has confirmed, those that wait for nobody."""
        waits = SEALED if self.needs_second and self.confirmed_at is None else set()
        return [part for part in self.compartments if part not in waits]

    @property
    def waits_for_second(self) -> bool:
        """A second person must confirm before all of it opens."""
        return self.live and self.needs_second and self.confirmed_at is None

    @property
    def waits_for_review(self) -> bool:
        return self.due_at is not None and self.reviewed_at is None
