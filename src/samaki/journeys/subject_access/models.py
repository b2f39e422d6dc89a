"""A request for what is held about a child, and each time that the answer was handed over. Codes, units and times only.

What was written with it is a remark, sealed, of the unit that wrote it. The answer itself is built when it is handed over and kept
nowhere.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from samaki.agencies.models import unit_key
from samaki.cases.models import Case
from samaki.database import uuid7
from samaki.journeys.subject_access.states import STATES

GIVEN = "given"
"""The answer for a part of the file that is not withheld; any other answer is a reason of the pack."""


class SubjectAccess(models.Model):
    """Who asked for what is held about a child, and what was decided for each part of the file.

    `asker`: child | guardian | lawyer; `guardian_id`: the person on the file. `rooms`: the parts in which the unit that recorded it
    worked then; `parts`: part -> GIVEN or the reason why it is withheld. `most`: so often it can be handed over, until `expires_at`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    child_id = models.UUIDField()
    asker = models.TextField()
    guardian_id = models.UUIDField(null=True)
    how = models.TextField()
    language = models.TextField()
    rooms = ArrayField(models.TextField())
    unit = unit_key(db_column="unit")
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    call_at = models.DateTimeField(null=True)
    level = models.PositiveSmallIntegerField(default=0)
    state = models.TextField(default="asked")
    parts = models.JSONField(default=dict)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    most = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    compartment = ""
    """Of its remarks: they are read by the unit that wrote them."""

    class Meta:
        db_table = "subject_access"
        indexes = (
            models.Index(fields=["case", "recorded_at"], name="subject_access_of_case"),
            models.Index(
                fields=["call_at"], condition=models.Q(call_at__isnull=False), name="subject_access_drives_tick"
            ),
        )
        constraints = (
            models.CheckConstraint(name="subject_access_state", condition=models.Q(state__in=STATES)),
            models.CheckConstraint(
                name="subject_access_asker",
                condition=models.Q(asker="guardian", guardian_id__isnull=False)
                | models.Q(asker__in=("child", "lawyer"), guardian_id__isnull=True),
            ),
            models.CheckConstraint(
                name="subject_access_by_two",
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("recorded_by")),
            ),
            models.CheckConstraint(
                name="subject_access_decided",
                condition=~models.Q(state="decided")
                | models.Q(decided_by__isnull=False, decided_at__isnull=False, expires_at__isnull=False),
            ),
            models.CheckConstraint(
                name="subject_access_asked_has_a_clock",
                condition=~models.Q(state="asked") | models.Q(call_at__isnull=False, decided_by__isnull=True),
            ),
            models.CheckConstraint(
                name="subject_access_ended",
                condition=models.Q(state__in=("asked", "decided"), ended_at__isnull=True)
                | models.Q(state__in=("withdrawn", "mistake"), ended_at__isnull=False, call_at__isnull=True),
            ),
        )

    @property
    def given(self) -> list[str]:
        """The parts that are not withheld."""
        return [code for code in self.rooms if self.parts.get(code) == GIVEN]

    @property
    def withheld(self) -> dict[str, str]:
        """Part -> the reason why it is not given."""
        return {code: self.parts[code] for code in self.rooms if self.parts.get(code, GIVEN) != GIVEN}


class SubjectHandover(models.Model):
    """One time that the answer was built and handed over: to whom, how we knew them, as a page or as a sealed file, which parts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    request = models.ForeignKey(SubjectAccess, on_delete=models.PROTECT, related_name="+")
    case_id = models.UUIDField()
    child_id = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    handed_to = models.TextField()
    identified = models.TextField()
    form = models.TextField()
    parts = ArrayField(models.TextField())
    unit = models.IntegerField()
    handed_by = models.UUIDField()
    handed_at = models.DateTimeField()
    in_error_at = models.DateTimeField(null=True)

    compartment = ""
    """Of its remarks: they are read by the unit that wrote them."""

    class Meta:
        db_table = "subject_handover"
        constraints = (
            models.UniqueConstraint(fields=["request", "number"], name="subject_handover_numbered_once"),
            models.CheckConstraint(name="subject_handover_form", condition=models.Q(form__in=("page", "file"))),
        )
