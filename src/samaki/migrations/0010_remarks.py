"""Words that go with an act on a step, a strand or a report; who holds the step or sees that part of the file reads them."""

import importlib

from django.db import migrations, models

import samaki.database.ids


def policies() -> dict[str, str]:
    """Conditions of the application role on `remark`."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    mine = rules.MINE
    held = f"exists (select 1 from step s where s.id = remark.subject_id and s.holder = {mine})"
    report = "exists (select 1 from report p where p.id = remark.report_id)"
    seen = rules.covers("remark", '"remark".compartment')
    return {
        "select": f"unit = {mine} or (report_id is not null and {report}) or (case_id is not null and ({seen} or {held}))",
        "insert": f"unit = {mine}",
    }


def secure(apps: object, schema_editor: object) -> None:
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("alter table remark enable row level security")
        cursor.execute("alter table remark force row level security")
        for command, condition in policies().items():
            for line in rules.policy("app", "remark", command, condition):
                cursor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0007_lists_indexes")]
    operations = [
        migrations.CreateModel(
            name="Remark",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField(null=True)),
                ("report_id", models.UUIDField(null=True)),
                ("child_id", models.UUIDField(null=True)),
                ("compartment", models.TextField(blank=True, default="")),
                ("subject_id", models.UUIDField()),
                ("act", models.TextField()),
                ("sealed", models.BinaryField()),
                ("unit", models.IntegerField()),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={"db_table": "remark"},
        ),
        migrations.AddIndex(
            model_name="remark", index=models.Index(fields=["subject_id", "recorded_at"], name="remark_of_act")
        ),
        migrations.RunPython(secure, migrations.RunPython.noop),
    ]
