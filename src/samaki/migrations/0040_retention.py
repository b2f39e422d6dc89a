"""What is due for erasure, legal holds, erasures; when a case or a report was erased. Short locks: no row is written."""

from django.db import migrations, models

import samaki.database.ids


class Migration(migrations.Migration):
    dependencies = [
        ("samaki", "0039_warned"),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("record_class", models.TextField()),
                ("case_id", models.UUIDField(null=True)),
                ("report_id", models.UUIDField(null=True)),
                ("code", models.TextField(blank=True, default="")),
                ("reason", models.TextField()),
                ("sealed", models.BinaryField()),
                ("asked_by", models.UUIDField()),
                ("asked_unit", models.IntegerField()),
                ("asked_at", models.DateTimeField()),
                ("ready_at", models.DateTimeField()),
                ("lapses_at", models.DateTimeField()),
                ("decider", models.IntegerField()),
                ("answered_by", models.UUIDField(null=True)),
                ("answered_unit", models.IntegerField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("agreed", models.BooleanField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
                ("number", models.BigIntegerField(null=True, unique=True)),
                ("keys", models.PositiveIntegerField(default=0)),
                ("names", models.PositiveIntegerField(default=0)),
                ("key_version", models.PositiveSmallIntegerField(null=True)),
                ("copies_due_at", models.DateTimeField(null=True)),
                ("copies_ended_at", models.DateTimeField(null=True)),
                ("copies_ended_how", models.TextField(blank=True, default="")),
                ("certificate", models.TextField(blank=True, default="")),
                ("sha256", models.BinaryField(max_length=32, null=True)),
            ],
            options={
                "db_table": "erasure",
            },
        ),
        migrations.CreateModel(
            name="LegalHold",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("case_code", models.TextField()),
                ("reason", models.TextField()),
                ("unit", models.IntegerField()),
                ("set_by", models.UUIDField()),
                ("set_at", models.DateTimeField()),
                ("review_at", models.DateTimeField()),
                ("call_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "legal_hold",
            },
        ),
        migrations.CreateModel(
            name="RetentionMark",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("record_class", models.TextField()),
                ("case_id", models.UUIDField(null=True)),
                ("report_id", models.UUIDField(null=True)),
                ("code", models.TextField(blank=True, default="")),
                ("unit", models.IntegerField()),
                ("since", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("marked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "retention_mark",
            },
        ),
        migrations.AddField(
            model_name="case",
            name="erased_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="report",
            name="erased_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="erasure",
            index=models.Index(fields=["case_id"], name="erasure_of_case"),
        ),
        migrations.AddIndex(
            model_name="erasure",
            index=models.Index(fields=["report_id"], name="erasure_of_report"),
        ),
        migrations.AddIndex(
            model_name="erasure",
            index=models.Index(fields=["asked_unit", "asked_at"], name="erasure_of_unit"),
        ),
        migrations.AddIndex(
            model_name="erasure",
            index=models.Index(fields=["decider", "asked_at"], name="erasure_of_decider"),
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.CheckConstraint(
                condition=models.Q(("case_id__isnull", False), ("report_id__isnull", False), _connector="XOR"),
                name="erasure_of_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("agreed__isnull", True),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                        models.Q(("answered_by", models.F("asked_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="erasure_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("erased_at__isnull", True),
                    models.Q(("agreed", True), ("key_version__isnull", False), ("number__isnull", False)),
                    _connector="OR",
                ),
                name="erased_by_decision",
            ),
        ),
        migrations.AddIndex(
            model_name="legalhold",
            index=models.Index(fields=["case_id"], name="hold_of_case"),
        ),
        migrations.AddIndex(
            model_name="legalhold",
            index=models.Index(
                condition=models.Q(("call_at__isnull", False)), fields=["call_at"], name="hold_drives_tick"
            ),
        ),
        migrations.AddConstraint(
            model_name="legalhold",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_at__isnull", True), ("call_at__isnull", True), _connector="XOR"),
                name="hold_has_a_clock",
            ),
        ),
        migrations.AddIndex(
            model_name="retentionmark",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)), fields=["unit", "due_at"], name="mark_drives_list"
            ),
        ),
        migrations.AddConstraint(
            model_name="retentionmark",
            constraint=models.UniqueConstraint(
                condition=models.Q(("case_id__isnull", False), ("ended_at__isnull", True)),
                fields=("case_id",),
                name="marked_once_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="retentionmark",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True), ("report_id__isnull", False)),
                fields=("report_id",),
                name="marked_once_report",
            ),
        ),
        migrations.AddConstraint(
            model_name="retentionmark",
            constraint=models.CheckConstraint(
                condition=models.Q(("case_id__isnull", False), ("report_id__isnull", False), _connector="XOR"),
                name="mark_of_one_thing",
            ),
        ),
    ]
