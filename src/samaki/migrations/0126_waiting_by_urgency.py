"""The waiting list of a unit is in the order of urgency, and within it of age: an emergency bed does not stand under school fees.

Urgencies are those of the inter-agency form, in its order; one that a pack adds stands after them.
"""

import importlib

from django.db import migrations

from samaki.migrations import _row_security

SIGNATURE = "app.waiting_services(int, int)"


def functions() -> str:
    """As in 0105, but for the order."""
    works = importlib.import_module("samaki.migrations.0096_conferences_access").WORKS
    live = f"{works} and r.since <= app.now_at() and (r.until is null or r.until > app.now_at())"
    return f"""
create or replace function app.waiting_services(behind int, most int)
returns table (id uuid, service text, urgency text, asked_at timestamptz, due_at timestamptz, asker int, code text, child_id uuid)
language sql stable security definer set search_path = pg_catalog, public as $$
  select case when c.id is not null then s.id end, s.service, s.urgency, s.asked_at, s.due_at, s.holder, c.code, case when c.id is not null then s.child_id end
  from care_service s left join "case" c on c.id = s.case_id and exists (select 1 from relation r where r.case_id = s.case_id
    and r.unit = any(app.principals()) and r.compartment = 'care' and (r.child_id is null or r.child_id = s.child_id) and {live})
  where s.provider = any(app.principals()) and s.state = 'asked' and s.case_id <> all(app.walls())
    and not app.conference_kept_from(s.case_id, s.provider) and app.care_is_open(s.case_id, s.child_id)
  order by array_position(array['emergency', 'urgent', 'normal'], s.urgency), s.asked_at, s.id offset behind limit least(most, 200);
$$;
"""


def define(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        _row_security.define(cursor, functions(), {SIGNATURE: ("app",)})


class Migration(migrations.Migration):
    dependencies = [("samaki", "0125_independence")]
    operations = [migrations.RunPython(define, migrations.RunPython.noop)]
