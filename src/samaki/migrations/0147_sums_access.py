"""Sums follow cells by triggers, so that they are never other than the cells; functions for who oversees read them, and hide as before.

Marks are made fewer on the way: how long something lasted is rounded up to a step of at most an eighth of it, so that marks of a month do
not grow with its matters. What is due is rounded up and what began is rounded down to an hour, or to a day where days are given. Sums:

- `area`: of a province, all units and kinds together. What is pending leaves two marks, `age:BEGAN:` and `due:DUE`.
- `kind`: of a province and a kind of step, for the independence index.
- `link`: of a province and the kinds of two units, `ASKS>ASKED`.
- `unit`: of a unit, by province; what is pending by kind as well, and minute by minute.
"""

import json

from django.conf import settings
from django.db import migrations

from samaki.agencies.country import pack
from samaki.migrations import _row_security, _sums_read

MINE = "any((select app.principals())::int[])"

STEPS = ((60, 1), (240, 5), (1440, 30), (10080, 180), (86400, 1440), (1048320, 10080))
"""Up to so many minutes, steps of so many: an hour, four, a day, a week, sixty days, two years; then months. Each end is of both its sides."""
LAST_STEP = 43200

DAILY = "('I5', 'I10', 'I12', 'IX1', 'IX2', 'WT1')"
"""Measures of what has days; of the others hours."""
DAY, HOUR, LONG = 1440, 60, 14400


def up(minutes: str) -> str:
    """To the end of its step."""
    cases = " ".join(f"when {minutes} <= {end} then ({minutes} + {wide - 1}) / {wide} * {wide}" for end, wide in STEPS)
    return f"(case {cases} else ({minutes} + {LAST_STEP - 1}) / {LAST_STEP} * {LAST_STEP} end)"


def down(minutes: str) -> str:
    """To the beginning of its step."""
    cases = " ".join(f"when {minutes} <= {end} then {minutes} / {wide} * {wide}" for end, wide in STEPS)
    return f"(case {cases} else {minutes} / {LAST_STEP} * {LAST_STEP} end)"


CELLS = "select c.measure, c.month, c.unit, c.other, c.area, c.kind, t.key, t.value::bigint * {way} as number from {of} c cross join lateral jsonb_each_text(c.tally) t"  # noqa: E501 - SQL
BOTH = f"""select c.measure, c.month, c.unit, c.other, c.area, c.kind, c.key, sum(c.number) as number
      from ({CELLS.format(of="gone", way=-1)} union all {CELLS.format(of="fresh", way=1)}) c
      group by 1, 2, 3, 4, 5, 6, 7 having sum(c.number) <> 0"""
"""Marks that a change of cells made more or fewer."""


