"""Finding a person by name: whoever met the asked keys is weighed first, and only the best are asked for whether they are open to the session.

The same people as by migration 0019, in the same order. Where a part of a name is that of a thousand people, a thousand relations
were looked through for the forty that are answered with.
"""

import importlib

from django.db import migrations

from samaki.migrations import _row_security

FUNCTIONS = """
create or replace function app.people_like(asked bigint[], worths real[], most int) returns table (person uuid, worth real)
language sql stable security definer set search_path = pg_catalog, public set enable_seqscan = off as $$
  with weighed as materialized (
    select k.person_id, k.case_id, k.child_id, sum(a.worth)::real as worth
    from name_keys k cross join lateral unnest(k.keys) as has(key) join unnest(asked, worths) as a(key, worth) on a.key = has.key
    where k.keys && asked group by k.person_id, k.case_id, k.child_id
  ), best as (select * from weighed order by worth desc, person_id offset 0)
  select k.person_id, k.worth from best k
  where {names_open}
    and exists (select 1 from person p where p.id = k.person_id and p.in_error_at is null and (p.compartment = 'case' or {part_open}))
  order by k.worth desc, k.person_id limit least(most, 200);
$$;
"""


def define(apps: object, schema_editor: object) -> None:
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    text = FUNCTIONS.format(names_open=rules.covers("k", "'identity'"), part_open=rules.covers("p", "p.compartment"))
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        _row_security.define(cursor, text, {"app.people_like(bigint[], real[], int)": ("app",)})


class Migration(migrations.Migration):
    dependencies = [("samaki", "0153_release_asked")]
    operations = [migrations.RunPython(define, migrations.RunPython.noop)]
