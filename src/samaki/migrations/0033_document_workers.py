"""Who is told when a document is held: the units that work in its part of the file.

A unit reads its own relations only, and those who must know that a document can no longer be opened are mostly others. So
`app.working_in` answers the units, and nothing of why or since when, to a session whose own unit works there too.
"""

from django.conf import settings
from django.db import migrations

WORKING = """
create function app.working_in(of_case uuid, of_compartment text, of_child uuid) returns setof int
language sql stable security definer set search_path = pg_catalog, public as $$
  with works as (
    select r.unit from relation r
    where r.case_id = of_case and r.compartment = of_compartment and r.ground <> 'offered'
      and (r.child_id is null or r.child_id = of_child)
      and r.since <= app.now_at() and (r.until is null or r.until > app.now_at()))
  select distinct unit from works
  where exists (select 1 from works mine where mine.unit = any(app.principals()));
$$;
"""


def secure(apps: object, schema_editor: object) -> None:
    app, definer = settings.ROLES["app"], settings.ROLES["definer"]
    function = "app.working_in(uuid, text, uuid)"
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        cursor.execute(WORKING)
        cursor.execute(f'alter function {function} owner to "{definer}"')
        cursor.execute(f"revoke all on function {function} from public")
        cursor.execute(f'grant execute on function {function} to "{app}"')


class Migration(migrations.Migration):
    dependencies = [("samaki", "0032_sharing_index")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
