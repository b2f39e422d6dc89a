"""Requests for what is held about a child, and each time that the answer was handed over. Who sees what follows in 0054."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import samaki.database.ids


class Migration(migrations.Migration):
    dependencies = [
        ("samaki", "0052_place_of_danger"),
    ]

    operations = [
        migrations.CreateModel(
            name="SubjectAccess",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("child_id", models.UUIDField()),
                ("asker", models.TextField()),
                ("guardian_id", models.UUIDField(null=True)),
                ("how", models.TextField()),
                ("language", models.TextField()),
                ("rooms", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("call_at", models.DateTimeField(null=True)),
                ("level", models.PositiveSmallIntegerField(default=0)),
                ("state", models.TextField(default="asked")),
                ("parts", models.JSONField(default=dict)),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("most", models.PositiveSmallIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.case"),
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
                "db_table": "subject_access",
            },
        ),
        migrations.CreateModel(
            name="SubjectHandover",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("child_id", models.UUIDField()),
                ("number", models.PositiveSmallIntegerField()),
                ("handed_to", models.TextField()),
                ("identified", models.TextField()),
                ("form", models.TextField()),
                ("parts", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("unit", models.IntegerField()),
                ("handed_by", models.UUIDField()),
                ("handed_at", models.DateTimeField()),
                ("in_error_at", models.DateTimeField(null=True)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.subjectaccess"
                    ),
                ),
            ],
            options={
                "db_table": "subject_handover",
            },
        ),
        migrations.AddIndex(
            model_name="subjectaccess",
            index=models.Index(fields=["case", "recorded_at"], name="subject_access_of_case"),
        ),
        migrations.AddIndex(
            model_name="subjectaccess",
            index=models.Index(
                condition=models.Q(("call_at__isnull", False)), fields=["call_at"], name="subject_access_drives_tick"
            ),
        ),
        migrations.AddConstraint(
            model_name="subjectaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("asked", "decided", "withdrawn", "mistake"))),
                name="subject_access_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="subjectaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("asker", "guardian"), ("guardian_id__isnull", False)),
                    models.Q(("asker__in", ("child", "lawyer")), ("guardian_id__isnull", True)),
                    _connector="OR",
                ),
                name="subject_access_asker",
            ),
        ),
        migrations.AddConstraint(
            model_name="subjectaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("recorded_by")), _negated=True),
                    _connector="OR",
                ),
                name="subject_access_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="subjectaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "decided"), _negated=True),
                    models.Q(
                        ("decided_at__isnull", False), ("decided_by__isnull", False), ("expires_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="subject_access_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="subjectaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "asked"), _negated=True),
                    models.Q(("call_at__isnull", False), ("decided_by__isnull", True)),
                    _connector="OR",
                ),
                name="subject_access_asked_has_a_clock",
            ),
        ),
        migrations.AddConstraint(
            model_name="subjectaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("state__in", ("asked", "decided"))),
                    models.Q(
                        ("call_at__isnull", True), ("ended_at__isnull", False), ("state__in", ("withdrawn", "mistake"))
                    ),
                    _connector="OR",
                ),
                name="subject_access_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="subjecthandover",
            constraint=models.UniqueConstraint(fields=("request", "number"), name="subject_handover_numbered_once"),
        ),
        migrations.AddConstraint(
            model_name="subjecthandover",
            constraint=models.CheckConstraint(
                condition=models.Q(("form__in", ("page", "file"))), name="subject_handover_form"
            ),
        ),
    ]
