"""Who sees the facts of a court file, who is told of its clocks, and to whom the file of somebody who was cleared closes.

A fact is seen by who reads justice, by whatever ground but being asked: of the whole case all of them, of one child those of that child
and those of none. Of a person who was cleared for good (`restricted`) by those alone who work in the justice part of the whole case.
"""

import importlib

from django.conf import settings
from django.db import migrations

from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"
ME = "(select app.member_id())"
TABLE = "court_fact"
JUSTICE = "r.compartment = 'justice'"
READS = "r.ground <> 'offered'"
CHILD = "(r.child_id is null or court_fact.child_id is null or r.child_id = court_fact.child_id)"


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    works = importlib.import_module("samaki.migrations.0096_conferences_access").WORKS
    whole = rules.related(TABLE, JUSTICE, works, "r.child_id is null")
    sees = f"(not restricted and {rules.related(TABLE, JUSTICE, READS, CHILD)}) or {whole}"
    part = rules.related(TABLE, JUSTICE, works, CHILD)
    return {
        TABLE: {
            "app": {
                "select": sees,
                "insert": f"unit = {MINE} and recorded_by = {ME} and state = 'stands' and not restricted and {part}",
                "update": f"({sees}) and {part}",
            },
            "worker": {"select": "state = 'stands'", "update": "true"},
        }
    }


FUNCTIONS = """
-- for the clock: the units that hold open work in the justice part, and those above them
create function app.court_told(of_fact uuid) returns table (unit int, above boolean)
language sql stable security definer set search_path = pg_catalog, public as $$
  with holders as (
    select distinct s.holder as unit, f.case_id from court_fact f join step s on s.case_id = f.case_id join strand t on t.id = s.strand_id
    where f.id = of_fact and t.kind = 'justice' and s.state in ('open', 'on_hold')
      and (f.child_id is null or s.child_id is null or s.child_id = f.child_id)),
  told as (
    select h.unit, false as above, h.case_id from holders h
    union select u.parent, true, h.case_id from holders h join unit u on u.principal = h.unit where u.parent is not null)
  select told.unit, bool_and(told.above) from told where not app.is_walled(told.case_id, told.unit) group by told.unit;
$$;

-- the file of one accused closes to most readers, or opens to them again; by who works in the justice part of the whole case, for a fact
-- that they have just written, corrected or taken back
create function app.restrict_court_facts(of_fact uuid, shut boolean) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
declare f court_fact; changed int;
begin
  select * into f from court_fact where id = of_fact;
  if f.id is null or f.person_id is null or f.case_id = any(app.walls()) or not exists (select 1 from relation r
      where r.case_id = f.case_id and r.unit = any(app.principals()) and r.compartment = 'justice' and r.child_id is null
        and r.ground not in ('offered', 'shared', 'emergency', 'court_order', 'conference')
        and r.since <= app.now_at() and (r.until is null or r.until > app.now_at())) then
    return false;
  end if;
  update court_fact set restricted = shut where case_id = f.case_id and person_id = f.person_id and restricted <> shut;
  get diagnostics changed = row_count;
  return changed > 0;
end $$;

create function app.court_fact_stays() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  if (to_jsonb(new) - array['state', 'restricted', 'clocks', 'call_at', 'version'])
      is distinct from (to_jsonb(old) - array['state', 'restricted', 'clocks', 'call_at', 'version'])
    or (old.state <> 'stands' and new.state <> old.state) then
    raise exception 'what was written down stays: it is corrected by a new version' using errcode = 'check_violation',
      constraint = 'court_fact_stays';
  end if;
  return new;
end $$;
create trigger court_fact_stays before update on court_fact for each row execute function app.court_fact_stays();
create trigger erased_refuses before insert on court_fact for each row execute function app.erased_refuses();
"""

DEFINED = {
    "app.court_told(uuid)": ("worker",),
    "app.restrict_court_facts(uuid, boolean)": ("app",),
}


def secure(apps: object, schema_editor: object) -> None:
    guarding = importlib.import_module("samaki.migrations.0036_guarding_access")
    app, worker, definer = (f'"{settings.ROLES[role]}"' for role in ("app", "worker", "definer"))
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, FUNCTIONS, DEFINED)
        cursor.execute("revoke all on function app.court_fact_stays() from public")
        cursor.execute(f"grant execute on function app.court_fact_stays() to {app}, {worker}, {definer}")
        _row_security.secure(cursor, policies())
        cursor.execute(f"grant select, update on {TABLE} to {definer}")
        for line in guarding.walls([row for row in guarding.walled(cursor) if row[0] == TABLE]):
            cursor.execute(line)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0100_court")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
