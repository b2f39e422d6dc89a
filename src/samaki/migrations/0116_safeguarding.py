"""How a child is reached safely, its safety plan, where it stays, and that it is missing: the tables."""

from django.db import migrations, models

import samaki.database.ids


class Migration(migrations.Migration):
    dependencies = [
        ("samaki", "0115_papers_sealed"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChildPlacement",
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
                ("occurred_at", models.DateTimeField()),
                ("occurred_precision", models.TextField(default="instant")),
                ("recorded_at", models.DateTimeField()),
                ("sort", models.TextField()),
                ("state", models.TextField(default="stays")),
                ("why", models.TextField(blank=True, default="")),
                ("keeper", models.IntegerField(null=True)),
                ("basis", models.TextField(blank=True, default="")),
                ("basis_until", models.DateTimeField(null=True)),
                ("document_id", models.UUIDField(null=True)),
                ("holder", models.IntegerField()),
                ("due_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_precision", models.TextField(default="instant")),
                ("call_at", models.DateTimeField(null=True)),
                ("level", models.PositiveSmallIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "db_table": "child_placement",
                "indexes": [
                    models.Index(fields=["case_id", "child_id"], name="child_placement_of_child"),
                    models.Index(
                        condition=models.Q(("due_at__isnull", False), ("state", "stays")),
                        fields=["holder", "due_at"],
                        name="child_placement_on_desk",
                    ),
                    models.Index(
                        condition=models.Q(("call_at__isnull", False)),
                        fields=["call_at"],
                        name="child_placement_drives_tick",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("not_taken", "stays", "ended", "in_error"))),
                        name="child_placement_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "stays"), ("call_at__isnull", True), _connector="OR"),
                        name="child_placement_calls_while_it_lasts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("call_at__isnull", True), ("due_at__isnull", False), _connector="OR"),
                        name="child_placement_waits_for_its_ground",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "not_taken"), _negated=True),
                            models.Q(("why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="child_placement_not_taken_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ended"), _negated=True), ("ended_at__isnull", False), _connector="OR"
                        ),
                        name="child_placement_ended_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MissingChild",
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
                ("occurred_at", models.DateTimeField()),
                ("occurred_precision", models.TextField(default="instant")),
                ("recorded_at", models.DateTimeField()),
                ("state", models.TextField(default="missing")),
                ("holder", models.IntegerField()),
                ("how", models.TextField(blank=True, default="")),
                ("found_at", models.DateTimeField(null=True)),
                ("found_precision", models.TextField(default="instant")),
                ("arrival_id", models.UUIDField(null=True)),
                ("call_at", models.DateTimeField(null=True)),
                ("level", models.PositiveSmallIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "db_table": "missing_child",
                "indexes": [
                    models.Index(fields=["case_id", "child_id"], name="missing_child_of_child"),
                    models.Index(
                        condition=models.Q(("state", "missing")), fields=["holder"], name="missing_child_on_desk"
                    ),
                    models.Index(
                        condition=models.Q(("call_at__isnull", False)),
                        fields=["call_at"],
                        name="missing_child_drives_tick",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("missing", "found", "in_error"))),
                        name="missing_child_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "missing"), ("call_at__isnull", True), _connector="XOR"),
                        name="missing_child_calls_until_found",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "found"), _negated=True), ("found_at__isnull", False), _connector="OR"
                        ),
                        name="missing_child_found_has_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "missing")), fields=("child_id",), name="missing_child_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SafeContact",
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
                ("occurred_at", models.DateTimeField()),
                ("occurred_precision", models.TextField(default="instant")),
                ("recorded_at", models.DateTimeField()),
                ("ways", models.JSONField(default=list)),
                ("never", models.JSONField(default=list)),
                ("in_error_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "safe_contact",
                "indexes": [models.Index(fields=["case_id", "child_id"], name="safe_contact_of_child")],
            },
        ),
        migrations.CreateModel(
            name="SafetyPlan",
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
                ("occurred_at", models.DateTimeField()),
                ("occurred_precision", models.TextField(default="instant")),
                ("recorded_at", models.DateTimeField()),
                ("number", models.PositiveSmallIntegerField()),
                ("assent", models.TextField()),
                ("agreed_with", models.JSONField(default=list)),
                ("state", models.TextField(default="stands")),
                ("holder", models.IntegerField()),
                ("review_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("call_at", models.DateTimeField(null=True)),
                ("level", models.PositiveSmallIntegerField(default=0)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "db_table": "safety_plan",
                "indexes": [
                    models.Index(fields=["case_id", "child_id"], name="safety_plan_of_child"),
                    models.Index(
                        condition=models.Q(("state", "stands")),
                        fields=["holder", "review_at"],
                        name="safety_plan_on_desk",
                    ),
                    models.Index(
                        condition=models.Q(("call_at__isnull", False)),
                        fields=["call_at"],
                        name="safety_plan_drives_tick",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("stands", "replaced", "ended", "in_error"))),
                        name="safety_plan_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "stands"), ("call_at__isnull", True), _connector="XOR"),
                        name="safety_plan_waits_or_not",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "stands")), fields=("child_id",), name="safety_plan_stands_once"
                    ),
                    models.UniqueConstraint(fields=("child_id", "number"), name="safety_plan_numbered_once"),
                ],
            },
        ),
    ]
