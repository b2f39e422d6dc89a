"""A survey, its venues, the visits that were drawn, and what was counted at each; no person stands in any of them.

The name of a venue is sealed: a list of places where children may be sold must not lie about, and a wrong one defames.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from samaki.agencies.models import unit_key
from samaki.database import uuid7
from samaki.surveys.lists.models import ListStudy
from samaki.surveys.states import PLANNED
from samaki.vault.models import SealedRow

__all__ = ["ListStudy", "Survey", "SurveyCount", "SurveyVenue", "SurveyVisit"]


class Survey(SealedRow):
    """One round. Sealed: title, reach (what it does not see), strata (their names, in order). `frame`: venues of each stratum in all,
    `wanted`: how many of each were drawn; `visits`: of each venue; `by_size`: drawn with probability proportional to size. `seed`: from
    which anybody who has the list draws the same sample. `figures`: of one that is closed, what others may know of it (`figures.py`)."""

    unit = unit_key(db_column="unit")
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    state = models.TextField(default=PLANNED)
    sealed = models.BinaryField()
    frame = models.JSONField()
    wanted = models.JSONField(default=list)
    visits = models.PositiveSmallIntegerField(null=True)
    by_size = models.BooleanField(default=False)
    seed = models.TextField(default="", blank=True)
    drawn_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    figures = models.JSONField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "survey"
        constraints = (
            models.CheckConstraint(
                name="survey_drawn_with_a_seed",
                condition=Q(drawn_at__isnull=True, seed="") | Q(drawn_at__isnull=False, seed__regex=r"^[0-9]{1,18}$"),
            ),
            models.CheckConstraint(
                name="survey_figures_of_closed", condition=Q(figures__isnull=True) | Q(state="closed")
            ),
            models.CheckConstraint(
                name="survey_state_known", condition=Q(state__in=["planned", "drawn", "closed", "withdrawn"])
            ),
        )
        indexes = (models.Index(fields=["unit", "made_at"], name="survey_of_unit"),)


class SurveyVenue(SealedRow):
    """One venue of the list: its `number` in the file, its stratum by place in the survey's list. Sealed: name, times, size."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="venues")
    number = models.PositiveIntegerField()
    stratum = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "survey_venue"
        constraints = (models.UniqueConstraint(fields=["survey", "number"], name="survey_venue_once"),)


class SurveyVisit(models.Model):
    """One visit to make: which venue by its number, at which of its times. `weight`: one over the probability of the visit."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="drawn")
    number = models.PositiveIntegerField()
    venue = models.PositiveIntegerField()
    stratum = models.PositiveSmallIntegerField()
    time = models.PositiveSmallIntegerField()
    weight = models.FloatField()
    certain = models.BooleanField(default=False)

    class Meta:
        db_table = "survey_visit"
        constraints = (
            models.UniqueConstraint(fields=["survey", "number"], name="survey_visit_once"),
            models.CheckConstraint(name="survey_visit_weighs", condition=Q(weight__gt=0)),
        )


class SurveyCount(models.Model):
    """What was counted at a visit, or why it was not possible (`missed`, a code of the pack). A correction is a further version, and the
    last one counts; none is changed. `minors`: judged to be under 18, `young`: of them judged to be 15 or under, None where not judged."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    visit = models.ForeignKey(SurveyVisit, on_delete=models.PROTECT, related_name="counts")
    version = models.PositiveIntegerField()
    people = models.PositiveIntegerField(null=True)
    minors = models.PositiveIntegerField(null=True)
    young = models.PositiveIntegerField(null=True)
    missed = models.TextField(default="", blank=True)
    occurred_at = models.DateTimeField()
    precision = models.TextField(default="instant")
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "survey_count"
        constraints = (
            models.UniqueConstraint(fields=["visit", "version"], name="survey_count_once"),
            models.CheckConstraint(
                name="survey_count_or_why_not",
                condition=Q(missed="", people__isnull=False, minors__isnull=False, minors__lte=F("people"))
                | (~Q(missed="") & Q(people__isnull=True, minors__isnull=True, young__isnull=True)),
            ),
            models.CheckConstraint(
                name="survey_count_young_among_minors", condition=Q(young__isnull=True) | Q(young__lte=F("minors"))
            ),
        )
