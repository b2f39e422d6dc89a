"""The register of what the mentor puts in: every member reads it, for it is of no case; a unit writes its own."""

import django.db.models.deletion
from django.db import migrations, models

import samaki.database.ids
from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"
ANYBODY = "cardinality((select app.principals())::int[]) > 0"


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    return {
        "mentor_input": {
            "app": {
                "select": ANYBODY,
                "insert": f"unit = {MINE} and recorded_by = (select app.member_id()) and in_error_at is null",
                "update": f"unit = {MINE}",
            },
            "worker": {"select": "true"},
        },
    }


def secure(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.secure(cursor, policies())


class Migration(migrations.Migration):
    dependencies = [("samaki", "0123_support")]
    operations = [
        migrations.CreateModel(
            name="MentorInput",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("form", models.TextField()),
                ("area", models.TextField(blank=True, default="")),
                ("kind", models.TextField(blank=True, default="")),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("in_error_at", models.DateTimeField(null=True)),
                ("synthetic", models.BooleanField(default=False)),
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
                "db_table": "mentor_input",
                "indexes": [models.Index(fields=["area", "since"], name="mentor_input_of_area")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"),
                        name="mentor_input_ends_after_it_began",
                    )
                ],
            },
        ),
        migrations.RunPython(secure, migrations.RunPython.noop),
    ]
