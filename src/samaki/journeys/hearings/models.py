"""The tables of this room. Who sees them follows in migration 0091: who reads justice, and who works for a child that is called."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from samaki.agencies.models import Member
from samaki.database import uuid7
from samaki.journeys.hearings.states import AHEAD, HEARING, NEED, RELEASE
from samaki.vault.models import SealedRow


class Hearing(SealedRow):
    """One day of a court. `sealed`: where it is, which room, what to bring; what it is about, why it was postponed and what came of it
    are remarks of the justice part.

    `at`, `precision`: instant, or the beginning of a day, a month or a year; `until`: its end, where it is known. `source`: from where
    the date is known. `confirmed_at`: somebody has it from the court. `after_id`: the hearing whose new date this is. `reason`: of the
    list of its state, why it was postponed or not held, or what came of it.
    """

    compartment = "justice"
    """Of its remarks."""
    child_id = None

    case_id = models.UUIDField()
    purpose = models.TextField()
    court = models.IntegerField(null=True)
    at = models.DateTimeField()
    precision = models.TextField(default="instant")
    until = models.DateTimeField(null=True)
    sealed = models.BinaryField()
    state = models.TextField(default="heard")
    reason = models.TextField(default="", blank=True)
    source = models.TextField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_unit = models.IntegerField(null=True)
    after_id = models.UUIDField(null=True)
    unit = models.IntegerField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    call_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "hearing"
        indexes = (
            models.Index(fields=["case_id", "at"], name="hearing_of_case"),
            models.Index(fields=["at"], name="hearing_by_day"),
            models.Index(fields=["call_at"], condition=Q(call_at__isnull=False), name="hearing_drives_tick"),
        )
        constraints = (
            models.CheckConstraint(name="hearing_state_known", condition=Q(state__in=tuple(HEARING))),
            models.CheckConstraint(
                name="hearing_waits_for_its_day", condition=Q(state__in=AHEAD) | Q(call_at__isnull=True)
            ),
            models.CheckConstraint(
                name="hearing_confirmed_by_somebody",
                condition=Q(confirmed_at__isnull=True, confirmed_unit__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_unit__isnull=False),
            ),
            models.CheckConstraint(
                name="hearing_ends_after_it_began", condition=Q(until__isnull=True) | Q(until__gt=models.F("at"))
            ),
            models.UniqueConstraint(
                fields=["after_id"],
                condition=Q(after_id__isnull=False) & ~Q(state="in_error"),
                name="hearing_followed_once",
            ),
        )


class HearingChild(models.Model):
    """A child who is called to a hearing. It ends where that was a mistake; a new date calls the same children again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case_id = models.UUIDField()
    hearing_id = models.UUIDField()
    child_id = models.UUIDField()
    unit = models.IntegerField()
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "hearing_child"
        constraints = (
            models.UniqueConstraint(
                fields=["hearing_id", "child_id"], condition=Q(ended_at__isnull=True), name="hearing_calls_once"
            ),
        )


class HearingNeed(SealedRow):
    """A summons, an interpreter or transport. `person_id`: for whom, nobody in particular where it is empty; `child_id`: the child to
    whom that person belongs. `sealed`: which language, who drives, by which number. `asked_unit`, `ready_unit`: who asked for it (sent
    it), who arranged it (received it). A copy of a need of another day says so in `after_id`."""

    compartment = "justice"

    case_id = models.UUIDField()
    hearing_id = models.UUIDField()
    child_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True)
    sort = models.TextField()
    sealed = models.BinaryField()
    state = models.TextField(default="needed")
    asked_at = models.DateTimeField(null=True)
    asked_unit = models.IntegerField(null=True)
    ready_at = models.DateTimeField(null=True)
    ready_unit = models.IntegerField(null=True)
    unit = models.IntegerField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "hearing_need"
        indexes = (models.Index(fields=["hearing_id"], name="hearing_need_of_hearing"),)
        constraints = (
            models.CheckConstraint(name="hearing_need_state_known", condition=Q(state__in=tuple(NEED))),
            models.CheckConstraint(
                name="hearing_need_sort_known", condition=Q(sort__in=("summons", "interpreter", "transport"))
            ),
            models.UniqueConstraint(
                fields=["hearing_id", "sort", "person_id"],
                condition=~Q(state="dropped"),
                nulls_distinct=False,
                name="hearing_needs_once",
            ),
        )


class HearingGoing(models.Model):
    """Somebody of a unit who goes there. Their name is known to their own unit; others read which unit comes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case_id = models.UUIDField()
    hearing_id = models.UUIDField()
    member_id = models.UUIDField()
    unit = models.IntegerField()
    said_by = models.UUIDField()
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "hearing_going"
        indexes = (models.Index(fields=["hearing_id"], name="hearing_going_of_hearing"),)
        constraints = (
            models.UniqueConstraint(
                fields=["hearing_id", "member_id"], condition=Q(ended_at__isnull=True), name="hearing_goes_once"
            ),
        )


class Release(models.Model):
    """Word that somebody who was held is free, or will be on that day. `person_id`: who, where they are on the file. Read by who reads
    justice and by whoever works for a child of the case; the words are remarks of the justice part."""

    compartment = "justice"
    child_id = None

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    reason = models.TextField()
    source = models.TextField()
    at = models.DateTimeField()
    precision = models.TextField(default="instant")
    state = models.TextField(default="heard")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_unit = models.IntegerField(null=True)
    unit = models.IntegerField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "accused_release"
        indexes = (models.Index(fields=["case_id", "at"], name="accused_release_of_case"),)
        constraints = (
            models.CheckConstraint(name="accused_release_state_known", condition=Q(state__in=tuple(RELEASE))),
        )


class CalendarFeed(models.Model):
    """A calendar that a program fetches by a secret token, of which only the digest is kept. `scope`: mine | unit. One of each at most;
    a new one ends the one before. It shows what its member sees at that moment, and nothing when they may not come in."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    scope = models.TextField()
    digest = models.BinaryField(unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "calendar_feed"
        constraints = (
            models.CheckConstraint(name="calendar_feed_scope_known", condition=Q(scope__in=("mine", "unit"))),
            models.UniqueConstraint(
                fields=["member", "scope"], condition=Q(ended_at__isnull=True), name="calendar_feed_once"
            ),
        )
