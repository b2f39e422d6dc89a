"""The independence index and the mentor's share for who oversees and for the mentor, by province, and oddities of units for who oversees:
sums alone, none of fewer than five, nor one from which such a sum could be reckoned."""

from django.db import migrations

from samaki.migrations import _row_security

FUNCTIONS = """
-- `families`: kind of step -> its family; `provinces`: place -> its province. Two windows: `recent` from `middle` on, and all from
-- `first` on. The longer one is not shown either where it is larger than the shorter one by fewer than five.
create function app.independence_of_all(first date, middle date, last date, provinces jsonb, families jsonb)
returns table (measure text, area text, family text, stratum text, recent boolean, mark text, number bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  with marks as (
    select c.measure, coalesce(provinces ->> c.area, c.area) as area, coalesce(families ->> c.kind, c.kind) as family,
      split_part(t.key, ':', 1) as stratum, substr(t.key, strpos(t.key, ':') + 1) as mark, c.month >= middle as lately,
      sum(t.value::bigint)::bigint as number
    from measure_cell c cross join lateral jsonb_each_text(c.tally) t
    where c.measure in ('IX1', 'IX2') and c.month between first and last and split_part(t.key, ':', 1) in ('simple', 'complex')
      and app.is_one_of(array['oversight', 'mentor'])
    group by 1, 2, 3, 4, 5, 6),
  sizes as (
    select m.area, m.family, m.stratum, coalesce(sum(m.number) filter (where m.lately), 0) as n, sum(m.number) as whole
    from marks m where m.measure = 'IX1' and split_part(m.mark, ':', 1) in ('yes', 'no', 'open') group by 1, 2, 3),
  windows as (
    select s.area, s.family, s.stratum, w.recent, case when w.recent then s.n else s.whole end as n,
      case when w.recent then s.n < 5 else s.whole < 5 or s.whole - s.n between 1 and 4 end as few
    from sizes s cross join (values (true), (false)) w (recent))
  select m.measure, m.area, m.family, m.stratum, w.recent, m.mark, sum(m.number)::bigint
  from marks m join windows w on (w.area, w.family, w.stratum) = (m.area, m.family, m.stratum)
  where not w.few and (m.lately or not w.recent) group by 1, 2, 3, 4, 5, 6
  union all
  select 'IX1', w.area, w.family, w.stratum, w.recent, 'few', 1 from windows w where w.few and w.n > 0;
$$;

-- the mentor's share of the cases of each year: by province, and of all ('*'); where the cases came from, of all years together: sources of
-- fewer than five are one
create function app.sources_of_all(first date, last date, provinces jsonb)
returns table (area text, year int, mark text, number bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  with marks as (
    select coalesce(provinces ->> c.area, c.area) as area, extract(year from c.month)::int as year, t.key as mark,
      sum(t.value::bigint)::bigint as number
    from measure_cell c cross join lateral jsonb_each_text(c.tally) t
    where c.measure = 'SRC' and c.month between first and last and app.is_one_of(array['oversight', 'mentor'])
    group by 1, 2, 3),
  sizes as (select m.area, m.year, sum(m.number) as n from marks m where m.mark in ('yes', 'no') group by 1, 2),
  hidden as (select s.year, sum(s.n) as n from sizes s where s.n < 5 group by 1),
  beside as (
    select distinct on (s.year) s.area, s.year from sizes s join hidden h on h.year = s.year where s.n >= 5 and h.n < 5
    order by s.year, s.n, s.area),
  shown as (
    select s.area, s.year from sizes s where s.n >= 5
      and not exists (select 1 from beside b where (b.area, b.year) = (s.area, s.year))),
  froms as (select m.mark, sum(m.number)::bigint as number from marks m where m.mark like 'from:%' group by 1)
  select m.area, m.year, m.mark, m.number from marks m join shown s on (s.area, s.year) = (m.area, m.year) where m.mark in ('yes', 'no')
  union all
  select s.area, s.year, 'few', 1 from sizes s where not exists (select 1 from shown o where (o.area, o.year) = (s.area, s.year))
  union all
  select '*', m.year, m.mark, sum(m.number)::bigint from marks m
  where m.mark in ('yes', 'no') and (select sum(n) from sizes s where s.year = m.year) >= 5 group by 2, 3
  union all
  select '*', 0, case when f.number < 5 then 'from:' else f.mark end, sum(f.number)::bigint from froms f group by 3;
$$;

-- what is hard to believe, by unit, for who oversees
create function app.oddities_of_all(first date, last date) returns table (measure text, unit int, mark text, number bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  with marks as (
    select c.measure, c.unit, t.key as mark, sum(t.value::bigint)::bigint as number
    from measure_cell c cross join lateral jsonb_each_text(c.tally) t
    where c.measure in ('G1', 'G2', 'G3', 'G4') and c.month between first and last and app.is_one_of(array['oversight'])
      and t.key in ('yes', 'no')
    group by 1, 2, 3),
  sizes as (select m.measure, m.unit, sum(m.number) as n from marks m group by 1, 2)
  select m.measure, m.unit, m.mark, m.number from marks m join sizes s on (s.measure, s.unit) = (m.measure, m.unit) where s.n >= 5
  union all
  select s.measure, s.unit, 'few', 1 from sizes s where s.n < 5;
$$;
"""

DEFINED = {
    "app.independence_of_all(date, date, date, jsonb, jsonb)": ("app",),
    "app.sources_of_all(date, date, jsonb)": ("app",),
    "app.oddities_of_all(date, date)": ("app",),
}


def secure(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, FUNCTIONS, DEFINED)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0124_mentor_input")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
