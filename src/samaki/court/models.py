"""The facts of a court file. Who sees them follows in migration 0101: who reads justice, of their own child."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samaki.court.states import CATEGORIES, KINDS, STANDS, STATES
from samaki.database import uuid7


class CourtFact(models.Model):
    """One dated fact about an accused (`person_id`), a charge (`offence`, an article of the pack, of `child_id` or of none) or the case.

    `at`, `precision`: when it happened. `code`: the answer to the question of its kind. `until`: as an order says. `court`: a unit.
    `category`, `age`: of the accused at that time, as far as known. `detail`: numbers and codes alone (`to_offence`, `file`, `absent`,
    `decider`, `ground`, `money`, `prison`, `suspended`; `odd`: codes of `court.doubts`, and `confirmed`, where who wrote it was
    asked); words are remarks of the justice part. `amount`: of a fine, of compensation, of what was offered or paid, in whole
    `currency`. `replaces_id`: the version that this one corrects. `restricted`: the person was cleared
    for good. `clocks`: limits that this row waits for, [sort, code, time]; `call_at`: when the clock speaks of the next one.
    """

    compartment = "justice"
    """Of its remarks."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    child_id = models.UUIDField(null=True)
    kind = models.TextField()
    offence = models.TextField(default="", blank=True)
    code = models.TextField(default="", blank=True)
    at = models.DateTimeField()
    precision = models.TextField(default="instant")
    until = models.DateTimeField(null=True)
    court = models.IntegerField(null=True)
    category = models.TextField(default="", blank=True)
    age = models.PositiveSmallIntegerField(null=True)
    detail = models.JSONField(default=dict)
    amount = models.DecimalField(max_digits=15, decimal_places=2, null=True)
    currency = models.TextField(default="", blank=True)
    document_id = models.UUIDField(null=True)
    state = models.TextField(default=STANDS)
    replaces_id = models.UUIDField(null=True)
    restricted = models.BooleanField(default=False)
    clocks = models.JSONField(default=list)
    call_at = models.DateTimeField(null=True)
    unit = models.IntegerField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "court_fact"
        indexes = (
            models.Index(fields=["case_id", "person_id"], name="court_fact_of_accused"),
            models.Index(fields=["call_at"], condition=Q(call_at__isnull=False), name="court_fact_drives_tick"),
        )
        constraints = (
            models.CheckConstraint(name="court_fact_kind_known", condition=Q(kind__in=tuple(KINDS))),
            models.CheckConstraint(name="court_fact_state_known", condition=Q(state__in=STATES)),
            models.CheckConstraint(name="court_fact_category_known", condition=Q(category__in=("", *CATEGORIES))),
            models.CheckConstraint(
                name="court_fact_waits_while_it_stands", condition=Q(state=STANDS) | Q(call_at__isnull=True)
            ),
            models.CheckConstraint(
                name="court_fact_sums_are_of_a_currency",
                condition=Q(amount__isnull=True, currency="") | (Q(amount__gt=0) & ~Q(currency="")),
            ),
            models.UniqueConstraint(
                fields=["replaces_id"],
                condition=Q(replaces_id__isnull=False),
                name="court_fact_corrected_once",
            ),
        )
