"""Who reads kept figures: a unit those that it has a side in. The clock counts; of the ledger it gets, for the acts that measures read,
codes and times alone, through two functions."""

from django.conf import settings
from django.db import migrations

from samaki.migrations import _row_security

MINE = "any((select app.principals())::int[])"


def policies() -> dict[str, dict[str, dict[str, str]]]:
    """table -> role -> right -> condition."""
    rights = {"select": "true", "insert": "true", "update": "true"}
    return {
        "measure_cell": {
            "app": {"select": f"unit = {MINE} or other = {MINE}"},
            "worker": rights | {"delete": "true"},
        },
        "measure_position": {"app": {"select": "true"}, "worker": rights},
    }


FUNCTIONS = """
-- cases and reports about which these acts stand in this part of the log
create function app.measured_matters(since bigint, upto bigint, acts text[]) returns table (case_id uuid, report_id uuid)
language sql stable security definer set search_path = pg_catalog, public as $$
  select distinct e.case_id, e.report_id from ledger_leaf l join ledger_entry e on e.id = l.entry_id
  where l.index >= since and l.index < upto and e.act = any(acts);
$$;

-- what these acts say of some cases and reports, in the order of the log; not who acted, and nothing but the whitelisted facts
create function app.measured_facts(cases uuid[], reports uuid[], upto bigint, acts text[])
returns table (index bigint, act text, subject_id uuid, occurred_at timestamptz, recorded_at timestamptz, unit int,
               case_id uuid, report_id uuid, child_id uuid, facts jsonb)
language sql stable security definer set search_path = pg_catalog, public as $$
  select l.index, e.act, e.subject_id, e.occurred_at, e.recorded_at, e.unit, e.case_id, e.report_id, e.child_id, e.facts
  from ledger_entry e join ledger_leaf l on l.entry_id = e.id
  where (e.case_id = any(cases) or e.report_id = any(reports)) and e.act = any(acts) and l.index < upto
  order by l.index;
$$;
"""

DEFINED = {
    "app.measured_matters(bigint, bigint, text[])": ("worker",),
    "app.measured_facts(uuid[], uuid[], bigint, text[])": ("worker",),
}


def secure(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, FUNCTIONS, DEFINED)
        _row_security.secure(cursor, policies())
        definer = settings.ROLES["definer"]
        for table in ("ledger_entry", "ledger_leaf"):
            cursor.execute(f'grant select on {table} to "{definer}"')
            cursor.execute(
                "select 1 from pg_policies where tablename = %s and cmd in ('SELECT', 'ALL') and %s = any(roles)",
                [table, definer],
            )
            if cursor.fetchone() is None:
                cursor.execute(f'create policy definer_measures on {table} for select to "{definer}" using (true)')


class Migration(migrations.Migration):
    dependencies = [("samaki", "0118_measures")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
