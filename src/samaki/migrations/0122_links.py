"""Links of the chain: sums by province and by kinds of the two units, for who oversees, and nothing small; and which units have a roster."""

from django.db import migrations

from samaki.migrations import _row_security

FUNCTIONS = """
-- Hand-offs by province, kind of the unit that asks and kind of the unit that is asked: of all months from `since` to `last` (quarter is
-- null), and with `of_asked` of that link alone each quarter from `first` on. What is of fewer than five gives one row, `few`. So does the
-- next smallest where those that are not shown are fewer than five together: of a province and of the country (their sums are shown
-- elsewhere); of the quarters, of a province's links in one quarter, and of a link before `since` and after (its own sum is shown).
create function app.measured_links(first date, since date, last date, provinces jsonb, of_area text, of_asks text, of_asked text)
returns table (area text, asks text, asked text, quarter date, measure text, mark text, number bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  with marks as (
    select coalesce(provinces ->> c.area, c.area) as area, o.kind as asks, u.kind as asked, date_trunc('quarter', c.month)::date as quarter,
      c.measure, t.key as mark, sum(t.value::bigint)::bigint as number
    from measure_cell c join unit u on u.principal = c.unit join unit o on o.principal = c.other
      cross join lateral jsonb_each_text(c.tally) t
    where c.measure in ('I3', 'C1') and c.month >= first and c.month <= last and app.is_one_of(array['oversight'])
    group by 1, 2, 3, 4, 5, 6),
  sizes as (
    select m.area, m.asks, m.asked, m.quarter,
      coalesce(sum(m.number) filter (where m.measure = 'I3' and split_part(m.mark, ':', 1) in ('yes', 'no', 'open')), 0) as n
    from marks m group by 1, 2, 3, 4),
  totals as (select s.area, s.asks, s.asked, sum(s.n) as n from sizes s where s.quarter >= since group by 1, 2, 3),
  before as (
    select t.*, sum(t.n) over (partition by t.area order by t.n, t.asks, t.asked) - t.n as of_area,
      sum(t.n) over (order by t.n, t.area, t.asks, t.asked) - t.n as of_all
    from totals t),
  links as (select b.area, b.asks, b.asked, b.n < 5 or b.of_area between 1 and 4 or b.of_all between 1 and 4 as hidden from before b),
  earlier as (
    select s.*, sum(s.n) over (partition by s.area, s.quarter order by s.n, s.asks, s.asked) - s.n as of_area,
      sum(s.n) over (partition by s.quarter order by s.n, s.area, s.asks, s.asked) - s.n as of_all,
      sum(s.n) over (partition by s.area, s.asks, s.asked, s.quarter >= since order by s.n, s.quarter) - s.n as of_link
    from sizes s),
  parts as (
    select e.area, e.asks, e.asked, e.quarter, e.n < 5 or e.of_area between 1 and 4 or e.of_all between 1 and 4 or e.of_link between 1 and 4
      or coalesce(e.quarter >= since and l.hidden, false) as hidden
    from earlier e left join links l using (area, asks, asked)
    where (e.area, e.asks, e.asked) = (measured_links.of_area, measured_links.of_asks, measured_links.of_asked))
  select m.area, m.asks, m.asked, null::date, m.measure, m.mark, sum(m.number)::bigint
    from marks m join links l using (area, asks, asked) where m.quarter >= since and not l.hidden group by 1, 2, 3, 5, 6
  union all select l.area, l.asks, l.asked, null, 'I3', 'few', 1 from links l where l.hidden
  union all select m.area, m.asks, m.asked, m.quarter, m.measure, m.mark, m.number
    from marks m join parts p using (area, asks, asked, quarter) where not p.hidden
  union all select p.area, p.asks, p.asked, p.quarter, 'I3', 'few', 1 from parts p where p.hidden;
$$;

-- of these units those with a roster in force, and how long nobody is on duty in it: for every member, as their telephones. Nobody is named.
create function app.rosters_known(of_units int[]) returns table (unit int, gap_minutes int)
language sql stable security definer set search_path = pg_catalog, public as $$
  select r.unit, min(v.gap_minutes) from duty_roster r join duty_version v on v.roster_id = r.id and v.state = 'published'
  where r.unit = any(of_units) and r.ended_at is null and cardinality(app.principals()) > 0
  group by r.unit order by r.unit;
$$;
"""

DEFINED = {
    "app.measured_links(date, date, date, jsonb, text, text, text)": ("app",),
    "app.rosters_known(int[])": ("app",),
}


def secure(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, FUNCTIONS, DEFINED)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0121_report_indexes")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
