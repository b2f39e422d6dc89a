"""What a child was told and wants; askings to hear a child again. Who sees them follows in 0111."""

from django.db import migrations, models

import samaki.database.ids


class Migration(migrations.Migration):
    dependencies = [("samaki", "0109_papers_access")]

    operations = [
        migrations.CreateModel(
            name="ChildVoice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("child_id", models.UUIDField()),
                ("sort", models.TextField()),
                ("topic", models.TextField()),
                ("answer", models.TextField()),
                ("language", models.TextField(blank=True, default="")),
                ("interpreter", models.TextField(default="none")),
                ("sealed", models.BinaryField()),
                ("unit", models.IntegerField()),
                ("recorded_by", models.UUIDField()),
                ("occurred_at", models.DateTimeField()),
                ("occurred_precision", models.TextField(default="instant")),
                ("recorded_at", models.DateTimeField()),
                ("in_error_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "child_voice",
                "indexes": [models.Index(fields=["case_id", "child_id", "sort"], name="child_voice_of_child")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sort__in", ("told", "wants"))), name="child_voice_sort_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer__in", ("understood", "again", "not_asked")), ("sort", "told")),
                            models.Q(("answer__in", ("says", "nothing")), ("sort", "wants")),
                            _connector="OR",
                        ),
                        name="child_voice_answer_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("interpreter__in", ("none", "used", "missing"))),
                        name="child_voice_interpreter_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HeardAgain",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("child_id", models.UUIDField()),
                ("sort", models.TextField()),
                ("hearing_id", models.UUIDField(null=True)),
                ("reason", models.TextField()),
                ("sealed", models.BinaryField()),
                ("state", models.TextField(default="asked")),
                ("way", models.TextField(blank=True, default="")),
                ("unit", models.IntegerField()),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("holder", models.IntegerField()),
                ("due_at", models.DateTimeField()),
                ("call_at", models.DateTimeField(null=True)),
                ("level", models.PositiveSmallIntegerField(default=0)),
                ("answered_unit", models.IntegerField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "db_table": "heard_again",
                "indexes": [
                    models.Index(fields=["case_id", "child_id"], name="heard_again_of_child"),
                    models.Index(
                        condition=models.Q(("state", "asked")), fields=["holder", "due_at"], name="heard_again_on_desk"
                    ),
                    models.Index(
                        condition=models.Q(("call_at__isnull", False)),
                        fields=["call_at"],
                        name="heard_again_drives_tick",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("asked", "agreed", "other_way", "disagreed", "withdrawn"))),
                        name="heard_again_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sort__in", ("interview", "testimony"))), name="heard_again_sort_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "asked"), ("call_at__isnull", True), _connector="XOR"),
                        name="heard_again_waits_or_not",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("answered_unit__isnull", True)),
                            models.Q(("answered_at__isnull", False), ("answered_unit__isnull", False)),
                            _connector="OR",
                        ),
                        name="heard_again_answered_by_somebody",
                    ),
                ],
            },
        ),
    ]
