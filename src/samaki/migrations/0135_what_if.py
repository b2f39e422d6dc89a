"""Simulations of the chain without the mentor: the committee asks, the clock runs them; read by the committee and the mentor."""

import django.db.models.deletion
from django.db import migrations, models

import samaki.database.ids
from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    return {
        "what_if_run": {
            "app": {
                "select": "(select app.is_one_of(array['oversight', 'mentor']))",
                "insert": "(select app.is_one_of(array['oversight'])) and unit = " + MINE
                + " and asked_by = (select app.member_id()) and ran_at is null",
            },
            "worker": {"select": "true", "insert": "ran_at is null and asked_by is null", "update": "true"},
        },
    }  # fmt: skip


def secure(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.secure(cursor, policies())


class Migration(migrations.Migration):
    dependencies = [("samaki", "0134_step_back_test")]
    operations = [
        migrations.CreateModel(
            name="WhatIfRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("area", models.TextField()),
                ("asked_by", models.UUIDField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("ran_at", models.DateTimeField(null=True)),
                ("since", models.DateField(null=True)),
                ("until", models.DateField(null=True)),
                ("seed", models.IntegerField(default=0)),
                ("replications", models.IntegerField(default=0)),
                ("warm_up", models.FloatField(default=0)),
                ("horizon", models.FloatField(default=0)),
                ("network", models.JSONField(default=dict)),
                ("result", models.JSONField(default=dict)),
                ("synthetic", models.BooleanField(default=False)),
                (
                    "unit",
                    models.ForeignKey(
                        db_column="unit",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="samaki.unit",
                        to_field="principal",
                    ),
                ),
            ],
            options={
                "db_table": "what_if_run",
                "indexes": [models.Index(fields=["area", "ran_at"], name="what_if_run_of_area")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ran_at__isnull", True)), fields=("area",), name="one_asked_run_of_an_area"
                    )
                ],
            },
        ),
        migrations.RunPython(secure, migrations.RunPython.noop),
    ]
