"""Figures of all units together, by province, for who oversees: sums alone, and none of fewer than five, nor one from which such a sum
could be reckoned."""

from django.db import migrations

from samaki.migrations import _row_security

FUNCTIONS = """
-- `mode`: window (months first to last), flow (those before as well, told apart), ages (whatever waits, since whenever).
-- `provinces`: place -> its province. A province of which fewer than five are counted gives one row, `few`; so does the next smallest where
-- those that are not shown are fewer than five together, for the sum of all (area '*') would tell them.
create function app.measured_of_all(of_measure text, first date, last date, mode text, provinces jsonb)
returns table (area text, earlier boolean, mark text, number bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  with marks as (
    select coalesce(provinces ->> c.area, c.area) as area, mode = 'flow' and c.month < first as earlier, t.key as mark,
      sum(t.value::bigint)::bigint as number, split_part(t.key, ':', 1) as sort
    from measure_cell c cross join lateral jsonb_each_text(c.tally) t
    where c.measure = of_measure and c.month <= last and (mode <> 'window' or c.month >= first)
      and app.is_one_of(array['oversight'])
    group by 1, 2, 3),
  sizes as (
    select m.area, greatest(coalesce(sum(m.number) filter (where m.sort in ('yes', 'no', 'open')), 0),
      coalesce(sum(m.number) filter (where m.sort = 'wait'), 0),
      coalesce(sum(m.number) filter (where m.sort in ('age', 'at', 'times', 'lag')), 0),
      coalesce(sum(m.number) filter (where m.sort = 'in'), 0)) as n
    from marks m group by m.area),
  small as (select s.area, s.n from sizes s where s.n < 5),
  beside as (select s.area from sizes s where s.n >= 5 and (select sum(n) from small) between 1 and 4 order by s.n, s.area limit 1),
  hidden as (select s.area from small s where s.n > 0 union all select b.area from beside b),
  shown as (
    select m.area, m.earlier, m.mark, m.number from marks m where m.area not in (select h.area from hidden h)
    union all select h.area, false, 'few', 1 from hidden h)
  select s.area, s.earlier, s.mark, s.number from shown s
  union all
  select '*', m.earlier, m.mark, sum(m.number)::bigint from marks m where (select sum(n) from sizes) >= 5 group by m.earlier, m.mark
  union all
  select '*', false, 'few', 1 where (select sum(n) from sizes) between 1 and 4;
$$;
"""

DEFINED = {"app.measured_of_all(text, date, date, text, jsonb)": ("app",)}


def secure(apps: object, schema_editor: object) -> None:
    from django.conf import settings

    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, FUNCTIONS, DEFINED)
        cursor.execute(f'grant select on measure_cell to "{settings.ROLES["definer"]}"')


class Migration(migrations.Migration):
    dependencies = [("samaki", "0119_measures_access")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
