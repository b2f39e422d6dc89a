"""Who sees and writes of a child's care; what the clock reads; the waiting list of a unit.

A row is of one child, and of the part `care`: it is seen by who reads that part of that child (or of the whole case), by whatever ground but
that of being asked; it is written by who works there. The other child of the case is another record. A draft of an assessment is seen by
who writes it. What is signed stays, whoever asks. A unit of which a service is asked reads of it on its waiting list: which service, how
urgent, since when, by whom; the code of the case only where it works for that child already.
"""

import importlib

from django.conf import settings
from django.db import migrations

from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"
ME = "(select app.member_id())"

TABLES = ("care_need", "care_goal", "care_service", "care_assessment", "care_check")
WAITING = ("care_goal", "care_service")


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    conferring = importlib.import_module("samaki.migrations.0096_conferences_access")
    found: dict[str, dict[str, dict[str, str]]] = {}
    for table in TABLES:
        care = ("r.compartment = 'care'", rules.of_child(table))
        reads, works = rules.related(table, *care, conferring.READS), rules.related(table, *care, conferring.WORKS)
        if table == "care_assessment":
            reads = f"{reads} and (state not in ('draft', 'discarded') or recorded_by = {ME})"
        rights = {"select": reads, "insert": f"unit = {MINE} and recorded_by = {ME} and {works}"}
        found[table] = {"app": rights if table == "care_check" else rights | {"update": works}}
        if table in WAITING:
            found[table]["worker"] = {"select": "call_at is not null", "update": "call_at is not null"}
    return found


def functions() -> str:
    """Those of the definer, and the triggers."""
    works = importlib.import_module("samaki.migrations.0096_conferences_access").WORKS
    live = f"{works} and r.since <= app.now_at() and (r.until is null or r.until > app.now_at())"
    return f"""
-- who works for the care of a child, for the clock
create function app.care_units(of_case uuid, of_child uuid) returns table (unit int)
language sql stable security definer set search_path = pg_catalog, public as $$
  select distinct r.unit from relation r where r.case_id = of_case and r.compartment = 'care'
    and (r.child_id is null or r.child_id = of_child) and {live} and not app.is_walled(of_case, r.unit);
$$;

create function app.care_is_open(of_case uuid, of_child uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, public as $$
  select exists (select 1 from strand s where s.case_id = of_case and s.child_id = of_child and s.kind = 'care' and s.state = 'open')
    and exists (select 1 from data_key k where k.case_id = of_case);
$$;

-- services that are asked of the session's units and have not begun, the oldest first; a key only of what is open to the session
create function app.waiting_services(behind int, most int)
returns table (id uuid, service text, urgency text, asked_at timestamptz, due_at timestamptz, asker int, code text, child_id uuid)
language sql stable security definer set search_path = pg_catalog, public as $$
  select case when c.id is not null then s.id end, s.service, s.urgency, s.asked_at, s.due_at, s.holder, c.code, case when c.id is not null then s.child_id end
  from care_service s left join "case" c on c.id = s.case_id and exists (select 1 from relation r where r.case_id = s.case_id
    and r.unit = any(app.principals()) and r.compartment = 'care' and (r.child_id is null or r.child_id = s.child_id) and {live})
  where s.provider = any(app.principals()) and s.state = 'asked' and s.case_id <> all(app.walls())
    and not app.conference_kept_from(s.case_id, s.provider) and app.care_is_open(s.case_id, s.child_id)
  order by s.asked_at, s.id offset behind limit least(most, 200);
$$;

-- a unit that must know nothing of a case is not asked for a service of it
create function app.care_refuses() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if app.conference_kept_from(new.case_id, new.provider) then
    raise exception 'this unit has no part in this case' using errcode = 'check_violation', constraint = 'wall_stands';
  end if;
  return new;
end $$;
create trigger care_refuses before insert or update of provider on care_service for each row
  when (new.provider is not null) execute function app.care_refuses();

create function app.care_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if (new.case_id, new.child_id, new.unit, new.recorded_by, new.recorded_at)
      is distinct from (old.case_id, old.child_id, old.unit, old.recorded_by, old.recorded_at)
    or old.state in ('in_error', 'discarded', 'superseded')
    or (tg_table_name <> 'care_assessment' and new.sealed is distinct from old.sealed)
    or (tg_table_name = 'care_assessment' and old.state <> 'draft'
      and to_jsonb(new) - 'state' - 'version' is distinct from to_jsonb(old) - 'state' - 'version') then
    raise exception 'what was written of a child stays' using errcode = 'check_violation', constraint = 'care_stays';
  end if;
  return new;
end $$;
""" + "\n".join(
        f"create trigger care_stays before update on {table} for each row execute function app.care_stays();"
        for table in TABLES if table != "care_check"
    )  # fmt: skip


DEFINED = {
    "app.care_units(uuid, uuid)": ("worker",),
    "app.care_is_open(uuid, uuid)": ("worker", "definer"),
    "app.waiting_services(int, int)": ("app",),
    "app.care_refuses()": (),
}


def secure(apps: object, schema_editor: object) -> None:
    guarding = importlib.import_module("samaki.migrations.0036_guarding_access")
    app, worker, definer = (f'"{settings.ROLES[role]}"' for role in ("app", "worker", "definer"))
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, functions(), DEFINED)
        cursor.execute("revoke all on function app.care_stays() from public")
        cursor.execute(f"grant execute on function app.care_stays() to {app}, {worker}, {definer}")
        _row_security.secure(cursor, policies())
        cursor.execute(f"grant select on {', '.join(TABLES)} to {definer}")
        for table in TABLES:
            cursor.execute(
                f"create trigger erased_refuses before insert on {table} for each row execute function app.erased_refuses()"
            )
        for line in guarding.walls([row for row in guarding.walled(cursor) if row[0] in TABLES]):
            cursor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0104_care")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
