"""What speaks for the accused, who may flag it, and who sees that it is flagged."""

import importlib

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import samaki.database.ids
from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"
ME = "(select app.member_id())"

STAYS = """
create function app.for_accused_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if old.ended_at is not null
     or to_jsonb(new) - '{ended_at,ended_by}'::text[] <> to_jsonb(old) - '{ended_at,ended_by}'::text[] then
    raise exception 'a flag is never changed, only taken back' using errcode = 'check_violation', constraint = 'for_accused_stays';
  end if;
  return new;
end $$;
create trigger for_accused_stays before update on for_accused for each row execute function app.for_accused_stays();
create trigger erased_refuses before insert on for_accused for each row execute function app.erased_refuses();
"""


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """Seen by who reads the justice part; set and taken back by who works in it."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    orders = importlib.import_module("samaki.migrations.0047_court_orders_access")
    justice = ("r.compartment = 'justice'", rules.of_child("for_accused"))
    reads = rules.related("for_accused", *justice, "r.ground <> 'offered'")
    works = rules.related("for_accused", *justice, orders.WORKS)
    return {
        "for_accused": {
            "app": {
                "select": reads,
                "insert": f"unit = {MINE} and flagged_by = {ME} and ended_at is null and {works}",
                "update": works,
            },
        },
    }


def secure(apps: object, schema_editor: object) -> None:
    guarding = importlib.import_module("samaki.migrations.0036_guarding_access")
    app = f'"{settings.ROLES["app"]}"'
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        cursor.execute(STAYS)
        cursor.execute("revoke all on function app.for_accused_stays() from public")
        cursor.execute(f"grant execute on function app.for_accused_stays() to {app}")
        _row_security.secure(cursor, policies())
        hanging = [row for row in guarding.walled(cursor) if row[0] == "for_accused"]
        for line in guarding.walls(hanging):
            cursor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0047_court_orders_access")]
    operations = [
        migrations.CreateModel(
            name="ForAccused",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("child_id", models.UUIDField(null=True)),
                ("item", models.TextField()),
                ("item_id", models.UUIDField()),
                ("room", models.TextField()),
                ("flagged_by", models.UUIDField()),
                ("flagged_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.case"),
                ),
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
                "db_table": "for_accused",
                "indexes": [models.Index(fields=["case", "flagged_at"], name="for_accused_of_case")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["item_id"], condition=models.Q(ended_at__isnull=True), name="for_accused_once"
                    ),
                    models.CheckConstraint(
                        name="for_accused_of_what",
                        condition=models.Q(item="justice_record", room="justice") | models.Q(item="document"),
                    ),
                    models.CheckConstraint(
                        name="for_accused_ended_by_somebody",
                        condition=models.Q(ended_at__isnull=True, ended_by__isnull=True)
                        | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                    ),
                ],
            },
        ),
        migrations.RunPython(secure, migrations.RunPython.noop),
    ]
