"""Workshops, their sessions, invitations, seats, ticks, sittings and opinions. `unit` of each: the unit that organises it.

A participant may have no account: a seat is known by a key that stands on their telephone. Who sees what: migration 0129.
"""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from samaki.agencies.models import unit_key
from samaki.database import uuid7
from samaki.training.states import PARTS, SEATS, STATES
from samaki.vault.models import SealedRow


class Workshop(SealedRow):
    """A programme of the pack at a site. Sealed: place, note. `begins_at`, `ends_at`: of the first and the last session; `test`: the
    part of the test that is open now, or ""; `check_due_at`: when it is looked at who is still in post; `call_at`: when the clock tells."""

    unit = unit_key(db_column="unit")
    programme = models.TextField()
    area = models.TextField()
    state = models.TextField(default="planned")
    places = models.PositiveIntegerField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    test = models.TextField(default="", blank=True)
    sealed = models.BinaryField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    check_due_at = models.DateTimeField(null=True)
    call_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "workshop"
        constraints = (
            models.CheckConstraint(name="workshop_state_known", condition=Q(state__in=STATES)),
            models.CheckConstraint(name="workshop_test_known", condition=Q(test__in=("", *PARTS))),
            models.CheckConstraint(name="workshop_ends_later", condition=Q(ends_at__gt=models.F("begins_at"))),
        )
        indexes = (
            models.Index(fields=["begins_at", "id"], name="workshop_by_day"),
            models.Index(fields=["call_at"], condition=Q(call_at__isnull=False), name="workshop_waits"),
        )


class WorkshopSession(SealedRow):
    """One session; `code`: of the programme. Sealed: trainers, materials (addresses or titles)."""

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="sessions")
    unit = unit_key(db_column="unit")
    code = models.TextField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "workshop_session"
        constraints = (models.UniqueConstraint(fields=["workshop", "code"], name="workshop_session_once"),)


class WorkshopInvitation(SealedRow):
    """So many places for one unit. Sealed: the code with which its people take them; `code_digest`: SHA-256 of it."""

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="invitations")
    unit = unit_key(db_column="unit")
    to_unit = unit_key(db_column="to_unit")
    places = models.PositiveIntegerField()
    code_digest = models.BinaryField(unique=True)
    sealed = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "workshop_invitation"
        constraints = (models.UniqueConstraint(fields=["workshop", "to_unit"], name="workshop_invites_once"),)


class WorkshopSeat(SealedRow):
    """A participant. Sealed: name, phone, key. `twice_digest`: keyed, of name and number, so that nobody sits twice; `contact`: agrees to
    be in the directory; `offered_at`: their unit can put them there; `opined`: has answered the questions at the end, not what;
    `in_post`, `observed`: what was seen half a year later (standards of the pack)."""

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="seats")
    invitation = models.ForeignKey(WorkshopInvitation, on_delete=models.PROTECT, related_name="seats")
    unit = unit_key(db_column="unit")
    to_unit = unit_key(db_column="to_unit")
    role = models.TextField()
    state = models.TextField()
    key_digest = models.BinaryField(unique=True)
    twice_digest = models.BinaryField()
    sealed = models.BinaryField()
    contact = models.BooleanField(default=False)
    opined = models.BooleanField(default=False)
    registered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    certificate_code = models.TextField(null=True, unique=True)  # noqa: DJ001 - unique where there is one
    certificate_sha256 = models.BinaryField(null=True)
    certified_at = models.DateTimeField(null=True)
    offered_at = models.DateTimeField(null=True)
    card_at = models.DateTimeField(null=True)
    in_post = models.TextField(default="", blank=True)
    observed = ArrayField(models.TextField(), default=list)
    checked_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "workshop_seat"
        constraints = (
            models.CheckConstraint(name="workshop_seat_state_known", condition=Q(state__in=SEATS)),
            models.CheckConstraint(name="workshop_seat_in_post", condition=Q(in_post__in=("", "yes", "no", "unknown"))),
            models.UniqueConstraint(fields=["workshop", "twice_digest"], condition=~Q(state="withdrawn"), name="workshop_seat_once"),
        )  # fmt: skip
        indexes = (
            models.Index(fields=["invitation", "state"], name="workshop_seat_of_quota"),
            models.Index(fields=["to_unit"], condition=Q(offered_at__isnull=False), name="workshop_seat_offered"),
        )


class WorkshopMark(models.Model):
    """Somebody was at a session; `how`: `list` (ticked by the organiser) or `room` (with the number shown there)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    session = models.ForeignKey(WorkshopSession, on_delete=models.PROTECT, related_name="marks")
    seat = models.ForeignKey(WorkshopSeat, on_delete=models.PROTECT, related_name="marks")
    unit = unit_key(db_column="unit")
    how = models.TextField()
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "workshop_mark"
        constraints = (
            models.UniqueConstraint(fields=["session", "seat"], name="workshop_mark_once"),
            models.CheckConstraint(name="workshop_mark_how", condition=Q(how__in=("list", "room"))),
        )


class WorkshopSitting(models.Model):
    """One part of the test by one participant: `answers` item -> option, `correct`: the items answered right when it was sat."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(WorkshopSeat, on_delete=models.PROTECT, related_name="sittings")
    unit = unit_key(db_column="unit")
    part = models.TextField()
    answers = models.JSONField()
    correct = ArrayField(models.TextField(), default=list)
    how = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "workshop_sitting"
        constraints = (
            models.UniqueConstraint(fields=["seat", "part"], name="workshop_sat_once"),
            models.CheckConstraint(name="workshop_sitting_part", condition=Q(part__in=PARTS)),
            models.CheckConstraint(name="workshop_sitting_how", condition=Q(how__in=("phone", "paper"))),
        )
        indexes = (models.Index(fields=["workshop", "part"], name="workshop_sitting_of"),)


class WorkshopOpinion(SealedRow):
    """What one participant thinks; nobody knows who: no seat, no time, and a key of chance alone. Sealed: text."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="+")
    unit = unit_key(db_column="unit")
    answers = models.JSONField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "workshop_opinion"
