"""Releases of public figures, what each agency says of them, and what the public reads."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import samaki.database.ids

STATES = ("draft", "in_review", "approved", "published", "corrected", "withdrawn")
REASONS = ("", "wrong_figure", "wrong_definition", "tells_too_much", "another_reason")


def key() -> tuple[str, models.Field]:
    return (
        "id",
        models.UUIDField(default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False),
    )


def unit() -> tuple[str, models.Field]:
    return (
        "unit",
        models.ForeignKey(
            db_column="unit",
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to="samaki.unit",
            to_field="principal",
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("samaki", "0135_what_if")]
    operations = [
        migrations.CreateModel(
            name="FigureRelease",
            fields=[
                key(),
                ("number", models.PositiveIntegerField(unique=True)),
                ("state", models.TextField(default="draft")),
                (
                    "years",
                    django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=None),
                ),
                ("base", models.PositiveSmallIntegerField()),
                ("fewest", models.PositiveSmallIntegerField()),
                ("corrects", models.PositiveIntegerField(null=True)),
                ("reason", models.TextField(blank=True, default="")),
                ("content", models.JSONField(null=True)),
                ("sha256", models.TextField(blank=True, default="")),
                (
                    "owners",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("problem", models.TextField(blank=True, default="")),
                ("counted_at", models.DateTimeField(null=True)),
                ("drafted_by", models.UUIDField()),
                unit(),
                ("made_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("synthetic", models.BooleanField(default=False)),
            ],
            options={
                "db_table": "release_of_figures",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("state__in", STATES)), name="release_of_figures_state"),
                    models.CheckConstraint(
                        condition=models.Q(("reason__in", REASONS)), name="release_of_figures_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("base__gte", 1), ("fewest__gte", 10)), name="release_of_figures_hides"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("draft", "withdrawn")), ("content__isnull", False), _connector="OR"
                        ),
                        name="release_of_figures_counted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReleaseAnswer",
            fields=[
                key(),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="samaki.figurerelease",
                    ),
                ),
                ("agency", models.UUIDField(null=True)),
                ("member_id", models.UUIDField()),
                unit(),
                ("agrees", models.BooleanField()),
                ("reason", models.TextField(blank=True, default="")),
                ("sha256", models.TextField()),
                ("answered_at", models.DateTimeField()),
                ("lapsed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "release_answer",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("reason__in", REASONS)), name="release_answer_reason"),
                    models.CheckConstraint(
                        condition=models.Q(("agrees", True), models.Q(("reason", ""), _negated=True), _connector="OR"),
                        name="release_answer_says_why",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("lapsed_at__isnull", True)),
                        fields=("release", "agency"),
                        name="release_answered_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishedRelease",
            fields=[
                key(),
                ("number", models.PositiveIntegerField(unique=True)),
                ("state", models.TextField()),
                ("content", models.JSONField(null=True)),
                ("sha256", models.TextField()),
                ("agencies", models.PositiveIntegerField()),
                ("corrects", models.PositiveIntegerField(null=True)),
                ("reason", models.TextField(blank=True, default="")),
                ("corrected_by", models.PositiveIntegerField(null=True)),
                ("published_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("synthetic", models.BooleanField(default=False)),
            ],
            options={"db_table": "published_release"},
        ),
    ]
