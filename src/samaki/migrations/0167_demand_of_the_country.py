"""Reports of the last two years by source, of all units together: for the oversight committee, whose table by quarter and province is empty
where the country is small.

A sum tells no small cell of that table: a source of which exactly one cell is hidden there, or of whose hidden cells the sum is below nine
(so that one of them could not be nine), is left out; and where exactly one source is left out, or those left out are fewer than nine
together, the smallest of the others is left out as well, so that nobody subtracts it from the whole. Where none is left to hide it, the
whole is not told.
"""

from django.db import migrations

from samaki.migrations import _row_security

FUNCTIONS = """
create function app.demand_of_all(at_zone text, since timestamptz, provinces jsonb)
returns table (source text, told int, whole int)
language sql stable security definer set search_path = pg_catalog, public as $$
  with cells as (
    select to_char(p.received_at at time zone at_zone, 'YYYY"-"Q') as quarter, coalesce(provinces ->> p.area, '') as area, p.source, count(*)::int as told
    from report p where p.received_at >= since and p.split_from is null and app.is_one_of(array['oversight'])
    group by 1, 2, 3
  ), sources as (
    select c.source, sum(c.told)::int as told, count(*) filter (where c.told < 10) as hidden,
      coalesce(sum(c.told) filter (where c.told < 10), 0) as hidden_told
    from cells c group by c.source
  ), guarded as (
    select s.source, s.told, s.told >= 10 and (s.hidden = 0 or (s.hidden >= 2 and s.hidden_told >= 9)) as open from sources s
  ), needs as (
    select count(*) > 0 and (count(*) = 1 or sum(g.told) < 9) as another from guarded g where not g.open
  ), ranked as (
    select g.source, g.told, g.open and not (n.another and row_number() over (partition by g.open order by g.told, g.source) = 1) as open
    from guarded g cross join needs n
  ), left_out as (
    select count(*) as sources, coalesce(sum(g.told), 0) as told from ranked g where not g.open
  )
  select g.source, case when g.open then g.told end,
    case when l.sources = 0 or (l.sources >= 2 and l.told >= 9) then (select sum(x.told)::int from ranked x) end
  from ranked g cross join left_out l order by g.open desc, 2 desc, 1;
$$;
"""


def define(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        _row_security.define(cursor, FUNCTIONS, {"app.demand_of_all(text, timestamptz, jsonb)": ("app",)})


class Migration(migrations.Migration):
    dependencies = [("samaki", "0165_words_to_the_reporter")]
    operations = [migrations.RunPython(define, migrations.RunPython.noop)]
