"""Reports: what someone told us. Not a finding."""

from __future__ import annotations

from django.db import models

from samaki.agencies.models import unit_key
from samaki.database import uuid7
from samaki.vault.models import SealedRow

OPEN_STATES = ("new", "acknowledged")


class Report(SealedRow):
    """One report with its holder and its clock. The words are sealed under the report's own key; times are rounded.

    `joined_to`: the report that goes on for both; this one follows it. `split_from`: the report that told of this matter too.
    `triage`: the officer's last answers, {question: yes, no or unknown}. `first_time`, `report_again`: what who told us said of
    themselves, if anything: yes, no (or unsure). `area_from`: how `area` is known: "" from what was asked for the place, `text` read
    from free words, `desk` said by who read the report. `taken_by`: sms or phone, where it was acknowledged without being opened.
    """

    case_id = models.UUIDField(null=True)
    state = models.TextField(default="new")
    source = models.TextField()
    channel = models.TextField()
    urgency = models.TextField()
    area = models.TextField(default="", blank=True)
    area_from = models.TextField(default="", blank=True)
    holder = unit_key(db_column="holder", db_index=False)  # `report_drives_list` begins with it
    sealed = models.BinaryField()
    receipt_digest = models.BinaryField(unique=True)
    request_digest = models.BinaryField(unique=True)
    body_digest = models.BinaryField()
    language = models.TextField(default="")
    due_at = models.DateTimeField()
    level = models.PositiveSmallIntegerField(default=0)
    call_at = models.DateTimeField(null=True)
    close_reason = models.TextField(default="", blank=True)
    received_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    taken_by = models.TextField(default="", blank=True)
    ended_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)
    passes = models.PositiveSmallIntegerField(default=0)
    first_time = models.TextField(default="", blank=True)
    report_again = models.TextField(default="", blank=True)
    triage = models.JSONField(default=dict)
    joined_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, db_index=False, related_name="+", db_column="joined_to"
    )
    split_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, db_index=False, related_name="+", db_column="split_from"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "report"
        constraints = (
            models.CheckConstraint(
                name="report_state_is_known",
                condition=models.Q(state__in=("new", "acknowledged", "in_case", "closed", "joined")),
            ),
            models.CheckConstraint(name="report_area_from", condition=models.Q(area_from__in=("", "text", "desk"))),
            models.CheckConstraint(
                name="joined_report_names_it",
                condition=~models.Q(state="joined") | models.Q(joined_to__isnull=False, call_at__isnull=True),
            ),
            models.CheckConstraint(
                name="open_report_has_a_clock",
                condition=~models.Q(state__in=OPEN_STATES) | models.Q(call_at__isnull=False),
            ),
            models.CheckConstraint(
                name="report_in_case_names_it", condition=~models.Q(state="in_case") | models.Q(case_id__isnull=False)
            ),
        )
        indexes = (
            models.Index(
                fields=["holder", "due_at"], condition=models.Q(state__in=OPEN_STATES), name="report_drives_desk"
            ),
            models.Index(fields=["holder", "-id"], name="report_drives_list"),
            models.Index(fields=["call_at"], condition=models.Q(call_at__isnull=False), name="report_drives_tick"),
            models.Index(fields=["case_id"], name="report_of_case"),
            models.Index(fields=["joined_to"], condition=models.Q(joined_to__isnull=False), name="report_joined_to"),
            models.Index(fields=["split_from"], condition=models.Q(split_from__isnull=False), name="report_split_from"),
            models.Index(
                fields=["ended_at"],
                condition=models.Q(state="closed", erased_at__isnull=True),
                name="report_drives_retention",
            ),
        )


class ReportPass(models.Model):
    """One passing of a report to another unit: who passed it goes on seeing where it went. Its reason is a remark."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    case_id = models.UUIDField(null=True)
    from_unit = models.IntegerField()
    to_unit = models.IntegerField()
    passed_at = models.DateTimeField()

    class Meta:
        db_table = "report_pass"
        indexes = (models.Index(fields=["from_unit", "-passed_at"], name="report_pass_of_unit"),)


class ReporterRecord(SealedRow):
    """Who told us and how to reach them safely. No role reads it: two persons and a reason open it,
    once, through a function of the database (`samaki.journeys.guarding.unsealing`)."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="+")
    case_id = models.UUIDField(null=True)
    sealed = models.BinaryField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "reporter_record"


class Outreach(models.Model):
    """What a unit did so that more people know that they can tell: when, in which area, of which sort, how many it reached."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = unit_key(db_column="unit")
    held_on = models.DateField()
    area = models.TextField()
    kind = models.TextField()
    reached = models.PositiveIntegerField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    in_error_at = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "outreach"
        indexes = (models.Index(fields=["unit", "-held_on"], name="outreach_of_unit"),)


class TypedPage(models.Model):
    """What somebody typed and has not sent, for half an hour. No role reads the table: see `samaki.intake.typed`."""

    page = models.BinaryField(primary_key=True)
    thread = models.BinaryField()
    sealed = models.BinaryField()
    until = models.DateTimeField()
    once = models.BooleanField()
    shown_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "typed_page"
        indexes = (
            models.Index(fields=["thread"], name="typed_page_of_thread"),
            models.Index(fields=["until"], name="typed_page_ends"),
        )