def sums(marks: str) -> str:
    """What `marks` add to sums; sums that are nothing then are in `nothing`, and go."""
    third, fourth, width = (
        "b.part[3]::bigint",
        "b.part[4]::bigint",
        f"(case when b.part[3] <> '' and b.part[3]::bigint - b.part[2]::bigint < {LONG} then {HOUR} else {DAY} end)",
    )  # noqa: E501 - SQL
    of_measure = f"(case when c.measure in {DAILY} then {DAY} else {HOUR} end)"
    return f"""
    with changed as (
    insert into measure_sum as s (sort, measure, month, unit, area, kind, mark, number)
    select r.sort, c.measure, c.month, r.unit, coalesce(p.province, c.area), r.kind, r.mark, sum(c.number)
    from ({marks}) c left join measure_place p on p.place = c.area
      left join unit u on u.principal = c.unit left join unit o on o.principal = c.other
      cross join lateral (select split_part(c.key, ':', 1) in ('simple', 'complex', 'drill') as layered) l
      cross join lateral (select string_to_array(case when l.layered then substr(c.key, strpos(c.key, ':') + 1) else c.key end, ':') as part) b
      cross join lateral (select case when l.layered then split_part(c.key, ':', 1) || ':' else '' end as layer, case b.part[1]
        when 'wait' then 'wait:' || b.part[2] || ':' || case when b.part[2] = '' then {third} / {HOUR} * {HOUR} else {up(third)} end
          || ':' || {down(fourth)}
        when 'lag' then 'lag:' || {up("b.part[2]::bigint")}
        when 'run' then null when 'led' then null
        when 'open' then 'open:' || b.part[2] when 'age' then 'age:' || b.part[2] || ':' || b.part[3]
        else array_to_string(b.part, ':') end as mark) m
      cross join lateral (select case
        when b.part[1] = 'open' and b.part[2] <> '' then 'open:' || (b.part[2]::bigint + {of_measure} - 1) / {of_measure} * {of_measure}
        when b.part[1] = 'age' then 'age:' || b.part[2]::bigint / {width} * {width} || ':'
        else m.mark end as mark) w
      cross join lateral (
        select 'area', 0, '', w.mark where not l.layered
        union all select 'area', 0, '', 'due:' || (b.part[3]::bigint + {width} - 1) / {width} * {width}
          where b.part[1] = 'age' and b.part[3] <> ''
        union all select 'kind', 0, c.kind, m.layer || w.mark where l.layered and c.measure in ('IX1', 'IX2')
        union all select 'link', 0, o.kind || '>' || u.kind, w.mark where c.measure in ('I3', 'C1')
        union all select 'unit', c.unit, case when c.measure = 'I7' then c.kind else '' end, m.mark where c.unit <> 0 and not l.layered
      ) r (sort, unit, kind, mark)
    where r.mark is not null and r.kind is not null
    group by 1, 2, 3, 4, 5, 6, 7 having sum(c.number) <> 0
    order by 1, 2, 3, 4, 5, 6, 7
    on conflict (sort, measure, month, unit, area, kind, mark) do update set number = s.number + excluded.number
    returning s.*)
    select array_agg(row(c.sort, c.measure, c.month, c.unit, c.area, c.kind, c.mark, c.number)::measure_sum) filter (where c.number = 0) into nothing from changed c;
    delete from measure_sum s using unnest(nothing) n where (s.sort, s.measure, s.month, s.unit, s.area, s.kind, s.mark)
      = (n.sort, n.measure, n.month, n.unit, n.area, n.kind, n.mark)"""


GONE = "app.measured_of_all(text, date, date, text, jsonb)"

