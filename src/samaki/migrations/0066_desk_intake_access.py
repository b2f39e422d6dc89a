"""A report that was joined to another follows it; what a reporter reads of all matters of a receipt; who reads the outreach log;
figures of where reports come from, of which the oversight committee gets no small number."""

import importlib

from django.conf import settings
from django.db import migrations

MINE = "any((select app.principals())::int[])"
ME = "(select app.member_id())"

POLICIES = {
    "outreach": {
        "app": {
            "select": f"unit = {MINE}",
            "insert": f"unit = {MINE} and recorded_by = {ME} and in_error_at is null",
            "update": f"unit = {MINE}",
        }
    }
}

FUNCTIONS = """
-- a joined report goes where the one goes that stands for both: who holds it, what became of it, and back
create function app.joined_follow() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  update report p set holder = new.holder, version = p.version + 1,
    state = case when new.state in ('in_case', 'closed') then new.state else 'joined' end,
    case_id = new.case_id, close_reason = new.close_reason, ended_at = new.ended_at,
    acknowledged_at = coalesce(p.acknowledged_at, new.acknowledged_at)
  where p.joined_to = new.id and p.erased_at is null;
  return null;
end $$;
create trigger joined_follow after update on report for each row
  when ((new.state, new.holder, new.case_id, new.close_reason, new.ended_at, new.acknowledged_at)
    is distinct from (old.state, old.holder, old.case_id, old.close_reason, old.ended_at, old.acknowledged_at))
  execute function app.joined_follow();

-- every matter of a receipt, its own first: no unit, no case
create function app.report_matters(digest bytea)
returns table (id uuid, state text, urgency text, received_at timestamptz, acknowledged_at timestamptz, due_at timestamptz,
               ended_at timestamptz, close_reason text, joined boolean, passed boolean, report_again text)
language sql stable security definer set search_path = pg_catalog, public as $$
  with own as (select p.id from report p where p.receipt_digest = digest),
    matter as (select o.id, 0 as place from own o union all select p.id, 1 from report p join own o on p.split_from = o.id)
  select p.id, coalesce(m.state, p.state), coalesce(m.urgency, p.urgency), p.received_at, coalesce(m.acknowledged_at, p.acknowledged_at),
    coalesce(m.due_at, p.due_at), coalesce(m.ended_at, p.ended_at), coalesce(m.close_reason, p.close_reason),
    p.joined_to is not null, coalesce(m.passes, p.passes) > 0, p.report_again
  from matter x join report p on p.id = x.id left join report m on m.id = p.joined_to order by x.place, p.id;
$$;

-- would they tell again? once for each receipt, after an outcome
create function app.report_again(digest bytea, said text) returns uuid
language sql security definer set search_path = pg_catalog, public as $$
  update report p set report_again = said
  where p.receipt_digest = digest and p.report_again = '' and said in ('yes', 'no', 'unsure') and p.erased_at is null
    and p.state in ('in_case', 'closed')
  returning p.id;
$$;

-- how many reports of each source came in, by province (area -> province: `provinces`) and quarter; how many told for the first time, and would tell again.
-- Of the units that the session's member heads; of all, and no number below ten, for who is of the oversight committee.
create function app.demand(of_all boolean, at_zone text, since timestamptz, provinces jsonb)
returns table (quarter text, area text, source text, channel text, told int, first_time int, again int, again_asked int, small boolean)
language sql stable security definer set search_path = pg_catalog, public as $$
  with counted as (
    select to_char(p.received_at at time zone at_zone, 'YYYY"-"Q') as quarter, coalesce(provinces ->> p.area, '') as area, p.source,
      case when of_all then '' else p.channel end as channel, count(*)::int as told,
      (count(*) filter (where p.first_time = 'yes'))::int as first_time,
      (count(*) filter (where p.report_again = 'yes'))::int as again,
      (count(*) filter (where p.report_again <> ''))::int as again_asked
    from report p where p.received_at >= since and p.split_from is null
      and case when of_all then app.is_one_of(array['oversight'])
        else p.holder = any(app.principals()) and app.is_one_of(array['head', 'team_lead']) end
    group by 1, 2, 3, 4)
  select c.quarter, c.area, c.source, c.channel, case when of_all and c.told < 10 then null else c.told end,
    case when of_all and (c.told < 10 or c.first_time < 10) then null else c.first_time end,
    case when of_all and (c.again < 10 or c.again_asked - c.again < 10) then null else c.again end,
    case when of_all and (c.again < 10 or c.again_asked - c.again < 10) then null else c.again_asked end, of_all and c.told < 10
  from counted c order by 1 desc, 2, 3, 4;
$$;

-- cases that units opened by their own work, without a report, in the same way
create function app.own_work(of_all boolean, at_zone text, since timestamptz, provinces jsonb)
returns table (quarter text, area text, opened int, small boolean)
language sql stable security definer set search_path = pg_catalog, public as $$
  with counted as (
    select to_char(c.opened_at at time zone at_zone, 'YYYY"-"Q') as quarter, coalesce(provinces ->> c.area, '') as area, count(*)::int as opened
    from "case" c where c.opened_at >= since and not exists (select 1 from report p where p.case_id = c.id)
      and case when of_all then app.is_one_of(array['oversight'])
        else c.opened_by_unit = any(app.principals()) and app.is_one_of(array['head', 'team_lead']) end
    group by 1, 2)
  select n.quarter, n.area, case when of_all and n.opened < 10 then null else n.opened end, of_all and n.opened < 10
  from counted n order by 1 desc, 2;
$$;
"""

GONE = "app.report_status(bytea)"
"""`app.report_matters` answers in its place, for every matter of a receipt."""

DEFINED = {
    "app.joined_follow()": (),
    "app.report_matters(bytea)": ("intake", "app"),
    "app.report_again(bytea, text)": ("intake",),
    "app.demand(boolean, text, timestamptz, jsonb)": ("app",),
    "app.own_work(boolean, text, timestamptz, jsonb)": ("app",),
}


def secure(apps: object, schema_editor: object) -> None:
    rules = importlib.import_module("samaki.migrations._row_security")
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        cursor.execute("alter table report validate constraint report_state_is_known")
        cursor.execute("alter table report validate constraint joined_report_names_it")
        rules.define(cursor, FUNCTIONS, DEFINED)
        rules.secure(cursor, POLICIES)
        definer = f'"{settings.ROLES["definer"]}"'
        cursor.execute(f"grant select on outreach to {definer}")
        cursor.execute(f"set local role {definer}")
        cursor.execute(f"drop function {GONE}")
        cursor.execute("reset role")


class Migration(migrations.Migration):
    dependencies = [("samaki", "0065_desk_intake")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
