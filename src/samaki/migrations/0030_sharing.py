"""Consents and disclosures; the standing of a guardian; which disclosure opened a relation. Short locks: no row is written."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import samaki.database.ids


class Migration(migrations.Migration):
    dependencies = [
        ("samaki", "0029_words_of_danger"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("child_id", models.UUIDField()),
                ("purpose", models.TextField()),
                ("result", models.TextField()),
                ("answers", models.JSONField(default=dict)),
                ("assent", models.TextField(blank=True, default="")),
                ("guardian_id", models.UUIDField(null=True)),
                ("guardian_agrees", models.BooleanField(null=True)),
                ("recorded_by", models.UUIDField()),
                ("occurred_at", models.DateTimeField()),
                ("occurred_precision", models.TextField(default="instant")),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_why", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "consent",
            },
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("child_id", models.UUIDField(null=True)),
                ("from_parent", models.IntegerField(null=True)),
                ("kind", models.TextField()),
                ("compartments", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("purpose", models.TextField()),
                ("ground", models.TextField(blank=True, default="")),
                ("reason", models.TextField(blank=True, default="")),
                ("decided_by", models.UUIDField()),
                ("decided_at", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_why", models.TextField(blank=True, default="")),
                ("due_at", models.DateTimeField(null=True)),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("reviewed_by", models.UUIDField(null=True)),
                ("review", models.TextField(blank=True, default="")),
                ("level", models.PositiveSmallIntegerField(default=0)),
                ("call_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "db_table": "disclosure",
            },
        ),
        migrations.AddField(
            model_name="person",
            name="standing",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="relation",
            name="disclosure_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="consent",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.case"),
        ),
        migrations.AddField(
            model_name="consent",
            name="to_unit",
            field=models.ForeignKey(
                db_column="to_unit",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="samaki.unit",
                to_field="principal",
            ),
        ),
        migrations.AddField(
            model_name="consent",
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
            model_name="disclosure",
            name="case",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.case"),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="consent",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="samaki.consent",
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="from_unit",
            field=models.ForeignKey(
                db_column="from_unit",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="samaki.unit",
                to_field="principal",
            ),
        ),
        migrations.AddField(
            model_name="disclosure",
            name="to_unit",
            field=models.ForeignKey(
                db_column="to_unit",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="samaki.unit",
                to_field="principal",
            ),
        ),
        migrations.AddIndex(
            model_name="consent",
            index=models.Index(fields=["case", "child_id"], name="consent_of_child"),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("result__in", ("given", "refused", "incomplete", "decided", "decided_against"))),
                name="consent_result_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_at__isnull", True), models.Q(("withdrawn_why", ""), _negated=True), _connector="XOR"
                ),
                name="consent_withdrawn_with_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(fields=["case", "decided_at"], name="disclosure_of_case"),
        ),
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(
                condition=models.Q(("call_at__isnull", False)), fields=["call_at"], name="disclosure_drives_tick"
            ),
        ),
        migrations.AddIndex(
            model_name="disclosure",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)), fields=["consent"], name="disclosure_on_consent"
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_unit", models.F("to_unit")), _negated=True), name="disclosure_to_another"
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(("compartments__len__gt", 0)), name="disclosure_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("call_at__isnull", True), ("kind", "refuse"), ("until__isnull", True)),
                    models.Q(("kind", "share"), ("until__isnull", False), models.Q(("ground", ""), _negated=True)),
                    _connector="OR",
                ),
                name="disclosure_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "refuse"),
                    ("ended_at__isnull", False),
                    models.Q(("call_at__isnull", False), ("call_at__lte", models.F("until"))),
                    _connector="OR",
                ),
                name="disclosure_has_a_clock",
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(("compartments__contains", ["reporter"]), _negated=True),
                name="disclosure_never_of_a_reporter",
            ),
        ),
    ]
