"""The table of this room. Who sees it is in migration 0113: who reads justice, and who works for the child."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from samaki.database import uuid7
from samaki.journeys.identification.states import AGES, SORTS


class Identification(models.Model):
    """One proposal, one decision or one assessment of the age, of one child; never changed. The words are remarks of the justice part.

    `status`: of `victim_status_reason`; `form`: of `identification_form_reason`; `again`: of `identified_again_reason`, why it was decided
    once more, with `after_id`, the decision before it. Of an age: `method` of `age_method_reason`, `age` child | adult | doubt, and the
    years between which it lies.
    """

    compartment = "justice"
    """Of its remarks."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case_id = models.UUIDField()
    child_id = models.UUIDField()
    sort = models.TextField()
    status = models.TextField(default="", blank=True)
    form = models.TextField(default="", blank=True)
    again = models.TextField(default="", blank=True)
    after_id = models.UUIDField(null=True)
    method = models.TextField(default="", blank=True)
    age = models.TextField(default="", blank=True)
    youngest = models.PositiveSmallIntegerField(null=True)
    oldest = models.PositiveSmallIntegerField(null=True)
    unit = models.IntegerField()
    recorded_by = models.UUIDField()
    occurred_at = models.DateTimeField()
    occurred_precision = models.TextField(default="instant")
    recorded_at = models.DateTimeField()
    in_error_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "identification"
        indexes = (models.Index(fields=["case_id", "child_id"], name="identification_of_child"),)
        constraints = (
            models.CheckConstraint(name="identification_sort_known", condition=Q(sort__in=SORTS)),
            models.CheckConstraint(
                name="identification_says_one_thing",
                condition=Q(sort="age", age__in=AGES, status="", form="")
                | (~Q(sort="age") & ~Q(status="") & Q(age="", method="")),
            ),
            models.CheckConstraint(name="identification_decided_by_form", condition=~Q(sort="decision") | ~Q(form="")),
            models.CheckConstraint(
                name="identification_years_in_order",
                condition=Q(youngest__isnull=True) | Q(oldest__isnull=True) | Q(youngest__lte=F("oldest")),
            ),
        )
