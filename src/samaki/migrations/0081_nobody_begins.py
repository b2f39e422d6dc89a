"""Who is nobody (the public, the clock) has no principals, no walls and nothing hidden from them: a session of theirs asks no table for it.

What a member's session begins with is as it was (0072).
"""

from django.conf import settings
from django.db import migrations

BEGIN = """
create or replace function app.begin(member uuid, at timestamptz) returns int[] language plpgsql security definer
set search_path = pg_catalog, public as $$
declare mine int[] := '{}'; walls uuid[] := '{}'; hid uuid[] := '{}';
begin
  if member is not null then
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
  end if;
  perform set_config('app.principals', mine::text, true);
  perform set_config('app.walls', walls::text, true);
  perform set_config('app.hidden', hid::text, true);
  perform set_config('app.now', at::text, true);
  perform set_config('app.member', coalesce(member::text, ''), true);
  return mine;
end $$;
"""


def ask_for_members_only(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        cursor.execute(f'set local role "{settings.ROLES["definer"]}"')
        cursor.execute(BEGIN)
        cursor.execute("reset role")


class Migration(migrations.Migration):
    dependencies = [("samaki", "0079_night")]
    operations = [migrations.RunPython(ask_for_members_only, migrations.RunPython.noop)]