FUNCTIONS = f"""
-- while everything is counted anew sums are held, and made once at the end (`app.sum_anew`), in the same transaction
create function app.sums_follow() returns trigger language plpgsql security definer set search_path = pg_catalog, public as $$
declare nothing measure_sum[];
begin
  if current_setting('app.sums_held', true) = 'on' then
    return null;
  end if;
  if tg_op = 'INSERT' then {sums(CELLS.format(of="fresh", way=1))};
  elsif tg_op = 'UPDATE' then {sums(BOTH)};
  else {sums(CELLS.format(of="gone", way=-1))};
  end if;
  return null;
end $$;

create trigger sums_follow_insert after insert on measure_cell referencing new table as fresh
  for each statement execute function app.sums_follow();
create trigger sums_follow_update after update on measure_cell referencing old table as gone new table as fresh
  for each statement execute function app.sums_follow();
create trigger sums_follow_delete after delete on measure_cell referencing old table as gone
  for each statement execute function app.sums_follow();

-- all sums from the cells
create function app.sum_anew() returns void language plpgsql security definer set search_path = pg_catalog, public as $$
declare nothing measure_sum[];
begin
  delete from measure_sum;
  {sums(CELLS.format(of="measure_cell", way=1))};
end $$;

-- what every place lies in, as the pack says; with other places all sums are made anew. Returns whether they were.
create function app.place_sums(provinces jsonb) returns boolean
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if provinces = (select coalesce(jsonb_object_agg(p.place, p.province), '{{}}') from measure_place p) then
    return false;
  end if;
  delete from measure_place;
  insert into measure_place (place, province) select t.key, t.value from jsonb_each_text(provinces) t;
  perform app.sum_anew();
  return true;
end $$;

-- Measures of all units together, by province, for who oversees, from sums. As in 0120, for several measures at once: `modes`: of each
-- window (months first to last), flow (those before as well, told apart) or ages (whatever waits, since whenever). A province of which
-- fewer than five are counted gives one row, `few`; so does the next smallest where those that are not shown are fewer than five together,
-- for the sum of all (area '*') would tell them.
create function app.measured_of_each(of_measures text[], modes text[], first date, last date, provinces jsonb)
returns table (measure text, area text, earlier boolean, mark text, number bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  with marks as (
    select a.measure, m.area, m.earlier, m.mark, m.number, split_part(m.mark, ':', 1) as sort
    from unnest(of_measures, modes) a (measure, mode) cross join lateral (
      select coalesce(provinces ->> s.area, s.area) as area, a.mode = 'flow' and s.month < first as earlier, s.mark, sum(s.number)::bigint as number
      from measure_sum s
      where s.sort = 'area' and s.measure = a.measure and s.unit = 0
        and s.month between case when a.mode = 'window' then first else '-infinity'::date end and last
      group by 1, 2, 3) m
    where app.is_one_of(array['oversight'])),
  sizes as (
    select m.measure, m.area, greatest(coalesce(sum(m.number) filter (where m.sort in ('yes', 'no', 'open')), 0),
      coalesce(sum(m.number) filter (where m.sort = 'wait'), 0),
      coalesce(sum(m.number) filter (where m.sort in ('age', 'at', 'times', 'lag')), 0),
      coalesce(sum(m.number) filter (where m.sort = 'in'), 0)) as n
    from marks m group by 1, 2),
  small as (select s.measure, s.area, s.n from sizes s where s.n < 5),
  few as (select s.measure, sum(s.n) as n from small s group by 1),
  beside as (
    select distinct on (s.measure) s.measure, s.area from sizes s join few f on f.measure = s.measure
    where s.n >= 5 and f.n between 1 and 4 order by s.measure, s.n, s.area),
  hidden as (select s.measure, s.area from small s where s.n > 0 union all select b.measure, b.area from beside b),
  wholes as (select s.measure, sum(s.n) as n from sizes s group by 1)
  select m.measure, m.area, m.earlier, m.mark, m.number from marks m
  where not exists (select 1 from hidden h where h.measure = m.measure and h.area = m.area)
  union all
  select h.measure, h.area, false, 'few', 1 from hidden h
  union all
  select m.measure, '*', m.earlier, m.mark, sum(m.number)::bigint from marks m join wholes w on w.measure = m.measure and w.n >= 5
  group by m.measure, m.earlier, m.mark
  union all
  select w.measure, '*', false, 'few', 1 from wholes w where w.n between 1 and 4;
$$;

-- the same of each unit of agencies that the member leads a unit of, as it is: an agency sees its own
create function app.measured_of_units(of_measures text[], modes text[], first date, last date)
returns table (unit int, measure text, earlier boolean, mark text, number bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  select u.principal, a.measure, m.earlier, m.mark, m.number
  from unit u cross join unnest(of_measures, modes) a (measure, mode) cross join lateral (
    select a.mode = 'flow' and s.month < first as earlier, s.mark, sum(s.number)::bigint as number from measure_sum s
    where s.sort = 'unit' and s.unit = u.principal and s.measure = a.measure
      and s.month between case when a.mode = 'window' then first else '-infinity'::date end and last
    group by 1, 2) m
  where u.agency_id = any((select app.agencies_led())::uuid[]);
$$;

drop function {GONE};
"""

DEFINED: dict[str, tuple[str, ...]] = {
    "app.sums_follow()": ("worker",),
    "app.sum_anew()": ("worker",),
    "app.place_sums(jsonb)": ("worker",),
    "app.measured_of_each(text[], text[], date, date, jsonb)": ("app",),
    "app.measured_of_units(text[], text[], date, date)": ("app",),
}

AS_BEFORE = {
    "app.independence_of_all(date, date, date, jsonb, jsonb)": ("app",),
    "app.sources_of_all(date, date, jsonb)": ("app",),
    "app.measured_links(date, date, date, jsonb, text, text, text)": ("app",),
    "app.measured_of_agencies(text[], date, date, jsonb)": ("app",),
}
"""They read sums from now on; nothing of what they hide is other than it was."""


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    return {
        "measure_sum": {"app": {"select": f"sort = 'unit' and unit = {MINE}"}},
        "measure_place": {},
    }


def secure(apps: object, schema_editor: object) -> None:
    provinces = {code: pack().places.province(code).code for code in pack().places.by_code}
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.secure(cursor, policies())
        cursor.execute(
            f'grant select, insert, update, delete on measure_sum, measure_place to "{settings.ROLES["definer"]}"'
        )
        cursor.execute("alter table measure_sum set (fillfactor = 80)")  # sums change in their place
        _row_security.define(cursor, FUNCTIONS, DEFINED)
        _row_security.define(cursor, _sums_read.FUNCTIONS, AS_BEFORE)
        cursor.execute("select app.place_sums(%s)", [json.dumps(provinces)])


class Migration(migrations.Migration):
    dependencies = [("samaki", "0146_sums")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
