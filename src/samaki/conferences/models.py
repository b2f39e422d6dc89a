"""The tables of this room. Who sees which row follows in migration 0096; what a conference opens is a disclosure, with its end."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from samaki.database import uuid7
from samaki.vault.models import SealedRow

ON_LIST = ("invited", "joined")


class Conference(models.Model):
    """One meeting: on a case (of one child, or of all of it), or of a province, as one of a series (`series_id`).

    No words, so that whoever is invited reads it before anything is open to them. `unit`: who called it, and keeps its minutes.
    `purpose`, `off_why`: codes of the pack. `at_unit`: in whose office, none: by telephone or video. `call_at`: the clock asks
    then whether it took place.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case_id = models.UUIDField(null=True)
    case_code = models.TextField(default="", blank=True)
    child_id = models.UUIDField(null=True)
    series_id = models.UUIDField(null=True)
    area = models.TextField(default="", blank=True)
    purpose = models.TextField()
    unit = models.IntegerField()
    called_by = models.UUIDField()
    called_at = models.DateTimeField()
    meets_at = models.DateTimeField()
    at_unit = models.IntegerField(null=True)
    state = models.TextField(default="called")
    off_why = models.TextField(default="", blank=True)
    ended_at = models.DateTimeField(null=True)
    level = models.PositiveSmallIntegerField(default=0)
    call_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "conference"
        indexes = (
            models.Index(fields=["case_id", "meets_at"], name="conference_of_case", condition=Q(case_id__isnull=False)),
            models.Index(fields=["series_id", "meets_at"], name="conference_of_series", condition=Q(series_id__isnull=False)),
            models.Index(fields=["unit", "meets_at"], name="conference_of_unit"),
            models.Index(fields=["call_at"], name="conference_drives_tick", condition=Q(call_at__isnull=False)),
        )  # fmt: skip
        constraints = (
            models.CheckConstraint(
                name="conference_of_case_or_series", condition=Q(case_id__isnull=True) ^ Q(series_id__isnull=True)
            ),
            models.CheckConstraint(
                name="conference_waits_or_ended",
                condition=Q(state="called", call_at__isnull=False, ended_at__isnull=True)
                | Q(state__in=("closed", "cancelled"), call_at__isnull=True, ended_at__isnull=False),
            ),
        )


class ConferenceMember(models.Model):
    """A unit on the list. `parts`: what of the file is opened to it, by `disclosure_id`, once it has undertaken to keep it to itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="members")
    case_id = models.UUIDField(null=True)
    unit = models.IntegerField()
    state = models.TextField(default="invited")
    parts = ArrayField(models.TextField(), default=list)
    disclosure_id = models.UUIDField(null=True)
    invited_by = models.UUIDField()
    invited_at = models.DateTimeField()
    undertaken_by = models.UUIDField(null=True)
    undertaken_at = models.DateTimeField(null=True)
    present = models.BooleanField(null=True)

    class Meta:
        db_table = "conference_member"
        indexes = (models.Index(fields=["unit", "conference"], name="conference_member_of_unit"),)
        constraints = (
            models.UniqueConstraint(
                fields=["conference", "unit"], condition=~Q(state="removed"), name="conference_member_once"
            ),
            models.CheckConstraint(
                name="conference_member_state", condition=Q(state__in=("invited", "joined", "declined", "removed"))
            ),
            models.CheckConstraint(
                name="conference_member_undertook",
                condition=~Q(state="joined") | Q(undertaken_by__isnull=False, undertaken_at__isnull=False),
            ),
        )


class OfConference(SealedRow):
    """What points, decisions and actions have in common: in which meeting, and of which part of which file ("": of none)."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="+")
    case_id = models.UUIDField(null=True)
    case_code = models.TextField(default="", blank=True)
    child_id = models.UUIDField(null=True)
    compartment = models.TextField(default="", blank=True)
    sealed = models.BinaryField()
    unit = models.IntegerField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        abstract = True


class ConferencePoint(OfConference):
    """A point of the agenda. `source`: waiting (a step is late, rests or is asked of others), differs (observations of a child
    differ), own (somebody's). An open point of a series stands on the agenda of each next meeting. Sealed: text."""

    source = models.TextField()
    step_id = models.UUIDField(null=True)
    step_kind = models.TextField(default="", blank=True)
    state = models.TextField(default="open")

    class Meta:
        db_table = "conference_point"
        indexes = (models.Index(fields=["conference"], name="conference_point_of"),)
        constraints = (
            models.CheckConstraint(
                name="conference_point_state", condition=Q(state__in=("open", "decided", "dropped"))
            ),
            models.CheckConstraint(
                name="conference_point_source",
                condition=Q(source="own", step_id__isnull=True)
                | Q(source__in=("waiting", "differs"), step_id__isnull=False),
            ),
            models.CheckConstraint(
                name="conference_point_of_part", condition=Q(case_id__isnull=True) ^ ~Q(compartment="")
            ),
        )


class ConferenceDecision(OfConference):
    """What was decided about a point. Never changed: the newest stands. Sealed: text."""

    point = models.ForeignKey(ConferencePoint, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "conference_decision"
        indexes = (models.Index(fields=["conference"], name="conference_decision_of"),)


class ConferenceAction(OfConference):
    """What somebody does until when. `owner`: the unit that does it, none: nobody yet. `becomes`: commitment (a promise with its own
    clock), step or handoff (whose clock runs instead). Sealed: text, and `why`, said by the owner at its end."""

    point = models.ForeignKey(ConferencePoint, null=True, on_delete=models.PROTECT, related_name="+")
    owner = models.IntegerField(null=True)
    due_at = models.DateTimeField(null=True)
    becomes = models.TextField(default="commitment")
    step_id = models.UUIDField(null=True)
    handoff_id = models.UUIDField(null=True)
    state = models.TextField(default="open")
    said_by = models.UUIDField(null=True)
    said_at = models.DateTimeField(null=True)
    level = models.PositiveSmallIntegerField(default=0)
    call_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "conference_action"
        indexes = (
            models.Index(fields=["conference"], name="conference_action_of"),
            models.Index(fields=["owner", "due_at"], name="conference_action_on_desk", condition=Q(state="open", becomes="commitment")),
            models.Index(fields=["call_at"], name="conference_action_drives_tick", condition=Q(call_at__isnull=False)),
        )  # fmt: skip
        constraints = (
            models.CheckConstraint(
                name="conference_action_state",
                condition=Q(state__in=("open", "done", "not_possible", "not_done", "dropped")),
            ),
            models.CheckConstraint(
                name="conference_action_becomes",
                condition=Q(becomes="commitment", step_id__isnull=True, handoff_id__isnull=True)
                | Q(becomes="step", step_id__isnull=False, handoff_id__isnull=True, owner__isnull=False)
                | Q(becomes="handoff", step_id__isnull=False, handoff_id__isnull=False, owner__isnull=False),
            ),
            models.CheckConstraint(name="conference_owner_has_a_day", condition=Q(owner__isnull=True) ^ Q(due_at__isnull=False)),
            models.CheckConstraint(
                name="conference_promise_has_a_clock",
                condition=~Q(state="open", becomes="commitment", owner__isnull=False) | Q(call_at__isnull=False),
            ),
            models.CheckConstraint(
                name="conference_ended_has_no_clock", condition=Q(state="open") | Q(call_at__isnull=True)
            ),
        )  # fmt: skip
