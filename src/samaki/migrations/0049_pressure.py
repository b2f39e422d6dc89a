"""Pressure on a child's side, and the unit that a step is hidden from. Who sees what follows in 0051."""

from django.db import migrations, models

import samaki.database.ids


class Migration(migrations.Migration):
    dependencies = [("samaki", "0048_for_accused")]
    operations = [
        migrations.AddField("step", "hidden_from", models.IntegerField(null=True)),
        migrations.CreateModel(
            name="Pressure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("child_id", models.UUIDField()),
                ("step_id", models.UUIDField(null=True)),
                ("sort", models.TextField()),
                ("on_whom", models.TextField()),
                ("person_id", models.UUIDField(null=True)),
                ("broker_unit", models.IntegerField(null=True)),
                ("sealed", models.BinaryField()),
                ("unit", models.IntegerField()),
                ("recorded_by", models.UUIDField()),
                ("occurred_at", models.DateTimeField()),
                ("occurred_precision", models.TextField(default="instant")),
                ("recorded_at", models.DateTimeField()),
                ("in_error_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "pressure",
                "indexes": [
                    models.Index(fields=["case_id", "child_id"], name="pressure_of_child"),
                    models.Index(
                        condition=models.Q(("step_id__isnull", False)), fields=["step_id"], name="pressure_of_step"
                    ),
                    models.Index(
                        condition=models.Q(("broker_unit__isnull", False)),
                        fields=["broker_unit"],
                        name="pressure_of_broker",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("broker_unit__isnull", True),
                            models.Q(("broker_unit", models.F("unit")), _negated=True),
                            _connector="OR",
                        ),
                        name="pressure_not_told_by_its_broker",
                    ),
                ],
            },
        ),
    ]
