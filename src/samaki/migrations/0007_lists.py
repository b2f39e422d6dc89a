"""Filters that members keep: each sees, adds and deletes only their own."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import samaki.database.ids

OWN = "member_id = (select app.member_id())"

POLICIES = {"saved_filter": {"select": OWN, "insert": OWN, "delete": OWN}}


def forward(apps: object, schema_editor: object) -> None:
    app = f'"{settings.ROLES["app"]}"'
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for table, commands in POLICIES.items():
            cursor.execute(f'alter table "{table}" enable row level security')
            cursor.execute(f'alter table "{table}" force row level security')
            for command, condition in commands.items():
                clause = f"with check ({condition})" if command == "insert" else f"using ({condition})"
                cursor.execute(f'create policy app_{command} on "{table}" for {command} to {app} {clause}')
                cursor.execute(f'grant {command} on "{table}" to {app}')


class Migration(migrations.Migration):
    dependencies = [("samaki", "0005_email_waiting")]
    operations = [
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("which", models.TextField()),
                ("name", models.BinaryField()),
                ("name_digest", models.BinaryField()),
                ("told", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "saved_filter",
                "constraints": [
                    models.UniqueConstraint(fields=("member", "name_digest"), name="saved_filter_named_once")
                ],
            },
        ),
        migrations.RunPython(forward, migrations.RunPython.noop),
    ]
