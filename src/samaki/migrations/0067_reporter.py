"""What a reporter and the unit that holds their report say to each other. New tables only."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("samaki", "0066_desk_intake_access"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportMessage",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("from_reporter", models.BooleanField()),
                ("sealed", models.BinaryField()),
                ("request_digest", models.BinaryField(null=True, unique=True)),
                ("body_digest", models.BinaryField(null=True)),
                ("number", models.PositiveIntegerField()),
                ("urgency", models.TextField(default="normal")),
                ("made_at", models.DateTimeField()),
                ("made_by", models.UUIDField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
                ("read_by", models.UUIDField(null=True)),
                ("level", models.PositiveSmallIntegerField(default=0)),
                ("due_at", models.DateTimeField(null=True)),
                ("call_at", models.DateTimeField(null=True)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.report"
                    ),
                ),
            ],
            options={
                "db_table": "report_message",
            },
        ),
        migrations.CreateModel(
            name="ReportFile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("media", models.TextField()),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.BinaryField(max_length=32)),
                ("held", models.BooleanField(default=False)),
                ("copied", models.BooleanField(default=False)),
                ("sealed", models.BinaryField()),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.report"
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.reportmessage"
                    ),
                ),
            ],
            options={
                "db_table": "report_file",
            },
        ),
        migrations.CreateModel(
            name="ReportContact",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("how", models.TextField()),
                (
                    "hours",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
                ("number", models.PositiveIntegerField()),
                ("said_at", models.DateTimeField()),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.report"
                    ),
                ),
            ],
            options={
                "db_table": "report_contact",
                "constraints": [
                    models.UniqueConstraint(fields=("report", "number"), name="report_contact_in_order"),
                    models.CheckConstraint(
                        condition=models.Q(("how__in", ("call", "text", "never"))), name="report_contact_how"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportFileBytes",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("form", models.TextField()),
                ("media", models.TextField()),
                ("sealed", models.BinaryField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.reportfile"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.report"
                    ),
                ),
            ],
            options={
                "db_table": "report_file_bytes",
                "constraints": [
                    models.UniqueConstraint(fields=("file", "form"), name="report_file_bytes_once"),
                    models.CheckConstraint(
                        condition=models.Q(("form__in", ("original", "copy"))), name="report_file_bytes_form"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="reportmessage",
            index=models.Index(
                condition=models.Q(("call_at__isnull", False)), fields=["call_at"], name="report_message_drives_tick"
            ),
        ),
        migrations.AddConstraint(
            model_name="reportmessage",
            constraint=models.UniqueConstraint(fields=("report", "number"), name="report_message_in_order"),
        ),
        migrations.AddConstraint(
            model_name="reportmessage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("from_reporter", True), ("kind__in", ("answer", "more", "doubt", "withdraw", "contact"))),
                    models.Q(
                        ("from_reporter", False),
                        ("kind__in", ("question", "told", "heard")),
                        ("made_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="report_message_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportmessage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("call_at__isnull", True),
                    models.Q(("from_reporter", True), ("read_at__isnull", True)),
                    _connector="OR",
                ),
                name="report_message_read_or_called",
            ),
        ),
        migrations.AddIndex(
            model_name="reportfile",
            index=models.Index(fields=["report"], name="report_file_of_report"),
        ),
    ]
