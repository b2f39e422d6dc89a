"""Entries between a unit and its mentor: these two read and write them, nobody else. What was written stays; its state moves."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import samaki.database.ids
from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"
ME = "(select app.member_id())"
SORTS = ("advice", "visit", "note", "observation", "goal")
STATES = ("asked", "answered", "taken_back", "planned", "done", "written", "open", "reached", "dropped")


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    between = f"(unit = {MINE} or mentor = {MINE})"
    return {
        "mentoring": {
            "app": {
                "select": between,
                "insert": f"{between} and made_in = {MINE} and made_by = {ME}",
                "update": between,
            },
        },
    }


STAYS = """
-- whose it is, what it is and who wrote it is never changed (sealed: answered, or under another master key)
create function app.mentoring_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
declare free text[] := '{sealed,state,moved_by,moved_at}';
begin
  if to_jsonb(new) - free <> to_jsonb(old) - free then
    raise exception 'an entry of mentoring is not changed, a new one is written' using errcode = 'check_violation',
      constraint = 'mentoring_stays';
  end if;
  return new;
end $$;
create trigger mentoring_stays before update on mentoring for each row execute function app.mentoring_stays();
"""


def secure(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.secure(cursor, policies())
        cursor.execute(f'grant select on mentoring to "{settings.ROLES["definer"]}"')
        cursor.execute(STAYS)
        cursor.execute("revoke all on function app.mentoring_stays() from public")
        names = ", ".join(f'"{settings.ROLES[role]}"' for role in ("app", "definer"))
        cursor.execute(f"grant execute on function app.mentoring_stays() to {names}")


def of_unit(column: str) -> models.ForeignKey:
    return models.ForeignKey(
        db_column=column, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="samaki.unit", to_field="principal"
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("samaki", "0132_fading")]
    operations = [
        migrations.CreateModel(
            name="MentoringEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samaki.database.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sort", models.TextField()),
                ("state", models.TextField()),
                ("kind", models.TextField(blank=True, default="")),
                ("on_day", models.DateField(null=True)),
                ("items", models.JSONField(default=dict)),
                ("sealed", models.BinaryField()),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("moved_by", models.UUIDField(null=True)),
                ("moved_at", models.DateTimeField(null=True)),
                ("synthetic", models.BooleanField(default=False)),
                ("made_in", of_unit("made_in")),
                ("mentor", of_unit("mentor")),
                ("unit", of_unit("unit")),
            ],
            options={
                "db_table": "mentoring",
                "indexes": [
                    models.Index(fields=["unit", "-made_at"], name="mentoring_of_unit"),
                    models.Index(fields=["mentor", "unit"], name="mentoring_of_mentor"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sort__in", list(SORTS)), ("state__in", STATES)), name="mentoring_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("on_day__isnull", False), ("sort__in", ("visit", "observation", "goal"))),
                            models.Q(("on_day__isnull", True), ("sort__in", ("advice", "note"))),
                            _connector="OR",
                        ),
                        name="mentoring_has_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("unit", models.F("mentor")), _negated=True), name="mentoring_of_two"
                    ),
                ],
            },
        ),
        migrations.RunPython(secure, migrations.RunPython.noop),
    ]
