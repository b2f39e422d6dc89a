"""Papers that were made: kind, recipient, pages, fingerprints, code. Who sees them follows in 0109."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import samaki.database.ids


class Migration(migrations.Migration):
    dependencies = [
        ("samaki", "0105_care_access"),
    ]

    operations = [
        migrations.CreateModel(
            name="Paper",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("child_id", models.UUIDField(null=True)),
                ("compartment", models.TextField()),
                ("kind", models.TextField()),
                ("handoff_id", models.UUIDField(null=True)),
                ("made_by", models.UUIDField()),
                ("language", models.TextField()),
                ("parts", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("pages", models.PositiveIntegerField()),
                ("sha256", models.BinaryField(max_length=32)),
                ("text_sha256", models.BinaryField(max_length=32)),
                ("code", models.TextField(unique=True)),
                ("made_at", models.DateTimeField()),
                ("superseded_by", models.UUIDField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_by", models.UUIDField(null=True)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.case"),
                ),
                (
                    "to_unit",
                    models.ForeignKey(
                        db_column="to_unit",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="samaki.unit",
                        to_field="principal",
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
                "db_table": "paper",
                "indexes": [models.Index(fields=["case", "made_at"], name="paper_of_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("referral", "bundle", "protection", "summary"))),
                        name="paper_kind_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("pages__gt", 0)), name="paper_has_pages"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("handoff_id__isnull", False), ("kind", "referral")),
                            models.Q(models.Q(("kind", "referral"), _negated=True), ("handoff_id__isnull", True)),
                            _connector="OR",
                        ),
                        name="paper_referral_of_a_handoff",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="paper_withdrawn_by_somebody",
                    ),
                ],
            },
        ),
    ]
