"""The directory: numbers, services, focal points, former names, merges. Checks on a large table are added in two steps."""

import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models

import samaki.database.ids


class Migration(migrations.Migration):
    dependencies = [
        ("samaki", "0003_unseen_rows"),
    ]

    operations = [
        migrations.CreateModel(
            name="FocalPoint",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("matter", models.TextField()),
                ("name_en", models.TextField(blank=True, default="")),
                ("name_km", models.TextField(blank=True, default="")),
                ("phone", models.TextField()),
                ("day_and_night", models.BooleanField(default=False)),
                ("words", models.TextField(blank=True, default="", editable=False)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "focal_point",
            },
        ),
        migrations.CreateModel(
            name="FormerName",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name_en", models.TextField()),
                ("name_km", models.TextField()),
                ("short_en", models.TextField(blank=True, default="")),
                ("short_km", models.TextField(blank=True, default="")),
                ("words", models.TextField(blank=True, default="", editable=False)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
            ],
            options={
                "db_table": "former_name",
            },
        ),
        migrations.CreateModel(
            name="UnitMerge",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("why", models.TextField(blank=True, default="")),
                ("proposed_by", models.UUIDField()),
                ("proposed_for", models.IntegerField()),
                ("proposed_at", models.DateTimeField()),
                ("agreed_by", models.UUIDField(null=True)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "unit_merge",
            },
        ),
        migrations.CreateModel(
            name="UnitService",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("service", models.TextField()),
                ("full", models.BooleanField(default=False)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "unit_service",
            },
        ),
        migrations.AddField(
            model_name="unit",
            name="checked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="unit",
            name="how_to_reach",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="unit",
            name="merged_into",
            field=models.ForeignKey(
                db_column="merged_into",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="samaki.unit",
                to_field="principal",
            ),
        ),
        migrations.AddField(
            model_name="unit",
            name="phone_night",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="unit",
            name="words",
            field=models.TextField(blank=True, default="", editable=False),
        ),
        AddConstraintNotValid(
            model_name="handoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("from_unit", models.F("to_unit")), _negated=True),
                    models.Q(
                        (
                            "state__in",
                            ("draft", "offered", "received", "needs_information", "accepted_by_phone", "disputed"),
                        ),
                        _negated=True,
                    ),
                    _connector="OR",
                ),
                name="nobody_asks_themselves",
            ),
        ),
        ValidateConstraint(model_name="handoff", name="nobody_asks_themselves"),
        migrations.RemoveConstraint(
            model_name="handoff",
            name="handoff_to_another_unit",
        ),
        migrations.AddField(
            model_name="focalpoint",
            name="unit",
            field=models.ForeignKey(
                db_column="unit",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="focal_points",
                to="samaki.unit",
                to_field="principal",
            ),
        ),
        migrations.AddField(
            model_name="formername",
            name="unit",
            field=models.ForeignKey(
                db_column="unit",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="former_names",
                to="samaki.unit",
                to_field="principal",
            ),
        ),
        migrations.AddField(
            model_name="unitmerge",
            name="into",
            field=models.ForeignKey(
                db_column="into_unit",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="samaki.unit",
                to_field="principal",
            ),
        ),
        migrations.AddField(
            model_name="unitmerge",
            name="unit",
            field=models.ForeignKey(
                db_column="unit",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="samaki.unit",
                to_field="principal",
            ),
        ),
        migrations.AddField(
            model_name="unitservice",
            name="unit",
            field=models.ForeignKey(
                db_column="unit",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="services",
                to="samaki.unit",
                to_field="principal",
            ),
        ),
        migrations.AddIndex(
            model_name="focalpoint",
            index=models.Index(fields=["unit"], name="focal_point_of_unit"),
        ),
        migrations.AddIndex(
            model_name="formername",
            index=models.Index(fields=["unit", "until"], name="former_name_of_unit"),
        ),
        migrations.AddConstraint(
            model_name="formername",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gt", models.F("since"))), name="former_name_ended"
            ),
        ),
        migrations.AddConstraint(
            model_name="unitmerge",
            constraint=models.CheckConstraint(
                condition=models.Q(("unit", models.F("into")), _negated=True), name="merge_of_two_units"
            ),
        ),
        migrations.AddConstraint(
            model_name="unitmerge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("unit",), name="one_merge_waits_per_unit"
            ),
        ),
        migrations.AddIndex(
            model_name="unitservice",
            index=models.Index(fields=["service"], name="unit_by_service"),
        ),
        migrations.AddConstraint(
            model_name="unitservice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until__isnull", True)), fields=("unit", "service"), name="service_offered_once"
            ),
        ),
    ]
