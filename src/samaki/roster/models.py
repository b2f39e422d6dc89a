"""Tables of rosters. They hold keys of members and times, no names; notes and personal numbers are sealed.

What a version says is never changed once it is published (a trigger of migration 0061); what is changed of it for a time is a row.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from samaki.agencies.models import unit_key
from samaki.database import uuid7
from samaki.roster.states import SWAP, VERSION
from samaki.vault.models import SealedRow


class DutyRoster(models.Model):
    """A roster of a unit, for an area of the pack that it serves; "": for all of them that have none of their own."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = unit_key(db_column="unit")
    area = models.TextField(default="", blank=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "duty_roster"
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "area"], condition=Q(ended_at__isnull=True), name="one_roster_per_area"
            ),
        )


class DutyVersion(models.Model):
    """One version of a roster: a draft, then published. `layers`: as `samaki.roster.layers` writes them; `edits`: how often the
    draft was written; `gap_minutes`: how long nobody is on duty in the weeks after it was published."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    roster = models.ForeignKey(DutyRoster, on_delete=models.PROTECT, related_name="versions")
    unit = unit_key(db_column="unit")
    number = models.PositiveIntegerField()
    state = models.TextField(default="draft")
    layers = models.JSONField(default=list)
    edits = models.PositiveIntegerField(default=1)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    published_by = models.UUIDField(null=True)
    published_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    gap_minutes = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "duty_version"
        constraints = (
            models.UniqueConstraint(fields=["roster", "number"], name="duty_version_number"),
            models.UniqueConstraint(fields=["roster"], condition=Q(state="draft"), name="one_draft_per_roster"),
            models.UniqueConstraint(fields=["roster"], condition=Q(state="published"), name="one_roster_in_force"),
            models.CheckConstraint(name="duty_version_state", condition=Q(state__in=list(VERSION))),
            models.CheckConstraint(
                name="duty_version_published",
                condition=Q(state__in=("draft", "discarded"), published_at__isnull=True)
                | Q(state__in=("published", "replaced", "ended"), published_at__isnull=False),
            ),
        )
        indexes = (models.Index(fields=["unit", "state"], name="duty_version_of_unit"),)


class DutySwap(models.Model):
    """`asked_by` is on duty from `since` to `until` and asks `other` to take that; `other` from `back_since` to `back_until` in
    return, or nothing in return."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    roster = models.ForeignKey(DutyRoster, on_delete=models.PROTECT, related_name="swaps")
    unit = unit_key(db_column="unit")
    asked_by = models.UUIDField()
    other = models.UUIDField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    back_since = models.DateTimeField(null=True)
    back_until = models.DateTimeField(null=True)
    state = models.TextField(default="asked")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "duty_swap"
        constraints = (
            models.CheckConstraint(name="duty_swap_state", condition=Q(state__in=list(SWAP))),
            models.CheckConstraint(name="duty_swap_of_two", condition=~Q(asked_by=F("other"))),
            models.CheckConstraint(
                name="duty_swap_spans",
                condition=Q(since__lt=F("until"))
                & (Q(back_since__isnull=True, back_until__isnull=True) | Q(back_since__lt=F("back_until"))),
            ),
            models.CheckConstraint(
                name="duty_swap_answered",
                condition=Q(state="asked", answered_at__isnull=True) | ~Q(state="asked") & Q(answered_at__isnull=False),
            ),
        )
        indexes = (models.Index(fields=["unit", "state"], name="duty_swap_of_unit"),)


class DutyChange(models.Model):
    """For a time a member covers, or is away. `uid`: of the line of a calendar file that it came from; `swap`: what it came from."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    roster = models.ForeignKey(DutyRoster, on_delete=models.PROTECT, related_name="changes")
    unit = unit_key(db_column="unit")
    sort = models.TextField()
    member_id = models.UUIDField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    swap = models.ForeignKey(DutySwap, on_delete=models.PROTECT, null=True, related_name="changes")
    uid = models.TextField(default="", blank=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)

    class Meta:
        db_table = "duty_change"
        constraints = (
            models.CheckConstraint(name="duty_change_sort", condition=Q(sort__in=("covers", "away"))),
            models.CheckConstraint(name="duty_change_span", condition=Q(since__lt=F("until"))),
            models.UniqueConstraint(
                fields=["roster", "uid"], condition=~Q(uid="") & Q(ended_at__isnull=True), name="duty_change_taken_once"
            ),
        )
        indexes = (
            models.Index(fields=["roster", "until"], condition=Q(ended_at__isnull=True), name="duty_change_stands"),
        )


class DutyNote(SealedRow):
    """What the next on duty must know. `sealed`: the words; whoever opened it first is written beside it."""

    roster = models.ForeignKey(DutyRoster, on_delete=models.PROTECT, related_name="notes")
    unit = unit_key(db_column="unit")
    written_by = models.UUIDField()
    made_at = models.DateTimeField()
    sealed = models.BinaryField()
    read_by = models.UUIDField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "duty_note"
        indexes = (models.Index(fields=["roster", "made_at"], name="duty_note_of_roster"),)


class DutyNumber(SealedRow):
    """A member's own number, given by themselves as the last that is tried of their unit. Withdrawn: the row is gone. It is theirs,
    and texted, once they typed the code that was sent to it."""

    member_id = models.UUIDField(unique=True)
    unit = unit_key(db_column="unit")
    sealed = models.BinaryField()
    given_at = models.DateTimeField()
    code = models.BinaryField(null=True)
    code_until = models.DateTimeField(null=True)
    proved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "duty_number"


class LadderVersion(models.Model):
    """The escalation ladder of the pack as it stood from `since` on: a wait that began before a change goes on by what stood then."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    since = models.DateTimeField()
    levels = models.JSONField()

    class Meta:
        db_table = "ladder_version"
