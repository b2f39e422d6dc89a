"""Who decides what is given of a child's file reads it first as it will be handed over: with the names of others put over.

So the names of a case, sealed, go to a confidentiality officer too, while the request waits for a decision that is theirs to make.
"""

from django.db import migrations

from samaki.migrations._row_security import define

FUNCTIONS = """
create function app.subject_names_to_read(of_request uuid)
returns table (id uuid, person_id uuid, part text, version int, kind text, sealed bytea)
language sql stable security definer set search_path = pg_catalog, public as $$
  select i.id, i.person_id, p.part, i.version, i.kind, i.sealed::bytea
  from subject_access a join identity_record i on i.case_id = a.case_id join person p on p.id = i.person_id
  where a.id = of_request and a.state = 'asked' and a.unit = any(app.guarded())
    and a.recorded_by is distinct from app.member_id() and not app.kept_from(a.case_id) and a.case_id <> all(app.walls());
$$;
"""

DEFINED = {"app.subject_names_to_read(uuid)": ("app",)}


def secure(apps: object, schema_editor: object) -> None:
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("set local lock_timeout = '5s'")
        define(cursor, FUNCTIONS, DEFINED)


class Migration(migrations.Migration):
    dependencies = [("samaki", "0073_said_safe")]
    operations = [migrations.RunPython(secure, migrations.RunPython.noop)]
