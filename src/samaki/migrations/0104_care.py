"""The care of a child: needs, goals, services, assessments, follow-ups. Who sees them follows in 0105."""

from django.db import migrations, models

import samaki.database.ids


class Migration(migrations.Migration):
    dependencies = [
        ("samaki", "0101_court_access"),
    ]

    operations = [
        migrations.CreateModel(
            name="CareAssessment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("child_id", models.UUIDField()),
                ("sealed", models.BinaryField()),
                ("unit", models.IntegerField()),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("instrument", models.TextField()),
                ("taken_at", models.DateTimeField()),
                ("taken_precision", models.TextField(default="instant")),
                ("state", models.TextField(default="draft")),
                ("signed_at", models.DateTimeField(null=True)),
                ("supersedes_id", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "care_assessment",
                "indexes": [models.Index(fields=["case_id", "child_id"], name="care_assessment_of_child")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("draft", "signed", "superseded", "discarded", "in_error"))),
                        name="care_assessment_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_at__isnull", True), ("state__in", ("draft", "discarded"))),
                            models.Q(
                                models.Q(("state__in", ("draft", "discarded")), _negated=True),
                                ("signed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="care_assessment_signed_or_not",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "draft")),
                        fields=("child_id", "instrument", "recorded_by"),
                        name="care_assessment_one_draft",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("supersedes_id__isnull", False), models.Q(("state", "discarded"), _negated=True)
                        ),
                        fields=("supersedes_id",),
                        name="care_assessment_followed_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CareCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("child_id", models.UUIDField()),
                ("sealed", models.BinaryField()),
                ("unit", models.IntegerField()),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("kind", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("asked_precision", models.TextField(default="instant")),
                ("supersedes_id", models.UUIDField(null=True)),
            ],
            options={
                "db_table": "care_check",
                "indexes": [models.Index(fields=["case_id", "child_id"], name="care_check_of_child")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes_id__isnull", False)),
                        fields=("supersedes_id",),
                        name="care_check_followed_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CareGoal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("child_id", models.UUIDField()),
                ("sealed", models.BinaryField()),
                ("unit", models.IntegerField()),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("need_id", models.UUIDField(null=True)),
                ("holder", models.IntegerField()),
                ("review_at", models.DateTimeField()),
                ("state", models.TextField(default="open")),
                ("reason", models.TextField(blank=True, default="")),
                ("ended_at", models.DateTimeField(null=True)),
                ("level", models.PositiveSmallIntegerField(default=0)),
                ("call_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "care_goal",
                "indexes": [
                    models.Index(fields=["case_id", "child_id"], name="care_goal_of_child"),
                    models.Index(
                        condition=models.Q(("call_at__isnull", False)), fields=["call_at"], name="care_goal_drives_tick"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("open", "ended", "in_error"))), name="care_goal_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("call_at__isnull", False), ("ended_at__isnull", True), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("call_at__isnull", True),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="care_goal_waits_or_ended",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CareNeed",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("child_id", models.UUIDField()),
                ("sealed", models.BinaryField()),
                ("unit", models.IntegerField()),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("need", models.TextField()),
                ("state", models.TextField(default="open")),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "care_need",
                "indexes": [models.Index(fields=["case_id", "child_id"], name="care_need_of_child")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("open", "met", "dropped", "in_error"))),
                        name="care_need_state_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CareService",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("child_id", models.UUIDField()),
                ("sealed", models.BinaryField()),
                ("unit", models.IntegerField()),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("goal_id", models.UUIDField(null=True)),
                ("service", models.TextField()),
                ("provider", models.IntegerField(null=True)),
                ("holder", models.IntegerField()),
                ("urgency", models.TextField()),
                ("state", models.TextField(default="asked")),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("begun_at", models.DateTimeField(null=True)),
                ("begun_precision", models.TextField(default="instant")),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_precision", models.TextField(default="instant")),
                ("reason", models.TextField(blank=True, default="")),
                ("view", models.TextField(blank=True, default="")),
                ("level", models.PositiveSmallIntegerField(default=0)),
                ("call_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "care_service",
                "indexes": [
                    models.Index(fields=["case_id", "child_id"], name="care_service_of_child"),
                    models.Index(
                        condition=models.Q(("state", "asked")),
                        fields=["provider", "asked_at"],
                        name="care_service_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("call_at__isnull", False)),
                        fields=["call_at"],
                        name="care_service_drives_tick",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("asked", "begun", "ended", "not_begun", "in_error"))),
                        name="care_service_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("call_at__isnull", False),
                                ("ended_at__isnull", True),
                                ("state__in", ("asked", "begun")),
                            ),
                            models.Q(
                                models.Q(("state__in", ("asked", "begun")), _negated=True),
                                ("call_at__isnull", True),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="care_service_waits_or_ended",
                    ),
                ],
            },
        ),
    ]
