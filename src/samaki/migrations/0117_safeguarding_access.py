"""Who sees a child's safety plan, where it stays, how it is reached safely, and that it is missing.

A plan and a stay are of the part `care` of one child, and read and written by who works there. How a child is reached safely and that it
is missing is read by who works for the child in any part, and by who reads its care: a call to the wrong number is made by whoever did not
know. None of these rows holds an address: that is sealed with the arrival.
"""

import importlib

from django.conf import settings
from django.db import migrations

from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"
ME = "(select app.member_id())"

OF_CARE = ("safety_plan", "child_placement")
OF_WORK = ("safe_contact", "missing_child")
TABLES = (*OF_CARE, *OF_WORK)

CHANGES = {
    "safety_plan": ("state", "assent", "holder", "review_at", "ended_at", "call_at", "level", "version"),
    "child_placement": ("state", "why", "basis", "basis_until", "document_id", "holder", "due_at", "ended_at", "ended_precision", "call_at",
                        "level", "version"),
    "safe_contact": ("in_error_at",),
    "missing_child": ("state", "holder", "how", "found_at", "found_precision", "arrival_id", "call_at", "level", "version"),
}  # fmt: skip
"""What may become different: the words and who wrote them never do."""


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    conferring = importlib.import_module("samaki.migrations.0096_conferences_access")
    voice = importlib.import_module("samaki.migrations.0111_child_voice_access")
    clock = {"select": "call_at is not null", "update": "call_at is not null"}
    told = f"unit = {MINE} and recorded_by = {ME}"
    found: dict[str, dict[str, dict[str, str]]] = {}
    for table in TABLES:
        care = ("r.compartment = 'care'", rules.of_child(table))
        reads, cares = rules.related(table, *care, conferring.READS), rules.related(table, *care, conferring.WORKS)
        if table in OF_CARE:
            found[table] = {"app": {"select": reads, "insert": f"{told} and {cares}", "update": cares}, "worker": clock}
            continue
        works = voice.works_for(table)
        found[table] = {"app": {"select": f"{works} or {reads}", "insert": f"{told} and {works}", "update": works}}
    found["safe_contact"]["app"]["update"] = f"unit = {MINE} and {voice.works_for('safe_contact')}"
    found["missing_child"]["worker"] = clock
    return found


STAYS = """
create function app.safety_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if to_jsonb(new) - tg_argv is distinct from to_jsonb(old) - tg_argv
    or to_jsonb(old) ->> 'state' = 'in_error' or to_jsonb(old) ->> 'in_error_at' is not null then
    raise exception 'what was written of a child''s safety stays as it was written' using errcode = 'check_violation',
      constraint = 'safety_stays';
  end if;
  return new;
end $$;
""" + "\n".join(
    f"create trigger safety_stays before update on {table} for each row execute function app.safety_stays({', '.join(map(repr, names))});"
    f"create trigger erased_refuses before insert on {table} for each row execute function app.erased_refuses();"
    for table, names in CHANGES.items()
)  # fmt: skip


def secure(apps: object, schema_editor: object) -> None:
    guarding = importlib.import_module("samaki.migrations.0036_guarding_access")
    app, worker, definer = (f'"{settings.ROLES[role]}"' for role in ("app", "worker", "definer"))
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        cursor.execute(STAYS)
        cursor.execute("revoke all on function app.safety_stays() from public")
        cursor.execute(f"grant execute on function app.safety_stays() to {app}, {worker}")
        _row_security.secure(cursor, policies())
        cursor.execute(f"grant select on {', '.join(TABLES)} to {definer}")
        for line in guarding.walls([row for row in guarding.walled(cursor) if row[0] in TABLES]):
            cursor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0116_safeguarding")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
