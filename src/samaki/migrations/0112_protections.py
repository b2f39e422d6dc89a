"""Measures that protect a child at court, and promises to a child; who sees them.

A measure is read by who reads justice and by who works for the child; a promise by who works for the child, and by the unit
that keeps it while it is open.
"""

import importlib

from django.conf import settings
from django.db import migrations, models

import samaki.database.ids
from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"
ME = "(select app.member_id())"
TABLES = ("protection", "child_promise")


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    voice = importlib.import_module("samaki.migrations.0111_child_voice_access")
    told = f"unit = {MINE} and recorded_by = {ME}"
    justice = rules.related("protection", *voice.JUSTICE, rules.of_child("protection"))
    works = {table: voice.works_for(table) for table in TABLES}
    keeps = f"(owner = {MINE} and state = 'open') or {works['child_promise']}"
    return {
        "protection": {
            "app": {
                "select": f"{justice} or {works['protection']}",
                "insert": f"{told} and {works['protection']}",
                "update": works["protection"],
            }
        },
        "child_promise": {
            "app": {
                "select": keeps,
                "insert": f"{told} and state = 'open' and {works['child_promise']}",
                "update": keeps,
            },
            "worker": {"select": "call_at is not null", "update": "call_at is not null"},
        },
    }


STAYS = """
create function app.protection_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if (new.case_id, new.child_id, new.hearing_id, new.measure, new.unit, new.recorded_by, new.recorded_at, new.after_id)
    is distinct from (old.case_id, old.child_id, old.hearing_id, old.measure, old.unit, old.recorded_by, old.recorded_at, old.after_id) then
    raise exception 'whose measure it is stays' using errcode = 'check_violation', constraint = 'protection_stays';
  end if;
  return new;
end $$;
create trigger protection_stays before update on protection for each row execute function app.protection_stays();

create function app.promise_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if (new.case_id, new.child_id, new.hearing_id, new.sort, new.sealed, new.owner, new.unit, new.recorded_by, new.recorded_at)
    is distinct from (old.case_id, old.child_id, old.hearing_id, old.sort, old.sealed, old.owner, old.unit, old.recorded_by, old.recorded_at)
    or old.state = 'in_error' then
    raise exception 'what was promised to a child stays' using errcode = 'check_violation', constraint = 'promise_stays';
  end if;
  return new;
end $$;
create trigger promise_stays before update on child_promise for each row execute function app.promise_stays();
""" + "\n".join(
    f"create trigger erased_refuses before insert on {table} for each row execute function app.erased_refuses();"
    for table in TABLES
)


def secure(apps: object, schema_editor: object) -> None:
    guarding = importlib.import_module("samaki.migrations.0036_guarding_access")
    app, worker, definer = (f'"{settings.ROLES[role]}"' for role in ("app", "worker", "definer"))
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        cursor.execute(STAYS)
        for name in ("protection_stays", "promise_stays"):
            cursor.execute(f"revoke all on function app.{name}() from public")
            cursor.execute(f"grant execute on function app.{name}() to {app}, {worker}")
        _row_security.secure(cursor, policies())
        cursor.execute(f"grant select on {', '.join(TABLES)} to {definer}")
        for line in guarding.walls([row for row in guarding.walled(cursor) if row[0] in TABLES]):
            cursor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0111_child_voice_access")]

    operations = [
        migrations.CreateModel(
            name="Protection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("child_id", models.UUIDField()),
                ("hearing_id", models.UUIDField(null=True)),
                ("measure", models.TextField()),
                ("state", models.TextField(default="asked")),
                ("reason", models.TextField(blank=True, default="")),
                ("sealed", models.BinaryField()),
                ("asked_at", models.DateTimeField(null=True)),
                ("asked_unit", models.IntegerField(null=True)),
                ("ordered_at", models.DateTimeField(null=True)),
                ("ordered_unit", models.IntegerField(null=True)),
                ("provided_at", models.DateTimeField(null=True)),
                ("provided_unit", models.IntegerField(null=True)),
                ("after_id", models.UUIDField(null=True)),
                ("unit", models.IntegerField()),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "db_table": "protection",
                "indexes": [models.Index(fields=["case_id", "child_id"], name="protection_of_child")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("asked", "ordered", "refused", "provided", "not_provided", "dropped"))
                        ),
                        name="protection_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            models.Q(("state", "dropped"), _negated=True), models.Q(("measure", "other"), _negated=True)
                        ),
                        fields=("child_id", "hearing_id", "measure"),
                        name="protection_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChildPromise",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("child_id", models.UUIDField()),
                ("hearing_id", models.UUIDField(null=True)),
                ("sort", models.TextField()),
                ("sealed", models.BinaryField()),
                ("owner", models.IntegerField()),
                ("due_at", models.DateTimeField()),
                ("state", models.TextField(default="open")),
                ("call_at", models.DateTimeField(null=True)),
                ("level", models.PositiveSmallIntegerField(default=0)),
                ("said_at", models.DateTimeField(null=True)),
                ("said_unit", models.IntegerField(null=True)),
                ("unit", models.IntegerField()),
                ("recorded_by", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "db_table": "child_promise",
                "indexes": [
                    models.Index(fields=["case_id", "child_id"], name="child_promise_of_child"),
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["owner", "due_at"], name="child_promise_on_desk"
                    ),
                    models.Index(
                        condition=models.Q(("call_at__isnull", False)),
                        fields=["call_at"],
                        name="child_promise_drives_tick",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("open", "kept", "not_kept", "in_error"))),
                        name="child_promise_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "open"), ("call_at__isnull", True), _connector="XOR"),
                        name="child_promise_waits_or_not",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_at__gte", models.F("recorded_at")),
                            models.Q(("state", "open"), _negated=True),
                            _connector="OR",
                        ),
                        name="child_promise_due_later",
                    ),
                ],
            },
        ),
        migrations.RunPython(secure, migrations.RunPython.noop),
    ]
