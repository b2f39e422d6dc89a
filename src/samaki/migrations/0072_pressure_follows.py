"""What follows from a hidden record of pressure is hidden as it is: each step that says so, its hand-offs and its notices.

Until here only the step that opened with the record was. `app.pressure_kept_from` tells who works on a case which units must not be asked,
called or told, also those who may not read the record: the page names a unit only to those who may.
"""

from django.conf import settings
from django.db import migrations

from samaki.migrations import _row_security

FUNCTIONS = """
create or replace function app.begin(member uuid, at timestamptz) returns int[] language plpgsql security definer
set search_path = pg_catalog, public as $$
declare mine int[]; walls uuid[]; hid uuid[];
begin
  with recursive held as (
    select m.unit from membership m join member who on who.id = m.member_id
    where m.member_id = begin.member and who.is_active and (who.access_until is null or who.access_until > at)
      and m.since <= at and (m.until is null or m.until > at)
    union
    select u.principal from unit u join held on u.merged_into = held.unit
  )
  select coalesce(array_agg(distinct held.unit), '{}') into mine from held;
  select coalesce(array_agg(w.case_id), '{}') into walls from (
    select c.case_id from conflict c where c.agreed and c.since <= at and c.until > at and (c.ended_at is null or c.ended_at > at)
      and exists (select 1 from membership m where m.member_id = begin.member and m.unit = c.unit
                  and (m.until is null or m.until >= c.asked_at))
    union
    select r.case_id from recusal r where r.member_id = begin.member and r.since <= at and (r.until is null or r.until > at)
  ) w;
  with told as (
    select p.id, p.step_id, p.case_id, p.broker_unit from membership m join pressure p on p.broker_unit = m.unit
    where m.member_id = begin.member and (m.until is null or m.until >= p.recorded_at)
  ), steps as (
    select step_id as id from told where step_id is not null
    union select s.id from told join step s on s.case_id = told.case_id and s.hidden_from = told.broker_unit
  ), about as (
    select id from told union select id from steps
    union select h.id from steps join handoff h on h.step_id = steps.id
  )
  select coalesce(array_agg(x.id), '{}') into hid from (
    select id from about union select n.id from notice n join about on n.subject_id = about.id
  ) x;
  perform set_config('app.principals', mine::text, true);
  perform set_config('app.walls', walls::text, true);
  perform set_config('app.hidden', hid::text, true);
  perform set_config('app.now', at::text, true);
  perform set_config('app.member', coalesce(member::text, ''), true);
  return mine;
end $$;

create or replace function app.pressure_keeps_silent() returns trigger language plpgsql security definer
set search_path = pg_catalog, public as $$
begin
  if exists (select 1 from pressure p where p.broker_unit = new.to_unit and (p.id = new.subject_id or p.step_id = new.subject_id
      or exists (select 1 from handoff h where h.id = new.subject_id and h.step_id = p.step_id)))
    or exists (select 1 from step s where s.case_id = new.case_id and s.hidden_from = new.to_unit and (s.id = new.subject_id
      or exists (select 1 from handoff h where h.id = new.subject_id and h.step_id = s.id))) then
    return null;
  end if;
  return new;
end $$;

-- the units from which something of pressure is hidden, for whoever has a part in the case and is none of them
create function app.pressure_kept_from(of_case uuid) returns table (pressure uuid, child uuid, unit int)
language sql stable security definer set search_path = pg_catalog, public as $$
  select p.id, p.child_id, p.broker_unit from pressure p
  where p.case_id = of_case and p.broker_unit is not null and p.in_error_at is null
    and p.id <> all(app.hidden()) and p.case_id <> all(app.walls())
    and exists (select 1 from relation r where r.case_id = of_case and r.unit = any(app.principals())
      and (r.child_id is null or r.child_id = p.child_id)
      and r.since <= app.now_at() and (r.until is null or r.until > app.now_at()));
$$;
"""

DEFINED: dict[str, tuple[str, ...]] = {"app.pressure_kept_from(uuid)": ("app",)}


def secure(apps: object, schema_editor: object) -> None:
    definer = f'"{settings.ROLES["definer"]}"'
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        anew, new = FUNCTIONS.split("-- the units from which", 1)
        cursor.execute(f"set local role {definer}")
        cursor.execute(anew)
        cursor.execute("reset role")
        _row_security.define(cursor, f"-- the units from which{new}", {"app.pressure_kept_from(uuid)": ("app",)})


class Migration(migrations.Migration):
    dependencies = [("samaki", "0071_peers_access")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
