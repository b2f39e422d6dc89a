"""Gaps of an area, commitments of units, and every move of a commitment. No row names a case, a child or a report."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samaki.agencies.models import unit_key
from samaki.commitments.states import RUNNING, STATES
from samaki.vault.models import SealedRow


class Gap(SealedRow):
    """What is wanting in a province, or in all of them (`rules.EVERYWHERE`).

    `kind`: service, night_number, link, step, other; `what`: the code of it (a service, a kind of step, a
    link as `asks>asked`; empty where there is none); `source`: hand, map. `known_since`: since which day it is known to be wanting, which
    may lie before anybody wrote it down; `closed_on`: since which day it is not. Sealed: text, evidence, why."""

    area = models.TextField()
    kind = models.TextField()
    what = models.TextField(default="", blank=True)
    source = models.TextField(default="hand")
    known_since = models.DateField()
    state = models.TextField(default="open")
    closed_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.UUIDField(null=True)
    unit = unit_key(db_column="unit")
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    sealed = models.BinaryField()
    version = models.PositiveIntegerField(default=1)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "gap"
        constraints = (
            models.CheckConstraint(name="gap_state", condition=Q(state__in=STATES["gap"])),
            models.CheckConstraint(
                name="gap_closed_since_a_day",
                condition=Q(state="closed", closed_on__isnull=False, closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_on__isnull=True, closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="gap_closed_after_it_was_known",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=models.F("known_since")),
            ),
            models.UniqueConstraint(
                fields=["area", "kind", "what"], condition=Q(state="open") & ~Q(kind="other"), name="gap_open_once"
            ),
        )
        indexes = (models.Index(fields=["area", "known_since"], name="gap_of_area"),)


class Commitment(SealedRow):
    """What a unit promises to do by a day. `owner`: the unit that does it; `unit`: who wrote it down; `gap`: what it is to close, if it is;
    `source`: hand, workshop, conference, link, measure, and `source_what`: which one, where that has a code. `first_due_on`: the day that
    was promised first; `moved`: how often it was given another one. `level`: who was called (see `waiting`). Sealed: text."""

    owner = unit_key(db_column="owner")
    unit = unit_key(db_column="unit")
    gap = models.ForeignKey(Gap, null=True, on_delete=models.PROTECT, related_name="+")
    area = models.TextField(default="", blank=True)
    source = models.TextField(default="hand")
    source_what = models.TextField(default="", blank=True)
    first_due_on = models.DateField()
    due_on = models.DateField()
    due_at = models.DateTimeField()
    state = models.TextField()
    level = models.PositiveSmallIntegerField(default=0)
    call_at = models.DateTimeField(null=True)
    moved = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    sealed = models.BinaryField()
    version = models.PositiveIntegerField(default=1)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "commitment"
        constraints = (
            models.CheckConstraint(name="commitment_state", condition=Q(state__in=STATES["commitment"])),
            models.CheckConstraint(
                name="commitment_runs_with_a_clock",
                condition=Q(state__in=RUNNING, call_at__isnull=False, ended_at__isnull=True)
                | (~Q(state__in=RUNNING) & Q(call_at__isnull=True, ended_at__isnull=False)),
            ),
        )
        indexes = (
            models.Index(fields=["owner", "due_at"], name="commitment_of_owner"),
            models.Index(fields=["gap"], name="commitment_of_gap"),
            models.Index(fields=["call_at"], condition=Q(call_at__isnull=False), name="commitment_drives_tick"),
        )


class CommitmentMove(SealedRow):
    """One move of a commitment, never changed: `move` of `states.MOVES` (`write` for its beginning), the state after it, the day that held
    then. Sealed: why (the evidence, or the reason)."""

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="moves")
    move = models.TextField()
    state = models.TextField()
    due_on = models.DateField()
    unit = unit_key(db_column="unit")
    by_member = models.UUIDField()
    at = models.DateTimeField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "commitment_move"
        indexes = (models.Index(fields=["commitment", "at"], name="move_of_commitment"),)
