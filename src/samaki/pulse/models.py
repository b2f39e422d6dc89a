"""A round, who has answered it, and what was answered. Between the last two there is no link: no key, no time, no order, and no
transaction in common, because the database writes all of both anew, shuffled, with every answer (migration 0141, ADR 71).
When a round ends both are emptied, and only sums stay.

Who calls whom is another matter: a unit says it of units, under its name, for all to read (ADR 76).
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from samaki.agencies.models import unit_key
from samaki.database import uuid7
from samaki.pulse.states import OPEN


class PulseRound(models.Model):
    """One year. `questions`: codes of the pack, in order. `cells`: principal of a unit -> [kind of agency, province] under which its
    members are counted, made at the opening so that at least five are asked in each. `figures`: of a closed one, see `sums`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = unit_key(db_column="unit")
    year = models.PositiveSmallIntegerField()
    questions = models.JSONField()
    cells = models.JSONField()
    state = models.TextField(default=OPEN)
    opened_by = models.UUIDField()
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    invited = models.PositiveIntegerField()
    answered = models.PositiveIntegerField(null=True)
    figures = models.JSONField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "pulse_round"
        constraints = (
            models.CheckConstraint(name="pulse_round_state_known", condition=Q(state__in=["open", "closed", "withdrawn"])),
            models.CheckConstraint(name="pulse_round_figures_of_closed", condition=Q(figures__isnull=True) | Q(state="closed")),
            models.CheckConstraint(name="pulse_round_ends_later", condition=Q(closes_at__gt=models.F("opened_at"))),
            models.UniqueConstraint(fields=["state"], condition=Q(state="open"), name="pulse_round_one_open"),
            models.UniqueConstraint(fields=["year"], condition=~Q(state="withdrawn"), name="pulse_round_once_a_year"),
        )  # fmt: skip


class PulseMark(models.Model):
    """This member has answered; not when, and not what. Gone when the round ends."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    round_id = models.UUIDField()
    member_id = models.UUIDField()

    class Meta:
        db_table = "pulse_mark"
        constraints = (models.UniqueConstraint(fields=["round_id", "member_id"], name="pulse_answered_once"),)


class PulseAnswer(models.Model):
    """What somebody of this kind of agency and province answered: question -> 1 to 5, or 0 for what they would rather not say."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    round_id = models.UUIDField()
    kind = models.TextField(blank=True)
    area = models.TextField(blank=True)
    answers = models.JSONField()

    class Meta:
        db_table = "pulse_answer"


class UnitTie(models.Model):
    """In `year` the `unit` names the `other`: it calls it (`way` "to") or is called by it ("from"). Of units, never of a person: who wrote
    it stands in the ledger alone. `ended_at`: said anew, and not named any more."""

    WAYS = ("to", "from")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    year = models.PositiveSmallIntegerField()
    unit = unit_key(db_column="unit")
    other = unit_key(db_column="other")
    way = models.TextField()
    said_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "unit_tie"
        constraints = (
            models.CheckConstraint(name="unit_tie_way", condition=Q(way__in=("to", "from"))),
            models.CheckConstraint(name="unit_tie_of_two", condition=~Q(unit=models.F("other"))),
            models.UniqueConstraint(fields=["year", "unit", "other", "way"], condition=Q(ended_at__isnull=True), name="unit_tie_once"),
        )  # fmt: skip
