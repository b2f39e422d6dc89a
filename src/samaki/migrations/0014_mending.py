"""What was recorded by mistake stays and is marked: which step opened which, people and arrivals entered in error.

`app.begun` says of the steps that one step opened, or that are of one child, which somebody has worked on: whoever takes the
first back must know, and may not see them all. It answers keys and a yes or no, to the unit that holds the step or works for
the child.
"""

import importlib

from django.conf import settings
from django.db import migrations, models

BEGUN = """
create function app.begun(of_step uuid, of_child uuid) returns table (step_id uuid, is_open boolean, begun boolean)
language sql stable security definer set search_path = pg_catalog, public as $$
  select s.id, s.state in ('open', 'on_hold'),
    not (s.state = 'stopped' and s.end_reason = 'mistake') and (
      s.state not in ('open', 'on_hold') or s.holder <> all(app.principals())
      or exists (select 1 from handoff h where h.step_id = s.id
                 and h.state in ('accepted', 'in_progress', 'on_hold', 'completed', 'confirmed', 'failed')))
  from step s
  where (s.after_id = of_step
         and exists (select 1 from step t where t.id = of_step and t.holder = any(app.principals())))
    or (s.child_id = of_child
        and exists (select 1 from relation r where r.case_id = s.case_id and r.unit = any(app.principals())
                    and (r.until is null or r.until > app.now_at()) and (r.child_id is null or r.child_id = of_child)))
  order by s.id;
$$;
"""


def secure(apps: object, schema_editor: object) -> None:
    rules = importlib.import_module("samaki.migrations.0002_row_security")
    app, definer = settings.ROLES["app"], settings.ROLES["definer"]
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        for line in rules.policy("app", "arrival", "update", rules.POLICIES["arrival"]["select"]):
            cursor.execute(line)
        cursor.execute(BEGUN)
        cursor.execute(f'alter function app.begun(uuid, uuid) owner to "{definer}"')
        cursor.execute("revoke all on function app.begun(uuid, uuid) from public")
        cursor.execute(f'grant execute on function app.begun(uuid, uuid) to "{app}"')


class Migration(migrations.Migration):
    dependencies = [("samaki", "0013_calendar")]
    operations = [
        migrations.AddField("step", "after_id", models.UUIDField(null=True)),
        migrations.AddField("person", "in_error_at", models.DateTimeField(null=True)),
        migrations.AddField("arrival", "in_error_at", models.DateTimeField(null=True)),
        migrations.RunPython(secure, migrations.RunPython.noop),
    ]
