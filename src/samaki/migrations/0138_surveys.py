"""Surveys of venues, their visits and counts, and estimates from lists. No case, no person; names of venues are sealed."""

import django.db.models.deletion
from django.db import migrations, models

import samaki.database.ids

KEY = models.UUIDField(default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False)
UNIT = models.ForeignKey(
    db_column="unit",
    on_delete=django.db.models.deletion.PROTECT,
    related_name="+",
    to="samaki.unit",
    to_field="principal",
)


def hangs_on(model: str, name: str) -> models.ForeignKey:
    """A key that protects what it leads to."""
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=f"samaki.{model}")


class Migration(migrations.Migration):
    dependencies = [("samaki", "0137_releases_access")]
    operations = [
        migrations.CreateModel(
            name="Survey",
            fields=[
                ("id", KEY.clone()),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("state", models.TextField(default="planned")),
                ("sealed", models.BinaryField()),
                ("frame", models.JSONField()),
                ("wanted", models.JSONField(default=list)),
                ("visits", models.PositiveSmallIntegerField(null=True)),
                ("by_size", models.BooleanField(default=False)),
                ("seed", models.TextField(blank=True, default="")),
                ("drawn_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("figures", models.JSONField(null=True)),
                ("synthetic", models.BooleanField(default=False)),
                ("unit", UNIT.clone()),
            ],
            options={
                "db_table": "survey",
                "indexes": [models.Index(fields=["unit", "made_at"], name="survey_of_unit")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("drawn_at__isnull", True), ("seed", "")),
                            models.Q(("drawn_at__isnull", False), ("seed__regex", "^[0-9]{1,18}$")),
                            _connector="OR",
                        ),
                        name="survey_drawn_with_a_seed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("figures__isnull", True), ("state", "closed"), _connector="OR"),
                        name="survey_figures_of_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["planned", "drawn", "closed", "withdrawn"])),
                        name="survey_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SurveyVenue",
            fields=[
                ("id", KEY.clone()),
                ("number", models.PositiveIntegerField()),
                ("stratum", models.PositiveSmallIntegerField()),
                ("sealed", models.BinaryField()),
                ("survey", hangs_on("survey", "venues")),
            ],
            options={
                "db_table": "survey_venue",
                "constraints": [models.UniqueConstraint(fields=("survey", "number"), name="survey_venue_once")],
            },
        ),
        migrations.CreateModel(
            name="SurveyVisit",
            fields=[
                ("id", KEY.clone()),
                ("number", models.PositiveIntegerField()),
                ("venue", models.PositiveIntegerField()),
                ("stratum", models.PositiveSmallIntegerField()),
                ("time", models.PositiveSmallIntegerField()),
                ("weight", models.FloatField()),
                ("certain", models.BooleanField(default=False)),
                ("survey", hangs_on("survey", "drawn")),
            ],
            options={
                "db_table": "survey_visit",
                "constraints": [
                    models.UniqueConstraint(fields=("survey", "number"), name="survey_visit_once"),
                    models.CheckConstraint(condition=models.Q(("weight__gt", 0)), name="survey_visit_weighs"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SurveyCount",
            fields=[
                ("id", KEY.clone()),
                ("version", models.PositiveIntegerField()),
                ("people", models.PositiveIntegerField(null=True)),
                ("minors", models.PositiveIntegerField(null=True)),
                ("young", models.PositiveIntegerField(null=True)),
                ("missed", models.TextField(blank=True, default="")),
                ("occurred_at", models.DateTimeField()),
                ("precision", models.TextField(default="instant")),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("visit", hangs_on("surveyvisit", "counts")),
            ],
            options={
                "db_table": "survey_count",
                "constraints": [
                    models.UniqueConstraint(fields=("visit", "version"), name="survey_count_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("minors__isnull", False),
                                ("minors__lte", models.F("people")),
                                ("missed", ""),
                                ("people__isnull", False),
                            ),
                            models.Q(
                                models.Q(("missed", ""), _negated=True),
                                ("minors__isnull", True),
                                ("people__isnull", True),
                                ("young__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="survey_count_or_why_not",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("young__isnull", True), ("young__lte", models.F("minors")), _connector="OR"
                        ),
                        name="survey_count_young_among_minors",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ListStudy",
            fields=[
                ("id", KEY.clone()),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("sealed", models.BinaryField()),
                ("people", models.PositiveIntegerField()),
                ("method", models.TextField(blank=True, default="")),
                ("replicates", models.PositiveIntegerField()),
                ("seed", models.BigIntegerField(default=2015)),
                ("state", models.TextField(default="waits")),
                ("asked_at", models.DateTimeField()),
                ("beat_at", models.DateTimeField(null=True)),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                ("result", models.JSONField(null=True)),
                ("trouble", models.JSONField(null=True)),
                ("synthetic", models.BooleanField(default=False)),
                ("unit", UNIT.clone()),
            ],
            options={
                "db_table": "list_study",
                "indexes": [
                    models.Index(fields=["unit", "made_at"], name="list_study_of_unit"),
                    models.Index(
                        condition=models.Q(("state__in", ["waits", "runs"])),
                        fields=["asked_at"],
                        name="list_study_to_run",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waits", "runs", "done", "cannot", "stopped", "failed", "withdrawn"])
                        ),
                        name="list_study_state_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("progress__lte", 100)), name="list_study_progress"),
                    models.CheckConstraint(condition=models.Q(("replicates__lte", 2000)), name="list_study_replicates"),
                ],
            },
        ),
    ]
