"""Who governs this installation: versions of the page, their signatures, and what of it is published."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import samaki.database.ids


class Migration(migrations.Migration):
    dependencies = [
        ("samaki", "0055_taken_back_access"),
    ]

    operations = [
        migrations.CreateModel(
            name="Governance",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True)),
                ("sealed", models.BinaryField()),
                ("sha256", models.TextField()),
                ("needed", models.PositiveSmallIntegerField()),
                (
                    "not_counted",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("published", models.JSONField(default=dict)),
                ("review_by", models.DateField()),
                ("due_at", models.DateTimeField()),
                ("call_at", models.DateTimeField(null=True)),
                ("drafted_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("in_force_at", models.DateTimeField(null=True)),
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
                "db_table": "governance",
            },
        ),
        migrations.CreateModel(
            name="GovernancePublished",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("one", models.BooleanField(default=True, unique=True)),
                ("words", models.JSONField()),
                ("review_by", models.DateField()),
                ("in_force_at", models.DateTimeField()),
            ],
            options={
                "db_table": "governance_published",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("one", True)), name="governance_published_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="GovernanceSignature",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("member_id", models.UUIDField()),
                ("agency", models.UUIDField(null=True)),
                ("counts", models.BooleanField(default=False)),
                ("sealed", models.BinaryField()),
                ("sha256", models.TextField()),
                ("signed_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "governance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="signatures", to="samaki.governance"
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
                "db_table": "governance_signature",
            },
        ),
        migrations.AddIndex(
            model_name="governance",
            index=models.Index(
                condition=models.Q(("call_at__isnull", False)), fields=["call_at"], name="governance_drives_tick"
            ),
        ),
        migrations.AddConstraint(
            model_name="governance",
            constraint=models.CheckConstraint(condition=models.Q(("needed__gte", 2)), name="governance_needs_two"),
        ),
        migrations.AddConstraint(
            model_name="governance",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="governance_sha256"
            ),
        ),
        migrations.AddConstraint(
            model_name="governance",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_at__isnull", True), ("in_force_at__isnull", False), _connector="OR"),
                name="governance_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="governance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("call_at__isnull", True),
                    models.Q(("ended_at__isnull", True), ("in_force_at__isnull", False)),
                    _connector="OR",
                ),
                name="governance_clock_runs_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="governancesignature",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("governance", "member_id"),
                name="governance_signed_once",
            ),
        ),
    ]
