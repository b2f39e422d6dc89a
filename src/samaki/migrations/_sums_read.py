"""Functions that read sums in place of cells (0147): what each of them hides, and from whom, is as it was.

No migration itself (its name begins with an underscore).
"""

FUNCTIONS = """
-- As in 0125, from sums.
create or replace function app.independence_of_all(first date, middle date, last date, provinces jsonb, families jsonb)
returns table (measure text, area text, family text, stratum text, recent boolean, mark text, number bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  with marks as (
    select c.measure, coalesce(provinces ->> c.area, c.area) as area, coalesce(families ->> c.kind, c.kind) as family,
      split_part(c.mark, ':', 1) as stratum, substr(c.mark, strpos(c.mark, ':') + 1) as mark, c.month >= middle as lately,
      sum(c.number)::bigint as number
    from measure_sum c
    where c.sort = 'kind' and c.measure in ('IX1', 'IX2') and c.month between first and last and split_part(c.mark, ':', 1) in ('simple', 'complex')
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

-- As in 0125, from sums.
create or replace function app.sources_of_all(first date, last date, provinces jsonb)
returns table (area text, year int, mark text, number bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  with marks as (
    select coalesce(provinces ->> c.area, c.area) as area, extract(year from c.month)::int as year, c.mark,
      sum(c.number)::bigint as number
    from measure_sum c
    where c.sort = 'area' and c.measure = 'SRC' and c.month between first and last and app.is_one_of(array['oversight', 'mentor'])
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

-- As in 0122, from sums.
create or replace function app.measured_links(first date, since date, last date, provinces jsonb, of_area text, of_asks text, of_asked text)
returns table (area text, asks text, asked text, quarter date, measure text, mark text, number bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  with marks as (
    select coalesce(provinces ->> c.area, c.area) as area, split_part(c.kind, '>', 1) as asks, split_part(c.kind, '>', 2) as asked, date_trunc('quarter', c.month)::date as quarter,
      c.measure, c.mark, sum(c.number)::bigint as number
    from measure_sum c
    where c.sort = 'link' and c.measure in ('I3', 'C1') and c.month >= first and c.month <= last and app.is_one_of(array['oversight'])
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

-- As in 0131, from sums of units.
create or replace function app.measured_of_agencies(measures text[], first date, last date, provinces jsonb)
returns table (measure text, agency text, mark text, number bigint)
language sql stable security definer set search_path = pg_catalog, public as $$
  with recursive asked as (select app.is_one_of(array['oversight']) as oversees, app.agencies_led() as led),
  cells as (
    select c.measure, u.agency_id as agency, u.kind || '>' || coalesce(provinces ->> c.area, c.area) as place, c.mark,
      sum(c.number)::bigint as number
    from asked a, measure_sum c join unit u on u.principal = c.unit
    where c.sort = 'unit' and c.measure = any(measures) and c.month >= first and c.month <= last and (a.oversees or u.agency_id = any(a.led))
    group by 1, 2, 3, 4),
  places as (select distinct c.measure, c.agency, c.place from cells c),
  beside as (select distinct p.measure, p.agency, o.agency as other from places p join places o on (o.measure, o.place) = (p.measure, p.place)),
  reached as (
    select b.measure, b.agency, b.agency as other from beside b
    union select r.measure, r.agency, b.other from reached r join beside b on (b.measure, b.agency) = (r.measure, r.other)),
  circles as (select r.measure, r.agency, min(r.other::text) as circle from reached r group by 1, 2),
  sizes as (
    select c.measure, c.agency, i.circle,
      coalesce(sum(c.number) filter (where split_part(c.mark, ':', 1) in ('yes', 'no', 'open')), 0) as n
    from cells c join circles i using (measure, agency) group by 1, 2, 3),
  before as (
    select s.measure, s.agency, s.n,
      sum(s.n) over (partition by s.measure order by s.n, s.agency) - s.n as of_all,
      sum(s.n) over (partition by s.measure, s.circle order by s.n, s.agency) - s.n as of_circle
    from sizes s, asked a where not s.agency = any(a.led)),
  hidden as (select b.measure, b.agency from before b where b.n < 5 or b.of_all between 1 and 4 or b.of_circle between 1 and 4)
  select c.measure, c.agency::text, c.mark, sum(c.number)::bigint from cells c
  where (c.measure, c.agency) not in (select h.measure, h.agency from hidden h) group by 1, 2, 3
  union all select h.measure, h.agency::text, 'few', 1 from hidden h;
$$;
"""
