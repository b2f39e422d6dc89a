"""Two acts that must count rows which the member may not see.

A supervisor who moves a step takes back what was still being asked for it, drafts of the unit below included. Who would
write a name without being allowed to read the one that stands is told so, and writes over nothing.
"""

from django.conf import settings
from django.db import migrations

SET_ASIDE = """
create function app.set_aside(of_step uuid, at timestamptz) returns setof handoff
language sql security definer set search_path = pg_catalog, public as $$
  update handoff a set state = 'withdrawn', clock = '', due_at = null, call_at = null, expires_at = null, level = 0,
    ended_at = at, version = version + 1
  where a.step_id = of_step
    and a.state in ('draft', 'offered', 'received', 'needs_information', 'accepted_by_phone', 'disputed')
    and exists (select 1 from step t where t.id = of_step and (
      t.holder = any(app.principals())
      or exists (select 1 from handoff h where h.step_id = t.id and h.escalated
                 and (h.from_parent = any(app.principals()) or h.to_parent = any(app.principals())))))
  returning a.*;
$$;
"""

NEXT_IDENTITY = """
create function app.next_identity(of_person uuid) returns int
language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce(max(version), 0) + 1 from identity_record where person_id = of_person;
$$;
"""

FUNCTIONS = ("app.set_aside(uuid, timestamptz)", "app.next_identity(uuid)")


def forward(apps: object, schema_editor: object) -> None:
    app, definer = settings.ROLES["app"], settings.ROLES["definer"]
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for line in (
            SET_ASIDE,
            NEXT_IDENTITY,
            f'grant update on handoff to "{definer}"',
            f'grant select (person_id, version) on identity_record to "{definer}"',
            f'create policy definer_select on identity_record for select to "{definer}" using (true)',
        ):
            cursor.execute(line)
        for function in FUNCTIONS:
            cursor.execute(f'alter function {function} owner to "{definer}"')
            cursor.execute(f"revoke all on function {function} from public")
            cursor.execute(f'grant execute on function {function} to "{app}"')


class Migration(migrations.Migration):
    dependencies = [("samaki", "0002_row_security")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
