"""Urgent health care and joint operations: the tables. Who sees them follows in 0098."""

from django.db import migrations, models

import samaki.database.ids


class Migration(migrations.Migration):
    dependencies = [
        ("samaki", "0096_conferences_access"),
    ]

    operations = [
        migrations.CreateModel(
            name="Examination",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("child_id", models.UUIDField()),
                ("root_id", models.UUIDField()),
                ("version", models.PositiveIntegerField()),
                ("took_place", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("precision", models.TextField(default="instant")),
                ("examination", models.TextField()),
                ("samples", models.TextField()),
                ("photographs", models.TextField()),
                ("wished", models.TextField(default="either")),
                ("examined_by", models.TextField(default="either")),
                ("again", models.TextField(blank=True, default="")),
                ("shares", models.TextField(default="not_asked")),
                ("sealed", models.BinaryField()),
                ("in_error", models.BooleanField(default=False)),
                ("unit", models.IntegerField()),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "db_table": "examination",
                "indexes": [models.Index(fields=["case_id", "child_id"], name="examination_of_child")],
                "constraints": [
                    models.UniqueConstraint(fields=("root_id", "version"), name="examination_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("examination__in", ("agreed", "refused", "waits", "not_asked")),
                            ("photographs__in", ("agreed", "refused", "waits", "not_asked")),
                            ("samples__in", ("agreed", "refused", "waits", "not_asked")),
                        ),
                        name="examination_answers_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("examined_by__in", ("woman", "man", "either")),
                            ("shares__in", ("agreed", "refused", "not_asked")),
                            ("wished__in", ("woman", "man", "either")),
                        ),
                        name="examination_codes_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExaminationWord",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("child_id", models.UUIDField()),
                ("root_id", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("precision", models.TextField(default="instant")),
                ("sealed", models.BinaryField()),
                ("unit", models.IntegerField()),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "examination_word",
                "indexes": [models.Index(fields=["case_id"], name="examination_word_of_case")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("root_id",),
                        name="examination_told_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Exposure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("child_id", models.UUIDField()),
                ("version", models.PositiveIntegerField()),
                ("at", models.DateTimeField(null=True)),
                ("precision", models.TextField(default="instant")),
                ("why", models.TextField()),
                ("sealed", models.BinaryField()),
                ("unit", models.IntegerField()),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "db_table": "exposure",
                "constraints": [
                    models.UniqueConstraint(fields=("child_id", "version"), name="exposure_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(("why__in", ("first", "corrected", "again", "mistake"))),
                        name="exposure_why_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("at__isnull", False), models.Q(("at__isnull", True), ("why", "mistake")), _connector="XOR"
                        ),
                        name="exposure_has_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OperationFact",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("step_id", models.UUIDField()),
                ("kind", models.TextField()),
                ("number", models.PositiveSmallIntegerField(null=True)),
                ("at", models.DateTimeField()),
                ("precision", models.TextField(default="instant")),
                ("sealed", models.BinaryField()),
                ("unit", models.IntegerField()),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("in_error_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "operation_fact",
                "indexes": [models.Index(fields=["step_id", "at"], name="operation_fact_of_step")],
            },
        ),
        migrations.CreateModel(
            name="OperationPlan",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("step_id", models.UUIDField()),
                ("version", models.PositiveIntegerField()),
                ("sealed", models.BinaryField()),
                ("unit", models.IntegerField()),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "db_table": "operation_plan",
                "constraints": [
                    models.UniqueConstraint(fields=("step_id", "version"), name="operation_plan_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="OperationReady",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("step_id", models.UUIDField()),
                ("unit", models.IntegerField()),
                ("by_unit", models.IntegerField()),
                ("whole", models.BooleanField(default=False)),
                ("ready_at", models.DateTimeField()),
                ("sealed", models.BinaryField()),
                ("answer", models.TextField(blank=True, default="")),
                ("answer_sealed", models.BinaryField(default=b"")),
                ("answered_by", models.UUIDField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "operation_ready",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ("", "ready", "cannot"))), name="operation_answer_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("step_id", "unit"),
                        name="operation_asks_once",
                    ),
                ],
            },
        ),
    ]
