"""Who sees what a child was told and wants, and askings to hear a child again.

A child's voice is read by who reads the care of this child, and by the unit that wrote it down while it works for the child: a child may
tell anybody who works for it.
That somebody asks to hear a child again, about what topic and where the recording is, is read by who works for the child, by who
reads justice, and by who must answer until it is answered; why, in words, is a remark of the justice part.
"""

import importlib

from django.conf import settings
from django.db import migrations

from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"
ME = "(select app.member_id())"
READS = "r.ground <> 'offered'"
JUSTICE = ("r.compartment = 'justice'", READS)
WORKS = "r.ground not in ('offered', 'shared', 'emergency', 'court_order', 'conference')"

TABLES = ("child_voice", "heard_again")


def works_for(table: str) -> str:
    """A relation of work to the row's child, or to the whole case; or an open step of that child."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    holds = (
        f"exists (select 1 from step s where s.case_id = {table}.case_id and s.child_id = {table}.child_id and s.holder = {MINE}"
        " and s.state in ('open', 'on_hold'))"
    )
    return f"({rules.related(table, WORKS, rules.of_child(table))} or {holds})"


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    care = rules.related("child_voice", "r.compartment = 'care'", READS, rules.of_child("child_voice"))
    works = {table: works_for(table) for table in TABLES}
    wrote = f"unit = {MINE} and {works['child_voice']}"
    justice = rules.related("heard_again", *JUSTICE, rules.of_child("heard_again"))
    answers = f"(holder = {MINE} and state = 'asked') or {works['heard_again']}"
    told = f"unit = {MINE} and recorded_by = {ME}"
    return {
        "child_voice": {
            "app": {
                "select": f"({wrote}) or {care}",
                "insert": f"{told} and in_error_at is null and {works['child_voice']}",
                "update": wrote,
            }
        },
        "heard_again": {
            "app": {
                "select": f"{answers} or {justice}",
                "insert": f"{told} and state = 'asked' and {works['heard_again']}",
                "update": answers,
            },
            "worker": {"select": "call_at is not null", "update": "call_at is not null"},
        },
    }


STAYS = """
create function app.voice_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if to_jsonb(new) - 'in_error_at' is distinct from to_jsonb(old) - 'in_error_at' or old.in_error_at is not null then
    raise exception 'what a child said stays as it was said' using errcode = 'check_violation', constraint = 'voice_stays';
  end if;
  return new;
end $$;
create trigger voice_stays before update on child_voice for each row execute function app.voice_stays();

create function app.asking_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if (new.case_id, new.child_id, new.sort, new.hearing_id, new.reason, new.sealed, new.unit, new.recorded_by, new.recorded_at)
    is distinct from (old.case_id, old.child_id, old.sort, old.hearing_id, old.reason, old.sealed, old.unit, old.recorded_by, old.recorded_at)
    or old.state = 'withdrawn' then
    raise exception 'what was asked about a child stays as it was asked' using errcode = 'check_violation', constraint = 'asking_stays';
  end if;
  return new;
end $$;
create trigger asking_stays before update on heard_again for each row execute function app.asking_stays();
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
        for name in ("voice_stays", "asking_stays"):
            cursor.execute(f"revoke all on function app.{name}() from public")
            cursor.execute(f"grant execute on function app.{name}() to {app}, {worker}")
        _row_security.secure(cursor, policies())
        cursor.execute(f"grant select on {', '.join(TABLES)} to {definer}")
        for line in guarding.walls([row for row in guarding.walled(cursor) if row[0] in TABLES]):
            cursor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0110_child_voice")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
