"""Whether a child is a victim, and its age: proposals, decisions, assessments; who sees them.

Read by who reads justice and by who works for the child; the words are remarks of the justice part.
"""

import importlib

from django.conf import settings
from django.db import migrations, models

import samaki.database.ids
from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"
ME = "(select app.member_id())"


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    voice = importlib.import_module("samaki.migrations.0111_child_voice_access")
    works = voice.works_for("identification")
    justice = rules.related("identification", *voice.JUSTICE, rules.of_child("identification"))
    return {
        "identification": {
            "app": {
                "select": f"{justice} or {works}",
                "insert": f"unit = {MINE} and recorded_by = {ME} and in_error_at is null and {works}",
                "update": f"unit = {MINE} and {works}",
            }
        }
    }


STAYS = """
create function app.identification_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if to_jsonb(new) - 'in_error_at' is distinct from to_jsonb(old) - 'in_error_at' or old.in_error_at is not null then
    raise exception 'what was decided of a child stays as it was decided' using errcode = 'check_violation', constraint = 'identification_stays';
  end if;
  return new;
end $$;
create trigger identification_stays before update on identification for each row execute function app.identification_stays();
create trigger erased_refuses before insert on identification for each row execute function app.erased_refuses();
"""


def secure(apps: object, schema_editor: object) -> None:
    guarding = importlib.import_module("samaki.migrations.0036_guarding_access")
    app, definer = (f'"{settings.ROLES[role]}"' for role in ("app", "definer"))
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        cursor.execute(STAYS)
        cursor.execute("revoke all on function app.identification_stays() from public")
        cursor.execute(f"grant execute on function app.identification_stays() to {app}")
        _row_security.secure(cursor, policies())
        cursor.execute(f"grant select on identification to {definer}")
        for line in guarding.walls([row for row in guarding.walled(cursor) if row[0] == "identification"]):
            cursor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0112_protections")]

    operations = [
        migrations.CreateModel(
            name="Identification",
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
                ("status", models.TextField(blank=True, default="")),
                ("form", models.TextField(blank=True, default="")),
                ("again", models.TextField(blank=True, default="")),
                ("after_id", models.UUIDField(null=True)),
                ("method", models.TextField(blank=True, default="")),
                ("age", models.TextField(blank=True, default="")),
                ("youngest", models.PositiveSmallIntegerField(null=True)),
                ("oldest", models.PositiveSmallIntegerField(null=True)),
                ("unit", models.IntegerField()),
                ("recorded_by", models.UUIDField()),
                ("occurred_at", models.DateTimeField()),
                ("occurred_precision", models.TextField(default="instant")),
                ("recorded_at", models.DateTimeField()),
                ("in_error_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "identification",
                "indexes": [models.Index(fields=["case_id", "child_id"], name="identification_of_child")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sort__in", ("proposal", "decision", "age"))),
                        name="identification_sort_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("age__in", ("child", "adult", "doubt")), ("form", ""), ("sort", "age"), ("status", "")
                            ),
                            models.Q(
                                models.Q(("sort", "age"), _negated=True),
                                models.Q(("status", ""), _negated=True),
                                ("age", ""),
                                ("method", ""),
                            ),
                            _connector="OR",
                        ),
                        name="identification_says_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sort", "decision"), _negated=True),
                            models.Q(("form", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="identification_decided_by_form",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("youngest__isnull", True),
                            ("oldest__isnull", True),
                            ("youngest__lte", models.F("oldest")),
                            _connector="OR",
                        ),
                        name="identification_years_in_order",
                    ),
                ],
            },
        ),
        migrations.RunPython(secure, migrations.RunPython.noop),
    ]
