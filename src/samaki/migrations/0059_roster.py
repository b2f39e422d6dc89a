"""Tables of rosters and their versions, of numbers that members give, and of the ladder as it stood."""

import django.db.models.deletion
from django.db import migrations, models

import samaki.database.ids


class Migration(migrations.Migration):
    dependencies = [
        ("samaki", "0058_sign_on_access"),
    ]

    operations = [
        migrations.CreateModel(
            name="LadderVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("since", models.DateTimeField()),
                ("levels", models.JSONField()),
            ],
            options={
                "db_table": "ladder_version",
            },
        ),
        migrations.CreateModel(
            name="DutyNumber",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("member_id", models.UUIDField(unique=True)),
                ("sealed", models.BinaryField()),
                ("given_at", models.DateTimeField()),
                (
                    "unit",
                    models.ForeignKey(
                        db_column="unit",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="samaki.unit",
                        to_field="principal",
                    ),
                ),
            ],
            options={
                "db_table": "duty_number",
            },
        ),
        migrations.CreateModel(
            name="DutyRoster",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("area", models.TextField(blank=True, default="")),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("synthetic", models.BooleanField(default=False)),
                (
                    "unit",
                    models.ForeignKey(
                        db_column="unit",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="samaki.unit",
                        to_field="principal",
                    ),
                ),
            ],
            options={
                "db_table": "duty_roster",
            },
        ),
        migrations.CreateModel(
            name="DutyVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("state", models.TextField(default="draft")),
                ("layers", models.JSONField(default=list)),
                ("edits", models.PositiveIntegerField(default=1)),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("published_by", models.UUIDField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("gap_minutes", models.PositiveIntegerField(default=0)),
                (
                    "roster",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="samaki.dutyroster"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_column="unit",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="samaki.unit",
                        to_field="principal",
                    ),
                ),
            ],
            options={
                "db_table": "duty_version",
            },
        ),
        migrations.AddConstraint(
            model_name="dutyroster",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("unit", "area"), name="one_roster_per_area"
            ),
        ),
        migrations.AddIndex(
            model_name="dutyversion",
            index=models.Index(fields=["unit", "state"], name="duty_version_of_unit"),
        ),
        migrations.AddConstraint(
            model_name="dutyversion",
            constraint=models.UniqueConstraint(fields=("roster", "number"), name="duty_version_number"),
        ),
        migrations.AddConstraint(
            model_name="dutyversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "draft")), fields=("roster",), name="one_draft_per_roster"
            ),
        ),
        migrations.AddConstraint(
            model_name="dutyversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "published")), fields=("roster",), name="one_roster_in_force"
            ),
        ),
        migrations.AddConstraint(
            model_name="dutyversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "published", "discarded", "replaced", "ended"])),
                name="duty_version_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="dutyversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at__isnull", True), ("state__in", ("draft", "discarded"))),
                    models.Q(("published_at__isnull", False), ("state__in", ("published", "replaced", "ended"))),
                    _connector="OR",
                ),
                name="duty_version_published",
            ),
        ),
    ]
