"""Old lists of agencies and what was counted of them: years and links, never a person."""

import django.db.models.deletion
from django.db import migrations, models

import samaki.database.ids

KEY = models.UUIDField(default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0143_trust")]
    operations = [
        migrations.CreateModel(
            name="OldList",
            fields=[
                ("id", KEY.clone()),
                ("by_member", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("state", models.TextField(default="kept")),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
                ("sha256", models.TextField()),
                ("heads", models.TextField()),
                ("rows", models.PositiveIntegerField()),
                ("wrong", models.PositiveIntegerField()),
                ("skipped", models.PositiveIntegerField()),
                ("sealed", models.BinaryField()),
                ("synthetic", models.BooleanField(default=False)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.agency"
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
                "db_table": "old_list",
                "indexes": [models.Index(fields=["agency", "at"], name="old_list_of_agency")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True), ("state", "kept")),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False), ("state", "taken_back")),
                            _connector="OR",
                        ),
                        name="old_list_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="old_list_of_a_file"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "kept")), fields=("agency", "sha256"), name="old_list_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OldFigure",
            fields=[
                ("id", KEY.clone()),
                ("year", models.PositiveSmallIntegerField()),
                ("area", models.TextField()),
                ("asks", models.TextField()),
                ("asked", models.TextField()),
                ("measure", models.TextField()),
                ("count", models.PositiveIntegerField()),
                (
                    "old_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="figures", to="samaki.oldlist"
                    ),
                ),
            ],
            options={
                "db_table": "old_figure",
                "indexes": [models.Index(fields=["year"], name="old_figure_of_year")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("old_list", "year", "area", "asks", "asked", "measure"), name="old_figure_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("measure__in", ("handed", "answered", "in_time", "done"))),
                        name="old_figure_measure",
                    ),
                ],
            },
        ),
    ]
